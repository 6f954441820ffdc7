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
    /// On what it may pass without a person; nil where it may not.
    package var alone: Event.Alone?
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
    /// Holds a draft to the contract. Pure: `sample` is a random number from 0 to 1 for the audit sample, nil where a person decides in
    /// any case.
    package func admit(_ candidate: Candidate, facts: Facts, now: Instant, sample: Double?) -> Admission {
        var examination = Examination(
            of: candidate, under: self, lists: facts.lists, unreadable: facts.unreadableLists, now: now)
        return examination.admission(facts, sample: sample)
    }

    /// The steps that a person takes; nil where none is for the draft and the contract holds it then.
    ///
    /// - Parameter isSampled: Whether it could have passed without a person: where no step is for it, its owner takes it.
    func plan(_ steps: [Step], owner: Party, isSampled: Bool) -> [PlannedStep]? {
        guard steps.isEmpty else { return steps.map { planned($0, owner) } }
        switch otherwise {
        case .step(let name): return review.sequence.filter { $0.name == name }.map { planned($0, owner) }
        case .hold: return isSampled ? [PlannedStep(step: Self.ownersStep, by: owner, quorum: 1)] : nil
        }
    }

    /// The name of the step that the owner takes where the sequence has none.
    static let ownersStep = "owner"

    /// All steps, where it can't be told which of them apply.
    func wholePlan(owner: Party) -> [PlannedStep] { review.sequence.map { planned($0, owner) } }

    /// What becomes of a draft for which no step is meant. Contracts of the first edition went to their first step.
    private var otherwise: Otherwise { edition < .second ? .step(review.sequence[0].name) : review.otherwise }

    private func planned(_ step: Step, _ owner: Party) -> PlannedStep {
        switch step.by {
        case .owner: PlannedStep(step: step.name, by: owner, quorum: step.quorum)
        case .party(let party): PlannedStep(step: step.name, by: party, quorum: step.quorum)
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
