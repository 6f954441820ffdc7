import CivilTime
import Foundation
import Handoff

extension SQLiteStore {
    /// How many events a look at the log takes.
    private static let page = 4_000
    /// How many spans of names, or events of a span, the processors share.
    private static let spans = 64, eventsOfSpan = 500

    /// Holds the whole store against its log: each event against its leaf hash and the tree head after it, their order, the tree's
    /// nodes, every kept content and attachment against its commitment, and every table against what the events make. Pages keep each
    /// read short.
    ///
    /// - Parameter progress: Is told how much of how much is done, and stops it.
    /// - Parameter judge: Holds each handoff to the rules of then.
    package func verifyJournal(
        _ scope: VerificationScope = VerificationScope(), progress: (Int, Int) -> Bool, evidence: EvidenceVault,
        judge: (any HistoryJudge)? = nil
    ) throws -> JournalVerification {
        let total = try read { try $0.journalSize() }
        let start = try start(of: scope, total)
        var walk = JournalWalk(from: start.frontier, goesOn: scope.namesAll)
        let first = walk.expected
        var result = JournalVerification(events: total, root: start.frontier.root)
        result.faults = start.faults
        func isOver() -> Bool { !result.faults.isEmpty && !scope.namesAll }
        guard !isOver() else { return result }
        // Every event is looked at twice: in its place in the log, and among those of its handoff.
        let work = 2 * max(0, total - first)
        func stopped() -> JournalVerification {
            result.wasStopped = true
            result.faults = []
            return result
        }
        while !walk.isOver {
            // The tree of a noted size is there between two pages.
            let head = scope.head.flatMap { $0.size > walk.expected ? $0 : nil }
            let count = try read { try walk.take(min(Self.page, (head?.size ?? .max) - walk.expected), $0) }
            if let head, head.size == walk.expected, head.root != walk.frontier.root, !walk.isOver {
                result.faults.append(Self.fault(head, walk.frontier.root))
                if isOver() { break }
            }
            if count == 0 { break }
            (result.events, result.root) = (walk.expected, walk.frontier.root)
            guard progress(min(walk.expected - first, work), work) else { return stopped() }
        }
        if !walk.isOver, !isOver() { try read { try walk.checkHead($0) } }
        (result.events, result.root, result.checked) = (walk.expected, walk.frontier.root, walk.expected - first)
        result.backwards = walk.backwards
        result.faults = JournalVerification.inOrder(result.faults + walk.faults, scope.namesAll ? .max : 1)
        if let head = scope.head, head.size > walk.expected {
            result.faults.append(
                .init(message: "the noted head is of \(head.size) events, and the log has \(walk.expected)"))
        }
        if !isOver() {
            try read { snapshot in
                var comparison = StoreComparison(snapshot, judge)
                try comparison.compare()
                result.faults += comparison.faults
            }
        }
        guard !isOver() else { return result }
        let size = try read { try $0.journalSize() }
        // What was in force can't be told where an event that says so can't be read.
        let judge = walk.faults.contains { $0.handoff == nil } ? nil : judge
        let records = RecordWalk(
            self, try spans(from: first, to: size, isWhole: scope.since == nil), CheckedEvidence(evidence), judge,
            goesOn: scope.namesAll)
        let processors = min(ProcessInfo.processInfo.activeProcessorCount, Self.mostReaders)
        let found = try records.run(processors: processors) { done in progress(min(work, work / 2 + done), work) }
        guard let found else { return stopped() }
        result.replayed = found.counts
        result.faults += found.faults
        if !isOver() {
            try read { snapshot in
                var comparison = StoreComparison(snapshot, judge)
                try comparison.compareCounts()
                result.faults += comparison.faults
            }
        }
        if scope.since == nil, let fault = try faultOfKeys(found.keys, size) { result.faults.append(fault) }
        result.faults = JournalVerification.inOrder(result.faults, scope.namesAll ? .max : 1)
        return result
    }

    private static func fault(_ head: VerificationScope.Head, _ root: MerkleHash) -> JournalVerification.Fault {
        .init(
            sequence: max(0, head.size - 1),
            message: "the tree head of \(head.size) events is \(root), and not the noted one: the log is another one")
    }

    /// Where it begins: with an empty tree, or with that of the events before a head or a time.
    private func start(
        of scope: VerificationScope, _ total: Int
    ) throws -> (frontier: MerkleFrontier, faults: [JournalVerification.Fault]) {
        guard let since = scope.since else { return (MerkleFrontier(), []) }
        return try read { snapshot in
            let size: Int
            switch since {
            case .head(let head): size = head.size
            case .time(let time): size = try snapshot.firstEvent(from: time, total)
            }
            guard size <= total else {
                let message = "the noted head is of \(size) events, and the log has \(total)"
                return (MerkleFrontier(), [.init(message: message)])
            }
            guard let frontier = try snapshot.frontier(of: size) else {
                let message = "the tree over the first \(size) events is not there"
                return (MerkleFrontier(), [.init(message: message)])
            }
            if case .head(let head) = since, frontier.root != head.root {
                return (frontier, [Self.fault(head, frontier.root)])
            }
            if let head = scope.head, head.size <= size, try !snapshot.isPast(head, of: frontier) {
                return (frontier, [Self.fault(head, try snapshot.frontier(of: head.size)?.root ?? frontier.root)])
            }
            return (frontier, [])
        }
    }

    private func spans(from first: Int, to size: Int, isWhole: Bool) throws -> [RecordWalk.Span] {
        guard isWhole else {
            return stride(from: first, to: size, by: Self.eventsOfSpan).map { start in
                .events(start..<min(size, start + Self.eventsOfSpan), since: first)
            }
        }
        // Names rise with their submissions, more or less: any names between divide them.
        let names = try read { snapshot in
            try (1..<Self.spans).compactMap { try snapshot.handoff(ofEvent: size * $0 / Self.spans) }
        }
        let bounds = [""] + Set(names).sorted() + [String.lastName]
        return zip(bounds, bounds.dropFirst()).map { .names(from: $0, before: $1) }
    }

    /// Every key led to its handoff; whether there are others is told by their number, where nothing came in meanwhile.
    private func faultOfKeys(_ count: Int, _ size: Int) throws -> JournalVerification.Fault? {
        try read { snapshot in
            guard try snapshot.journalSize() == size, try snapshot.submissionKeys() > count else { return nil }
            return .init(message: "the store knows keys that nothing was submitted under")
        }
    }
}
