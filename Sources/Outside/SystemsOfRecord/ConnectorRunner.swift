import Handoff
import JSON
import ReviewDesk

/// Delivers approved handoffs to systems of record, one attempt at a time.
///
/// What it answers is what is known for certain: `retry` and `failed` only where nothing was written, `unknown` wherever something may
/// have been. An attempt that was begun is carried through, even when the task that asked for it is cancelled.
package struct ConnectorRunner: Sendable {
    private let store: StoreDirectory
    private let variable: @Sendable (String) -> String?
    private let grace: Duration

    /// A runner for the store in this folder. `variable` tells the value of an environment variable that a connector may see.
    package init(
        store: StoreDirectory, variable: @escaping @Sendable (String) -> String? = ConnectorRunner.ownVariable
    ) {
        self.init(store: store, variable: variable, grace: .seconds(2))
    }

    /// `grace` is the time that a connector has to end once it has been asked to.
    init(store: StoreDirectory, variable: @escaping @Sendable (String) -> String?, grace: Duration) {
        self.store = store
        self.variable = variable
        self.grace = grace
    }

    /// Makes one attempt.
    package func deliver(
        _ request: DeliveryRequest, to system: String, through connector: Connector
    ) async -> DeliveryOutcome {
        let outcome = await onOwnThread { () -> DeliveryOutcome in
            switch connector {
            case .exec(let command, let timeout, let environment):
                ExecConnector(
                    store: store, system: system, command: command, timeout: timeout, grace: grace,
                    environment: environment, variable: variable
                ).deliver(request)
            case .file(let path): FileConnector(store: store, path: path).deliver(request)
            }
        }
        return outcome?.bounded ?? .retry(message: "no thread could be started for the connector")
    }
}
