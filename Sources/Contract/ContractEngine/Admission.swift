import CivilTime
import CommonExpression
import Handoff
import JSON
import JSONSchema

/// What a contract makes of a draft at the door.
package struct Admission: Sendable {
    /// Draft, proposed, escalated or approved.
    package var state: HandoffState
    /// Who owns it; nil when that can't be worked out.
    package var owner: Party?
    /// The confidence band.
    package var band: String
    /// What was found.
    package var findings: Findings
    /// The steps it needs.
    package var plan: [PlannedStep] = []
    /// Whom it is escalated to.
    package var escalatedTo: [Party] = []
    /// When it is due, when it expires, when delivery may begin.
    package var due: Instant?, expires: Instant?, deliverable: Instant?
}

extension Contract {
    /// The record that a draft is about, as the contract's `reference` gives it; nil means no record yet.
    ///
    /// The desk asks before it admits: which other handoffs are on the record is a fact that the rules read.
    package func targetReference(
        of candidate: Candidate, lists: JSONValue, now: Instant
    ) -> Result<String?, Findings.Violation> {
        var rules = RuleEvaluation(RuleScope.variables(candidate, self, lists: lists, now: now))
        return targetReference(&rules)
    }

    fileprivate func targetReference(_ rules: inout RuleEvaluation) -> Result<String?, Findings.Violation> {
        guard let rule = recordReference else { return .success(nil) }
        do throws(EvaluationFailure) {
            switch try rules.value(rule) {
            case .null: return .success(nil)
            case .string(let text):
                // To the queue, as to most systems of record, such a name would end there and be another record's.
                guard !text.utf8.contains(0) else {
                    return .failure(held("reference", "/", "the record's name holds a zero character"))
                }
                return .success(text.utf8.isEmpty ? nil : text)
            case let other:
                return .failure(held("reference", "/", "the rule for the record gives \(other.typeName), not a text"))
            }
        } catch {
            return .failure(held("reference", "/", "the record can't be worked out: \(error.message)"))
        }
    }

    /// Holds a draft to the contract. Pure: `sample` is a random number from 0 to 1 for the audit sample.
    package func admit(_ candidate: Candidate, facts: Facts, now: Instant, sample: Double) -> Admission {
        var examination = Examination(contract: self, candidate: candidate, facts: facts, now: now)
        examination.run()
        var admission = Admission(
            state: .draft, owner: examination.owner, band: band(candidate.contents.confidence),
            findings: examination.findings)
        guard !admission.findings.isHeld, let owner = admission.owner else { return admission }
        admission.plan = plan(owner: owner, &examination.rules)
        let escalations = reasons(review.escalateWhen, &examination.rules)
        let mandatory = reasons(review.mandatory, &examination.rules)
        admission.findings.reasons = escalations + mandatory
        (admission.due, admission.expires) = clock(from: now)
        if !escalations.isEmpty {
            admission.state = .escalated
            admission.escalatedTo = review.escalateTo
        } else if mandatory.isEmpty, passesWithoutPerson(candidate, facts, admission.findings),
            sample >= review.auditSample.double
        {
            admission.state = .approved
            admission.plan = []
            (admission.due, admission.expires) = (nil, nil)
            admission.deliverable = now.adding(milliseconds: review.recallWindow.milliseconds)
        } else {
            admission.state = .proposed
        }
        return admission
    }

    /// The steps that apply, the owner put in where the contract says `owner`. A step whose `when` fails applies.
    private func plan(owner: Party, _ rules: inout RuleEvaluation) -> [PlannedStep] {
        let steps = review.sequence.filter { step in
            step.when.map { rules.truth($0, ifItFails: true) } ?? true
        }
        // A sequence in which no step applies would be an approval without a person: the first step stands.
        return (steps.isEmpty ? [review.sequence[0]] : steps).map { step in
            switch step.by {
            case .owner: PlannedStep(step: step.name, by: owner, quorum: step.quorum)
            case .party(let party): PlannedStep(step: step.name, by: party, quorum: step.quorum)
            }
        }
    }

