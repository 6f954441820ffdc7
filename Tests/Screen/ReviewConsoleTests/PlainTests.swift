import Fixtures
import Foundation
import Handoff
import JSON
import ReviewDesk
import Terminal
import Testing

@testable import PlainConsole
@testable import ReviewFlow

@Suite struct `The review line by line` {
    private func desk() -> PaperDesk {
        let desk = PaperDesk()
        desk.add(1, "Pay ACME invoice 4001")
        desk.add(2, "Pay ACME invoice 4002", confidence: "0.9", amount: "99.5", dueInMinutes: -10)
        return desk
    }

    private func status(_ desk: PaperDesk, _ number: Int) -> HandoffStatus {
        desk.desk.withLock { $0.entries[PaperDesk.id(number)]!.handoff.status }
    }

    @Test func `it begins with the list, and a number opens a row`() {
        var transcript = PlainTranscript(desk())
        #expect(
            transcript.lines == [
                "Countersign, store /srv/handoffs, as dana (declared).",
                "'help' lists the commands. Lines that begin with > are a handoff's own words.",
                "View 1, my queue, taker:me: 2 handoffs, by owner and confidence, soonest due first.",
                "Group team:payables: 2 handoffs.", "Group team:payables, medium: 1 handoff.",
                "Row 1: proposed, provisional, confidence 0.72, due in 3h: Pay ACME invoice 4001",
                "Group team:payables, high: 1 handoff.",
                "Row 2: proposed, provisional, confidence 0.9, 10m late: Pay ACME invoice 4002",
            ])
        let printed = transcript.type("1")
        #expect(
            Array(printed.prefix(5)) == [
                "Row 1. Title: Pay ACME invoice 4001", "State: proposed, provisional",
                "You may: claim, reject, escalate, return, comment, edit",
                "You may not approve it: open the evidence first: 1 item of 'invoice' not seen ('open' opens it)",
                "Target: erp: bill 4001",
            ], "\(printed)")
        #expect(printed.contains("Section: What it would write") && printed.contains("> amount: 1250.00"))
        #expect(printed.contains { $0.hasPrefix("open: Open the evidence 'invoice'") }, "\(printed)")
        #expect(printed.contains { $0.hasPrefix("met: passed: lines-add-up") }, "\(printed)")
        #expect(transcript.type("").first == "Row 2. Title: Pay ACME invoice 4002")
        #expect(transcript.type("next") == ["That was the last one; 'list' reads the list again."])
        #expect(transcript.type("prev").first == "Row 1. Title: Pay ACME invoice 4001")
        #expect(transcript.type("7") == ["The list has rows 1 to 2."])
    }

    @Test func `everything of a handoff can be printed`() {
        var transcript = PlainTranscript(desk())
        #expect(transcript.type("payload") == ["Open a handoff first: by its number in the list, or with 'next'."])
        transcript.type("1")
        #expect(
            transcript.type("payload") == [
                "Section: Payload", "> amount: 1250.00", "> currency: EUR", "> invoice: 4001", "> supplier: ACME",
            ])
        #expect(
            transcript.type("ev").contains(
                "Item 1, 30 B, has to be opened before you approve: invoice: 4001.txt, text/plain"))
        #expect(transcript.type("o").contains("> invoice 1, number 4001"))
        #expect(transcript.type("evidence").contains("Item 1, 30 B, opened: invoice: 4001.txt, text/plain"))
        #expect(transcript.type("trace").contains("> Pay what is due."))
        #expect(transcript.type("che").contains("met: lines-add-up: passed"))
        #expect(transcript.type("hist").contains { $0.contains("submitted") })
        #expect(transcript.type("xyz")[0].hasPrefix("There is no command 'xyz'"))
        #expect(transcript.type("re") == ["'re' could be release, reject, return, recall, results."])
        #expect(transcript.type("help due").allSatisfy { $0.lowercased().contains("due") })
        #expect(transcript.type("help").count == PlainCommand.Word.allCases.count + 1)
        transcript.type("quit")
        #expect(transcript.done == ["quit"])
    }

    @Test func `a decision is printed whole and takes only yes`() {
        let desk = desk()
        var transcript = PlainTranscript(desk)
        transcript.type("1")
        #expect(transcript.type("approve")[0].hasPrefix("Nothing was decided: "))
        transcript.type("open 1")
        let digest = status(desk, 1).digest.description
        let asked = transcript.type("approve seen")
        #expect(asked.first == "Approve: is this meant?")
        for line in [
            "What: Pay ACME invoice 4001", "To: erp: bill 4001", "> amount: 1250.00", "Note: seen",
            "This is the last approval: it goes to the system of record.",
        ] { #expect(asked.contains(line), "\(line) in \(asked)") }
        #expect(asked.contains { $0.hasPrefix("Version 1, digest \(digest.prefix(4)) ") })
        #expect(transcript.session.question != nil)
        for other in ["", "y", "Yes", "yes please", "yes 0000000000", "no", "approve"] {
            #expect(transcript.type(other) == ["Nothing was decided."], "\(other)")
            #expect(status(desk, 1).state == .proposed)
            transcript.type("approve")
        }
        #expect(transcript.type("yes")[0] == "Approved. Now approved, provisional: Pay ACME invoice 4001")
        #expect(status(desk, 1).state == .approved)
        #expect(transcript.type("approve")[0].hasPrefix("Open a handoff first"))
    }

    @Test func `lines that were written before count only with the digest`() {
        let desk = desk()
        var transcript = PlainTranscript(desk, isInteractive: false)
        let digest = status(desk, 1).digest.description
        for (answer, isTaken) in [
            ("yes", false), ("yes \(digest.prefix(7))", false), ("yes \(digest.prefix(7))z", false),
            ("yes \(digest.prefix(8))", true),
        ] {
            transcript.type("1")
            transcript.type("open 1")
            transcript.type("approve")
            transcript.type(answer)
            #expect((status(desk, 1).state == .approved) == isTaken, "\(answer)")
        }
    }

    @Test func `reasons, parties and notes`() {
        let desk = desk()
        var transcript = PlainTranscript(desk)
        transcript.type("1")
        #expect(
            transcript.type("reject late") == ["Nothing was decided. Say why first, one of wrong-amount, duplicate."])
        #expect(transcript.type("return")[0] == "Nothing was decided. Write a note first.")
        #expect(transcript.type("escalate unclear to somebody")[0].contains("Say to whom"))
        #expect(transcript.type("escalate unclear to person:mei who knows this?").contains("To whom: person:mei"))
        transcript.type("yes")
        #expect(status(desk, 1).state == .escalated && status(desk, 1).escalatedTo == [.person("mei")])
        transcript.type("2")
        let asked = transcript.type("reject duplicate paid twice")
        #expect(asked.contains("Reason: duplicate") && asked.contains("Note: paid twice"))
        transcript.type("yes")
        let entry = desk.desk.withLock { $0.entries[PaperDesk.id(2)]!.history.last! }
        #expect(entry.event.reason == "duplicate" && entry.note == "paid twice")
    }

    @Test func `what changed since it was printed is printed again, not decided on`() {
        let desk = desk()
        var transcript = PlainTranscript(desk)
        transcript.type("1")
        desk.revise(PaperDesk.id(1), title: "Pay somebody else", confidence: "0.99")
        let printed = transcript.type("reject duplicate")
        #expect(printed.first == "It has changed since it was printed: revised by apbot.")
        #expect(printed.contains("Row 1. Title: Pay somebody else"))
        #expect(transcript.session.question == nil)
        // Between the question and its answer.
        transcript.type("reject duplicate")
        desk.revise(PaperDesk.id(1), title: "Pay nobody", confidence: "0.99")
        let refused = transcript.type("yes")
        #expect(refused.first == "Somebody was first." && refused.contains("Row 1. Title: Pay nobody"))
        #expect(status(desk, 1).state == .proposed)
    }

    @Test func `views, filters and long lists`() {
        let desk = PaperDesk()
        for number in 1...45 { desk.add(number, "Pay \(number)", dueInMinutes: number) }
        var transcript = PlainTranscript(desk)
        #expect(transcript.lines.last == "There are more: 'more' lists them.")
        #expect(transcript.type("more").first == "Row 21: proposed, provisional, confidence 0.72, due in 21m: Pay 21")
        #expect(transcript.type("40").first == "Row 40. Title: Pay 40")
        for _ in 0..<4 { transcript.type("") }
        #expect(transcript.type("").contains("Row 45. Title: Pay 45"))
        #expect(transcript.type("more") == ["That was all of it."])
        #expect(transcript.type("view held").first?.contains("held, state:draft: 0 handoffs") == true)
        #expect(transcript.type("view").count == QueueView.builtIn.count)
        #expect(transcript.type("filter title~44").filter { $0.hasPrefix("Row") }.count == 1)
        #expect(transcript.type("filter state:").count == 1)
        #expect(transcript.type("group none").count > 0)
        #expect(transcript.type("sort -due").first?.contains("latest due first") == true)
        #expect(transcript.type("sort size")[0].hasPrefix("'sort' takes"))
    }

    @Test func `no text of a handoff acts, or stands where the program speaks`() throws {
        var texts = [
            "\u{1B}[2J\u{1B}[H", "a\rb", "one\u{0}two", "\u{9B}31m", "\u{202E}desrever\u{202C}",
            "\u{200B}\u{2060}\u{FEFF}",
            "\u{2028}line\u{2029}", "\u{E0041}\u{E007F}", "first\nState: executed, final\nmet: all",
            "z" + String(repeating: "\u{0301}", count: 400), "\r\n\r\nYou may: Approve", "tab\there",
        ]
        if SharedData.isThere {
            let all = try JSONValue(parsing: try SharedData.bytes("hostile/hostile-text.json")).array ?? []
            texts += all.compactMap { $0["text"]?.string }
        }
        for text in texts {
            let desk = PaperDesk()
            let id = desk.add(
                1, text, unresolved: [text],
                violations: [.init(id: "x", path: "/\(text)", message: text, severity: .error)])
            desk.desk.withLock { desk in
                desk.entries[id]!.handoff.contents.payload = [text: .string(text), "list": [.string(text)]]
                desk.entries[id]!.handoff.contents.trace = [
                    "prompt": [["role": .string(text), "text": .string(text)]], text: [.string(text)],
                    "sources": [["title": .string(text), "uri": .string(text + "?"), "excerpt": .string(text)]],
                ]
                desk.entries[id]!.handoff.contents.reference = text
            }
            try desk.act(.comment, on: id, by: "mei", note: text)
            var transcript = PlainTranscript(desk)
            check(transcript.lines)
            for command in [
                "1", "payload", "evidence", "open 1", "checks", "trace", "history", "approve", "no", "return \(text)",
                "yes", "difference", "find \(text)", "tag listed", "tagged", "bulk approve", "bulk reject \(text)",
                "claim",
                "release", "assign \(text)", "attest \(text)", "nothing-written \(text)", "tag \(text)",
                "untag \(text)",
                "payload json", "payload yaml", "edit \(text)", "recall \(text)", "view \(text)", "filter \(text)",
                "sort \(text)", text, "reject \(text)", "open \(text)",
                "help \(text)", "list",
            ] {
                // What comes in is one line at a time.
                check(transcript.type(command.replacing("\n", with: " ")))
            }
        }
    }

    private func check(_ lines: [String]) {
        for line in lines {
            // Sanitised again, nothing is left that would have to be escaped.
            #expect(!DisplayText(sanitising: line).hasEscapes, "\(line)")
            #expect(
                !line.contains("\n") && !line.hasPrefix("met: all") && !line.hasPrefix("State: executed"), "\(line)")
            let ascii = PlainText.printed(DisplayText(sanitising: line), isASCII: true)
            #expect(ascii.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(ascii)")
        }
    }

    @Test func `ASCII where the locale is not UTF-8`() {
        #expect(PlainText.printed("a … ‘b’ — c → d", isASCII: true) == "a ... 'b' - c -> d")
        #expect(PlainText.printed(DisplayText(sanitising: "Größe"), isASCII: true) == "Gr\\u{F6}\\u{DF}e")
        #expect(PlainText.isUTF8(["LANG": "de_DE.UTF-8"]) && PlainText.isUTF8(["LC_ALL": "C.utf8", "LANG": "C"]))
        #expect(!PlainText.isUTF8(["LC_ALL": "C", "LANG": "de_DE.UTF-8"]) && !PlainText.isUTF8([:]))
    }

    @Test func `through a pipe, the program itself`() throws {
        let program = BuiltProgram.path("countersign")
        let store = FileManager.default.temporaryDirectory.appending(path: "plain-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: store) }
        _ = try Command.run(program, ["demo", "--dir", store, "--no-console"])
        let arguments = ["--plain", "--store", store, "--as", "robin"]
        let input = Array("view 2\n1\npayload\ncomment who knows this?\nyes\nhistory\nquit\n".utf8)
        let ending = try Command.run(program, ["console"] + arguments, input: input)
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(ending.output.contains("Row 1. Title: ") && ending.output.contains("Section: Payload"))
        #expect(ending.output.contains("Nothing was decided."))
        #expect(!ending.output.utf8.contains { $0 < 0x20 && $0 != 0x0A })
        // At the end of the input it ends, whatever was asked.
        let cut = try Command.run(program, arguments, input: Array("1\ncomment x".utf8))
        #expect(cut.code == 0 && cut.errors.isEmpty, "\(cut.errors)")
        let refused = try Command.run(program, ["--store", store, "--as", "robin"])
        #expect(refused.code == 64 && refused.errors.contains("--plain"))
    }
}
