import Foundation

/// The console on a pseudo-terminal of 120 by 40: how soon it stands there, and how soon a key press is on the screen.
struct ConsoleMeasurement {
    /// A figure: milliseconds, smallest first.
    struct Timing {
        let name: String
        let times: [Double]
    }

    private(set) var timings: [Timing] = []
    /// The most memory that any of the consoles had, in MiB.
    private(set) var peakMemory: Double?

    private let command: [String]

    /// What is pressed, in turn.
    private static let keys: [(name: String, keys: [String])] = [
        ("key: next line", ["j"]), ("key: page down", ["\u{1B}[6~"]), ("key: another grouping", ["b"]),
        ("key: another order", ["s"]), ("key: another view", ["1", "2"]),
        // More arrangements, one after the other, than a console keeps of those that it has shown.
        ("key: an arrangement not shown before", ["s", "s", "s", "b"]),
    ]
    /// A filter that has to read every handoff, and finds one in a thousand.
    private static let filter = "2ftext~977\r"

    /// Measures the program that lies beside this one.
    init(store: String, person: String, count: Int) throws {
        let folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        let beside = Bundle.main.executableURL?.deletingLastPathComponent() ?? folder
        command = [
            beside.appending(path: "countersign").path, "console", "--store", URL(filePath: store).path, "--as", person,
        ]
        var paints: [Double] = []
        for _ in 0..<min(count, 20) { paints.append(try MeasuredTerminal(command).wait(for: Self.firstWord)) }
        timings.append(Timing(name: "console: first screen", times: paints.sorted()))
        for (name, keys) in Self.keys { try measure(name, keys, count) }
        try measure("key: next line, while a filter works", ["j", "k"], count, first: Self.filter)
    }

    /// What stands on the screen once the first handoff does.
    private static let firstWord = "PROVISIONAL"

    private mutating func measure(_ name: String, _ keys: [String], _ count: Int, first: String? = nil) throws {
        let terminal = try MeasuredTerminal(command)
        _ = try terminal.wait(for: Self.firstWord)
        try terminal.settle()
        if let first { try terminal.press(first) }
        var times: [Double] = []
        for number in 0..<count { if let time = try terminal.press(keys[number % keys.count]) { times.append(time) } }
        guard !times.isEmpty else { throw MeasuredTerminal.TerminalError(description: "\(name): nothing changed") }
        timings.append(Timing(name: name, times: times.sorted()))
        peakMemory = [peakMemory, terminal.peakMemory].compactMap { $0 }.max()
    }
}
