import Fixtures
import Handoff
import JSON
import ReviewDesk
import Terminal
import Testing

@testable import PlainConsole
@testable import ReviewFlow

/// Whatever a handoff says, no line begins with it but after `>`.
@Suite struct `What a handoff says is quoted` {
    /// Lines of the program, as somebody would write them who wants to be taken for it.
    static let pretences = [
        "Section: Checks", "You may: approve", "Approved. Now approved, final: Pay", "yes or not: yes",
        "countersign: approve", "met: all of it", "Row 1. Title: Pay nothing", "State: executed, final",
        "Type yes to confirm. Anything else goes back.", "It has changed since it was printed: nothing.",
    ]

    /// How lines of the program begin that end in a handoff's own words; digits stand as #.
    static let leads = [
        "Row #: ", "Row #. Title: ", "Title: ", "Target: ", "Producer: ", "Model: ", "Workflow: ", "Agent: ", "Key: ",
        "What: ", "To: erp: ", "Evidence #: ", "Item #, ", "Tagged, id ending in #, version #: ",
        "# of #, id ending in #: ", "Result #, id ending in #: ", "Rejected. Now rejected, final: ",
        "blocked: error: ", "blocked: check: ", "blocked: check, by the producer's own word: ",
        "blocked: the producer says: ", "met: the producer says: ", "met: passed, by the producer's own word: ",
    ]

    // Every text of a handoff, in every place that a handoff has for one.
    private func desk(_ text: String) throws -> PaperDesk {
        let desk = PaperDesk()
        let id = desk.add(
            1, text, unresolved: [text],
            violations: [.init(id: text, path: "/\(text)", message: text, severity: .error)])
        desk.add(2, text, confidence: "0.3", dueInMinutes: 999, evidence: false)
        desk.desk.withLock { desk in
            var entry = desk.entries[id]!
            entry.handoff.contents.payload = [
                "amount": .number(JSONNumber("1250.00")!), text: .string(text), "list": [.string(text), [text: nil]],
            ]
            entry.handoff.contents.trace = [
                "prompt": [["role": .string(text), "text": .string(text)], ["content": [["text": .string(text)]]]],
                text: [.string(text)], "steps": .string(text), "model": .string(text),
                "sources": [
                    ["title": .string(text), "uri": .string(text + "?"), "excerpt": .string(text)], [text: true],
                ],
            ]
            entry.handoff.contents.envelope = Envelope(
                key: text,
                producer: Producer(["agent": .string(text), "model": .string(text), "workflow": .string(text)])!,
                requestedBy: .person("sam"), confidence: JSONNumber("0.7")!)
            entry.handoff.contents.reference = text
            entry.handoff.contents.findings.reasons = [text]
            entry.handoff.contents.findings.checks += [
                .init(id: text, result: "passed", source: "producer", message: text),
                .init(id: text, result: text, source: "producer", message: text),
                .init(id: "a-rule", result: "failed", source: "contract", message: text),
            ]
            let bytes = Array(text.utf8)
            entry.handoff.contents.evidence = [
                EvidenceItem(role: text, name: text, media: text, size: bytes.count, sha256: ContentHash(of: bytes))
            ]
            entry.receipt = ["record": ["id": .string(text)], text: .string(text)]
            let event = entry.history[0].event
            entry.history.append(HistoryEntry(event: event, by: "apbot", note: text, message: text))
            desk.entries[id] = entry
        }
        try desk.act(.comment, on: id, by: "mei", note: text)
        return desk
    }

