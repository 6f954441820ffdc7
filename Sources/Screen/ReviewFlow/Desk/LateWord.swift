import Dispatch
import Synchronization

/// Says something when work takes longer than a moment, and nothing when it is done before.
package final class LateWord: Sendable {
    private let isDone = Mutex(false)

    /// How long nothing is said, in milliseconds.
    package static let silence = 300

    package init(_ say: @escaping @Sendable () -> Void) {
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Self.silence)) { [self] in
            isDone.withLock { if !$0 { say() } }
        }
    }

    /// The work is done; nothing is said any more when this returns.
    package func end() { isDone.withLock { $0 = true } }
}
