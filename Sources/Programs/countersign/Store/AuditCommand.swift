import ArgumentParser
import ContractReview
import Foundation
import Handoff
import HandoffStore
import JSON
import ReviewDesk

/// `countersign audit`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Prove what happened.", subcommands: [Verify.self])

    /// `countersign audit verify`
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Hold the store against its log, and the log against the rules of then.",
            discussion: """
                Every event is hashed into the tree, every content and attachment compared with its commitment, every table with what
                the events make. Then each event is replayed under the people, the contract and the lists that were in force: one that
                nobody entitled can have made is named. The first thing that is wrong is named, and the exit code is 65.

                Note SIZE:HASH, the number of events and the tree head, on another machine: with --head nobody can write the log
                anew unseen. --since takes what came before as it is: after a head that was noted, or from a time on. Ctrl-C ends it
                with 130.

                Examples:
                  countersign audit verify
                  countersign audit verify --store /srv/handoffs --json
                  countersign audit verify --head 1204:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                  countersign audit verify --since 1d --all
                """)
        @OptionGroup var store: StoreOptions
        @Option(
            help: ArgumentHelp(
                "A tree head that was noted elsewhere: the log has to go on from it.", valueName: "size:hash"))
        var head: String?
        @Option(
            help: ArgumentHelp(
                "Only what came since: a noted SIZE:HASH, 1d, 12h, P30D, 2026-11-01, or a time.", valueName: "when"))
        var since: String?
        @Flag(help: "Go on after the first fault, and name them all.") var all = false

        func run() throws {
            let desk = try store.desk()
            let scope = try scope(desk)
            Interruption.watch()
            let isWatched = isatty(STDERR_FILENO) == 1
            var shown = -1
            let result = try desk.verify(scope) { done, total in
                let share = total == 0 ? 100 : done * 100 / total
                if isWatched, share != shown {
                    FileHandle.standardError.write(Data("\r\(share) % of \(total / 2) events".utf8))
                    shown = share
                }
                return !Interruption.happened
            }
            if isWatched { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
            guard !result.wasStopped else {
                Output.note("countersign: stopped; nothing is said of the store")
                throw ExitCode(130)
            }
            let report = VerificationReport(result: result)
            if store.json { Output.json(report.json) } else { report.print() }
            if result.fault != nil { throw ExitCode(65) }
        }

        private func scope(_ desk: Desk) throws(DeskError) -> VerificationScope {
            var scope = VerificationScope(namesAll: all)
            if let head {
                guard let head = Self.head(head) else {
                    throw .usage("--head: '\(head)' is no tree head; write SIZE:HASH as 'audit verify' prints them")
                }
                scope.head = head
            }
            guard let since else { return scope }
            if let head = Self.head(since) {
                scope.since = .head(head)
            } else if let moment = ContractReview.Backtest.moment(since, now: desk.now) {
                scope.since = .time(moment)
            } else {
                throw .usage(
                    "--since: '\(since)' is neither a time (1d, P30D, 2026-11-01, 2026-11-01T09:00:00Z) nor a tree head SIZE:HASH"
                )
            }
            return scope
        }

        /// A tree head, its hash as it is printed or in base64.
        private static func head(_ text: String) -> VerificationScope.Head? {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let size = Int(parts[0]), size >= 0,
                let root = MerkleHash(hex: parts[1]) ?? MerkleHash(base64: parts[1])
            else { return nil }
            return VerificationScope.Head(size: size, root: root)
        }
    }
}
