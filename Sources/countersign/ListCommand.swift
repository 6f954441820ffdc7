import ArgumentParser
import ContractEngine
import Handoff
import JSON
import ReviewDesk

/// `countersign list`
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List handoffs in the order of the queue.",
        discussion: """
            Examples:
              countersign list --state proposed,escalated
              countersign list --owner team:sales --band low --limit 20
              countersign list --where 'payload.amount > 1000.0' --json
            """)

    @OptionGroup var store: StoreOptions
    @Option(
        help: ArgumentHelp(
            "draft, proposed, approved, executed, escalated, rejected; several with commas.", valueName: "states"))
    var state: String?
    @Option(help: ArgumentHelp("Only those of this owner: team:NAME, person:NAME, unowned.", valueName: "owner"))
    var owner: String?
    @Option(help: ArgumentHelp("Only those of this confidence band.", valueName: "band")) var band: String?
    @Option(help: ArgumentHelp("Only those under this contract.", valueName: "name")) var contract: String?
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Only those for which a CEL expression is true.", valueName: "cel"))
    var condition: String?
    @Option(help: "queue (by owner, band, due time), due, confidence, age.") var sort: Sorting = .queue
    @Option(help: ArgumentHelp("At most so many.", valueName: "n")) var limit: Int?

    enum Sorting: String, ExpressibleByArgument, CaseIterable { case queue, due, confidence, age }

    func run() throws {
        let desk = try store.desk()
        let selection = try selection()
        let limit = limit ?? .max
        guard limit > 0 else { throw DeskError.usage("--limit is at least 1") }
        if sort == .queue {
            var left = limit
            try desk.forEach(selection) { row in
                show(row)
                left -= 1
                return left > 0
            }
            return
        }
        var rows: [QueueRow] = []
        try desk.forEach(selection) { row in
            rows.append(row)
            return true
        }
        rows.sort(by: precedes)
        rows.prefix(limit).forEach(show)
    }

    private func precedes(_ left: QueueRow, _ right: QueueRow) -> Bool {
        switch sort {
        case .confidence:
            let (a, b) = (left.confidence?.double ?? -1, right.confidence?.double ?? -1)
            return a == b ? left.id < right.id : a < b
        case .age: return left.id < right.id
        case .due, .queue: return left.position < right.position
        }
    }

    private func selection() throws -> Selection {
        var selection = Selection()
        for name in state?.split(separator: ",") ?? [] {
            guard let state = HandoffState(rawValue: String(name)) else {
                throw DeskError.usage(
                    "'\(name)' is no state; the states are \(HandoffState.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            selection.states.insert(state)
        }
        (selection.owner, selection.band, selection.contract) = (owner, band, contract)
        if let condition {
            do throws(Problem) {
                selection.filter = try HandoffFilter(condition)
            } catch {
                throw DeskError.usage("--where: \(error.message)")
            }
        }
        return selection
    }

    private func show(_ row: QueueRow) {
        if store.json {
            Output.json(row.json)
            return
        }
        let confidence = row.confidence?.text ?? "-"
        let due = row.due.map { " due \(String($0.description.prefix(16)))Z" } ?? ""
        let mark = row.state.isFinal ? "FINAL" : "provisional"
        Output.line(
            "\(row.id)  \(row.state.rawValue) (\(mark))  \(row.owner)  \(row.band) \(confidence)\(due)  \(row.title)")
    }
}
