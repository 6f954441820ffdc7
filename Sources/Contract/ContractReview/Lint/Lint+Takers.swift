import ContractEngine
import ExpressionAnalysis
import JSON

extension Lint {
    /// Steps that nobody can take, alone or together.
    mutating func lookAtTakers() {
        guard let people else { return }
        var isWhole = true
        for (index, step) in review.sequence.enumerated() {
            guard case .party(let party) = step.by else { continue }
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
        guard isWhole else { return }
        lookAtSeparation(people)
    }

    /// The people of a step; nil when a rule tells who owns the handoff.
    private func takers(of step: Contract.Step, _ people: People) -> [String]? {
        switch (step.by, review.owner) {
        case (.party(let party), _), (.owner, .party(let party)): people.members(of: party)
        case (.owner, .rule): nil
        }
    }

    /// Steps that can apply to one handoff together: from the first, each that doesn't exclude those before it.
    private func together(with last: Int) -> [Int] {
        var conditions = review.sequence[last].when.map { [(rule: $0, isTrue: true)] } ?? []
        var steps: [Int] = []
        for (index, step) in review.sequence.enumerated() where index != last {
            guard let when = step.when else {
                steps.append(index)
                continue
            }
            let analysis = variables.analysis(of: when, assuming: conditions)
            // Only a step that certainly comes along is counted against another.
            guard analysis.isReachable, analysis.outcome == .alwaysTrue else { continue }
            conditions.append((rule: when, isTrue: true))
            steps.append(index)
        }
        return (steps + [last]).sorted()
    }

    private mutating func lookAtSeparation(_ people: People) {
        let isDistinct = review.separation.contains(.earlierStep)
        var agents: [(name: String, people: Set<String>)] = []
        if review.separation.contains(.producerOwner) {
            agents = people.agents.sorted { $0.key < $1.key }.map { ($0.key, Set(people.members(of: $0.value.owner))) }
        }
        var impossible: Set<Int> = []
        for index in review.sequence.indices {
            let steps = together(with: index)
            guard impossible.isDisjoint(with: steps) else { continue }
            if isDistinct, !canBeStaffed(steps, people, without: []) {
                impossible.insert(index)
                note(
                    .separationLeavesNobody, .review(.sequence).appending(index),
                    "nobody is left for the step '\(review.sequence[index].name)': whoever could take it has approved an earlier step",
                    "Give the role to more people, lower a quorum, or let another take the step", .error)
                continue
            }
            let blocked = agents.filter { agent in
                isDistinct
                    ? !canBeStaffed(steps, people, without: agent.people)
                    : !canBeStaffed([index], people, without: agent.people)
            }
            guard let first = blocked.first else { continue }
            impossible.insert(index)
            note(
                .producerLeavesNobody, .review(.sequence).appending(index),
                "nobody is left for the step '\(review.sequence[index].name)' when \(blocked.map(\.name).joined(separator: " or ")) drafted the handoff: "
                    + "\(first.people.sorted().joined(separator: ", ")) answers for it and may not approve",
                "Give the role to somebody else as well, or let another person answer for the agent")
        }
    }

    /// True where each step finds its people, nobody standing in two of them. Augmenting paths: one seat after the other.
    private func canBeStaffed(_ steps: [Int], _ people: People, without excluded: Set<String>) -> Bool {
        var seats: [[String]] = []
        for index in steps {
            let step = review.sequence[index]
            guard let takers = takers(of: step, people) else { continue }
            let free = takers.filter { !excluded.contains($0) }
            guard free.count >= step.quorum else { return false }
            // More seats than people were refused above, so that this is bounded by the people.
            for _ in 0..<step.quorum { seats.append(free) }
        }
        guard seats.count <= 200 else { return true }
        var holder: [String: Int] = [:]
        func seat(_ index: Int, _ tried: inout Set<String>) -> Bool {
            for person in seats[index] where tried.insert(person).inserted {
                if let other = holder[person], !seat(other, &tried) { continue }
                holder[person] = index
                return true
            }
            return false
        }
        for index in seats.indices {
            var tried: Set<String> = []
            guard seat(index, &tried) else { return false }
        }
        return true
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
}
