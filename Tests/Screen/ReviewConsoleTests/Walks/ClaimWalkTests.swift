import Fixtures
import JSON
import Testing

/// Keystrokes and the screens of two people at the real program, each on a terminal of their own.
@Suite(.serialized) struct `Walks of two people on one store` {
    @Test func `a claim is seen by the other, and a decision over it asks`() throws {
        let store = try WalkStore.ofFive()
        let dana = try store.open(as: "dana", columns: 80, rows: 24)
        let mei = try store.open(as: "mei", columns: 80, rows: 24)
        for terminal in [dana, mei] { try terminal.wait(for: "open the invoice first") }
        mei.press("m")
        try mei.wait(for: "it is yours until 12:10")
        try store.expect(
            dana,
            shows: [
                "(◇ PROVISIONAL) Mei Tanaka has it, 10m left",
                "▌  ◇@0.41 Pay Boreal… 4003",
            ])
        let status = try store.status(of: 4003)
        dana.press("o")
        try dana.wait(for: "only over the claim")
        try dana.press("a", until: "Approve as")
        try store.expect(
            dana,
            shows: [
                "Version 1, digest digest-of-4003",
                "│ claimed by Mei Tanaka until 12:10 UTC: confirming takes it over",
                "│ [ esc Go back ]    y Approve",
            ])
        dana.answer("y")
        try dana.wait(for: "Approved: Pay Borealis invoice 4003")
        try store.expect(4003, "approved", by: "dana", on: status, hasSeenEvidence: true)
        #expect(try store.lastMove(of: 4003)["over_claim"] == "person:mei")
        // The other one is told by whom, and what they had claimed stays before their eyes.
        try store.expect(
            mei,
            shows: [
                "while you looked: approved by Dana Reyes",
                "│ Pay Borealis invoice 4003",
                "▌  ◌ 0.41 Pay Bore…003 approved",
            ])
        try store.leave(dana)
        try store.leave(mei)
        _ = try store.verifiedEvents()
    }

    @Test func `the loser of a race is told who won and how`() throws {
        let store = try WalkStore.ofFive()
        let dana = try store.open(as: "dana", columns: 120, rows: 40)
        let mei = try store.open(as: "mei", columns: 40, rows: 15)
        try dana.wait(for: "open the invoice first")
        try mei.wait(for: "Pay Borealis")
        let status = try store.status(of: 4003)
        dana.press("r")
        try dana.wait(for: "choose a reason first")
        dana.press("1")
        try dana.wait(for: "(*) 1 wrong-amount")
        try mei.press("r", until: "Reject ─")
        mei.press("2 n")
        mei.type("paid already")
        mei.press("enter")
        try mei.wait(for: "(*) 2 duplicate")
        // Both confirm before either console can have looked at the store again.
        mei.answer("y")
        dana.answer("y")
        try mei.wait(for: "an answer") {
            $0.shows("Rejected: ") || $0.shows("Somebody was first") || $0.shows("while you")
        }
        try dana.wait(for: "an answer") {
            $0.shows("Rejected: ") || $0.shows("Somebody was first") || $0.shows("while you")
        }
        let winner = try store.lastMove(of: 4003)["by"]?["person"]?.string
        let (loser, reason, name) =
            winner == "mei" ? (dana, "duplicate", "Mei Tanaka") : (mei, "wrong-amount", "Dana Reyes")
        // Where the poll was quicker than the key, the question is withdrawn instead; either way it says who it was.
        #expect(loser.screen.shows(name) && loser.screen.shows("rejected"))
        try store.expect(
            4003, "rejected", by: winner ?? "", on: status, reason: reason,
            note: winner == "mei" ? "paid already" : nil)
        loser.press("enter")
        try loser.wait(for: "the end of the message") { !$0.shows("Somebody was first") }
        try store.leave(dana)
        try store.leave(mei)
        _ = try store.verifiedEvents()
    }
}
