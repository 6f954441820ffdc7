import Fixtures
import Foundation
import JSON
import Testing

/// A store whose handoffs carry a hostile text each, in every field that takes one.
struct HostileStore {
    let store: WalkStore
    let texts: [String]

    /// Everybody may decide on everything at once.
    static let contract = """
        contract: desk.note
        version: 1
        title: A note for the ledger
        impact: medium
        system_of_record: { system: erp, record: note, reference: payload.number }
        payload:
          schema: { type: object, required: [number], properties: { number: { type: string } } }
          evidence: []
        review:
          owner: team:payables
          escalate_to: person:robin
          threshold: 0.9
          bands: { low: 0.0, high: 0.9 }
          auto_approve: never
          sequence: [{ step: desk, by: role:controller }]
          separation: [requester]
          reasons: { reject: [wrong, duplicate], escalate: [unclear] }
          recall_window: PT0S
        states: { complete_when: receipt }
        trace: { require: [prompt] }

        """

    /// Submits a handoff for each text, revises it, so that there is a difference, and comments on it.
    init(_ texts: [String]) throws {
        self.texts = texts
        store = try WalkStore(contracts: ["desk.note": Self.contract])
        for version in 1...2 {
            let lines = texts.indices.map { handoff($0, version: version).description + "\n" }.joined()
            let ending = try store.run(
                ["submit", "--json"], at: "2026-11-22T1\(version - 1):00:00Z", input: [UInt8](lines.utf8))
            let answers = ending.output.split(separator: "\n")
            #expect(answers.count == texts.count && answers.allSatisfy { $0.contains("\"state\":\"proposed\"") })
        }
        try comment()
    }

    /// Leaves each as a note in its history. A line of input ends where a line ends, whoever wrote it.
    private func comment() throws {
        var script = ["group none", "sort age", "list"] + Array(repeating: "more", count: texts.count / 20 + 1)
        for (index, text) in texts.enumerated() { script += ["\(index + 1)", "comment n\(Self.note(text))", "yes"] }
        try store.run(
            ["console", "--plain"], as: "mei", input: [UInt8]((script.joined(separator: "\n") + "\nquit\n").utf8))
    }

    /// As much of a text as a note takes that comes as a line.
    static func note(_ text: String) -> String { label(text).split { $0.isNewline }.joined(separator: " ") }

    /// As much of a text as a title takes. A zero character is refused there.
    static func label(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value != 0 }.prefix(500)))
    }

    private func handoff(_ index: Int, version: Int) -> JSONValue {
        let name = texts[index]
        let (text, label) = (JSONValue.string(name), JSONValue.string(Self.label(name)))
        let key = JSONValue.string("\(index) " + Self.label(name))
        var object = JSONObject()
        object["contract"] = "desk.note"
        object["key"] = key
        object["title"] = label
        object["requested_by"] = "person:sam"
        object["confidence"] = 0
        object["unresolved"] = [text]
        let agent = JSONValue.string("a" + Self.label(name))
        object["producer"] = ["agent": agent, "model": label, "workflow": label, name + "p": text]
        let deep: JSONValue = [name: [text]]
        object["payload"] = [
            "number": .string("\(index)"), name + "n": .string("\(version)" + name), "text": text, "list": [text],
            "deep": deep,
        ]
        object["evidence"] = [["role": label, "name": label, "media": "text/plain", "text": text]]
        // A prompt of nothing but breaks is none.
        let prompt = JSONValue.string("p" + name)
        let messages: JSONValue = [["role": text, "text": prompt], ["role": "user", "text": text]]
        let steps: JSONValue = [text, [name: text]]
        let sources: JSONValue = [["title": text, "uri": text, "excerpt": text]]
        object["trace"] = [
            "prompt": index % 2 == 0 ? prompt : messages, "sources": sources, "steps": steps, name + "t": [text],
        ]
        object["checks"] = [["id": label, "result": "failed", "message": label]]
        if version > 1 { object["revises"] = ["key": key, "version": 1] }
        return .object(object)
    }
}
