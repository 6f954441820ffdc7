import Handoff
import JSON

extension Contract {
    /// Everything that is wrong or doubtful in a contract file, its references to people and systems included.
    public static func lint(
        _ text: String, file: String, people: People, systems: [String: SystemOfRecord]
    ) -> [Problem] {
        let (contract, problems) = load(text, file: file)
        guard let contract else { return problems }
        let reading = YAMLReading(file: file)
        guard let root = reading.root(of: text) else { return problems }
        Lint(contract: contract, root: root, people: people, systems: systems).run()
        return problems + reading.problems
    }

    /// The errors for which a contract that loads refuses its handoffs: a system or person that is not there.
    public func missingReferences(people: People, systems: [String: SystemOfRecord]) -> [String] {
        var missing: [String] = []
        if systems[system] == nil { missing.append("the system '\(system)' is not in systems.yaml") }
        var parties = review.escalateTo
        if case .party(let owner) = review.owner { parties.append(owner) }
        for step in review.sequence {
            if case .party(let party) = step.by { parties.append(party) }
        }
        for party in parties where !people.knows(party) {
            missing.append("there is no \(party) in people.yaml")
        }
        return missing
    }
}

private struct Lint {
    let contract: Contract
    let root: YAMLNode
    let people: People
    let systems: [String: SystemOfRecord]

    func run() {
        references()
        stepsWithoutTakers()
        if contract.impact == .high { highImpact() }
        review()
    }

    private func note(_ path: [String], _ message: String, _ severity: Problem.Severity = .error) {
        root.nearest(to: JSONPointer(path)).note(message, severity: severity)
    }

    private func references() {
        if systems[contract.system] == nil {
            note(
                ["system_of_record", "system"], "the system '\(contract.system)' is not in systems.yaml; add it there")
        } else if systems[contract.system]?.connector == nil, contract.states.completeWhen == .receipt {
            note(
                ["system_of_record", "system"],
                "the system '\(contract.system)' has no connector: somebody has to copy every result by hand", .warning)
        }
        if case .party(let owner) = contract.review.owner, !people.knows(owner) {
            note(["review", "owner"], "there is no \(owner) in people.yaml")
        }
        for (index, party) in contract.review.escalateTo.enumerated() where people.members(of: party).isEmpty {
            note(["review", "escalate_to", String(index)], "there is nobody for \(party) in people.yaml")
        }
    }

    private func stepsWithoutTakers() {
        for (index, step) in contract.review.sequence.enumerated() {
            guard case .party(let party) = step.by else { continue }
            let takers = people.members(of: party)
            let path = ["review", "sequence", String(index), "by"]
            if takers.isEmpty {
                note(path, "nobody can take the step '\(step.name)': there is nobody for \(party) in people.yaml")
            } else if takers.count < step.quorum {
                note(path, "the step '\(step.name)' needs \(step.quorum) people, and \(party) has \(takers.count)")
            }
        }
    }

    private func highImpact() {
        if contract.review.escalateTo.isEmpty {
            note(["review"], "a contract of high impact says with escalate_to who takes what is escalated")
        }
        if contract.review.threshold == nil, contract.review.mandatory.isEmpty {
            note(["review"], "a contract of high impact has a threshold or a mandatory rule")
        }
        if contract.review.autoApprove == .aboveThreshold, contract.review.mandatory.isEmpty {
            note(
                ["review", "auto_approve"],
                "a contract of high impact lets nothing pass by confidence alone: add a mandatory rule")
        }
        if contract.review.separation.isEmpty {
            note(["review"], "a contract of high impact separates duties: at least 'requester'", .warning)
        }
    }

    private func review() {
        for (index, role) in contract.review.mustView.enumerated()
        where !contract.payload.evidence.contains(where: { sameText($0.role, role) }) {
            note(
                ["review", "must_view", String(index)],
                "no rule of the evidence asks for '\(role)': a draft without it is approved unseen", .warning)
        }
        if contract.review.rejectReasons.isEmpty {
            note(["review"], "without reasons.reject the producer learns nothing from a rejection", .warning)
        }
        let bands = contract.review.bands
        if let first = bands.first, first.from.double > 0 {
            note(
                ["review", "bands"], "confidences below \(first.from.text) fall into no band; begin with 0.0", .warning)
        }
        for (lower, upper) in zip(bands, bands.dropFirst()) where lower.from == upper.from {
            note(
                ["review", "bands", upper.name],
                "the bands '\(lower.name)' and '\(upper.name)' begin at the same confidence")
        }
    }
}
