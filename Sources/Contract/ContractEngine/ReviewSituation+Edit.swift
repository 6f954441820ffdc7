import Handoff
import JSON

/// A draft that is to be held to its contract, with what the contract's rules may know.
package struct DraftFacts: Sendable {
    package var candidate: Candidate, facts: Facts

    package init(candidate: Candidate, facts: Facts) {
        self.candidate = candidate
        self.facts = facts
    }
}

extension ReviewSituation {
    /// Whoever may take the open step edits, and is then an editor.
    var refusalToEdit: RefusalError? {
        guard let person = actor.person, deciders.contains(person) else {
            return RefusalError(.step(status.step), "you can't edit it: \(whoseTurn)")
        }
        return nil
    }

    /// The event of an edit, with what the contract makes of the new payload; refused where the contract does not allow the edit.
    ///
    /// An edit makes neither a draft nor an approval, stays on its record, and does not set the clock back.
    ///
    /// - Parameter patch: The change (RFC 6902), as it is kept.
    package func ruling(
        onEdit admission: Admission, of draft: AdmittedDraft, patch: JSONValue, note: String?,
        using random: RandomSource
    ) throws(RefusalError) -> Ruling {
        if let refusal = refusal(of: .edit) { throw refusal }
        if let known = handoff.contents.reference, !(draft.reference.map { sameText($0, known) } ?? false) {
            throw RefusalError(
                .reference, "an edit stays on its record, \(known); return it for rework to name another one")
        }
        var actor = actor
        actor.relyingOn = reliedOn(for: .edit)
        var ruling = ruling(using: random)
        let isEscalated = status.state == .escalated || admission.state == .escalated
        let parties = admission.state == .escalated ? admission.escalatedTo : status.escalatedTo
        var commitments = status.commitments
        commitments.payload = ruling.commit(.payload, to: draft.contents.payload)
        commitments.request = draft.request.map { ruling.commit(.request, to: $0) }
        let patch = ruling.commit(.patch, to: patch)
        let admitted = Event.Admitted(
            move: move(to: isEscalated ? .escalated : .proposed), contract: status.contract, system: status.system,
            record: status.record, owner: admission.owner, band: admission.band, plan: admission.plan,
            step: admission.plan.first?.step, parties: isEscalated ? parties : nil, due: status.due,
            expires: status.expires, commitments: commitments,
            findings: ruling.commit(.findings, to: admission.findings.json),
            reference: draft.reference.map { ruling.commit(.reference, to: .string($0)) })
        let judgment = judgment(.edit, note: ruling.commit(note: note))
        ruling.append(
            .edited(Event.Edited(admitted: admitted, judgment: judgment, patch: patch)), at: now, by: actor,
            reference: draft.reference)
        ruling.listing = ListedContents(
            title: draft.contents.title, confidence: draft.contents.confidence, reference: draft.reference,
            stake: admission.findings.stake, contentHash: draft.contentHash, keys: admission.findings.keys)
        ruling.findings = admission.findings
        return ruling
    }
}
