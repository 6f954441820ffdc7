import Fixtures
import JSON
import Testing

@Suite struct `Deciding` {
    static let two = TestContract.make(
        "desk.two", steps: "[{ step: desk, by: role:reviewer }, { step: control, by: role:controller }]")
    static let viewed = TestContract.make(
        "desk.viewed", steps: "[{ step: desk, by: role:reviewer }]", review: "  must_view: [source]",
        evidence: "[{ role: source, min: 2 }]")

    private func store() throws -> TestStore {
        try TestStore(contracts: [
            "desk.note": TestContract.note, "desk.two": Self.two, "desk.viewed": Self.viewed,
        ])
    }

    /// The exit code and the error of a command.
    private func failure(_ store: TestStore, _ arguments: [String], as person: String? = nil) throws -> (
        code: Int32, error: JSONValue
    ) {
        let (code, lines) = try store.json(arguments, as: person)
        let plain = try store.run(arguments + (person.map { ["--as", $0] } ?? []))
        #expect(plain.code == code)
        #expect(plain.output.isEmpty && plain.errors.hasPrefix("countersign: "), "\(plain.output)\(plain.errors)")
        #expect(plain.errors.split(separator: "\n").count == 1)
        let error = lines.first?["error"] ?? .null
        #expect(error["code"]?.number?.int64 == Int64(code))
        return (code, error)
    }

