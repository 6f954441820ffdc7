import ArgumentParser
import CivilTime
import ContractEngine
import Foundation
import Handoff
import JSON
import ReviewDesk

/// `countersign list`
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List handoffs in the order of the queue.",
        discussion: """
            A filter says which: the same language as the console's, in which a space means and, a comma or. A filter that begins
            with a minus comes after --.

            Examples:
              countersign list taker:me
              countersign list 'state:pending due<1h amount>1000' --sort due
              countersign list --state pending
              countersign list --owner team:sales --band low --limit 20
              countersign list --where 'payload.amount > 1000.0' --json
              countersign list --decided-by me --limit 20

            On a terminal it is a table with the shortest ids that name one handoff each and local times; elsewhere a line each,
            with whole ids and times in UTC.
            """)

    @OptionGroup var store: StoreOptions
    @Argument(help: ArgumentHelp("Only those that the filter wants; several are joined by and.", valueName: "filter"))
    var filters: [String] = []
    @Option(
        help: ArgumentHelp(
            "draft, proposed, approved, executed, escalated, rejected, or pending for proposed and escalated; several with commas.",
            valueName: "states"))
    var state: String?
    @Option(help: ArgumentHelp("Only those of this owner: team:NAME, person:NAME, unowned.", valueName: "owner"))
    var owner: String?
    @Option(help: ArgumentHelp("Only those of this confidence band.", valueName: "band")) var band: String?
    @Option(help: ArgumentHelp("Only those under this contract.", valueName: "name")) var contract: String?
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Only those for which a CEL expression is true.", valueName: "cel"))
    var condition: String?
    @Option(
        help: ArgumentHelp(
            "queue (by owner, band, due time), due, confidence, age, stake; a minus turns it round.", valueName: "order"
        ))
    var sort = "queue"
    @Option(
        help: ArgumentHelp(
            "Only what this person decided on, the last decided first: person:NAME, or me.", valueName: "person"))
    var decidedBy: String?
    @Option(help: ArgumentHelp("At most so many.", valueName: "n")) var limit: Int?

    func run() throws {
        let desk = try store.desk()
        let view = try view()
        guard limit ?? 1 > 0 else { throw DeskError.usage("--limit is at least 1") }
        let person = try decidedBy.map { try self.person($0, desk) }
        guard !store.json, Output.isTerminal else {
            return try forEach(desk, view, person) { show($0.row, at: desk.now) }
        }
        var table = ListTable(columns: Output.columns, now: desk.now, shortest: desk.lettersThatName)
        try forEach(desk, view, person) { try table.add($0) }
        try table.end()
    }

    private func forEach(
        _ desk: Desk, _ view: QueueView, _ person: String?, _ body: (ListTable.Line) throws -> Void
    ) throws {
        var left = limit ?? .max
        func next(_ line: ListTable.Line) throws -> Bool {
            try body(line)
            left -= 1
            return left > 0
        }
        guard let person else { return try desk.forEach(view) { try next(ListTable.Line(row: $0)) } }
        try desk.forEachDecided(by: person, view) { try next(ListTable.Line(row: $0.row, decision: $0)) }
    }

    private func person(_ text: String, _ desk: Desk) throws -> String {
        if text == "me" {
            guard let person = desk.actor.person else {
                throw DeskError.usage("--decided-by me: people.yaml names nobody for this account")
            }
            return person
        }
        let name = text.hasPrefix("person:") ? String(text.dropFirst("person:".count)) : text
        guard try desk.isPerson(name) else {
            throw DeskError.usage("--decided-by: people.yaml names no person '\(name)'")
        }
        return name
    }

    private func view() throws -> QueueView {
        var view = QueueView("list", .all)
        if sort != "queue" {
            guard let order = QueueOrder(text: sort) else {
                throw DeskError.usage("--sort takes queue, \(QueueOrder.wordings), not '\(sort)'")
            }
            (view.grouping, view.order) = (.none, order)
        }
        do throws(FilterError) {
            view.query = try QueueQuery(filters.joined(separator: " "))
        } catch {
            throw DeskError.usage(
                "column \(error.place.lowerBound + 1) of '\(error.text)': \(error.message); docs/queue.md has the language"
            )
        }
        if let states = try states() { view.query.narrow(.state, to: states) }
        if let owner { view.query.narrow(.owner, to: [owner]) }
        if let band { view.query.narrow(.band, to: [band]) }
        if let contract { view.query.narrow(.contract, to: [contract]) }
        if let condition {
            do {
                view.query.narrow(to: try HandoffFilter(condition), source: condition)
            } catch {
                throw DeskError.usage("--where: \(error)")
            }
        }
        return view
    }

    /// The states that --state names; nil without it.
    private func states() throws -> [String]? {
        guard let state else { return nil }
        var states: [HandoffState] = []
        for word in state.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
            if word == Self.pending {
                states += HandoffState.allCases.filter(\.isPending)
            } else if let one = HandoffState(rawValue: word) {
                states.append(one)
            } else {
                throw DeskError.usage(
                    "'\(word)' is no state; the states are \(HandoffState.allCases.map(\.rawValue).joined(separator: ", ")), "
                        + "and \(Self.pending) for those that wait for a person")
            }
        }
        return states.isEmpty ? nil : states.map(\.rawValue)
    }

    private static let pending = "pending"

    private func show(_ row: QueueRow, at now: Instant) {
        if store.json {
            Output.json(row.json)
            return
        }
        let confidence = row.confidence?.text ?? "-"
        let due = row.due.map { " due \(String($0.description.prefix(16)))Z" } ?? ""
        let expired = row.expired(at: now).map { " expired at \($0)" } ?? ""
        let observed = row.observed.map { ", observed: \($0.conditional)" } ?? ""
        let mark = row.state.isFinal ? "FINAL" : "provisional"
        Output.line(
            "\(row.id)  \(row.state.rawValue) (\(mark)\(observed))  \(row.owner)  \(row.band) \(confidence)\(due)\(expired)  \(row.title)"
        )
    }
}
