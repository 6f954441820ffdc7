import Foundation
import ReviewDesk
import Synchronization

/// Talks to the desk on a thread of its own, and looks for changes a few times a second.
final class ConsoleWorker: Sendable {
    private struct Shared {
        var jobs: [Effect] = []
        var replies: [Message] = []
        var isStopped = false
    }

    private let source: any ReviewSource
    private let shared = Mutex(Shared())
    private let bell = DispatchSemaphore(value: 0)
    private let wake: @Sendable () -> Void
    /// Whether it looks for changes.
    private let polls: Bool

    /// How often the store's change counter is read.
    static let pollMilliseconds = 300

    init(_ source: any ReviewSource, polls: Bool = true, wake: @escaping @Sendable () -> Void) {
        self.source = source
        self.polls = polls
        self.wake = wake
    }

    func start() {
        let thread = Thread { [self] in run() }
        // Deep JSON is walked recursively.
        thread.stackSize = 8 << 20
        thread.start()
    }

    func stop() {
        shared.withLock { $0.isStopped = true }
        bell.signal()
    }

    // What somebody waits for goes before what may be wanted next.
    private static func next(_ jobs: inout [Effect]) -> Effect? {
        guard !jobs.isEmpty else { return nil }
        let index = jobs.firstIndex { if case .lookAhead = $0 { false } else { true } }
        return jobs.remove(at: index ?? 0)
    }

    /// Adds a job; a load that was not begun yet gives way to a newer one of its kind.
    func perform(_ effect: Effect) {
        shared.withLock { shared in
            if let kind = effect.replaces { shared.jobs.removeAll { $0.replaces == kind } }
            shared.jobs.append(effect)
        }
        bell.signal()
    }

    /// What was answered since the last call.
    func replies() -> [Message] {
        shared.withLock { shared in
            defer { shared.replies = [] }
            return shared.replies
        }
    }

    private func run() {
        var lastPoll = ContinuousClock.now
        var lastCount = -1
        while true {
            let isCalled =
                bell.wait(timeout: polls ? .now() + .milliseconds(Self.pollMilliseconds) : .distantFuture) == .success
            let (job, isStopped) = shared.withLock { (Self.next(&$0.jobs), $0.isStopped) }
            if isStopped { return }
            if let job, let message = job.perform(on: source) {
                // What could not be read is asked for again with the next look.
                if case .failed = message { lastCount = -1 }
                reply(message)
            }
            guard polls else { continue }
            let now = ContinuousClock.now
            guard !isCalled || now - lastPoll > .milliseconds(Self.pollMilliseconds) else { continue }
            lastPoll = now
            do throws(DeskError) {
                let count = try source.changeCount()
                if count != lastCount { reply(.changed(count)) }
                lastCount = count
            } catch {
                // Said once; it is asked again all the same.
                if lastCount >= 0 { reply(.failed(error)) }
                lastCount = -1
            }
        }
    }

    private func reply(_ message: Message) {
        shared.withLock { $0.replies.append(message) }
        wake()
    }
}
