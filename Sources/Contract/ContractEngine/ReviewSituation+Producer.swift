import Handoff

/// Whom a draft comes from, and what of its own word for that counts.
///
/// A producer can't choose its reviewers: whom it names as requester or owner is kept from approving only where somebody vouches for
/// it, which is an agent that people.yaml knows, or a submitter who may speak for them.
extension ReviewSituation {
    /// Those who answer for the draft: its submitter's person and the owner of its agent.
    var producers: [String] {
        var found: [String] = []
        for id in [status.submitter.person].compactMap({ $0 }) + producerOwners.flatMap(people.members(of:))
        where !found.contains(id) { found.append(id) }
        return found
    }

    /// The submitter; an account that stood for nobody then may stand for somebody now.
    var submitterPerson: String? {
        status.submitter.person ?? people.person(account: status.submitter.account)
    }

    /// Who answers for the agent.
    var producerOwners: [Party] {
        let registered = people.agents[handoff.contents.agent]?.owner
        guard edition >= .second else { return [registered, handoff.contents.producerOwner].compactMap { $0 } }
        // The owner of an agent that people.yaml knows is the one that stands there.
        if let registered { return [registered] }
        return handoff.contents.producerOwner.flatMap { maySpeak(for: $0) ? [$0] : nil } ?? []
    }

    /// Who asked for it, where that can be counted on.
    var vouchedRequester: Party? {
        guard let party = handoff.contents.requestedBy else { return nil }
        guard edition >= .second else { return party }
        return isAgentVouchedFor || maySpeak(for: party) ? party : nil
    }

    /// What the draft says of where it comes from and nobody vouches for, each in a sentence.
    var ignoredWords: [String] {
        guard edition >= .second else { return [] }
        var found: [String] = []
        if let party = handoff.contents.requestedBy, vouchedRequester == nil {
            found.append(
                "It says that \(party) asked for it: \(reason). Nobody is kept from approving as its requester")
        }
        if let party = handoff.contents.producerOwner, !producerOwners.contains(party) {
            let isRegistered = people.agents[handoff.contents.agent] != nil
            found.append(
                "It says that \(party) answers for its agent: "
                    + (isRegistered ? "people.yaml names another owner" : reason)
                    + ". Nobody is kept from approving for that")
        }
        return found
    }

    private var reason: String { "nobody vouches for the agent's word" }

    /// Whether the agent is one of people.yaml's, and not everybody may use its name.
    private var isAgentVouchedFor: Bool {
        guard let agent = people.agents[handoff.contents.agent] else { return false }
        return isDeclared || !agent.submitAs.isEmpty
    }

    /// Whether the submitter is the person, or leads the team. Nobody speaks for a role.
    private func maySpeak(for party: Party) -> Bool {
        guard let submitter = submitterPerson else { return false }
        return switch party {
        case .person(let id): id == submitter
        case .team(let team): people.leads[team]?.contains(submitter) ?? false
        case .role: false
        }
    }
}
