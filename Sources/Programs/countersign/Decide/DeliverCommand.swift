import ArgumentParser
import Foundation
import Handoff
import JSON
import ReviewDesk
import Synchronization
import SystemsOfRecord

/// `countersign deliver`
struct DeliverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliver", abstract: "Take approved work to its systems of record.",
        discussion: """
            Each approved handoff reaches its connector once; only a receipt makes it executed.

            Examples:
              countersign deliver            what is due now
              countersign deliver --watch    for ever, as a service does

            It ends with 65 where a delivery failed or its outcome is unknown, and with 74 where a connector can't be used as it is
            configured: then the handoffs wait.
            """)
    @OptionGroup var store: StoreOptions
    @Flag(help: "Go on delivering until interrupted.") var watch = false

    func run() async throws {
        let desk = try store.desk()
        if let refusal = desk.refusalToOperate { throw DeskError.refused(refusal) }
        let worker = DeliveryWorker(desk: desk)
        let report = DeliveryReport(asJSON: store.json)
        var known: [ConnectorFault] = []
        // What waits is told once, and again when it waits for something else.
        let told = Mutex<[HandoffID: DeliveryWorker.Result.End]>([:])
        repeat {
            let faults = try await worker.deliverDue { result in
                let isNew = told.withLock { told in
                    if result.staysAsItIs {
                        return told.updateValue(result.end, forKey: result.id) != result.end
                    }
                    told[result.id] = nil
                    return true
                }
                if isNew { report.print(result) }
            }
            // Said once for as long as it stays the same.
            for fault in faults where !known.contains(fault) { report.print(fault) }
            known = faults
            if watch { try await Task.sleep(for: .seconds(1)) }
        } while watch
        if !store.json {
            Output.note(report.summary)
            for notice in try desk.holdNotices() { Output.note("\(notice); nothing of it is delivered") }
            let waiting = try desk.counts()[.approved] ?? 0
            if waiting > 0 {
                Output.note(
                    "\(waiting) approved handoff\(waiting == 1 ? "" : "s") not yet delivered: inside the recall window, put off, waiting, on hold, or "
                        + (known.isEmpty ? "without a connector" : "with a connector that can't be used")
                )
            }
        }
        if report.hasStopped { throw ExitCode(65) }
        if !known.isEmpty { throw ExitCode(74) }
    }
}

/// What becomes of deliveries, as it is printed, and whether a person has to look at one of them.
private final class DeliveryReport: Sendable {
    private let asJSON: Bool
    private let stops = Atomic<Int>(0)
    // How many ended in each way, in the order in which the ways came up.
    private let ends = Mutex<[(word: String, count: Int)]>([])

    init(asJSON: Bool) { self.asJSON = asJSON }

    /// What came of it all: `3 executed, 1 failed`.
    var summary: String {
        let ends = ends.withLock { $0 }
        return ends.isEmpty ? "nothing was due" : ends.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
    }

    private func count(_ word: String) {
        ends.withLock { ends in
            if let index = ends.firstIndex(where: { $0.word == word }) {
                ends[index].count += 1
            } else {
                ends.append((word, 1))
            }
        }
    }

    var hasStopped: Bool { stops.load(ordering: .relaxed) > 0 }

    func print(_ result: DeliveryWorker.Result) {
        Output.hasRecorded("what was delivered is recorded; 'countersign show \(result.id)' shows it")
        switch (result.end, result.state) {
        case (.stopped, .approved), (_, .escalated): stops.add(1, ordering: .relaxed)
        default: break
        }
        let (condition, text): (String, String) =
            switch result.end {
            case .answered(.executed(let record, let url, _, _)): ("executed", record + (url.map { " \($0)" } ?? ""))
            case .answered(.retry(let message)), .answered(.unusable(let message)): ("retry", message)
            case .answered(.failed(let message)): ("failed", message)
            case .answered(.unknown(let message)): ("unknown", message)
            case .stopped(let message): ("stopped", message)
            case .waits(let why): ("waits", why)
            }
        count(condition)
        if asJSON {
            Output.json([
                "id": .string(result.id.description), "state": .string(result.state.rawValue),
                "outcome": .string(condition),
                "message": .string(text),
            ])
        } else {
            Output.line("\(result.id)  \(result.state.rawValue)  \(condition): \(text)")
        }
    }

    func print(_ fault: ConnectorFault) {
        let error = DeskError.connector(fault)
        if asJSON { Output.json(error.json) } else { Output.note("countersign: \(error.message)") }
    }
}

extension DeliveryWorker.Result {
    /// Whether nothing happened to it: it is due again at once, and the same is found.
    fileprivate var staysAsItIs: Bool {
        switch end {
        case .waits: true
        case .stopped: state == .approved
        case .answered: false
        }
    }
}
