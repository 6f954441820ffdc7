import Foundation
import ReviewDesk
import Synchronization

/// Looks for news on a thread of its own, runs the person's program for each, one at a time, and asks for the bell.
final class NewsWatch: Sendable {
    private struct Shared {
        var isStopped = false
        var rings = false
    }

    private let source: any QueueSource
    private let notification: ConsoleSettings.Notification
    private let hook: Hook?
    private let shared = Mutex(Shared())
    private let bell = DispatchSemaphore(value: 0)
    private let wake: @Sendable () -> Void
    private static let pollMilliseconds = 1_000
    /// More than these at once are told by the bell alone.
    private static let mostRuns = 10

    init(
        _ source: any QueueSource, _ notification: ConsoleSettings.Notification, _ environment: [String: String],
        wake: @escaping @Sendable () -> Void
    ) {
        self.source = source
        self.notification = notification
        hook = notification.command.isEmpty ? nil : Hook(command: notification.command, environment: environment)
        self.wake = wake
    }

    func start() {
        guard notification != ConsoleSettings.Notification() else { return }
        let thread = Thread { [self] in run() }
        thread.start()
    }

    func stop() {
        shared.withLock { $0.isStopped = true }
        bell.signal()
    }

    /// The name of the person's program, where there is no such program.
    var missing: String? { hook.flatMap { $0.isThere ? nil : $0.command.first } }

    /// Whether the bell is to ring since the last call.
    func takeRing() -> Bool {
        shared.withLock { shared in
            defer { shared.rings = false }
            return shared.rings
        }
    }

    private func run() {
        var finder = NewsFinder()
        while !shared.withLock({ $0.isStopped }) {
            // A store that can't be read for a moment is looked at again.
            let news = (try? finder.look(source)) ?? []
            if !news.isEmpty, notification.bell {
                shared.withLock { $0.rings = true }
                wake()
            }
            for item in news.prefix(Self.mostRuns) where !shared.withLock({ $0.isStopped }) { hook?.run(item) }
            _ = bell.wait(timeout: .now() + .milliseconds(Self.pollMilliseconds))
        }
    }
}
