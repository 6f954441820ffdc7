import ContractEngine
import Handoff
import JSON

/// A contract tried on handoffs that came in under another one: where it would have sent each, beside what became of it.
///
/// The audit sample is not drawn: what would pass without a person is counted as passing, and `expectedSample` says how many of it would
/// have gone to a person by chance.
package struct Backtest: Sendable {
    /// The way on which an admission sends a handoff.
    package enum Route: String, Sendable, Hashable, CaseIterable {
        case held, person, escalated, passed

        init(_ state: HandoffState) {
            switch state {
            case .draft, .rejected: self = .held
            case .proposed: self = .person
            case .escalated: self = .escalated
            case .approved, .executed: self = .passed
            }
        }

        var needsPerson: Bool { self == .person || self == .escalated }
    }

    /// The decision of people about it.
    package enum Verdict: String, Sendable, Hashable, CaseIterable { case none, approved, rejected, returned }

    /// The route of a handoff, and the verdict at its end.
    package struct Outcome: Sendable, Hashable {
        /// Where it went.
        package var route: Route
        /// The decision of people about it.
        package var verdict: Verdict
    }

    /// A handoff, and the steps of which a finding speaks, in words; none where it speaks of none.
    package struct Member: Sendable, Hashable {
        package var id: HandoffID
        package var steps: [String] = []
    }

    /// Some handoffs: how many, and the first of them.
    package struct Group: Sendable, Hashable {
        /// How many.
        package fileprivate(set) var count = 0
        /// The first ones.
        package fileprivate(set) var members: [Member] = []

        /// The ids of the first ones.
        package var ids: [HandoffID] { members.map(\.id) }

        fileprivate mutating func add(_ member: Member, listing limit: Int) {
            count += 1
            if members.count < limit { members.append(member) }
        }

        fileprivate mutating func add(_ other: Group, listing limit: Int) {
            count += other.count
            members += other.members.prefix(max(0, limit - members.count))
        }
    }

    /// A group that the key sentences speak of.
    package enum Finding: String, Sendable, CaseIterable {
        /// They would pass without a person now, and a person rejected or returned them.
        case passesThoughRejected = "passes_though_rejected", passesThoughReturned = "passes_though_returned"
        /// They would pass without a person now, and a person approved them; or nobody has decided yet.
        case passesAsApproved = "passes_as_approved", passesUndecided = "passes_undecided"
        /// They would be held now, and a person approved them; all others that would be held now.
        case heldThoughApproved = "held_though_approved", heldNow = "held_now"
        /// They were held and would be let in now.
        case acceptedNow = "accepted_now"
        /// They passed without a person and would go to one now.
        case personNow = "person_now"
        /// They would be escalated now; they were escalated and would not be now.
        case escalatedNow = "escalated_now", noLongerEscalated = "no_longer_escalated"
        /// They would not be asked for a step that they had, or for fewer approvals of one.
        case fewerSteps = "fewer_steps", lowerQuorum = "lower_quorum"
        /// They would have a step taken by others, need a further one, or more approvals of one.
        case otherTaker = "other_taker", furtherStep = "further_step", higherQuorum = "higher_quorum"
    }

    /// The number of handoffs that were judged, and of those that could not be because their content or evidence is gone.
    package private(set) var judged = 0, unreadable = 0
    /// The number of handoffs of each outcome on each route.
    package private(set) var table: [Outcome: [Route: Int]] = [:]
    /// Checks or parts of the contract that hold what would be held now and was not before, with the number of handoffs.
    package private(set) var heldBecause: [String: Int] = [:]
    private var groups: [Finding: Group] = [:]
    private let limit: Int
    /// The share of what passes that the contract sends to a person anyway.
    package let sampleShare: Double

    /// A back-test of a contract without any handoff yet, which lists at most so many ids of each finding.
    package init(of contract: Contract, listing limit: Int = 20) {
        self.limit = limit
        sampleShare = contract.review.auditSample.double
    }

    /// The handoffs of a finding.
    package subscript(finding: Finding) -> Group { groups[finding] ?? Group() }

    /// The number of handoffs on a route.
    package func total(_ route: Route) -> Int { table.values.reduce(0) { $0 + ($1[route] ?? 0) } }

    /// The number of those that pass which the audit sample would draw for a person, on average.
    package var expectedSample: Double { Double(total(.passed)) * sampleShare }

    /// Counts a handoff that can't be judged again.
    package mutating func countUnreadable() { unreadable += 1 }

    /// Counts a handoff: what happened, and what the contract makes of it.
    package mutating func count(_ past: PastOutcome, _ admission: Admission) {
        judged += 1
        let route = Route(admission.outcome)
        table[past.outcome, default: [:]][route, default: 0] += 1
        for (finding, steps) in findings(past, admission, route) {
            groups[finding, default: Group()].add(Member(id: past.id, steps: steps), listing: limit)
        }
        guard route == .held, past.outcome.route != .held else { return }
        let reasons = Set(admission.findings.violations.filter { $0.severity == .error }.map(\.id))
        for id in reasons { heldBecause[id, default: 0] += 1 }
    }

    /// What is to be said of a handoff, each with the steps that it is about.
    private func findings(
        _ past: PastOutcome, _ admission: Admission, _ route: Route
    ) -> [(finding: Finding, steps: [String])] {
        let before = past.outcome
        var found: [(finding: Finding, steps: [String])] = []
        switch (before.route, route) {
        case (.held, .held): break
        case (.held, _): found.append((.acceptedNow, []))
        case (_, .held): found.append((before.verdict == .approved ? .heldThoughApproved : .heldNow, []))
        case (.passed, .person), (.passed, .escalated): found.append((.personNow, []))
        case (.person, .passed), (.escalated, .passed):
            let finding: Finding =
                switch before.verdict {
                case .rejected: .passesThoughRejected
                case .returned: .passesThoughReturned
                case .approved: .passesAsApproved
                case .none: .passesUndecided
                }
            found.append((finding, past.plan.map(\.step)))
        default: break
        }
        if before.route != .held, route == .escalated, before.route != .escalated { found.append((.escalatedNow, [])) }
        if before.route == .escalated, route == .person { found.append((.noLongerEscalated, [])) }
        if before.route.needsPerson, route.needsPerson { found += Self.findings(from: past.plan, to: admission.plan) }
        return found
    }

    private static func findings(
        from old: [PlannedStep], to new: [PlannedStep]
    ) -> [(finding: Finding, steps: [String])] {
        let kept = new.compactMap { step in old.first { $0.step == step.step }.map { (old: $0, new: step) } }
        func quorums(_ isWanted: (Int, Int) -> Bool) -> [String] {
            kept.filter { isWanted($0.old.quorum, $0.new.quorum) }
                .map { "\($0.new.step): \($0.new.quorum) instead of \($0.old.quorum)" }
        }
        let found: [(finding: Finding, steps: [String])] = [
            (.fewerSteps, old.filter { step in !new.contains { $0.step == step.step } }.map(\.step)),
            (.lowerQuorum, quorums { $0 > $1 }),
            (
                .otherTaker,
                kept.filter { $0.old.by != $0.new.by }.map { "\($0.new.step): \($0.new.by) instead of \($0.old.by)" }
            ),
            (.furtherStep, new.filter { step in !old.contains { $0.step == step.step } }.map(\.step)),
            (.higherQuorum, quorums { $0 < $1 }),
        ]
        return found.filter { !$0.steps.isEmpty }
    }

    /// Adds what another part of the same back-test has counted.
    package mutating func add(_ other: Backtest) {
        judged += other.judged
        unreadable += other.unreadable
        for (outcome, routes) in other.table { table[outcome, default: [:]].merge(routes, uniquingKeysWith: +) }
        heldBecause.merge(other.heldBecause, uniquingKeysWith: +)
        for (finding, group) in other.groups { groups[finding, default: Group()].add(group, listing: limit) }
    }
}

