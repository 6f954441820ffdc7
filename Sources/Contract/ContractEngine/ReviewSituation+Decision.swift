import CivilTime
import Handoff
import JSON

extension ReviewSituation {
    /// The events that a decision makes, or why the contract refuses it.
    package func ruling(on decision: Decision, using random: RandomSource) throws(RefusalError) -> Ruling {
        var situation = self
        situation.statesNothingWritten = decision.statesNothingWritten
        situation.overridesClaim = decision.overridesClaim
        if let refusal = situation.refusal(of: decision) { throw refusal }
        return situation.ruling(allowing: decision, using: random)
    }

    private func ruling(allowing decision: Decision, using random: RandomSource) -> Ruling {
        var actor = actor
        actor.relyingOn = reliedOn(for: decision.choice.action)
        var ruling = ruling(using: random)
        let note = ruling.commit(note: decision.note)
        let judgment = judgment(decision.choice.action, note: note)
        switch decision.choice {
        case .comment:
            if let note { ruling.append(.commented(.note(note)), at: now, by: actor) }
        case .approve: ruling.append(.approved(approved(judgment)), at: now, by: actor)
        case .reject(let reason):
            ruling.append(
                .rejected(Event.Rejected(move: move(to: .rejected), reason: reason, judgment: judgment)), at: now,
                by: actor)
        case .escalate(let reason, let parties):
            ruling.append(
                .escalated(
                    Event.Escalated(
                        move: move(to: .escalated), reason: reason, parties: escalationParties(parties),
                        step: status.step, judgment: judgment)), at: now, by: actor)
        case .returnForRework:
            ruling.append(.returned(Event.Closed(move: move(to: .draft), judgment: judgment)), at: now, by: actor)
        case .withdraw:
            ruling.append(.withdrawn(Event.Closed(move: move(to: .rejected), judgment: judgment)), at: now, by: actor)
        case .attest(let record):
            let receipt = ruling.commit(.receipt, to: ["record": ["id": .string(record)], "attested": true])
            ruling.append(
                .attested(Event.Attested(move: move(to: .executed), judgment: judgment, receipt: receipt)), at: now,
                by: actor)
        case .assign(let party): ruling.append(.assigned(assigned(to: party, judgment)), at: now, by: actor)
        case .recall: ruling.append(.recalled(recalled(judgment)), at: now, by: actor)
        case .recallAndReject(let reason):
            ruling.append(
                .recalled(Event.Recalled(move: move(to: .rejected), reason: reason, judgment: judgment)), at: now,
                by: actor)
        }
        contract?.complete(&ruling, at: now)
        return ruling
    }

    /// The event of an expiry that is due; nil where none is. It rejects, so that nothing stale passes.
    package func rulingOfExpiry(using random: RandomSource) -> Ruling? {
        guard status.state.isPending, status.expired(at: now) != nil else { return nil }
        var ruling = ruling(using: random)
        ruling.append(
            .rejected(Event.Rejected(move: move(to: .rejected), reason: "expired", judgment: nil)), at: now, by: .system
        )
        return ruling
    }

    func ruling(using random: RandomSource) -> Ruling {
        Ruling(handoff.id, after: status, reference: handoff.contents.reference, store: store, random: random)
    }

    func move(to state: HandoffState) -> Event.Move {
        Event.Move(version: status.version + 1, from: status.state, to: state)
    }

    func judgment(_ action: Action, note: ContentHash?) -> Event.Judgment {
        let seen = zip(handoff.contents.evidence, status.commitments.evidence).filter { viewed.contains($0.0.sha256) }
        return Event.Judgment(
            on: Event.Decided(version: status.version, digest: status.digest, viewed: seen.map(\.1)),
            overClaim: action.isStoppedByClaim ? claimOfAnother?.person : nil,
            statesNothingWritten: status.isDeliveryEscalation && statesNothingWritten && action != .attest, note: note)
    }

    /// One approval of the open step: the step stays open until its quorum is there, then the next one opens.
    private func approved(_ judgment: Event.Judgment) -> Event.Approved {
        let version = status.version + 1
        let deliverable = now.adding(milliseconds: contract?.review.recallWindow.milliseconds ?? 0)
        guard let open = status.openStep, let place = status.plan.firstIndex(of: open) else {
            // Approved before, but its delivery wrote nothing: it goes to the outbox again.
            return Event.Approved(
                from: status.state, to: .approved, version: version, judgment: judgment, approvedStep: nil,
                deliverable: deliverable)
        }
        if countingApprovals.count + 1 < open.quorum {
            // Where neither state nor step changes, what the next approver has read of it stays read.
            return Event.Approved(
                from: status.state, to: .proposed, version: status.state == .proposed ? nil : version,
                judgment: judgment, approvedStep: open.step, step: open.step)
        }
        guard place + 1 < status.plan.count else {
            return Event.Approved(
                from: status.state, to: .approved, version: version, judgment: judgment, approvedStep: open.step,
                deliverable: deliverable)
        }
        return Event.Approved(
            from: status.state, to: .proposed, version: version, judgment: judgment, approvedStep: open.step,
            step: status.plan[place + 1].step)
    }
}

extension Contract {
    /// Where the contract says so, what has just been approved is complete.
    func complete(_ ruling: inout Ruling, at now: Instant) {
        guard states.completeWhen == .approval, let status = ruling.status, status.state == .approved,
            ruling.events.last?.to == .approved
        else { return }
        let move = Event.Move(version: status.version + 1, from: .approved, to: .executed)
        ruling.append(.executed(Event.Executed(move: move, delivered: nil)), at: now, by: .system)
    }
}
