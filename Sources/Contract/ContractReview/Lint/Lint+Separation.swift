import ContractEngine
import ExpressionAnalysis
import JSON

extension Lint {
    /// Steps that one handoff can need together.
    private struct Company {
        var steps: [Int]
        /// True where they certainly come together for some values; else nothing excludes it.
        var isCertain: Bool
        /// The values for which they do; empty where that is always or not known.
        var words = ""
    }

    /// Steps for which nobody is left, because whoever could take them has taken another or answers for the agent.
    mutating func lookAtSeparation(_ people: People) {
        let isDistinct = review.separation.contains(.earlierStep)
        var agents: [(name: String, people: Set<String>)] = []
        if review.separation.contains(.producerOwner) {
            agents = people.agents.sorted { $0.key < $1.key }.map { ($0.key, Set(people.members(of: $0.value.owner))) }
        }
        var impossible: Set<Int> = []
        for company in companies where impossible.isDisjoint(with: company.steps) {
            if isDistinct, let index = firstUnstaffed(company.steps, people, without: []) {
                impossible.insert(index)
                noteNobody(index, company)
                continue
            }
            let blocked = agents.compactMap { agent -> (name: String, people: Set<String>, step: Int)? in
                let step =
                    isDistinct
                    ? firstUnstaffed(company.steps, people, without: agent.people)
                    : company.steps.first { !canBeStaffed([$0], people, without: agent.people) }
                return step.map { (agent.name, agent.people, $0) }
            }
            guard let first = blocked.first else { continue }
            impossible.insert(first.step)
            note(
                .producerLeavesNobody, .review(.sequence).appending(first.step),
                "nobody is left for the step '\(review.sequence[first.step].name)' when \(blocked.map(\.name).joined(separator: " or ")) drafted the handoff: "
                    + "\(first.people.sorted().joined(separator: ", ")) answers for it and may not approve",
                "Give the role to somebody else as well, or let another person answer for the agent")
        }
    }

    private mutating func noteNobody(_ index: Int, _ company: Company) {
        let others = company.steps.filter { $0 < index }.map { "'\(review.sequence[$0].name)'" }
        note(
            .separationLeavesNobody, .review(.sequence).appending(index),
            "nobody is left for the step '\(review.sequence[index].name)'"
                + (company.words.isEmpty ? "" : " where \(company.words)")
                + (others.isEmpty
                    ? ": it takes more approvals than there are people"
                    : ": whoever could take it has approved \(others.joined(separator: " or "))")
                + (company.isCertain ? "" : ", if both conditions can hold together"),
            "Give the role to more people, lower a quorum, or let another take the step",
            company.isCertain ? .error : .warning)
    }

    /// The steps that can come together, those that certainly do first.
    private var companies: [Company] {
        let conditional = review.sequence.indices.filter { review.sequence[$0].when != nil }
        let always = review.sequence.indices.filter { review.sequence[$0].when == nil }
        guard !conditional.isEmpty else { return [Company(steps: always, isCertain: true)] }
        var found = always.isEmpty ? [] : [Company(steps: always, isCertain: true)]
        found += conditional.map { Company(steps: (always + following($0)).sorted(), isCertain: true) }
        if let table = variables.table(of: conditional.compactMap { review.sequence[$0].when }) {
            for cell in table.cells {
                let holding = conditional.indices.filter { cell.outcomes[$0] == .holds }
                let steps = (always + holding.map { conditional[$0] }).sorted()
                guard holding.count > 1, !found.contains(where: { $0.steps == steps }) else { continue }
                found.append(Company(steps: steps, isCertain: true, words: table.meeting(of: holding) ?? ""))
            }
        }
        for first in conditional {
            let steps = (always + compatible(first, conditional)).sorted()
            if !found.contains(where: { $0.steps == steps }) { found.append(Company(steps: steps, isCertain: false)) }
        }
        return found
    }

    /// A step, and those that apply whenever it does.
    private func following(_ step: Int) -> [Int] {
        guard let when = review.sequence[step].when else { return [step] }
        return [step]
            + review.sequence.indices.filter { other in
                guard other != step, let rule = review.sequence[other].when else { return false }
                let analysis = variables.analysis(of: rule, assuming: [(rule: when, isTrue: true)])
                return analysis.isReachable && analysis.outcome == .alwaysTrue
            }
    }

    /// A step, and those after and before it that nothing excludes beside it and each other.
    private func compatible(_ first: Int, _ steps: [Int]) -> [Int] {
        var (chosen, conditions): ([Int], [(rule: Rule, isTrue: Bool)]) = ([], [])
        for step in [first] + steps.filter({ $0 != first }) {
            guard let when = review.sequence[step].when else { continue }
            let analysis = variables.analysis(of: when, assuming: conditions)
            guard analysis.isReachable, analysis.outcome != .alwaysFalse else { continue }
            chosen.append(step)
            conditions.append((rule: when, isTrue: true))
        }
        return chosen
    }

    /// The first of some steps for which nobody is left, each before it having been taken.
    private func firstUnstaffed(_ steps: [Int], _ people: People, without excluded: Set<String>) -> Int? {
        guard !canBeStaffed(steps, people, without: excluded) else { return nil }
        return steps.indices.first { !canBeStaffed(Array(steps[...$0]), people, without: excluded) }.map { steps[$0] }
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
}
