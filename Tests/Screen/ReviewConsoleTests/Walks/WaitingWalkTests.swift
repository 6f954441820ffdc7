import Fixtures
import HandoffStore
import Testing

/// Keystrokes and the screen while another process holds the store.
@Suite(.serialized) struct `A walk while the store is busy` {
    @Test func `what is read goes on, and the screen says what waits and what is not written yet`() throws {
        let store = try WalkStore.ofFive()
        let status = try store.status(of: 4003)
        let terminal = try store.open(columns: 80, rows: 24, options: ["--wait", "600"])
        try terminal.wait(for: "open the invoice first")
        let other = try SQLiteStore.open(in: store.path)
        try other.write { _ in
            terminal.press("o")
            // What is read is there at once; that it was seen has to be written.
            try terminal.wait(for: "Invoice 4003 of Borealis")
            try terminal.wait(for: "waiting for the store, which is busy")
            // It counts the seconds, and nothing counts as opened.
            try terminal.wait(for: "which is busy, 1 s")
            #expect(terminal.screen.shows("▲ open the invoice first"))
            // Moving, reading and other views wait for nobody.
            terminal.press("j j")
            try terminal.wait(for: "the next handoff") { $0.line(3).contains("Pay ACME invoice 4001") }
            terminal.press("2")
            try terminal.wait(for: "2 all")
            terminal.press("1")
            try terminal.wait(for: "1 my queue")
            try terminal.wait(for: "waiting for the store, which is busy")
        }
        try terminal.wait(for: "an end of waiting") { !$0.shows("which is busy") }
        // What was asked for is done as soon as it can be.
        try terminal.wait(for: "you may approve it")
        try terminal.press("a", until: "Approve as")
        try other.write { _ in
            terminal.answer("y")
            try terminal.wait(for: "it is not written yet: waiting for the store, which is busy")
            // Leaving now would leave the person in doubt about what became of it.
            terminal.press("q")
            terminal.press("j j")
            try terminal.wait(for: "the next one") { $0.line(3).contains("Pay ACME invoice 4001") }
            #expect(try store.lastMove(of: 4003)["kind"] == "submitted")
        }
        try terminal.wait(for: "Approved: ")
        try store.expect(4003, "approved", by: "dana", on: status, hasSeenEvidence: true)
        try store.leave(terminal)
        _ = try store.verifiedEvents()
    }

    @Test func `a decision that could not be written says so, and is not made later`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 80, rows: 24, options: ["--wait", "1"])
        try terminal.wait(for: "open the invoice first")
        terminal.press("r")
        try terminal.wait(for: "choose a reason first")
        terminal.press("1")
        try terminal.wait(for: "(*) 1 wrong-amount")
        try SQLiteStore.open(in: store.path).write { _ in
            terminal.answer("y")
            try terminal.wait(for: "The decision was not written")
            #expect(terminal.screen.shows("another process holds the store"))
        }
        terminal.press("enter")
        try terminal.wait(for: "the end of the message") { !$0.shows("was not written") }
        #expect(try store.lastMove(of: 4003)["kind"] == "submitted")
        try store.leave(terminal)
    }

    @Test func `line by line, what has to wait says so once`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try store.open(columns: 100, rows: 60, options: ["--plain", "--wait", "600"])
        try terminal.wait(for: "countersign:")
        terminal.type("1\n")
        try terminal.wait(for: "Row 1. Title: Pay Borealis invoice 4003")
        try SQLiteStore.open(in: store.path).write { _ in
            terminal.type("open\n")
            try terminal.wait(for: "> Total: 8900.00 EUR")
            try terminal.wait(for: "Waiting for the store, which is busy.")
            #expect(!terminal.screen.shows("it counts as viewed"))
        }
        try terminal.wait(for: "That was evidence 1; it counts as viewed.")
        terminal.type("quit\n")
        #expect(try terminal.waitForEnd() == .code(0))
        #expect(terminal.screen.lines.count { $0.contains("Waiting for the store") } == 1)
    }
}
