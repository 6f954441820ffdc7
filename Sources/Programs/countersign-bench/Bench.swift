import ArgumentParser
import Foundation
import Handoff
import HandoffStore
import JSON
import ReviewDesk

/// Makes large stores and measures the product on them.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign-bench", abstract: "Measure countersign: every figure that the README claims.",
        subcommands: [Fill.self, Run.self, Verify.self, Compare.self])
}

/// `countersign-bench fill`
struct Fill: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a store with many pending handoffs.")
    @Option(help: ArgumentHelp("Where; it must not be there yet.", valueName: "dir")) var store: String
    @Option(help: ArgumentHelp("How many pending handoffs.", valueName: "n")) var pending: Int
    @Option(help: ArgumentHelp("How many more that are approved, each with an event of its own.", valueName: "n"))
    var decided = 0
    @Option(help: ArgumentHelp("What the random choices start from.", valueName: "n")) var seed: UInt64 = 1

    private static let batch = 1_000

    func run() throws {
        let directory = StoreDirectory(path: store)
        let work = try Workload(directory: directory, seed: seed)
        let started = ContinuousClock.now
        var left = pending
        while left > 0 {
            let count = min(left, Self.batch)
            try work.submit(count)
            left -= count
            if isatty(STDERR_FILENO) == 1 || left % 100_000 == 0 {
                FileHandle.standardError.write(Data("\r\(pending - left) of \(pending)".utf8))
            }
        }
        left = decided
        while left > 0 {
            let count = min(left, Self.batch)
            try work.decide(try work.submit(count))
            left -= count
            if isatty(STDERR_FILENO) == 1 || left % 10_000 == 0 {
                FileHandle.standardError.write(Data("\r\(decided - left) of \(decided) decided".utf8))
            }
        }
        FileHandle.standardError.write(Data("\n".utf8))
        print("\(pending + decided) handoffs in \(ContinuousClock.now - started)")
    }
}

/// `countersign-bench verify`
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure 'audit verify' on a filled store: all of it, and the last tenth of its log.")
    @Option(help: ArgumentHelp("A store that fill made.", valueName: "dir")) var store: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let desk = try Workload.desk(StoreDirectory(path: store))
        let whole = try measure { try desk.verify() }
        let size = whole.result.events
        guard let head = try desk.treeHead(of: size - size / 10) else { throw ValidationError("its tree is not whole") }
        let tenth = try measure { try desk.verify(VerificationScope(since: .head(head))) }
        let memory = Self.peakMemory()
        guard json else {
            print("\(size) events, \(whole.result.replayed.replayed) replayed")
            print("all of it: \(whole.seconds) s; the last tenth: \(tenth.seconds) s")
            if let memory { print("most memory: \(memory) MiB") }
            return
        }
        func number(_ value: Double) -> JSONValue { JSONNumber(String(value)).map { .number($0) } ?? .null }
        print(
            JSONValue.object(
                JSONObject([
                    ("events", .number(JSONNumber(size))), ("verify_s", number(whole.seconds)),
                    ("verify_tenth_s", number(tenth.seconds)), ("peak_mib", memory.map(number) ?? .null),
                ])))
    }

    private func measure(
        _ body: () throws -> JournalVerification
    ) throws -> (result: JournalVerification, seconds: Double) {
        let started = ContinuousClock.now
        let result = try body()
        if let fault = result.fault { throw ValidationError("the store does not verify: \(fault.message)") }
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        return (result, (Double(seconds) * 1_000 + Double(attoseconds) / 1e15).rounded() / 1_000)
    }

    /// The most memory that this process had, in MiB; nil where the system does not say.
    private static func peakMemory() -> Double? {
        let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Double($0) }.map {
            ($0 / 1_024 * 10).rounded() / 10
        }
    }
}
