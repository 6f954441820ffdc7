import Handoff
import JSON

/// Who there is: people.yaml. Ids are the canonical identities on which separation of duties stands.
package struct People: Sendable, Hashable {
    /// A person.
    package struct Person: Sendable, Hashable {
        /// The name that people read.
        package var name: String
        /// Roles and teams by name.
        package var roles: [String], teams: [String]
        /// Accounts of the operating system, and public ssh keys.
        package var accounts: [String], keys: [String]
    }

    /// A producer of handoffs.
    package struct Agent: Sendable, Hashable {
        /// Who answers for it.
        package var owner: Party
        /// The accounts that may submit in its name; empty leaves it to everyone.
        package var submitAs: [String]
    }

    /// A span of days in which somebody is away.
    package struct Absence: Sendable, Hashable {
        /// Who is away and who stands in.
        package var person: String, delegate: Party?
        /// The first and last day, as `YYYY-MM-DD`.
        package var from: String, to: String
    }

    /// People by id.
    package var people: [String: Person] = [:]
    /// Agents by name.
    package var agents: [String: Agent] = [:]
    /// The leads of each team.
    package var leads: [String: [String]] = [:]
    /// Who is away.
    package var absences: [Absence] = []

    /// Nobody.
    package init() {}

    /// The ids of those whom a party names, in order.
    package func members(of party: Party) -> [String] {
        switch party {
        case .person(let id): people[id] == nil ? [] : [id]
        case .team(let team): people.filter { $0.value.teams.contains(team) }.keys.sorted()
        case .role(let role): people.filter { $0.value.roles.contains(role) }.keys.sorted()
        }
    }

    /// Whether a party names a person.
    package func isMember(_ id: String, of party: Party) -> Bool {
        guard let person = people[id] else { return false }
        return switch party {
        case .person(let named): named == id
        case .team(let team): person.teams.contains(team)
        case .role(let role): person.roles.contains(role)
        }
    }

    /// Whether there is such a person, team or role.
    package func knows(_ party: Party) -> Bool {
        switch party {
        case .person(let id): people[id] != nil
        case .team(let team): leads[team] != nil || !members(of: party).isEmpty
        case .role: !members(of: party).isEmpty
        }
    }

    /// The leads of the team that owns a handoff; of a person's, the leads of that person's teams.
    package func leads(of owner: Party?) -> [String] {
        switch owner {
        case .team(let team): leads[team] ?? []
        case .person(let id): (people[id]?.teams ?? []).flatMap { leads[$0] ?? [] }
        case .role, nil: []
        }
    }

    /// Everything that names a person: itself, its teams, its roles.
    package func parties(of id: String) -> Set<Party> {
        guard let person = people[id] else { return [] }
        return Set([.person(id)] + person.teams.map { .team($0) } + person.roles.map { .role($0) })
    }

    /// Who may act on what is escalated to these parties: they, and the leads of the owning team.
    package func escalatees(_ parties: [Party], owner: Party?) -> [String] {
        var found: [String] = []
        for id in parties.flatMap(members(of:)) + leads(of: owner) where !found.contains(id) { found.append(id) }
        // Somebody always can settle it: with nobody named and no lead, it falls to the owner.
        return found.isEmpty ? owner.map(members(of:)) ?? [] : found
    }

    /// Whether a person is among the escalatees, without looking at everybody.
    package func isEscalatee(_ id: String, _ parties: [Party], owner: Party?) -> Bool {
        let leads = leads(of: owner)
        if leads.contains(id) || parties.contains(where: { isMember(id, of: $0) }) { return true }
        guard leads.isEmpty, let owner, isMember(id, of: owner) else { return false }
        return parties.allSatisfy { members(of: $0).isEmpty }
    }

    /// The person that an account stands for.
    package func person(account: String) -> String? {
        people.filter { $0.value.accounts.contains(account) }.keys.sorted().first
    }

    /// The name to show for a party.
    package func display(_ party: Party) -> String {
        switch party {
        case .person(let id): name(of: id)
        case .team(let team): "team \(team)"
        case .role(let role): "role \(role)"
        }
    }

    /// The name to show for an id.
    package func name(of id: String) -> String { people[id]?.name ?? id }
}
