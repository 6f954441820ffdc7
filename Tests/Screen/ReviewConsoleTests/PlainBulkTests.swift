import Handoff
import ReviewDesk
import Testing

@testable import PlainConsole
@testable import ReviewFlow

@Suite struct `Deciding on many line by line` {
    private func transcript(isInteractive: Bool = true) -> PlainTranscript {
        let desk = PaperDesk()
        for number in 1...5 {
            desk.add(
                number, "Pay \(number)", confidence: "0.9\(number)", amount: "\(number).10", dueInMinutes: number,
                evidence: number == 4, requestedBy: number == 5 ? "dana" : "sam")
        }
        return PlainTranscript(desk, isInteractive: isInteractive)
    }

    @Test func `rows, ranges, filters and all that is listed are tagged and untagged`() {
        var transcript = transcript()
        #expect(transcript.type("tag")[0].hasPrefix("Open a handoff first"))
        #expect(transcript.type("tag 1") == ["1 more tagged, 1 in all."])
        #expect(transcript.type("tag 2-3, 1") == ["2 more tagged, 3 in all."])
        #expect(transcript.type("list").contains { $0.hasPrefix("Row 1: tagged, proposed, ") })
        #expect(transcript.type("untag 2") == ["1 untagged, 2 tagged in all."])
        #expect(transcript.type("tag filter title~4") == ["1 more tagged, 3 in all."])
        #expect(transcript.type("tag filter state:")[0].contains("at column"))
        #expect(transcript.type("tag 7")[0].contains("rows from 1 to 5 as 3 or 3-7"))
        #expect(transcript.type("tag 3-1")[0].contains("rows from 1 to 5 as 3 or 3-7"))
        transcript.type("5")
        #expect(transcript.type("tag") == ["1 more tagged, 4 in all."])
        #expect(transcript.type("untag") == ["1 untagged, 3 tagged in all."])
        #expect(transcript.type("tag listed") == ["2 more tagged, 5 in all."])
        #expect(transcript.type("tagged").count == 6)
        #expect(transcript.lines.contains("Tagged, id ending in 000001, version 1: Pay 1"))
        #expect(transcript.type("untag all") == ["5 untagged, 0 tagged in all."])
        #expect(transcript.type("tag view") == ["5 more tagged, 5 in all."])
        transcript.type("view held")
        #expect(transcript.type("tag listed") == ["0 more tagged, 5 in all."])
    }

    @Test func `the question says who goes, who is refused and why, the sum, and the lowest confidence`() {
        var transcript = transcript()
        #expect(transcript.type("bulk approve") == ["Nothing is tagged."])
        transcript.type("tag listed")
        #expect(transcript.type("bulk")[0].hasPrefix("Nothing was decided. Say what, one of approve, reject"))
        transcript.desk.revise(PaperDesk.id(3), title: "Pay somebody else", confidence: "0.93")
        let asked = transcript.type("bulk approve looked at")
        for line in [
            "Approve 5 tagged: is this meant?", "Will go: 2 of 5; 3 refused", "At stake: 3.2",
            "Confidence: lowest 0.91",
            "Last: 2 last approvals: to the system of record", "Will go, 2 handoffs, finance.payment:",
            "> 0.91 1.10 000001 Pay 1, erp: bill 4001", "> 0.92 2.10 000002 Pay 2, erp: bill 4002",
            "> 000004 Pay 4", "> 000003 Pay 3", "Note for all: looked at",
            "Refused, 1 handoff, changed: it changed since it was tagged: look at it, and tag it again",
        ] { #expect(asked.contains(line), "\(line) in \(asked)") }
        #expect(asked.contains { $0.hasPrefix("Refused, 1 handoff, must_view:invoice: open the evidence first") })
        #expect(asked.contains { $0.hasPrefix("Refused, 1 handoff, separation:requester: ") })
        #expect(transcript.type("no") == ["Nothing was decided."])
        #expect((1...5).allSatisfy { transcript.status($0).state == .proposed })
    }

    @Test func `each that was decided takes a line, and results say it again`() {
        var transcript = transcript()
        transcript.type("tag 1-4")
        transcript.type("bulk approve")
        // Somebody is first at the second one.
        try? transcript.desk.act(.approve, on: PaperDesk.id(2), by: "mei")
        let done = transcript.type("yes")
        #expect(done.count == 4)
        #expect(done[0] == "1 of 3, id ending in 000001: Approved, now approved, provisional: Pay 1")
        #expect(
            done[1].hasPrefix("2 of 3, id ending in 000002: somebody was first, Mei Tanaka approved it")
                && done[1].hasSuffix(": Pay 2"))
        #expect(done[3] == "2 done, 1 refused, 1 where somebody was first. 'results' says again what became of each.")
        #expect(transcript.status(3).state == .approved && transcript.status(4).state == .proposed)
        let results = transcript.type("results")
        #expect(results[0] == "Approve: 2 done, 1 refused, 1 where somebody was first.")
        #expect(results.count == 5 && results[4].hasPrefix("Result 4, id ending in 000004: refused, must_view:invoice"))
        // What was decided is tagged no more.
        #expect(transcript.type("tagged")[0] == "2 handoffs tagged.")
        #expect(transcript.type("last").contains { $0.hasSuffix("Title: Pay 3") })
    }

    @Test func `a reason is asked for, and a note where it has to be`() {
        var transcript = transcript()
        transcript.type("tag 1-2")
        #expect(
            transcript.type("bulk reject no idea").last
                == "Nothing was decided. Choose a reason first. One of wrong-amount, duplicate.")
        #expect(transcript.type("bulk return").last == "Nothing was decided. Write a note first.")
        #expect(
            transcript.type("bulk escalate unclear to nobody").last
                == "Nothing was decided. Say to whom as person:NAME, team:NAME or role:NAME.")
        #expect(transcript.session.question == nil)
        let asked = transcript.type("bulk escalate unclear to person:robin who knows?")
        #expect(asked.contains("Reason: unclear") && asked.contains("To whom: person:robin"))
        #expect(transcript.type("")[0] == "Nothing was decided.")
        transcript.type("bulk reject duplicate paid twice")
        transcript.type("yes")
        let entries = transcript.desk.desk.withLock { desk in
            [1, 2].map { desk.entries[PaperDesk.id($0)]!.history.last! }
        }
        #expect(entries.allSatisfy { $0.event.reason == "duplicate" && $0.note == "paid twice" })
    }

    @Test func `through a pipe the answer names all that go`() {
        var transcript = transcript(isInteractive: false)
        transcript.type("tag 1-2")
        let asked = transcript.type("bulk approve")
        let lines = (1...2).map { "\(PaperDesk.id($0)) \(transcript.status($0).digest)\n" }.joined()
        let digest = ContentHash(of: lines.utf8).description.prefix(12)
        #expect(asked.last == "The line 'yes \(digest)' confirms. Anything else goes back.")
        #expect(transcript.type("yes") == ["Nothing was decided."])
        transcript.type("bulk approve")
        transcript.type("yes \(digest)")
        #expect(transcript.status(1).state == .approved && transcript.status(2).state == .approved)
    }

    @Test func `a decision on one says that the tagged are not meant`() {
        var transcript = transcript()
        transcript.type("tag 2-3")
        transcript.type("1")
        #expect(transcript.type("approve")[0] == "Approve this one only, not the 2 tagged: is this meant?")
    }
}
