import CivilTime
import Handoff
import JSON

extension ReviewSituation {
    /// What has to hold before the handoff moves on, in the order in which it comes; then what stands in this person's way.
    package var obligations: [Obligation] {
        if let expired = status.expired(at: now) { return [expiry(expired)] }
        if status.state == .rejected {
            return [Obligation(.state, .met, "It is rejected; nothing more happens to it")]
        }
        return [contractObligation] + holdObligations + unknownRequester + repeatedChecks + steps + escalation
            + claimObligation + own + completion
    }

    private func expiry(_ expired: Instant) -> Obligation {
        status.state == .rejected
            ? Obligation(.state, .met, "It expired at \(expired) and is rejected; nothing more happens to it")
            : Obligation(
                .state, .blocked,
                "It expired at \(expired): it can't be approved any more, and its clock rejects it; all that can still be done "
                    + "is to reject or withdraw it")
    }

    private var contractObligation: Obligation {
        guard status.state == .draft else {
            return Obligation(.contract, .met, "The contract is met")
        }
        if let observed = status.observed {
            let plan = status.plan.map { "'\($0.step)' by \($0.by)" }.joined(separator: ", then ")
            return Obligation(
                .contract, .blocked,
                "Its contract only observes: it \(observed.conditional)"
                    + (plan.isEmpty ? "" : ", for \(plan)") + "; nobody is asked and nothing is delivered")
        }
        if status.isReturned {
            return Obligation(
                .contract, .blocked,
                "It was returned for rework: its producer revises or resubmits it",
                who: producers)
        }
        let count = handoff.contents.findings.violations.count { $0.severity == .error }
        return Obligation(
            .contract, .blocked,
            "The contract is not met (\(count) violation\(count == 1 ? "" : "s")): its producer revises it",
            who: producers)
    }

    private var holdObligations: [Obligation] {
        guard !status.state.isFinal else { return [] }
        return holds.map { hold in
            let text = hold.sentence(people)
            return Obligation(
                .hold, .blocked,
                status.state == .draft
                    ? "\(text); it comes in when that is released"
                    : "\(text); it is not delivered until that is released")
        }
    }

    /// An unknown requester can't be kept from approving; whoever approves should know.
    private var unknownRequester: [Obligation] {
        guard status.state.isPending, let contract else { return [] }
        let separation = contract.review.separation
        guard separation.contains(.requester) || separation.contains(.producerOwner) else { return [] }
        let ignored = ignoredWords.map { Obligation(.requester, .open, $0) }
        guard separation.contains(.requester), let party = vouchedRequester, !people.knows(party) else {
            return ignored
        }
        return ignored + [
            Obligation(
                .requester, .open,
                "\(party) asked for it and is not in people.yaml: nobody is kept from approving as its requester")
        ]
    }

    /// What held at intake and does not any more: nobody approves it, and it is not delivered.
    private var repeatedChecks: [Obligation] {
        guard status.state.isPending || status.state == .approved else { return [] }
        return failedChecks.map { Obligation(.check($0.id), .blocked, $0.sentence) }
    }

    private var steps: [Obligation] {
        guard status.state != .draft else { return [] }
        if status.plan.isEmpty, status.state == .approved || status.state == .executed {
            return [Obligation(.step(nil), .met, "It was approved by the contract, without a person")]
        }
        var isPast = status.step != nil
        return status.plan.map { step in
            let approvers = status.approvals.filter { $0.step == step.step }.map(approver)
            let kind = Obligation.Kind.step(step.step)
            if step.step == status.step, status.state.isPending {
                isPast = false
                let missing = step.quorum - countingApprovals.count
                let who = eligible
                let text =
                    "Step '\(step.step)' needs \(missing) approval\(missing == 1 ? "" : "s") by \(takersInWords)"
                    + (who.isEmpty ? "; nobody can give it: an escalation or a reassignment is needed" : "")
                return Obligation(kind, who.isEmpty ? .blocked : .open, text, who: who)
            }
            if isPast || !status.state.isPending || status.isDeliveryEscalation {
                return Obligation(
                    kind, .met, "Step '\(step.step)' was approved by \(approvers.joined(separator: ", "))")
            }
            return Obligation(
                kind, .open, "Then step '\(step.step)' by \(step.by)", who: people.members(of: step.by))
        }
    }

