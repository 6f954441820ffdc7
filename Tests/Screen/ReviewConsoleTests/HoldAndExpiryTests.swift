import Handoff
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

/// What stops a handoff is on the screen before a key is pressed.
@Suite struct `Holds, expiries and observation` {
    @Test func `what is on hold stands in the status line, and goes with the release`() throws {
        let desk = PaperDesk()
        desk.add(1, "Pay ACME")
        var console = TestConsole(desk, width: 120, height: 30)
        #expect(!console.shows("on hold"))
        desk.desk.withLock { desk in
            desk.holds = [
                "the producer 'ap-bot' is on hold since nine by Robin: \u{1B}[2Jtwice", "everything is on hold",
            ]
            desk.changes += 1
        }
        console.poll()
        let status = try #require(console.rows.first { $0.contains("the producer 'ap-bot' is on hold since nine") })
        #expect(status.contains("(and 1 more on hold)") && !status.contains("\u{1B}"))
        desk.desk.withLock { desk in
            desk.holds = []
            desk.changes += 1
        }
        console.poll()
        #expect(!console.shows("on hold"))
    }

    @Test func `what expired says so in the queue and on its page, and can't be approved`() throws {
        let desk = PaperDesk()
        desk.add(1, "Pay ACME", expiresInMinutes: -90)
        var console = TestConsole(desk, width: 120, height: 40)
        #expect(console.rows.contains { $0.contains("Pay ACME") && $0.contains("expired") })
        #expect(console.shows("expired at 10:30 UTC"))
        #expect(console.shows("It expired at 2026-11-22T10:30:00.000Z"))
        console.press("a")
        #expect(console.shows("it expired at 2026-11-22T10:30:00.000Z"))
        #expect(desk.desk.withLock { $0.asked }.isEmpty)
        #expect(try desk.dossier(PaperDesk.id(1)).refusal(of: .reject) == nil, "a late rejection is a person's own")
    }

    @Test func `what is only observed says what would have become of it`() throws {
        let desk = PaperDesk()
        desk.add(1, "Pay ACME", dueInMinutes: nil, observed: .proposed, state: .draft)
        let console = TestConsole(desk, width: 120, height: 40, view: 1, views: [QueueView("all", .all)])
        #expect(console.rows.contains { $0.contains("Pay ACME") && $0.contains("would be proposed") })
        #expect(console.shows("Its contract only observes"))
    }
}