    @Test func `The contract's refusals end with 4 and name the obligation`() throws {
        let store = try store()
        let note = try store.submit(TestContract.handoff("note", changing: [("requested_by", "person:sam")]))
        let two = try store.submit(TestContract.handoff("two", contract: "desk.two"))
        let owned = try store.submit(
            TestContract.handoff(
                "owned",
                changing: [("producer", ["agent": "others-bot", "model": "m", "workflow": "w"])]))
        let draft = try store.submit(TestContract.handoff("draft", changing: [("payload", ["number": "d"])]))
        func refused(_ arguments: [String], as person: String?, _ obligation: String, naming text: String? = nil) throws
        {
            let (code, error) = try failure(store, arguments, as: person)
            #expect(code == 4, "\(arguments)")
            #expect(error["obligation"]?.string == obligation, "\(arguments): \(error)")
            if let text { #expect(error["message"]?.string?.contains(text) == true, "\(error)") }
        }
        try refused(["approve", note], as: "pat", "step:desk", naming: "Kim Lee")
        try refused(["approve", two], as: "pat", "step:desk", naming: "Kim Lee")
        try refused(["approve", note], as: "sam", "separation:requester", naming: "Kim Lee")
        try refused(["approve", owned], as: "kim", "separation:producer_owner", naming: "Sam Okafor")
        try refused(["approve", note], as: nil, "person")
        try refused(["reject", note], as: "kim", "reason", naming: "wrong, duplicate")
        try refused(["reject", note, "--reason", "because"], as: "kim", "reason", naming: "'because'")
        try refused(["escalate", note], as: "kim", "reason", naming: "unclear")
        try refused(["escalate", note, "--reason", "unclear", "--to", "role:nobody"], as: "kim", "escalatee")
        try refused(["approve", draft], as: "kim", "contract")
        try refused(["withdraw", note], as: "pat", "submitter")
        #expect(try store.run(["approve", two, "--as", "kim"]).code == 0)
        try refused(["approve", two], as: "kim", "step:control", naming: "Pat Roe")
    }

    @Test func `Evidence has to be opened item by item, by the one who approves, at this version`() throws {
        let store = try store()
        let items: JSONValue = [
            ["role": "source", "name": "1.txt", "media": "text/plain", "text": "one"],
            ["role": "source", "name": "2.txt", "media": "text/plain", "text": "two"],
        ]
        let id = try store.submit(TestContract.handoff("v", contract: "desk.viewed", changing: [("evidence", items)]))
        func refused(as person: String) throws -> Bool {
            let (code, lines) = try store.json(["approve", id], as: person)
            return code == 4 && lines.first?["error"]?["obligation"] == "must_view:source"
        }
        #expect(try refused(as: "kim"))
        #expect(try store.run(["evidence", id, "1", "--as", "kim"]).output == "one")
        #expect(try refused(as: "kim"))
        #expect(try store.run(["evidence", id, "2", "--as", "sam"]).output == "two")
        #expect(try refused(as: "kim"))
        #expect(try refused(as: "sam"))
        #expect(try store.run(["evidence", id, "2", "--as", "kim"]).code == 0)
        // A revision makes another version: what was opened before does not count for it.
        let revised = TestContract.handoff(
            "v", contract: "desk.viewed",
            changing: [("evidence", items), ("title", "Changed"), ("revises", ["id": .string(id), "version": 1])])
        #expect(try store.run(["submit"], input: [revised].asLines).code == 0)
        #expect(try refused(as: "kim"))
        for item in ["1", "2"] { #expect(try store.run(["evidence", id, item, "--as", "kim"]).code == 0) }
        #expect(try store.run(["approve", id, "--as", "kim"]).code == 0)
    }

    @Test func `What changed since ends with 5 and says by whom, what and when`() throws {
        let store = try store()
        let id = try store.submit(TestContract.handoff("a", contract: "desk.two"))
        let first = try store.show(id)["digest"]?.string ?? ""
        #expect(try store.run(["approve", id, "--as", "kim", "--now", "2099-01-02T03:04:05Z"]).code == 0)
        let arguments = [
            ["approve", id, "--if-version", "1"], ["approve", id, "--digest", first],
            ["approve", id, "--digest", String(first.prefix(12))],
            ["reject", id, "--reason", "wrong", "--if-version", "1"],
            ["return", id, "--note", "n", "--if-version", "1"], ["comment", id, "--note", "n", "--if-version", "1"],
            // Also where the contract would refuse.
            ["approve", id, "--if-version", "1", "--as", "ravi"],
        ]
        for call in arguments {
            let (code, error) = try failure(store, call, as: call.contains("--as") ? nil : "pat")
            #expect(code == 5, "\(call)")
            #expect(error["by"] == "person:kim")
            #expect(error["what"] == "approved")
            #expect(error["at"] == "2099-01-02T03:04:05.000Z")
            #expect(error["message"]?.string?.contains("Kim Lee") == true)
        }
        #expect(try store.run(["approve", id, "--if-version", "2", "--as", "pat"]).code == 0)
        // Decided already: the one who did it is named, whoever asks and without a version too.
        for person in ["pat", "kim", "dana"] {
            let (code, error) = try failure(store, ["approve", id], as: person)
            #expect(code == 5)
            #expect(error["by"] == "person:pat")
        }
        #expect(try failure(store, ["reject", id, "--reason", "wrong"], as: "dana").code == 5)
    }

    @Test func `Calls that make no sense end with 64`() throws {
        let store = try store()
        let id = try store.submit(TestContract.handoff("a"))
        for arguments in [
            ["approve", id, "--as", "nobody"], ["comment", id, "--as", "kim"], ["return", id, "--as", "kim"],
            ["list", "--state", "nowhere"], ["list", "--where", "1 +"], ["list", "--limit", "0"],
            ["list", "--now", "yesterday"], ["escalate", id, "--reason", "unclear", "--to", "somebody", "--as", "kim"],
            ["approve", id, "--as", "kim", "--digest", "12"], ["contract", "add", "no.such"],
            ["evidence", id, "3", "--as", "kim"],
        ] {
            #expect(try failure(store, arguments).code == 64, "\(arguments)")
        }
        #expect(try store.show(id)["version"] == 1)
    }

    @Test func `What isn't there, and what is more than one, end with 66`() throws {
        let store = try store()
        let ids = try store.submit(TestContract.handoffs(40))
        #expect(ids.count == 40)
        #expect(try failure(store, ["show", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"]).code == 66)
        #expect(try failure(store, ["approve", "nothing-like-it"], as: "kim").code == 66)
        let (code, error) = try failure(store, ["show", "01"])
        #expect(code == 66)
        #expect(error["message"]?.string?.contains("more than one") == true)
        #expect(try failure(store, ["contract", "lint", "no.such"]).code == 66)
        // Any beginning that fits one only will do, in lower case too.
        let id = ids[17]
        let prefix = (8...26).map { String(id.prefix($0)) }.first { p in ids.count { $0.hasPrefix(p) } == 1 } ?? id
        #expect(try store.json(["show", prefix.lowercased()]).lines.first?["id"]?.string == id)
        let nowhere = try Command.run(TestStore.program, ["list", "--store", store.folder + "/nowhere", "--json"])
        #expect(nowhere.code == 66)
        #expect(try nowhere.output.jsonLines.first?["error"]?["code"] == 66)
    }

    @Test func `Every move of a handoff ends where it says`() throws {
        let store = try store()
        func id(_ key: String) throws -> String { try store.submit(TestContract.handoff(key)) }
        func state(_ arguments: [String]) throws -> String? {
            try store.json(arguments, as: "kim").lines.first?["state"]?.string
        }
        #expect(try state(["reject", id("a"), "--reason", "wrong", "--note", "not so"]) == "rejected")
        let escalated = try id("b")
        #expect(try state(["escalate", escalated, "--reason", "unclear"]) == "escalated")
        #expect(try store.json(["approve", escalated], as: "kim").code == 4)
        #expect(try store.json(["approve", escalated], as: "dana").lines.first?["state"] == "approved")
        let returned = try id("c")
        #expect(try state(["return", returned, "--note", "say more"]) == "draft")
        #expect(try store.json(["resubmit", returned]).lines.first?["state"] == "proposed")
        #expect(try store.json(["withdraw", returned]).lines.first?["state"] == "rejected")
        let commented = try id("d")
        #expect(try state(["comment", commented, "--note", "asked for more"]) == "proposed")
        let history = try store.show(commented)["history"]?.array ?? []
        #expect(history.last?["note"] == "asked for more")
    }
}