    private var escalation: [Obligation] {
        guard status.state == .escalated else { return [] }
        if status.isDeliveryEscalation {
            return [
                Obligation(
                    .delivery, .open,
                    "Its delivery failed or is uncertain: look into the system of record, then attest the record "
                        + "('countersign attest'), or decide and state that nothing was written ('--nothing-written')",
                    who: escalatees)
            ]
        }
        return [
            Obligation(
                .escalation, escalatees.isEmpty ? .blocked : .open,
                escalatees.isEmpty
                    ? "It is escalated, and nobody of those who could decide on it is entitled to it: a lead assigns it"
                    : "It is escalated\(status.escalatedBy.map { " by \(name(of: $0))" } ?? "") and waits for a decision",
                who: escalatees)
        ]
    }

    /// Who approved a step, and who had given it to them.
    private func approver(_ approval: HandoffStatus.Approval) -> String {
        let person = people.name(of: approval.person)
        if let by = approval.escalatedBy { return "\(person) (to whom \(name(of: by)) escalated it)" }
        if let by = approval.assignedBy { return "\(person) (to whom \(name(of: by)) gave it)" }
        return person
    }

    /// What stands in this person's way to approve.
    private var own: [Obligation] {
        guard status.state.isPending, let person = actor.person, !status.isDeliveryEscalation else { return [] }
        var found: [Obligation] = []
        if !deciders.contains(person) {
            found.append(
                Obligation(.turn(status.step), .blocked, "It is not your turn: \(whoseTurn)"))
        }
        for separation in separations(of: person) {
            found.append(
                Obligation(
                    .separation(separation), .blocked,
                    "You may not approve it: \(separation.sentence)", who: eligible))
        }
        guard deciders.contains(person) else { return found }
        let unviewed = unviewed
        for role in contract?.review.mustView ?? [] {
            let items = handoff.contents.evidence.count { sameText($0.role, role) }
            let missing = unviewed.count { sameText($0.role, role) }
            guard items > 0 else { continue }
            found.append(
                Obligation(
                    .mustView(role), missing == 0 ? .met : .open,
                    missing == 0
                        ? "You have opened the evidence '\(role)'"
                        : "Open the evidence '\(role)' before you approve (\(missing) of \(items) left)",
                    who: missing == 0 ? [] : [person]))
        }
        return found
    }

    private var completion: [Obligation] {
        switch status.state {
        case .executed:
            return [Obligation(.receipt, .met, "The system of record has it")]
        case .approved where !hasConnector && contract?.states.completeWhen != .approval:
            return [
                recallObligation,
                Obligation(
                    .delivery, .blocked,
                    "The system '\(status.system)' has no connector: somebody has to copy it by hand"),
            ]
        case .approved:
            return [recallObligation, Obligation(.delivery, .open, deliveryText)]
        default: return []
        }
    }

    private var deliveryText: String {
        switch status.delivery?.condition {
        case .running: "Its delivery is running (attempt \(status.delivery?.attempt ?? 1))"
        case .retry:
            "Its delivery was put off by the system of record (attempt \(status.delivery?.attempt ?? 1)); it is tried again"
        default:
            if let wait = checks?.wait {
                "It waits for its delivery: \(wait)"
            } else if let deliverable = status.deliverable, deliverable > now {
                "It waits for its delivery, which begins at \(deliverable) at the earliest"
            } else {
                "It waits for its delivery ('countersign deliver')"
            }
        }
    }
}
