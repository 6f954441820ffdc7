import CivilTime
import Handoff
import JSON

/// What a contract makes of a draft at the door.
package struct Admission: Sendable {
    /// Draft, proposed, escalated or approved.
    package var state: HandoffState
    /// The state that it would have, where its contract only observes: it is kept as a draft.
    package var observed: HandoffState?
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

extension Admission {
    /// What the contract makes of it, whether that is enforced or observed.
    package var outcome: HandoffState { observed ?? state }

    /// The same where the contract only observes: a draft, for which no clock runs.
    mutating func observe() {
        (observed, state) = (state, .draft)
        (due, expires, deliverable) = (nil, nil, nil)
    }
}

extension Contract {
    /// Holds a draft to the contract. Pure: `sample` is a random number from 0 to 1 for the audit sample.
    package func admit(_ candidate: Candidate, facts: Facts, now: Instant, sample: Double) -> Admission {
        var examination = Examination(of: candidate, under: self, lists: facts.lists, now: now)
        return examination.admission(facts, sample: sample)
    }

    /// The steps that apply, with the owner put in where the contract says `owner`.
    func plan(owner: Party, where applies: (Step) -> Bool) -> [PlannedStep] {
        let steps = review.sequence.filter(applies)
        // A sequence in which no step applies would be an approval without a person: the first step stands.
        return (steps.isEmpty ? [review.sequence[0]] : steps).map { step in
            switch step.by {
            case .owner: PlannedStep(step: step.name, by: owner, quorum: step.quorum)
            case .party(let party): PlannedStep(step: step.name, by: party, quorum: step.quorum)
            }
        }
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
}

func held(_ id: String, _ path: String, _ message: String) -> Findings.Violation {
    Findings.Violation(id: id, path: path, message: message, severity: .error)
}
