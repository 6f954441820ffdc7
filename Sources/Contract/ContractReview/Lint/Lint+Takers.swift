import ContractEngine
import Handoff
import JSON

extension Lint {
    /// Steps that nobody can take, alone or together.
    mutating func lookAtTakers() {
        guard let people else { return }
        var isWhole = true
        for (index, step) in review.sequence.enumerated() {
            guard let party = party(of: step), people.knows(party) || step.by != .owner else { continue }
            let takers = people.members(of: party)
            let path = JSONPointer.review(.sequence).appending(index).appending(ContractKey.Step.by)
            if takers.isEmpty {
                note(
                    .nobodyTakes, path,
                    "nobody can take the step '\(step.name)': there is nobody for \(party) in people.yaml",
                    "Give somebody the role, or let another take the step", .error)
                isWhole = false
            } else if takers.count < step.quorum {
                note(
                    .nobodyTakes, path,
                    "the step '\(step.name)' needs \(step.quorum) people, and \(party) has \(takers.count)",
                    "Lower the quorum, or give more people the role", .error)
                isWhole = false
            }
        }
        lookForRepeatedApprovers()
        lookForSignaturesAbove(people)
        guard isWhole else { return }
        lookAtSeparation(people)
    }

    /// The people of a step; nil when a rule tells who owns the handoff.
    func takers(of step: Contract.Step, _ people: People) -> [String]? {
        party(of: step).map { people.members(of: $0) }
    }

    private func party(of step: Contract.Step) -> Party? {
        switch (step.by, review.owner) {
        case (.party(let party), _), (.owner, .party(let party)): party
        case (.owner, .rule): nil
        }
    }

    /// Two steps for the same people that one person may take both.
    private mutating func lookForRepeatedApprovers() {
        guard !review.separation.contains(.earlierStep) else { return }
        for (index, step) in review.sequence.enumerated() {
            guard let twin = review.sequence[..<index].first(where: { $0.by == step.by }) else { continue }
            note(
                .repeatedApprover, .review(.sequence).appending(index),
                "the steps '\(twin.name)' and '\(step.name)' have the same takers, and one person may take both",
                "Add earlier_step to separation")
        }
    }
    /// People whom an escalation lets sign a step although only an earlier one is theirs.
    private mutating func lookForSignaturesAbove(_ people: People) {
        for (index, step) in review.sequence.enumerated() {
            guard let takers = takers(of: step, people) else { continue }
            for person in review.escalateTo(step: step.name).flatMap(people.members(of:)) where !takers.contains(person)
            {
                let below = review.sequence[..<index].last { self.takers(of: $0, people)?.contains(person) == true }
                guard let below else { continue }
                note(
                    .signsAbove, .review(.sequence).appending(index),
                    "once it is escalated, \(person) may sign the step '\(step.name)' by escalate_to, and takes only '\(below.name)' before it",
                    "Give the step an escalate_to of its own, with who stands above it")
            }
        }
    }
}
