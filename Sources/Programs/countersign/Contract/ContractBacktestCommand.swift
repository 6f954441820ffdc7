import ArgumentParser
import CivilTime
import ContractEngine
import ContractReview
import Foundation
import Handoff
import JSON
import ReviewDesk
import Synchronization

extension ContractCommand {
    /// `countersign contract backtest`
    struct Backtest: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "backtest", abstract: "Judge past handoffs by a changed contract, before it takes effect.",
            discussion: """
                Every handoff of the contract's name is admitted anew as it was last submitted, and compared with what happened. Time
                and related handoffs are those of then; people, systems and lists are those of now. Nothing is written. Ctrl-C
                prints what was counted so far and ends with 130.

                Examples:
                  countersign contract backtest ./finance.payment.yaml --since 30d
                  countersign contract backtest finance.payment --since 2026-10-01 --until 2026-11-01 --json
                  countersign contract backtest new.yaml --since P2W --list
                """)
        @OptionGroup var store: StoreOptions
        @Argument(help: ArgumentHelp("The changed contract: a file, NAME, or NAME@VERSION.", valueName: "contract"))
        var contract: String
        @Option(
            help: ArgumentHelp(
                "Only what was submitted since: 30d, 12h, P30D, 2026-11-01, or a time.", valueName: "when"))
        var since: String?
        @Option(help: ArgumentHelp("Only what was submitted until then.", valueName: "when")) var until: String?
        @Flag(help: "List all ids, not the first 20 of each finding.") var list = false

        func run() throws {
            try ContractArgument.showingProblems(asJSON: store.json) {
                let desk = try store.desk()
                let text = try ContractArgument(text: contract).read { desk }
                let errors = try desk.errors(in: text)
                if !errors.isEmpty { try ContractArgument.show(errors, asJSON: store.json) }
                let (start, end) = (try moment(since, "--since", desk.now), try moment(until, "--until", desk.now))
                Interruption.watch()
                let isWatched = isatty(STDERR_FILENO) == 1
                var share = 0.0
                let result = try desk.backtest(
                    text.contract, since: start, until: end, listing: list ? .max : 20
                ) { progress in
                    share = progress.share
                    if isWatched { Self.show(progress) }
                    return !Interruption.happened
                }
                if isWatched { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
                report(BacktestReport(result: result, contract: text, isPartial: share < 1 && Interruption.happened))
                if share < 1, Interruption.happened { throw ExitCode(130) }
            }
        }

        private func moment(_ text: String?, _ option: String, _ now: Instant) throws -> Instant? {
            guard let text else { return nil }
            guard let moment = ContractReview.Backtest.moment(text, now: now) else {
                throw DeskError.usage(
                    "\(option): '\(text)' is no time; write 30d, 12h, P30D, 2026-11-01 or 2026-11-01T09:00:00Z")
            }
            return moment
        }

        private static func show(_ progress: BacktestProgress) {
            let text = "\r\(progress.judged) handoffs, \(Int(progress.share * 100)) %"
            FileHandle.standardError.write(Data(text.utf8))
        }

        private func report(_ report: BacktestReport) {
            if store.json { return Output.json(report.json) }
            for line in report.lines { Output.line(line) }
        }
    }
}

/// Whether Ctrl-C was pressed: a long command looks now and then, and ends by itself.
enum Interruption {
    private static let flag = Atomic<Bool>(false)

    static var happened: Bool { flag.load(ordering: .relaxed) }

    /// From now on Ctrl-C is noted. Pressed again, it ends the program.
    static func watch() {
        flag.store(false, ordering: .relaxed)
        signal(SIGINT) { _ in
            Interruption.flag.store(true, ordering: .relaxed)
            signal(SIGINT, SIG_DFL)
        }
    }
}
