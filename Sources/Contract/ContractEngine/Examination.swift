import CivilTime
import CommonExpression
import Handoff
import JSON
import JSONSchema
import Synchronization

/// One look at a draft under its contract.
///
/// It begins with the record that the draft is about, for which other handoffs are on that record is a fact that the rules read; with
/// the facts it comes to an admission. The scope that the rules read is made once.
package struct Examination {
    private let contract: Contract
    private let candidate: Candidate
    private let lists: JSONValue
    private let now: Instant
    private let related: RelatedFacts
    private var rules: RuleEvaluation
    private var findings = Findings()
    private var owner: Party?
    private var people = People()
    private var holds: [Hold] = []
    /// The record that it is about, as the contract's `reference` gives it; nil means no record yet.
    package private(set) var reference: String?
    /// The lists for which its key is null: nobody is in them.
    private var unkeyed: [String] = []

    /// - Parameter unreadable: Lists that are there and don't load, with what is wrong with them.
    package init(
        of candidate: Candidate, under contract: Contract, lists: JSONValue, unreadable: [String: String] = [:],
        now: Instant
    ) {
        self.contract = contract
        self.candidate = candidate
        (self.lists, self.now) = (lists, now)
        related = RelatedFacts(Dictionary(uniqueKeysWithValues: contract.relatedNames.map { ($0, RelatedHandoffs()) }))
        rules = RuleEvaluation(
            RuleScope.variables(candidate, contract, lists: lists, related, now: now),
            UnreadableParts(lists: unreadable, contract))
        do throws(HeldError) {
            reference = try workOutReference()
        } catch {
            findings.violations.append(error.violation)
        }
        for related in contract.payload.related {
            // Without a key the list is not there, and a rule that reads it fails.
            guard let value = try? rules.value(related.key) else { continue }
            if case .null = value {
                unkeyed.append(related.name)
            } else if let json = value.json {
                findings.keys.append(RelatedKey(contract: contract.reference.name, name: related.name, value: json))
            }
        }
    }

    /// By what others may be related to it.
    package func relations(_ contentHash: ContentHash) -> Relations {
        Relations(
            candidate.id, under: contract, reference: reference, contentHash: contentHash, keys: findings.keys,
            unkeyed: unkeyed, proposedAt: now)
    }

    /// What the contract makes of it. Asked once.
    ///
    /// - Parameter sample: A number from 0 to 1 for the audit sample; nil where a person decides in any case.
    package mutating func admission(_ facts: Facts, sample: Double?) -> Admission {
        var admission = enforced(facts, sample: sample)
        if contract.mode == .observe { admission.observe() }
        return admission
    }

    private mutating func enforced(_ facts: Facts, sample: Double?) -> Admission {
        know(facts)
        look()
        var admission = Admission(
            state: .draft, owner: owner, band: contract.band(candidate.contents.confidence), findings: findings)
        guard !findings.isHeld, let owner else { return admission }
        let steps = applyingSteps()
        let escalations = reasons(contract.review.escalateWhen)
        let mandatory = reasons(contract.review.mandatory)
        admission.findings.reasons = escalations + mandatory
        let mayPass = escalations.isEmpty && mandatory.isEmpty && mayPassAlone(facts, steps)
        let terms: Event.Alone? = if mayPass, let sample { alone(sample) } else { nil }
        // Events of the first edition say nothing of it.
        if facts.edition >= .second { admission.alone = terms }
        if let terms, !terms.isSampled {
            admission.state = .approved
            admission.deliverable = now.adding(milliseconds: contract.review.recallWindow.milliseconds)
            return admission
        }
        guard let plan = contract.plan(steps, owner: owner, isSampled: terms != nil) else {
            admission.findings.violations.append(
                ContractEngine.held(
                    "sequence", "/",
                    "no step of the contract's sequence is for it, and it may not pass without a person"))
            return admission
        }
        admission.plan = plan
        (admission.due, admission.expires) = contract.clock(from: now)
        admission.state = escalations.isEmpty ? .proposed : .escalated
        if !escalations.isEmpty {
            admission.escalatedTo = contract.escalationParties(
                step: plan.first, owner: owner, facts.people, facts.edition)
        }
        return admission
    }

    /// The steps that a person takes after all in what passed without one; nil where that can't be told any more. Asked once.
    mutating func stepsAfterAll(_ facts: Facts) -> [PlannedStep]? {
        know(facts)
        look()
        guard !findings.isHeld, let owner else { return nil }
        return contract.plan(applyingSteps(), owner: owner, isSampled: true)
    }

    private mutating func know(_ facts: Facts) {
        // What was worked out from nobody's being related would stand for the other rules too.
        let isKnownOtherwise = related.isRead || !facts.related.values.allSatisfy(\.isWhole)
        related.set(facts.related)
        people = facts.people
        holds = facts.holds.filter {
            $0.scope.covers(
                agent: candidate.contents.agent, contract: contract.reference.name, system: contract.system)
        }
        if contract.readAgain.variables.contains("related") {
            findings.related = facts.related.mapValues { $0.items.map(\.id) }
        }
        guard isKnownOtherwise else { return }
        rules = RuleEvaluation(
            RuleScope.variables(candidate, contract, lists: lists, related, now: now), UnreadableParts(facts, contract))
    }

    /// A step whose `when` fails applies.
    private mutating func applyingSteps() -> [Contract.Step] {
        var steps: [Contract.Step] = []
        for step in contract.review.sequence where step.when.map({ rules.truth($0, ifItFails: true) }) ?? true {
            steps.append(step)
        }
        return steps
    }

    /// Whether it may be approved without a person, as far as the draft goes.
    private func mayPassAlone(_ facts: Facts, _ steps: [Contract.Step]) -> Bool {
        let (review, contents) = (contract.review, candidate.contents)
        guard review.autoApprove == .aboveThreshold, let threshold = review.threshold,
            let confidence = contents.confidence, confidence.double >= threshold.double
        else { return false }
        if !contents.unresolved.isEmpty { return false }
        if contents.envelope.checks.contains(where: { $0.result != "passed" }) { return false }
        guard contract.edition >= .second else {
            return !(review.refusesConflict && facts.sameRecord.items.contains { !$0.state.isFinal })
        }
        // A check that only warns, and a step that is for such a draft, ask for a person.
        if findings.checks.contains(where: \.isFailure) || steps.contains(where: { $0.when != nil }) { return false }
        let sameRecord = facts.sameRecord
        return !(review.refusesConflict && (!sameRecord.isWhole || sameRecord.items.contains(where: \.isConflict)))
    }

    private func alone(_ sample: Double) -> Event.Alone? {
        guard let threshold = contract.review.threshold, let confidence = candidate.contents.confidence else {
            return nil
        }
        return Event.Alone(
            threshold: threshold, confidence: confidence, isSampled: sample < contract.review.auditSample.double)
    }

    /// Why the conditions that hold demand what they demand. One that can't be evaluated holds.
    private mutating func reasons(_ conditions: [Contract.Condition]) -> [String] {
        var reasons: [String] = []
        for condition in conditions where rules.truth(condition.rule, ifItFails: true) {
            reasons.append(rules.text(condition.reason, condition.reasonRule))
        }
        return reasons
    }

    private mutating func workOutReference() throws(HeldError) -> String? {
        guard let rule = contract.recordReference else { return nil }
        let value: Value
        do throws(RuleError) {
            value = try rules.value(rule)
        } catch {
            throw HeldError("the record can't be worked out: \(error.message)")
        }
        switch value {
        case .null: return nil
        case .string(let text):
            // To the queue, as to most systems of record, such a name would end there and be another record's.
            guard !text.utf8.contains(0) else { throw HeldError("the record's name holds a zero character") }
            return text.utf8.isEmpty ? nil : text
        default: throw HeldError("the rule for the record gives \(value.typeName), not a text")
        }
    }

    private mutating func look() {
        for hold in holds { self.hold("hold", "/", hold.sentence(people)) }
        schema()
        workOutOwner()
        evidence()
        trace()
        rollback()
        if let party = candidate.contents.requestedBy { note(requester: party) }
        if let rule = contract.review.stake { stake(try? rules.value(rule)) }
        for check in contract.payload.checks { run(check) }
        findings.checks += candidate.contents.envelope.checks.map { check in
            Findings.CheckResult(id: check.id, result: check.result, source: "producer", message: check.message)
        }
    }

    private mutating func hold(_ id: String, _ path: String, _ message: String) {
        findings.violations.append(ContractEngine.held(id, path, message))
    }

    private mutating func warn(_ id: String, _ path: String, _ message: String) {
        findings.violations.append(
            Findings.Violation(id: id, path: path, message: message, severity: .warning))
    }

    /// An unknown requester separates nobody from the approval, so the reviewer is told.
    private mutating func note(requester party: Party) {
        guard !people.knows(party) else { return }
        warn("requested_by", "/requested_by", "\(party) asked for it, and is not in people.yaml")
    }

    /// The stake is shown and sorted by, and decides nothing: what can't be worked out holds nothing up.
    private mutating func stake(_ value: Value?) {
        switch value?.json {
        case .number(let number)?:
            findings.stake = number
            findings.currency = contract.currencyOfStake(number, in: candidate.contents.payload)
        case .null?: break
        default: warn("stake", "/payload", "the contract's rule for the amount at stake gives no number")
        }
    }

    private mutating func schema() {
        for violation in contract.payload.schema?.violations(of: candidate.contents.payload) ?? [] {
            hold("schema", "/payload" + violation.pointer.description, violation.message)
        }
    }

    private mutating func workOutOwner() {
        let party: Party?
        switch contract.review.owner {
        case .party(let named): party = named
        case .rule(let rule):
            let value: Value
            do throws(RuleError) {
                value = try rules.value(rule)
            } catch {
                return hold("owner", "/", "the owner can't be worked out: \(error.message)")
            }
            guard case .string(let text) = value else {
                return hold("owner", "/", "the rule for the owner gives \(value.typeName), not a text")
            }
            party = Party(text)
        }
        guard let party, people.knows(party) else {
            hold("owner", "/", "the owner that the contract's rule names is not in people.yaml")
            return
        }
        owner = party
    }

    private mutating func evidence() {
        for rule in contract.payload.evidence {
            if let when = rule.when {
                let applies: Bool
                do throws(RuleError) {
                    applies = try rules.truth(when)
                } catch {
                    hold(
                        "evidence", "/evidence",
                        "whether evidence '\(rule.role)' is needed can't be worked out: \(error.message)")
                    continue
                }
                guard applies else { continue }
            }
            let items = candidate.contents.evidence.enumerated().filter { sameText($0.element.role, rule.role) }
            if items.count < rule.minimum {
                hold(
                    "evidence", "/evidence",
                    "evidence '\(rule.role)' is missing: \(items.count) of at least \(rule.minimum)")
            }
            for (index, item) in items
            where !rule.media.isEmpty && !rule.media.contains(where: { sameText($0, item.media) }) {
                hold(
                    "evidence", "/evidence/\(index)/media",
                    "evidence '\(rule.role)' comes as \(rule.media.joined(separator: " or ")), not \(item.media)")
            }
        }
    }

    private mutating func trace() {
        let contents = candidate.contents
        for requirement in contract.trace {
            let value = contents.trace[requirement.rawValue]
            let isThere =
                switch requirement {
                case .prompt, .sources: value.map { !$0.isBlank } ?? false
                case .model, .workflow:
                    [value, contents.envelope.producer.json[requirement.rawValue]].contains {
                        $0.map { !$0.isBlank } ?? false
                    }
                }
            if !isThere {
                hold("trace", "/trace/\(requirement.rawValue)", "the trace lacks its \(requirement.rawValue)")
            }
        }
    }

    private mutating func rollback() {
        guard contract.states.rollbackRequired, let rule = contract.states.rollbackFrom else { return }
        guard let value = try? rules.value(rule), let json = value.json, !json.isBlank else {
            hold(
                "rollback", "/payload", "the way back is missing; the contract reads it from \(rule.expression.source)")
            return
        }
    }

    private mutating func run(_ check: Contract.Check) {
        let result = rules.result(of: check)
        findings.checks.append(result)
        guard result.isFailure else { return }
        // A rule that fails to evaluate is never a pass: it holds the handoff whatever the check's severity.
        findings.violations.append(
            Findings.Violation(
                id: check.id, path: check.path, message: result.message,
                severity: result.result == "error" ? .error : check.severity))
    }
}

extension JSONValue {
    /// Whether there is nothing in it that could inform anybody.
    fileprivate var isBlank: Bool {
        switch self {
        case .null: true
        case .string(let text): text.utf8.allSatisfy { $0 <= 0x20 }
        case .array(let items): items.allSatisfy(\.isBlank)
        case .object(let object): object.allSatisfy(\.value.isBlank)
        case .bool, .number: false
        }
    }
}

/// Why the record that a draft is about can't be worked out.
private struct HeldError: Error {
    let violation: Findings.Violation

    init(_ message: String) { violation = held("reference", "/", message) }
}

/// The other handoffs that rules read about, which are known only once the record is.
final class RelatedFacts: Sendable {
    private let state: Mutex<(value: [String: RelatedHandoffs], isRead: Bool)>

    init(_ related: [String: RelatedHandoffs]) { state = Mutex((related, false)) }

    /// Whether a rule has read it.
    var isRead: Bool { state.withLock { $0.isRead } }

    func set(_ value: [String: RelatedHandoffs]) { state.withLock { $0 = (value, false) } }

    func read() -> Value {
        RuleScope.related(
            state.withLock {
                $0.isRead = true
                return $0.value
            })
    }
}
