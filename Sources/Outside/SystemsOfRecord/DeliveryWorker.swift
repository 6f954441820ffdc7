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
        /// What is known of it.
        package let end: End

        package enum End: Sendable, Hashable {
            /// What the connector answered.
            case answered(DeliveryOutcome)
            /// Nothing was sent, and why.
            case stopped(String)
            /// It has to wait, and why.
            case waits(String)
        }
    }

    /// A worker over this desk's store.
    package init(desk: Desk) {
        self.desk = desk
        runner = ConnectorRunner(store: desk.directory)
    }

    /// Delivers everything whose time has come, and tells of each as it ends. Gives the connectors that can't be used: what is to go
    /// through them waits.
    @discardableResult
    package func deliverDue(_ report: @Sendable (Result) -> Void) async throws -> [ConnectorFault] {
        var places = DuePlaces()
        var faults: [String: ConnectorFault] = [:]
        while true {
            let due = try desk.dueDeliveries(after: &places)
            if due.isEmpty { return faults.values.sorted { $0.system < $1.system } }
            var rest = due[...]
            try await withThrowingTaskGroup(of: Progress.self) { group in
                for id in rest.prefix(Self.width) { group.addTask { try await deliver(id) } }
                rest = rest.dropFirst(Self.width)
                while let progress = try await group.next() {
                    switch progress {
                    case .nothing: break
                    case .held(let fault): faults[fault.system] = fault
                    case .ended(let result): report(result)
                    }
                    if let id = rest.popFirst() { group.addTask { try await deliver(id) } }
                }
            }
        }
    }

    private enum Progress: Sendable {
        case nothing
        case held(ConnectorFault)
        case ended(Result)
    }

    private func deliver(_ id: HandoffID) async throws -> Progress {
        let delivery: Delivery
        do throws(DeskError) {
            switch try desk.startDelivery(id) {
            case .nothing: return .nothing
            case .stopped(let message, let state): return .ended(Result(id: id, state: state, end: .stopped(message)))
            case .distrusted(let message):
                return .ended(Result(id: id, state: .approved, end: .stopped(message)))
            case .waits(let why): return .ended(Result(id: id, state: .approved, end: .waits(why)))
            case .begun(let begun): delivery = begun
            }
        } catch {
            guard case .connector(let fault) = error else { throw error }
            return .held(fault)
        }
        let outcome = await runner.deliver(delivery.request, to: delivery.system, through: delivery.connector)
        let state = try desk.finishDelivery(delivery, outcome)
        if case .unusable(let message) = outcome {
            return .held(ConnectorFault(system: delivery.system, message: message))
        }
        return .ended(Result(id: id, state: state, end: .answered(outcome)))
    }
}
