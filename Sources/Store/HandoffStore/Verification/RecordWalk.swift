import Dispatch
import Handoff
import Synchronization

/// Compares every handoff with its events, on as many processors as there are: each takes the next span of names, or of events, when it
/// is done with one.
final class RecordWalk: Sendable {
    private let store: SQLiteStore
    private let evidence: CheckedEvidence
    private let judge: (any HistoryJudge)?
    private let goesOn: Bool
    private let spans: [Span]
    private let state = Mutex(State())

    /// What one processor takes.
    enum Span: Sendable {
        /// The handoffs whose names lie between these.
        case names(from: String, before: String)
        /// The handoffs to which something happened in these events, and since a number nothing before them.
        case events(Range<Int>, since: Int)
    }

    private struct State {
        var next = 0
        var isStopped = false
        var done = 0
        var result = Result()
        var failure: (any Error)?
    }

    struct Result: Sendable {
        var faults: [JournalVerification.Fault] = []
        var counts = ReplayCounts()
        var keys = 0
    }

    /// How many faults are named at most: who has so many has another copy of the store to look for.
    private static let most = 10_000
    /// How long one read goes on, about.
    private static let longestRead = Duration.milliseconds(300)

    init(
        _ store: SQLiteStore, _ spans: [Span], _ evidence: CheckedEvidence, _ judge: (any HistoryJudge)?, goesOn: Bool
    ) {
        (self.store, self.spans, self.evidence) = (store, spans, evidence)
        (self.judge, self.goesOn) = (judge, goesOn)
    }

    /// Goes through all spans; `progress` is told how many events were judged, and stops it. Nil where it was stopped.
    func run(processors: Int, progress: (Int) -> Bool) throws -> Result? {
        let group = DispatchGroup()
        for number in 0..<max(1, processors) {
            DispatchQueue(label: "verification \(number)").async(group: group) { self.work() }
        }
        while group.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
            if !progress(state.withLock { $0.done }) { state.withLock { $0.isStopped = true } }
        }
        let end = state.withLock { $0 }
        if let failure = end.failure { throw failure }
        return end.isStopped ? nil : end.result
    }

    private func work() {
        while let span = state.withLock({ state -> Span? in
            guard !state.isStopped, state.failure == nil, state.next < spans.count else { return nil }
            state.next += 1
            return spans[state.next - 1]
        }) {
            do {
                switch span {
                case .names(let first, let end): try compare(from: first, before: end) { _ in true }
                case .events(let events, let start): try compare(events, since: start)
                }
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
            }
        }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped || $0.failure != nil } }

    private func compare(from first: String, before end: String, where isWanted: (HandoffRecord) -> Bool) throws {
        var first: String? = first
        while let name = first, !isStopped {
            first = try store.read { snapshot in
                let began = ContinuousClock.now
                try judge?.prepare(snapshot)
                var reader = RecordReader(snapshot)
                let page = try reader.page(from: name, before: end)
                let comparison = RecordComparison(
                    store: store.identity.id, evidence: evidence, judge: judge, snapshot: snapshot)
                for record in page.records {
                    if isWanted(record) { note(try comparison.findings(record), record.events.count) }
                    if ContinuousClock.now - began > Self.longestRead { return record.name.nextName }
                }
                return page.last?.nextName
            }
        }
    }

    private func compare(_ events: Range<Int>, since start: Int) throws {
        let ids = try store.read { try $0.changed(in: events) }
        for id in ids where !isStopped {
            let name = id.description
            try compare(from: name, before: name.nextName) { record in
                // Where something happened to it in several spans, the first of them takes it.
                record.events.first { $0.sequence >= start }.map { events.contains($0.sequence) } ?? false
            }
        }
    }

    private func note(_ findings: RecordFindings, _ events: Int) {
        state.withLock { state in
            state.done += events
            state.result.counts += findings.counts
            state.result.keys += findings.keys
            state.result.faults += findings.faults
            guard !findings.faults.isEmpty, state.result.faults.count > 1 else { return }
            state.result.faults = JournalVerification.inOrder(state.result.faults, goesOn ? Self.most : 1)
        }
    }
}

extension JournalVerification {
    /// The first so many: those of an event first, by its number.
    static func inOrder(_ faults: [Fault], _ most: Int) -> [Fault] {
        func comesFirst(_ left: (offset: Int, element: Fault), _ right: (offset: Int, element: Fault)) -> Bool {
            // Several processors find them: their order is that of the log, then that of the handoffs.
            let (first, second) = (left.element, right.element)
            let places = (first.sequence ?? .max, second.sequence ?? .max)
            if places.0 != places.1 { return places.0 < places.1 }
            if first.handoff != second.handoff { return (first.handoff ?? "") < (second.handoff ?? "") }
            return left.offset < right.offset
        }
        return Array(faults.enumerated().sorted(by: comesFirst).map(\.element).prefix(most))
    }
}
