import Handoff
import JSON

extension ReviewSituation {
    /// Whoever may take the open step edits, and is then an editor.
    var refusalToEdit: Refusal? {
        guard let person = actor.person, deciders.contains(person) else {
            return Refusal(stepObligation, "you can't edit it: \(whoseTurn)")
        }
        return nil
    }

    /// The event of an edit, with what the contract makes of the new payload; refused where the contract does not allow the edit.
    ///
    /// An edit makes neither a draft nor an approval, stays on its record, and does not set the clock back.
    package func edit(to admission: Admission, reference: String?) throws(Refusal) -> Event {
        var event = try decide(.edit)
        if let known = handoff.contents.reference, !(reference.map { sameText($0, known) } ?? false) {
            throw Refusal(
                "reference", "an edit stays on its record, \(known); return it for rework to name another one")
        }
        let isEscalated = status.state == .escalated || admission.state == .escalated
        event.to = isEscalated ? .escalated : .proposed
        event.contract = status.contract
        (event.system, event.record) = (status.system, status.record)
        (event.owner, event.band, event.plan) = (admission.owner, admission.band, admission.plan)
        event.step = admission.plan.first?.step
        if isEscalated {
            event.parties =
                admission.state == .escalated ? escalationParties(admission.escalatedTo) : status.escalatedTo
        }
        (event.due, event.expires) = (status.due, status.expires)
        return event
    }
}
