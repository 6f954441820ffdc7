import CivilTime
import ContractEngine
import ContractReview
import Dispatch
import Handoff
import HandoffStore
import JSON
import Synchronization

/// How far a back-test has come.
package struct BacktestProgress: Sendable {
    /// How many handoffs were judged, and the share of all that was looked at, from 0 to 1.
    package var judged: Int, share: Double
}

extension Desk {
    /// How many numbers of handoffs make a page, and how many handoffs a part of it that one thread takes.
    private static let backtestPage: Int64 = 1_000, backtestPart = 100
    /// How long one read of the store goes on, about.
    private static let longestRead = Duration.milliseconds(250)

    /// Judges the handoffs of a contract's name anew, as they were last submitted: with the time of that submission and the
    /// related handoffs of then, and with people, systems and lists as they are now. Writes nothing.
    ///
    /// `progress` is told after each page and stops it by returning false; what was counted by then is returned.
    package func backtest(
        _ contract: Contract, since: Instant? = nil, until: Instant? = nil, listing limit: Int = 20,
        progress: (BacktestProgress) -> Bool = { _ in true }
    ) throws(DeskError) -> Backtest {
        let lists = try configuration.referenceLists()
        var common = Facts(
            lists: lists.values, people: try configuration.people(), systems: try configuration.systems())
        common.unreadableLists = lists.unreadable
        var result = Backtest(of: contract, listing: limit)
        guard let numbers = try read({ try $0.numbers() }) else { return result }
        var next = numbers.lowerBound
        while next <= numbers.upperBound {
            let page = next...min(numbers.upperBound, next + Self.backtestPage - 1)
            let rows = try read {
                try $0.handoffs(ofContract: contract.reference.name, in: page, from: since, to: until)
            }
            for part in try judge(rows, contract, common, limit) { result.add(part) }
            next = page.upperBound + 1
            let share = Double(next - numbers.lowerBound) / Double(numbers.count)
            if !progress(BacktestProgress(judged: result.judged, share: share)) { break }
        }
        return result
    }

    private typealias Row = (id: HandoffID, contentHash: ContentHash)

    /// Judges a page in parts, on as many processors as there are. The parts come back in their order.
    private func judge(
        _ rows: [Row], _ contract: Contract, _ common: Facts, _ limit: Int
    ) throws(DeskError) -> [Backtest] {
        let starts = Array(stride(from: 0, to: rows.count, by: Self.backtestPart))
        let parts = Mutex<[Int: Result<Backtest, DeskError>]>([:])
        DispatchQueue.concurrentPerform(iterations: starts.count) { index in
            let part = Array(rows[starts[index]..<min(rows.count, starts[index] + Self.backtestPart)])
            let result = Result { () throws(DeskError) in
                try judgePart(part, Backtest(of: contract, listing: limit), contract, common)
            }
            parts.withLock { $0[index] = result }
        }
        let found = parts.withLock { $0 }
        var backtests: [Backtest] = []
        for index in starts.indices { if let part = try found[index]?.get() { backtests.append(part) } }
        return backtests
    }

    /// One handoff with what happened to it.
    private struct Case {
        let row: Row
        let past: PastOutcome
        let candidate: Candidate
        var facts: Facts
    }

    private func judgePart(
        _ rows: [Row], _ empty: Backtest, _ contract: Contract, _ common: Facts
    ) throws(DeskError) -> Backtest {
        var backtest = empty
        var rest = rows[...]
        while !rest.isEmpty {
            // Rules are evaluated between the reads, never in one.
            let (read, count) = try cases(rest, common)
            for _ in 0..<(count - read.count) { backtest.countUnreadable() }
            var examinations = read.map { item in
                Examination(
                    of: item.candidate, under: contract, lists: common.lists, unreadable: common.unreadableLists,
                    now: item.past.admittedAt)
            }
            let related = try withRelatives(read, examinations.map(\.reference), contract)
            for (index, item) in related.enumerated() {
                backtest.count(item.past, examinations[index].admission(item.facts, sample: 1))
            }
            rest = rest.dropFirst(count)
        }
        return backtest
    }

    /// Reads handoffs for a while; says how many rows that took. Those whose content or evidence is gone are not among the cases.
    private func cases(_ rows: ArraySlice<Row>, _ common: Facts) throws(DeskError) -> (cases: [Case], rows: Int) {
        let read = try read { snapshot in
            let end = ContinuousClock.now + Self.longestRead
            var found: [(Row, PastOutcome, Handoff)] = []
            var count = 0
            for row in rows {
                if count > 0, ContinuousClock.now >= end { break }
                count += 1
                guard let kept = try snapshot.kept(row.id), kept.damage.isEmpty, let past = PastOutcome(kept.events)
                else { continue }
                found.append((row, past, kept.handoff))
            }
            return (found, count)
        }
        let cases = read.0.compactMap { row, past, handoff -> Case? in
            guard let texts = texts(of: handoff) else { return nil }
            let candidate = Candidate(
                id: row.id, contents: handoff.contents, texts: texts, submittedAt: handoff.status.submittedAt)
            return Case(row: row, past: past, candidate: candidate, facts: common)
        }
        return (cases, read.1)
    }

    /// The texts of a handoff's evidence; nil when an item is gone.
    private func texts(of handoff: Handoff) -> [String?]? {
        guard handoff.contents.evidence.count == handoff.status.commitments.evidence.count else { return nil }
        var texts: [String?] = []
        for item in handoff.contents.evidence {
            guard item.isText else {
                texts.append(nil)
                continue
            }
            guard let bytes = try? vault.get(item.sha256.description) else { return nil }
            texts.append(String(validating: bytes, as: UTF8.self))
        }
        return texts
    }

    private func withRelatives(
        _ cases: [Case], _ references: [String?], _ contract: Contract
    ) throws(DeskError) -> [Case] {
        var done: [Case] = []
        while done.count < cases.count {
            done += try read { snapshot in
                let end = ContinuousClock.now + Self.longestRead
                var found: [Case] = []
                for (item, reference) in zip(cases, references).dropFirst(done.count) {
                    if !found.isEmpty, ContinuousClock.now >= end { break }
                    var item = item
                    let (id, past) = (item.row.id, item.past)
                    let sameRecord = try reference.map {
                        try snapshot.onRecord(
                            system: contract.system, record: contract.record, reference: $0, besides: id,
                            before: past.sequence)
                    }
                    item.facts.related = [
                        RelatedList.sameRecord: RelatedHandoffs(sameRecord ?? []),
                        RelatedList.sameContent: RelatedHandoffs(
                            try snapshot.withContent(
                                item.row.contentHash, besides: id, before: past.sequence)),
                    ]
                    found.append(item)
                }
                return found
            }
        }
        return done
    }
}