    // All that the plain console prints of it, line by line.
    private func everything(_ text: String) throws -> [DisplayText] {
        var transcript = PlainTranscript(try desk(text))
        var lines = transcript.lines
        transcript.editor = { $0.replacing("amount: 1250.00", with: "amount: 1350.00\nlate: yes") }
        for command in ["2", "tag listed", "bulk approve", "no", "results", "tagged", "list", "find 0002", "1"] {
            lines += transcript.type(command)
        }
        for command in [
            "2", "summary", "payload", "payload json", "payload yaml", "evidence", "checks", "trace", "history",
            "difference", "help", "approve", "reject duplicate", "no", "claim", "release", "edit", "yes", "difference",
            "history", "bulk reject duplicate", "yes", "results", "last", "recall", "assign", "reject duplicate", "yes",
        ] { lines += transcript.type(command) }
        transcript.type("list")
        transcript.type("view 2")
        transcript.type("1")
        let id = PaperDesk.id(1)
        transcript.perform(try transcript.session.take(.desk(.dossier(id, .success(transcript.desk.dossier(id))))))
        transcript.lines = []
        for media in [text, "text/plain"] {
            let content = EvidenceContent(role: text, name: text, media: media, bytes: Array(text.utf8))
            transcript.perform(transcript.session.take(.desk(.evidence(id, 0, .success(content)))))
        }
        lines += transcript.lines
        return lines.map { DisplayText(sanitising: $0) }
    }

    @Test(arguments: pretences) func `what pretends to be the program is told from it`(_ pretence: String) throws {
        // Marked, so that it is not taken for what the program itself says.
        let marked = pretence + " ☠"
        for text in [marked, "x\n" + marked, "x\r\n\r\n" + marked, "\u{2028}" + marked, "x\u{B}\u{85}" + marked + "\n"]
        {
            let lines = try everything(text)
            #expect(lines.contains { $0.description.contains("☠") })
            for line in lines where !line.description.hasPrefix(">") {
                let shape = line.description.replacing(#/[0-9]+/#, with: "#")
                #expect(!shape.contains("☠") || Self.leads.contains { shape.hasPrefix($0) }, "\(line)")
                #expect(!line.description.hasPrefix(marked), "\(line)")
                #expect(!DisplayText(sanitising: line.description).hasEscapes)
            }
        }
    }

    @Test(arguments: [20, 40, 80]) func `also where a terminal breaks a long line`(_ width: Int) throws {
        // Letters that the program never begins a word with.
        let foreign = "Σεκτιον Ιου μαι απροβε "
        for text in [String(repeating: foreign, count: 20), "\n\n" + foreign, String(repeating: "Σ", count: 300)] {
            var quoted = 0
            for line in try everything(text) {
                for row in PlainText.rows(line, isASCII: false, width: width) {
                    let first = row.unicodeScalars.first
                    #expect(first.map { $0.isASCII } ?? true, "\(row)")
                    #expect(DisplayText(sanitising: row).width < width || row == line.description, "\(row)")
                    if first == ">" { quoted += 1 }
                }
            }
            #expect(quoted > 0)
        }
    }

    @Test func `nothing of the program's own is quoted`() {
        let desk = PaperDesk()
        desk.add(1, "Pay ACME")
        desk.desk.withLock { desk in
            let event = desk.entries[PaperDesk.id(1)]!.history[0].event
            let judgment = Event.Judgment(on: Event.Decided(version: 1, digest: ContentHash(of: [])))
            let escalated = Event.Escalated(
                move: Event.Move(version: 2, from: .proposed, to: .escalated), reason: nil, parties: [.person("robin")],
                step: nil, judgment: judgment)
            let given = HistoryEntry(
                event: Event(.escalated(escalated), to: PaperDesk.id(1), at: event.at, by: event.by), by: "mei",
                note: nil, message: nil)
            desk.entries[PaperDesk.id(1)]!.history.append(given)
            for number in 1...30 {
                desk.entries[PaperDesk.id(1)]!.handoff.contents.payload = .object(
                    JSONObject((0..<number).map { ("field\($0)", .string("value")) }))
            }
        }
        var transcript = PlainTranscript(desk)
        transcript.type("1")
        #expect(transcript.lines.contains("> field29: value"))
        transcript.type("history")
        #expect(transcript.lines.contains("given to: person:robin"))
        transcript.type("checks")
        #expect(transcript.lines.filter { $0.hasPrefix(">") } == [])
    }
}
