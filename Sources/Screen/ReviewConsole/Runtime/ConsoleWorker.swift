import Foundation
import ReviewDesk
import ReviewFlow
import Synchronization
import Terminal

/// Talks to the desk on a thread of its own, and looks for changes a few times a second.
final class ConsoleWorker: Sendable {
    private typealias Clock = ContinuousClock

    private struct Job {
        let request: DeskRequest
        let since = Clock.now

        // What may be wanted next: nobody waits for it.
        var isAhead: Bool { if case .lookAhead = request { true } else { false } }
    }

    private struct Shared {
        var jobs: [Job] = []
        /// What is worked on.
        var present: Job?
        var replies: [Message] = []
        var isStopped = false
    }

    private let source: any ReviewSource
    private let shared = Mutex(Shared())
    private let bell = DispatchSemaphore(value: 0)
    private let wake: @Sendable () -> Void
    private let polls: Bool
    private let givesWay: Bool

    /// How often the store's change counter is read.
    static let pollMilliseconds = 300

    /// - Parameters:
    ///   - polls: Whether it looks for changes.
    ///   - givesWay: Whether it is at work for long, and any other thread goes before it.
    init(
        _ source: any ReviewSource, polls: Bool = true, givesWay: Bool = false, wake: @escaping @Sendable () -> Void
    ) {
        self.source = source
        self.polls = polls
        self.givesWay = givesWay
        self.wake = wake
    }

    func start() {
        let repertoire = Repertoire.current
        let thread = Thread { [self] in
            if givesWay { Self.giveWay() }
            Repertoire.$current.withValue(repertoire) { run() }
        }
        // Deep JSON is walked recursively.
        thread.stackSize = 8 << 20
        thread.start()
    }

    // Without it a key may have to wait until the kernel takes the processor from a filter at work, which is as long as a picture.
    private static func giveWay() {
        #if os(Linux)
            // On Linux a thread has a priority of its own, and 0 is the one that calls.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }

    func stop() {
        shared.withLock { $0.isStopped = true }
        bell.signal()
    }

    // What somebody waits for goes before what may be wanted next.
    private static func next(_ jobs: inout [Job]) -> Job? {
        guard !jobs.isEmpty else { return nil }
        return jobs.remove(at: jobs.firstIndex { !$0.isAhead } ?? 0)
    }

    /// Adds a job; a load that was not begun yet gives way to a newer one of its kind.
    func perform(_ request: DeskRequest) {
        shared.withLock { shared in
            if let kind = request.replaces { shared.jobs.removeAll { $0.request.replaces == kind } }
            shared.jobs.append(Job(request: request))
        }
        bell.signal()
    }

    /// Since when somebody waits for an answer; nil when nobody does.
    var waitingSince: ContinuousClock.Instant? {
        shared.withLock { shared in
            ([shared.present].compactMap { $0 } + shared.jobs).lazy.filter { !$0.isAhead }.map(\.since).min()
        }
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
            let (job, isStopped) = shared.withLock { shared in
                shared.present = Self.next(&shared.jobs)
                return (shared.present?.request, shared.isStopped)
            }
            if isStopped { return }
            if let job {
                let answer = job.perform(on: source)
                // What could not be read is asked for again with the next look.
                if case .failed? = answer { lastCount = -1 }
                reply(answer.map { .desk($0) })
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
                if lastCount >= 0 { reply(.desk(.failed(error))) }
                lastCount = -1
            }
        }
    }

    // Nobody waits any more for what is answered.
    private func reply(_ message: Message?) {
        shared.withLock { shared in
            shared.present = nil
            if let message { shared.replies.append(message) }
        }
        wake()
    }
}
