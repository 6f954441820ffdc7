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
    private let related = RelatedFacts()
    private var rules: RuleEvaluation
    private var findings = Findings()
    private var owner: Party?
    private var people = People()
    private var holds: [Hold] = []
    /// The record that it is about, as the contract's `reference` gives it; nil means no record yet.
    package private(set) var reference: String?

    package init(of candidate: Candidate, under contract: Contract, lists: JSONValue, now: Instant) {
        self.contract = contract
        self.candidate = candidate
        (self.lists, self.now) = (lists, now)
        rules = RuleEvaluation(RuleScope.variables(candidate, contract, lists: lists, related, now: now))
        do throws(HeldError) {
            reference = try workOutReference()
        } catch {
            findings.violations.append(error.violation)
        }
        // What was worked out from nobody's being related would stand for the other rules too.
        if related.isRead {
            related.forget()
            rules = RuleEvaluation(RuleScope.variables(candidate, contract, lists: lists, related, now: now))
        }
    }

    /// Whether a rule has read which other handoffs are related.
    var hasReadRelated: Bool { related.isRead }

    /// What the contract makes of it. Asked once.
    package mutating func admission(_ facts: Facts, sample: Double) -> Admission {
        var admission = enforced(facts, sample: sample)
        if contract.mode == .observe { admission.observe() }
        return admission
    }

    private mutating func enforced(_ facts: Facts, sample: Double) -> Admission {
        related.set(RuleScope.related(sameRecord: facts.sameRecord, sameContent: facts.sameContent))
        people = facts.people
        holds = facts.holds.filter {
            $0.scope.covers(
                agent: candidate.contents.agent, contract: contract.reference.name, system: contract.system)
        }
        look()
        var admission = Admission(
            state: .draft, owner: owner, band: contract.band(candidate.contents.confidence), findings: findings)
        guard !findings.isHeld, let owner else { return admission }
        admission.plan = contract.plan(owner: owner) { step in
            // A step whose `when` fails applies.
            step.when.map { rules.truth($0, ifItFails: true) } ?? true
        }
        let escalations = reasons(contract.review.escalateWhen)
        let mandatory = reasons(contract.review.mandatory)
        admission.findings.reasons = escalations + mandatory
        (admission.due, admission.expires) = contract.clock(from: now)
        if !escalations.isEmpty {
            admission.state = .escalated
            admission.escalatedTo = contract.escalationParties(
                step: admission.plan.first, owner: owner, facts.people, facts.edition)
        } else if mandatory.isEmpty, passesWithoutPerson(facts), sample >= contract.review.auditSample.double {
            admission.state = .approved
            admission.plan = []
            (admission.due, admission.expires) = (nil, nil)
            admission.deliverable = now.adding(milliseconds: contract.review.recallWindow.milliseconds)
        } else {
            admission.state = .proposed
        }
        return admission
    }

    private func passesWithoutPerson(_ facts: Facts) -> Bool {
        let review = contract.review
        guard review.autoApprove == .aboveThreshold, let threshold = review.threshold,
            let confidence = candidate.contents.confidence, confidence.double >= threshold.double
        else { return false }
        if !candidate.contents.unresolved.isEmpty { return false }
        if candidate.contents.envelope.checks.contains(where: { $0.result != "passed" }) { return false }
        return !(review.refusesConflict && facts.sameRecord.contains { !$0.state.isFinal })
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
        case .number(let number)?: findings.stake = number
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
        let result: String
        var failure: RuleError?
        do throws(RuleError) {
            if let when = check.when, try !rules.truth(when) {
                result = "skipped"
            } else {
                result = try rules.truth(check.rule) ? "passed" : "failed"
            }
        } catch {
            result = "error"
            failure = error
        }
        // The message says what is wrong, so it belongs to a check that did not pass alone.
        let isWrong = result == "failed" || result == "error"
        var message = isWrong ? rules.text(check.message, check.messageRule) : ""
        if let failure { message += " (the check could not be evaluated: \(failure.message))" }
        findings.checks.append(
            Findings.CheckResult(id: check.id, result: result, source: "contract", message: message))
        guard isWrong else { return }
        // A rule that fails to evaluate is never a pass: it holds the handoff whatever the check's severity.
        findings.violations.append(
            Findings.Violation(
                id: check.id, path: "/payload", message: message, severity: result == "error" ? .error : check.severity)
        )
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
    private let state = Mutex((value: RuleScope.related(sameRecord: [], sameContent: []), isRead: false))

    /// Whether a rule has read it.
    var isRead: Bool { state.withLock { $0.isRead } }

    func forget() { state.withLock { $0.isRead = false } }

    func set(_ value: JSONValue) { state.withLock { $0.value = value } }

    func read() -> JSONValue {
        state.withLock {
            $0.isRead = true
            return $0.value
        }
    }
}
