import Fixtures
import Foundation
import JSON
import Testing

/// What goes over the line between the program and its terminal: how much, and in which order.
@Suite(.serialized) struct `The line to the terminal` {
    /// Forty payments of four suppliers, under two bands.
    private func store() throws -> WalkStore {
        let store = try WalkStore()
        for number in 1...40 {
            let supplier = ["Borealis", "ACME", "Cirrus", "Delta Works"][number % 4]
            try store.submit(
                4000 + number, "Pay \(supplier) invoice \(4000 + number)", at: "10:\(10 + number)",
                amount: "\(number * 137).50", confidence: number % 3 == 0 ? "0.41" : "0.72")
        }
        return store
    }

    private func open(_ store: WalkStore, answers: Bool, columns: Int = 120, rows: Int = 40) throws -> PseudoTerminal {
        let terminal = try store.open(columns: columns, rows: rows)
        terminal.answersReports = answers
        try terminal.wait(for: "PROVISIONAL")
        _ = rest(terminal)
        return terminal
    }

    /// Reads until nothing has come for a while; gives how many bytes came.
    private func rest(_ terminal: PseudoTerminal, seconds: Double = 0.3) -> Int {
        let before = terminal.output.count
        var last = -1
        while last != terminal.output.count {
            last = terminal.output.count
            try? terminal.wait(for: "rest", seconds: seconds) { _ in false }
        }
        return terminal.output.count - before
    }

    @Test(arguments: [false, true]) func `a key, held down or not, and a page cost what they may`(_ answers: Bool)
        throws
    {
        let store = try store()
        let terminal = try open(store, answers: answers)
        var resting: [Int] = []
        for _ in 0..<12 {
            terminal.press("j")
            resting.append(rest(terminal))
        }
        #expect(resting.sorted()[6] <= 1_400, "\(resting)")
        terminal.press("g")
        _ = rest(terminal)
        let before = terminal.output.count
        for _ in 0..<24 {
            terminal.press("j")
            // As a keyboard repeats.
            try? terminal.wait(for: "the next", seconds: 0.033) { _ in false }
        }
        #expect((terminal.output.count - before) / 24 <= 400)
        _ = rest(terminal)
        terminal.press("pgdn")
        #expect(rest(terminal) <= 5_000)
        try store.leave(terminal)
    }

    /// The ends of pictures in what was sent: each is a question for a report.
    private func reports(_ terminal: PseudoTerminal) -> Int { terminal.screen.reports }

    @Test func `no more than one picture is on its way where the terminal answers`() throws {
        let store = try store()
        let terminal = try open(store, answers: true)
        let asked = reports(terminal)
        #expect(asked > 1)
        terminal.answersReports = false
        for _ in 0..<6 {
            terminal.press("j")
            try? terminal.wait(for: "the next", seconds: 0.1) { _ in false }
        }
        #expect(reports(terminal) == asked + 1)
        // The answer brings all that happened meanwhile, in one.
        terminal.answerReports(always: true)
        terminal.answersReports = true
        try terminal.wait(for: "the cursor six lines on") { screen in
            (screen.lines.firstIndex { $0.hasPrefix("▌") } ?? 0) >= 8
        }
        _ = rest(terminal)
        #expect(!terminal.screen.shows("reading…"))
        try store.leave(terminal)
    }

    @Test func `a lost answer holds nothing up for good, and keys that come with one are keys`() throws {
        let store = try store()
        let terminal = try open(store, answers: true)
        terminal.answersReports = false
        terminal.press("j")
        _ = rest(terminal)
        terminal.press("j j")
        // The first answer is lost: after a while the screen goes on without it.
        try terminal.wait(for: "the cursor three lines on") { screen in
            (screen.lines.firstIndex { $0.hasPrefix("▌") } ?? 0) >= 5
        }
        // Answers among keys, and in pieces, are none.
        terminal.type("?")
        try terminal.wait(for: "Approve what is on the screen")
        terminal.type("\u{1B}[0n\u{1B}[0n")
        _ = rest(terminal)
        #expect(terminal.screen.shows("Approve what is on the screen"))
        terminal.press("esc")
        try terminal.wait(for: "the help to close") { !$0.shows("Approve what is on the screen") }
        #expect(try store.show(4003)["state"] == "proposed")
        try store.leave(terminal)
    }

    @Test func `an answer that comes in pieces presses no key`() throws {
        let store = try store()
        let terminal = try open(store, answers: true)
        terminal.answersReports = false
        terminal.press("o")
        try terminal.wait(for: "▲ you may approve it, 1 warning")
        terminal.type("\u{1B}")
        try? terminal.wait(for: "a slow line", seconds: 0.06) { _ in false }
        terminal.type("[0n")
        terminal.answered()
        terminal.answersReports = true
        terminal.press("a")
        try terminal.wait(for: "Approve as ")
        #expect(!terminal.screen.shows("[0n"))
        terminal.answer("y")
        try terminal.wait(for: "Approved: ")
        try store.leave(terminal)
    }

    @Test func `an answer to what is asked counts from when it could be read`() throws {
        let store = try store()
        let terminal = try open(store, answers: true)
        terminal.press("o")
        try terminal.wait(for: "▲ you may approve it, 1 warning")
        _ = rest(terminal)
        terminal.answersReports = false
        terminal.press("a")
        try terminal.wait(for: "Approve as ")
        // It has been sent, but nobody says that it stands.
        terminal.answer("y")
        terminal.answerReports(always: true)
        try terminal.wait(for: "too soon: nothing was decided")
        terminal.answersReports = true
        terminal.answer("y")
        try terminal.wait(for: "Approved: ")
        try store.leave(terminal)
    }

    @Test func `keys that come while the pane is read decide nothing`() throws {
        let store = try store()
        let terminal = try open(store, answers: true)
        for _ in 0..<4 {
            terminal.type("jjjay")
            _ = rest(terminal)
            try terminal.wait(for: "the pane to be read") { !$0.shows("reading…") }
            terminal.press("esc")
            _ = rest(terminal)
        }
        let lines = try store.run(["list", "--state", "pending", "--json"]).output.split(separator: "\n")
        #expect(lines.count == 40)
        try store.leave(terminal)
    }

    @Test func `nothing of an answer is left to who has the terminal next`() throws {
        let store = try store()
        let terminal = try open(store, answers: true)
        terminal.press("j")
        try store.leave(terminal)
        #expect(terminal.screen.unexpected == [])
    }
}
