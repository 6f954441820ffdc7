import ArgumentParser
import ContractEngine
import Foundation
import Handoff
import HandoffStore
import JSON
import ReviewDesk

/// `countersign-bench run`
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the desk on a filled store, as a table or --json.")
    @Option(help: ArgumentHelp("A store that fill made.", valueName: "dir")) var store: String
    @Option(help: ArgumentHelp("How many of each.", valueName: "n")) var count: Int = 500
    @Option(help: ArgumentHelp("A folder with real payloads, for the JSON Schema figures.", valueName: "dir"))
    var data: String?
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Leave out what writes.") var reading = false
    @Flag(help: "Measure what writes only: decisions and intake, in turns with bare SQLite.") var writing = false
    @Flag(help: "Measure the console only.") var console = false

    func run() throws {
        if console { return try show(try ConsoleMeasurement(store: store, person: Workload.approver, count: count)) }
        let directory = StoreDirectory(path: store)
        let desk = try Workload.desk(directory, as: Workload.approver)
        let pending = QueueView("", try QueueQuery("state:pending"))
        let outline = try desk.outline(pending)
        guard let largest = outline.groups.max(by: { $0.count < $1.count }) else {
            throw ValidationError("the store is empty")
        }
        let rows = try desk.page(largest.runs, QueueOrder(), limit: count)
        if rows.count < count {
            throw ValidationError("its largest group has \(rows.count) handoffs: say --count \(rows.count)")
        }
        if writing { return try show(measureWriting(desk, rows), nil) }
        var figures: [Figure] = []
        for grouping in QueueGrouping.allCases {
            var view = pending
            view.grouping = grouping
            figures.append(
                try measure("by \(grouping.rawValue): counts, 50") {
                    guard let first = try desk.outline(view).groups.first else { return }
                    _ = try desk.page(first.runs, view.orderInGroup, within: first.due, limit: 50)
                })
        }
        for key in QueueOrder.Key.allCases {
            figures.append(
                try measure("all by \(key.rawValue): 50") {
                    _ = try desk.page(outline.groups.flatMap(\.runs), QueueOrder(key), limit: 50)
                })
        }
        let mine = QueueView("", try QueueQuery("taker:me band:low contract:bench.refund"), grouping: .none)
        figures.append(
            try measure("indexed filter: counts, 50") {
                guard let first = try desk.outline(mine).groups.first else { return }
                _ = try desk.page(first.runs, mine.orderInGroup, limit: 50)
            })
        var last: QueuePosition?
        figures.append(
            try measure("page of 50, onwards") {
                last = try desk.page(largest.runs, QueueOrder(), within: nil, .after, last, limit: 50).last?.position(
                    .due)
            })
        var next = rows.makeIterator()
        figures.append(try measure("dossier") { if let row = next.next() { _ = try desk.dossier(row.id) } })
        if !reading { figures += try measureWriting(desk, rows) }
        let seen = try ConsoleMeasurement(store: store, person: Workload.approver, count: count)
        figures += seen.timings.map { Figure($0.name, $0.times) }
        show(
            figures, seen.peakMemory, outline.total, try SchemaComparison(data: data, rounds: 5),
            try ExpressionComparison(rounds: 5))
    }

    /// Decisions on these rows, and intake into a store of its own, each in turns with bare SQLite on the same disk.
    private func measureWriting(_ desk: Desk, _ rows: [QueueRow]) throws -> [Figure] {
        // Beside the store, so on its disk.
        let folder = URL(filePath: store, directoryHint: .isDirectory).absoluteURL.standardizedFileURL
            .deletingLastPathComponent().appending(path: "countersign-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let yardstick = try Yardstick(folder: folder)
        let work = try Workload(directory: StoreDirectory(path: folder.appending(path: "store").path), seed: 2)
        var open = rows.makeIterator()
        let decisions = try measure(
            "durable decision",
            {
                if let row = open.next() { try desk.decide(Decision(.approve, version: row.version), on: row.id) }
            }, besides: "bare SQLite, an event and a row", { try yardstick.write(1) })
        let lines = try measure(
            "intake, one line", { try work.take(1) }, besides: "bare SQLite, once more", { try yardstick.write(1) })
        let batches = try measure(
            "intake, 100 lines at once", { try work.take(100) }, besides: "bare SQLite, 100 at once",
            { try yardstick.write(100) }, 20, each: 100)
        return decisions + lines + batches
    }

    private struct Figure {
        let name: String
        let median: Double
        let slowest: Double
        let perSecond: Double

        /// - Parameter times: Milliseconds, smallest first.
        init(_ name: String, _ times: [Double]) {
            self.name = name
            median = times[times.count / 2]
            slowest = times[min(times.count - 1, times.count * 99 / 100)]
            perSecond = 1_000 * Double(times.count) / times.reduce(0, +)
        }
    }

    private func show(_ console: ConsoleMeasurement) throws {
        show(console.timings.map { Figure($0.name, $0.times) }, console.peakMemory)
    }

    /// Runs something often; milliseconds.
    private func measure(_ name: String, _ body: () throws -> Void) throws -> Figure {
        Figure(name, try (0..<count).map { _ in try time(body) }.sorted())
    }

    /// Runs something and its yardstick in turns, so that both meet the same machine. `each` is how many are done at once.
    private func measure(
        _ name: String, _ body: () throws -> Void, besides other: String, _ yardstick: () throws -> Void,
        _ rounds: Int? = nil, each: Int = 1
    ) throws -> [Figure] {
        var (times, others): ([Double], [Double]) = ([], [])
        for _ in 0..<(rounds ?? count) {
            times.append(try time(body) / Double(each))
            others.append(try time(yardstick) / Double(each))
        }
        return [Figure(name, times.sorted()), Figure(other, others.sorted())]
    }

    /// How long something takes, in milliseconds.
    private func time(_ body: () throws -> Void) rethrows -> Double {
        let started = ContinuousClock.now
        try body()
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        return Double(seconds) * 1_000 + Double(attoseconds) / 1e15
    }

    private func show(
        _ figures: [Figure], _ memory: Double?, _ pending: Int, _ schemas: SchemaComparison,
        _ expressions: ExpressionComparison
    ) {
        guard json else {
            print("\(pending) pending")
            show(figures, memory)
            return print("\n" + schemas.table + "\n\n" + expressions.table)
        }
        print(
            JSONValue.object(
                JSONObject([
                    ("pending", .number(JSONNumber(pending))), ("figures", object(figures)),
                    ("console_peak_mib", memory.map(number) ?? .null), ("schemas", schemas.json),
                    ("expressions", expressions.json),
                ])))
    }

    private func show(_ figures: [Figure], _ memory: Double?) {
        guard !json else {
            let object = JSONObject([
                ("figures", object(figures)), ("console_peak_mib", memory.map(number) ?? .null),
            ])
            return print(JSONValue.object(object))
        }
        print("what".padding(40) + "p50 ms".padding(12) + "p99 ms".padding(12) + "per second")
        for figure in figures {
            print(
                figure.name.padding(40) + text(figure.median).padding(12) + text(figure.slowest).padding(12)
                    + String(Int(figure.perSecond)))
        }
        if let memory { print("console: most memory".padding(40) + String(format: "%.1f MiB", memory)) }
    }

    private func object(_ figures: [Figure]) -> JSONValue {
        .object(
            JSONObject(
                figures.map { figure in
                    (
                        figure.name,
                        [
                            "p50_ms": number(figure.median), "p99_ms": number(figure.slowest),
                            "per_second": number(figure.perSecond),
                        ] as JSONValue
                    )
                }))
    }

    private func text(_ value: Double) -> String { String(format: "%.3f", value) }
    private func number(_ value: Double) -> JSONValue { JSONNumber(text(value)).map { .number($0) } ?? .null }
}

extension String {
    fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