extension Backtest {
    /// As `contract backtest --json` prints it.
    package var json: JSONValue {
        func count(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
        func steps(_ member: Member) -> (String, JSONValue)? {
            member.steps.isEmpty ? nil : (member.id.description, .array(member.steps.map { .string($0) }))
        }
        let findings = Finding.allCases.map { finding in
            (
                finding.rawValue,
                [
                    "count": count(self[finding].count),
                    "ids": .array(self[finding].ids.map { .string($0.description) }),
                    "steps": .object(JSONObject(self[finding].members.compactMap(steps))),
                ] as JSONValue
            )
        }
        let rows = outcomes.map { outcome -> JSONValue in
            [
                "before": .string(outcome.route.rawValue), "verdict": .string(outcome.verdict.rawValue),
                "after": .object(
                    JSONObject(Route.allCases.map { ($0.rawValue, count(table[outcome]?[$0] ?? 0)) })),
            ]
        }
        return [
            "judged": count(judged), "unreadable": count(unreadable), "table": .array(rows),
            "findings": .object(JSONObject(findings)),
            "held_because": .object(
                JSONObject(heldBecause.sorted { $0.key < $1.key }.map { ($0.key, count($0.value)) })),
            "audit_sample": JSONNumber(sampleShare).map { .number($0) } ?? .null,
            "expected_sample": JSONNumber((expectedSample * 10).rounded() / 10).map { .number($0) } ?? .null,
        ]
    }

    /// The outcomes that there were, in the order of a table.
    package var outcomes: [Outcome] {
        Route.allCases.flatMap { route in Verdict.allCases.map { Outcome(route: route, verdict: $0) } }
            .filter { table[$0] != nil }
    }
}
