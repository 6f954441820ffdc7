import ArgumentParser
import Foundation
import Handoff
import JSON
import ReviewDesk
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
            """)
    @OptionGroup var store: StoreOptions
    @Flag(help: "Go on delivering until interrupted.") var watch = false

    func run() async throws {
        let desk = try store.desk()
        if let refusal = desk.refusalToOperate { throw DeskError.refused(refusal) }
        let worker = DeliveryWorker(desk: desk)
        let asJSON = store.json
        repeat {
            try await worker.deliverDue { Self.report($0, asJSON: asJSON) }
            if watch { try await Task.sleep(for: .seconds(1)) }
        } while watch
        if !asJSON {
            for notice in try desk.holdNotices() { Output.note("\(notice); nothing of it is delivered") }
            let waiting = try desk.counts()[.approved] ?? 0
            if waiting > 0 {
                Output.note(
                    "\(waiting) approved handoff\(waiting == 1 ? "" : "s") not yet delivered: inside the recall window, put off, on hold, or without a connector"
                )
            }
        }
    }

    private static func report(_ result: DeliveryWorker.Result, asJSON: Bool) {
        Output.hasRecorded("what was delivered is recorded; 'countersign show \(result.id)' shows it")
        let (condition, text): (String, String) =
            switch result.outcome {
            case .executed(let record, let url, _, _): ("executed", record + (url.map { " \($0)" } ?? ""))
            case .retry(let message): ("retry", message)
            case .failed(let message): ("failed", message)
            case .unknown(let message): ("unknown", message)
            }
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
}
