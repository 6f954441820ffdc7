import Handoff

extension ReviewSituation {
    /// The event that a decision makes, or why the contract refuses it. The desk adds sequence, digest and commitments.
    package func decide(_ intent: Intent) throws(Refusal) -> Event {
        if let refusal = refusal(of: intent) { throw refusal }
        var event = Event(kind(of: intent), at: now, by: actor, handoff: handoff.id)
        guard intent != .comment else { return event }
        event.from = status.state
        event.version = status.version + 1
        if let claim = claimOfAnother, intent.isStoppedByClaim { event.overClaim = claim.person }
        event.statesNothingWritten = status.isDeliveryEscalation && statesNothingWritten && intent != .attest
        event.decidedOn = Event.Decided(
            version: status.version, digest: status.digest,
            viewed: zip(handoff.contents.evidence, status.commitments.evidence)
                .filter { viewed.contains($0.0.sha256) }.map(\.1))
        switch intent {
        case .approve: approve(&event)
        case .reject(let reason):
            event.to = .rejected
            event.reason = reason
        case .escalate(let reason, let parties):
            event.to = .escalated
            event.reason = reason
            event.parties = escalationParties(parties)
            event.step = status.step
        case .returnForRework: event.to = .draft
        case .withdraw: event.to = .rejected
        case .attest: event.to = .executed
        case .assign(let party): assign(&event, to: party)
        case .recall: recall(&event)
        case .recallAndReject(let reason):
            event.to = .rejected
            event.reason = reason
        // What an edit comes to is the contract's to say, over the new payload.
        case .edit, .comment: break
        }
        return event
    }

    /// What the clock has made of the handoff before anybody decides on it: an expiry rejects it, so that nothing stale passes.
    package var expiry: Event? {
        guard status.state.isPending, let expires = status.expires, expires <= now else { return nil }
        var event = Event(.rejected, at: now, by: .system, handoff: handoff.id)
        (event.from, event.to, event.version) = (status.state, .rejected, status.version + 1)
        event.reason = "expired"
        return event
    }

    private func kind(of intent: Intent) -> Event.Kind {
        switch intent {
        case .approve: .approved
        case .reject: .rejected
        case .escalate: .escalated
        case .returnForRework: .returned
        case .comment: .commented
        case .withdraw: .withdrawn
        case .attest: .attested
        case .edit: .edited
        case .assign: .assigned
        case .recall, .recallAndReject: .recalled
        }
    }

    /// One approval of the open step: the step stays open until its quorum is there, then the next one opens.
    private func approve(_ event: inout Event) {
        guard let open = status.openStep, let place = status.plan.firstIndex(of: open) else {
            // Approved before, but its delivery wrote nothing: it goes to the outbox again.
            event.to = .approved
            event.deliverable = now.adding(milliseconds: contract?.review.recallWindow.milliseconds ?? 0)
            return
        }
        event.approvedStep = open.step
        if status.approversOfOpenStep.count + 1 < open.quorum {
            event.to = .proposed
            event.step = open.step
            // Neither state nor step changes: what the next approver has read of it stays read.
            if status.state == .proposed { event.version = nil }
        } else if place + 1 < status.plan.count {
            event.to = .proposed
            event.step = status.plan[place + 1].step
        } else {
            event.to = .approved
            event.deliverable = now.adding(milliseconds: contract?.review.recallWindow.milliseconds ?? 0)
        }
    }
}
