import ContractEngine
import Handoff
import HandoffStore
import JSON

/// Which handoffs a list gives.
public struct Selection: Sendable {
    /// Only those in these states; empty means all.
    public var states: Set<HandoffState> = []
    /// Only those of this owner, band or contract.
    public var owner: String?, band: String?, contract: String?
    /// Only those that pass.
    public var filter: HandoffFilter?

    /// All handoffs.
    public init() {}
}

extension Desk {
    private static let listPage = 500

    /// Gives the selected handoffs one after another, in the order of the queue, until `body` returns false. Pages keep each read short.
    public func forEach(_ selection: Selection, _ body: (QueueRow) throws -> Bool) throws {
        for filter in filters(selection.states) {
            for group in try groups(filter) {
                if let owner = selection.owner, owner != group.owner { continue }
                if let band = selection.band, band != group.band { continue }
                var last: QueuePosition?
                while true {
                    let rows = try page(filter, group: group.number, .after, last, limit: Self.listPage)
                    for row in rows where try passes(row, selection) {
                        if try !body(row) { return }
                    }
                    guard let end = rows.last else { break }
                    last = end.position
                }
            }
        }
    }

    private func filters(_ states: Set<HandoffState>) -> [QueueFilter] {
        if states.isEmpty { return [.all] }
        if states == [.proposed, .escalated] { return [.pending] }
        return HandoffState.allCases.filter(states.contains).map(QueueFilter.state)
    }

    private func passes(_ row: QueueRow, _ selection: Selection) throws -> Bool {
        if let contract = selection.contract, contract != row.contract { return false }
        guard let filter = selection.filter else { return true }
        let contents = try filter.readsContents ? read { try $0.handoff(row.id)?.contents } : nil
        return filter.passes(row, contents: contents, lists: try configuration.lists(), now: now)
    }
}
