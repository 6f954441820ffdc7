import Handoff
import ReviewDesk

/// Takes what is approved to its system of record: leases a delivery, runs its connector, records what it answered.
///
/// Many workers may run on one store. The lease keeps two of them from the same delivery, the idempotency key keeps the system of
/// record from two records where one worker died.
package struct DeliveryWorker: Sendable {
    private let desk: Desk
    private let runner: ConnectorRunner

    /// How many connectors run at the same time, so that one that hangs does not hold up the others.
    private static let width = 4

    /// What came of one delivery.
    package struct Result: Sendable {
        /// The handoff, and its state now.
        package let id: HandoffID, state: HandoffState
        /// What the connector answered.
        package let outcome: DeliveryOutcome
    }

    /// A worker over this desk's store.
    package init(desk: Desk) {
        self.desk = desk
        runner = ConnectorRunner(storeDirectory: desk.directory.path)
    }

    /// Delivers everything whose time has come, and tells of each as it ends.
    package func deliverDue(_ report: @Sendable (Result) -> Void) async throws {
        var known: Set<HandoffID> = []
        while true {
            let due = try desk.dueDeliveries().filter { known.insert($0).inserted }
            if due.isEmpty { return }
            var rest = due[...]
            try await withThrowingTaskGroup(of: Result?.self) { group in
                for id in rest.prefix(Self.width) { group.addTask { try await deliver(id) } }
                rest = rest.dropFirst(Self.width)
                while let result = try await group.next() {
                    if let result { report(result) }
                    if let id = rest.popFirst() { group.addTask { try await deliver(id) } }
                }
            }
        }
    }

    private func deliver(_ id: HandoffID) async throws -> Result? {
        guard let delivery = try desk.beginDelivery(id) else { return nil }
        let outcome = await runner.deliver(delivery.request, through: delivery.connector)
        return Result(id: id, state: try desk.finishDelivery(delivery, outcome), outcome: outcome)
    }
}
