import CivilTime
import Handoff

/// By what a queue is divided under headings.
package enum QueueGrouping: String, Sendable, CaseIterable {
    case owner, contract, system, due, none

    /// The headings over a handoff, the outermost first.
    ///
    /// - Parameter today: The day, from 1970-01-01 in UTC.
    package func path(_ cell: QueueCell, due: Instant?, today: Int64) -> [String] {
        heading(cell, due: due, today: today).path
    }

    /// What stands over a handoff. The band that needs a person most comes first, and the day that is nearest.
    func heading(_ cell: QueueCell, due: Instant?, today: Int64) -> GroupHeading {
        switch self {
        case .owner: GroupHeading([cell.owner, cell.band], rank: Int64(cell.bandRank))
        case .contract: GroupHeading([cell.contract])
        case .system: GroupHeading([cell.system])
        case .due: .due(on: due?.day, today: today)
        case .none: GroupHeading([])
        }
    }

    /// The heading of what is due before today; of what is never due.
    package static let overdue = "overdue", notDue = "not due"
}

extension GroupHeading {
    /// What stands over all that is due on a day.
    static func due(on day: Int64?, today: Int64) -> GroupHeading {
        guard let day else { return GroupHeading([QueueGrouping.notDue], rank: .max) }
        if day < today { return GroupHeading([QueueGrouping.overdue], rank: .min) }
        return GroupHeading([String(Instant(milliseconds: day * 86_400_000).description.prefix(10))], rank: day)
    }
}

/// A way to look at the queue: which handoffs, under which headings, in which order.
package struct QueueView: Sendable, Hashable {
    /// What it is called.
    package var name: String
    /// Which handoffs.
    package var query: QueueQuery
    /// Under which headings.
    package var grouping: QueueGrouping
    /// The order that was asked for.
    package var order: QueueOrder

    /// A view.
    package init(
        _ name: String, _ query: QueueQuery, grouping: QueueGrouping = .owner, order: QueueOrder = QueueOrder()
    ) {
        self.name = name
        self.query = query
        self.grouping = grouping
        self.order = order
    }

    /// The order inside a group: days are always in the order of time.
    package var orderInGroup: QueueOrder {
        grouping == .due ? QueueOrder(.due, isReversed: order.key == .due && order.isReversed) : order
    }

    /// What stands over a handoff.
    func heading(of row: QueueRow, today: Int64) -> GroupHeading {
        grouping.heading(row.cell, due: row.due, today: today)
    }

    /// Where a handoff stands in its group.
    func place(of row: QueueRow) -> QueuePosition { row.position(orderInGroup.key) }

    /// The views that are always there, in the order of their numbers.
    package static let builtIn: [QueueView] = [
        ("my queue", "taker:me"), ("all pending", "state:pending"), ("escalated", "state:escalated"),
        ("held", "state:draft"), ("undelivered", "state:approved"), ("done", "state:final"),
    ].map { QueueView($0.0, (try? QueueQuery($0.1)) ?? .all) }
}

extension QueueOrder {
    /// An order as it is written: `due`, `confidence`, `age` or `stake` (also `amount`), with a minus before it when it is turned
    /// round; nil for anything else.
    package init?(text: String) {
        let isReversed = text.hasPrefix("-")
        let name = isReversed ? String(text.dropFirst()) : text
        guard let key = Key(rawValue: name) ?? (name == "amount" ? .stake : nil) else { return nil }
        self.init(key, isReversed: isReversed)
    }

    /// The words for an order.
    package static var wordings: String {
        Key.allCases.map(\.rawValue).joined(separator: ", ") + ", turned round with a minus"
    }
}