    private func passesWithoutPerson(_ candidate: Candidate, _ facts: Facts, _ findings: Findings) -> Bool {
        guard review.autoApprove == .aboveThreshold, let threshold = review.threshold,
            let confidence = candidate.contents.confidence, confidence.double >= threshold.double
        else { return false }
        if !candidate.contents.unresolved.isEmpty { return false }
        if findings.checks.contains(where: { $0.source == "producer" && $0.result != "passed" }) { return false }
        return !(review.refusesConflict && facts.sameRecord.contains { !$0.state.isFinal })
    }

    func clock(from now: Instant) -> (due: Instant?, expires: Instant?) {
        guard let clock = review.clock else { return (nil, nil) }
        func after(_ duration: ISODuration?) -> Instant? {
            (duration?.milliseconds).map {
                clock.hours?.adding(milliseconds: $0, to: now) ?? now.adding(milliseconds: $0)
            }
        }
        let due = after(clock.respondWithin)
        let expires = after(clock.expireAfter)
        guard clock.onBreach == .expire, let due else { return (due, expires) }
        return (due, min(due, expires ?? due))
    }

    /// Why the conditions that hold demand what they demand. One that can't be evaluated holds.
    private func reasons(_ conditions: [Condition], _ rules: inout RuleEvaluation) -> [String] {
        var reasons: [String] = []
        for condition in conditions where rules.truth(condition.rule, ifItFails: true) {
            reasons.append(rules.text(condition.reason, condition.reasonRule))
        }
        return reasons
    }
}

func held(_ id: String, _ path: String, _ message: String) -> Findings.Violation {
    Findings.Violation(id: id, path: path, message: message, severity: .error)
}

/// One pass over a draft that gathers everything that is not as the contract demands.
private struct Examination {
    let contract: Contract
    let candidate: Candidate
    let facts: Facts
    var rules: RuleEvaluation
    var findings = Findings()
    var owner: Party?

    init(contract: Contract, candidate: Candidate, facts: Facts, now: Instant) {
        self.contract = contract
        self.candidate = candidate
        self.facts = facts
        rules = RuleEvaluation(RuleScope.variables(candidate, contract, lists: facts.lists, facts, now: now))
    }

    mutating func run() {
        schema()
        if case .failure(let violation) = contract.targetReference(&rules) {
            findings.violations.append(violation)
        }
        workOutOwner()
        evidence()
        trace()
        rollback()
        if let party = candidate.contents.requestedBy { note(requester: party) }
        if let rule = contract.review.stake { stake(try? rules.value(rule)) }
        for check in contract.payload.checks { run(check) }
        findings.checks += (candidate.contents.envelope["checks"]?.array ?? []).map { check in
            Findings.CheckResult(
                id: check["id"]?.string ?? "", result: check["result"]?.string ?? "", source: "producer",
                message: check["message"]?.string ?? "")
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
        guard !facts.people.knows(party) else { return }
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
            do throws(EvaluationFailure) {
                value = try rules.value(rule)
            } catch {
                return hold("owner", "/", "the owner can't be worked out: \(error.message)")
            }
            guard case .string(let text) = value else {
                return hold("owner", "/", "the rule for the owner gives \(value.typeName), not a text")
            }
            party = Party(text)
        }
        guard let party, facts.people.knows(party) else {
            hold("owner", "/", "the owner that the contract's rule names is not in people.yaml")
            return
        }
        owner = party
    }

    private mutating func evidence() {
        for rule in contract.payload.evidence {
            if let when = rule.when {
                let applies: Bool
                do throws(EvaluationFailure) {
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
                    [value, contents.envelope["producer"]?[requirement.rawValue]].contains {
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
        var failure: EvaluationFailure?
        do throws(EvaluationFailure) {
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
