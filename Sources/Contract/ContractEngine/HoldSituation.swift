import CivilTime
import Handoff
import JSON

/// Everything that decides whether somebody may put something on hold, or release it.
package struct HoldSituation: Sendable {
    /// Who there is, and who wants to act.
    package let people: People, actor: Actor
    /// Whether they are the store's owner, or have the role `operator`.
    package let isOperator: Bool
    /// What is on hold.
    package let holds: [Hold]
    /// The contracts in force.
    package let contracts: [Work]
    /// The time.
    package let now: Instant

    /// A contract as far as a hold asks: where its work goes, nil where that can't be read; whose it is, nil where that can't be
    /// read or a rule says so for each handoff.
    package struct Work: Sendable, Hashable {
        package let contract: String, system: String?, owner: Party?

        package init(_ contract: Contract) {
            self.contract = contract.reference.name
            system = contract.system
            if case .party(let party) = contract.review.owner { owner = party } else { owner = nil }
        }

        /// A contract that can't be loaded.
        package init(unreadable name: String) { (contract, system, owner) = (name, nil, nil) }
    }

    package init(
        people: People, actor: Actor, isOperator: Bool, holds: [Hold], contracts: [Work], now: Instant
    ) {
        (self.people, self.actor, self.isOperator) = (people, actor, isOperator)
        (self.holds, self.contracts) = (holds, contracts)
        self.now = now
    }

    /// An event of the store with what it commits to.
    package struct Ruling: Sendable {
        package let event: Event, content: KeptContent?
    }

    /// The event that puts it on hold.
    package func ruling(
        onHold scope: HoldScope, reason: String, using random: RandomSource
    ) throws(RefusalError) -> Ruling {
        if let refusal = refusal(of: scope) { throw refusal }
        if let hold = holds.first(where: { $0.scope == scope }) {
            throw RefusalError(.hold, hold.sentence(people) + " already")
        }
        guard !reason.utf8.isEmpty else { throw RefusalError(.note, "say with --reason why it is put on hold") }
        let note = note(reason, random)
        return Ruling(event: Event(at: now, by: actor, .held(scope, reason: note.commitment)), content: note)
    }

    /// The event that releases it.
    package func ruling(
        onRelease scope: HoldScope, note: String?, using random: RandomSource
    ) throws(RefusalError) -> Ruling {
        if let refusal = refusal(of: scope) { throw refusal }
        guard holds.contains(where: { $0.scope == scope }) else {
            let others =
                holds.isEmpty ? "nothing is" : "what is: " + holds.map(\.scope.description).joined(separator: ", ")
            throw RefusalError(.hold, "\(scope.words) is not on hold; \(others)")
        }
        let kept = note.flatMap { $0.utf8.isEmpty ? nil : self.note($0, random) }
        return Ruling(event: Event(at: now, by: actor, .released(scope, note: kept?.commitment)), content: kept)
    }

    private func note(_ text: String, _ random: RandomSource) -> KeptContent {
        var random = random
        return KeptContent(
            .note, CommittedContent(canonical: CanonicalJSON.bytes(of: .string(text)), using: &random))
    }

    /// Why this actor may neither hold nor release it; nil when they may: the store's owner, whoever has the role `operator`, and a
    /// lead for what is their team's alone.
    private func refusal(of scope: HoldScope) -> RefusalError? {
        if isOperator { return nil }
        guard let person = actor.person else {
            return RefusalError(.person, "the account '\(actor.account)' stands for nobody in people.yaml")
        }
        guard let owners = owners(of: scope), !owners.isEmpty else {
            return RefusalError(
                .operation, "only the store's owner and the role 'operator' hold or release \(scope.words)")
        }
        if owners.allSatisfy({ people.leads(of: $0).contains(person) }) { return nil }
        return RefusalError(
            .lead,
            "only the store's owner, the role 'operator' and a lead of \(owners.map(people.display).joined(separator: " and of ")) "
                + "hold or release \(scope.words)")
    }

    /// Whose it is; nil where that is nobody's in particular.
    private func owners(of scope: HoldScope) -> [Party]? {
        switch scope {
        case .everything: return nil
        case .producer(let agent): return people.agents[agent].map { [$0.owner] }
        case .contract(let name): return owners(of: contracts.filter { sameText($0.contract, name) })
        case .system(let name): return owners(of: contracts.filter { $0.system.map { sameText($0, name) } ?? true })
        }
    }

    private func owners(of work: [Work]) -> [Party]? {
        var owners: [Party] = []
        for work in work {
            // One whose owner is worked out for each handoff may be anybody's.
            guard let owner = work.owner else { return nil }
            if !owners.contains(owner) { owners.append(owner) }
        }
        return owners
    }
}

extension Hold {
    /// In a sentence: `the producer 'ap-bot' is on hold since … by Kim: double bookings`.
    package func sentence(_ people: People) -> String {
        "\(scope.words) is on hold since \(since) by \(by.person.map(people.name(of:)) ?? by.account)"
            + (reason.map { ": \($0)" } ?? "")
    }
}
