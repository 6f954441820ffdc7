import ArgumentParser
import Foundation
import Handoff
import JSON
import ReviewDesk

/// Makes large stores and measures the product on them.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign-bench", abstract: "Measure countersign: every figure that the README claims.",
        subcommands: [Fill.self, Run.self, Compare.self])
}

/// `countersign-bench fill`
struct Fill: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a store with many pending handoffs.")
    @Option(help: ArgumentHelp("Where; it must not be there yet.", valueName: "dir")) var store: String
    @Option(help: ArgumentHelp("How many pending handoffs.", valueName: "n")) var pending: Int
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
        FileHandle.standardError.write(Data("\n".utf8))
        print("\(pending) handoffs in \(ContinuousClock.now - started)")
    }
}
