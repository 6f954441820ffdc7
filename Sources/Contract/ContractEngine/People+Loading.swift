import Handoff
import JSON

extension People {
    private enum Key: String, MappingKey { case people, agents, teams, absences }

    private enum PersonKey: String, MappingKey {
        case name, roles, teams
        case accounts = "os_users"
        case keys
    }

    private enum AgentKey: String, MappingKey {
        case owner
        case submitAs = "submit_as"
    }

    private enum TeamKey: String, MappingKey { case lead }

    private enum AbsenceKey: String, MappingKey { case person, from, to, delegate }

    /// Reads people.yaml.
    package static func load(_ text: String, file: String = "people.yaml") -> (people: People, problems: [Problem]) {
        let reading = YAMLReading(file: file)
        var people = People()
        if let fields = reading.root(of: text)?.fields(Key.self) {
            people.read(fields)
            people.checkReferences(fields)
        }
        return (people, reading.problems)
    }

    private mutating func read(_ fields: YAMLFields<Key>) {
        for entry in fields[.people]?.entries ?? [] {
            guard let id = entry.key.name, let person = entry.value.fields(PersonKey.self)
            else { continue }
            func names(_ key: PersonKey) -> [String] { person[key]?.items?.compactMap(\.name) ?? [] }
            people[id] = Person(
                name: person[.name]?.string ?? id, roles: names(.roles), teams: names(.teams),
                accounts: names(.accounts),
                keys: person[.keys]?.items?.compactMap(\.string) ?? [])
        }
        for entry in fields[.agents]?.entries ?? [] {
            guard let agent = entry.value.fields(AgentKey.self), let owner = agent.required(.owner)?.party
            else {
                continue
            }
            agents[entry.name] = Agent(owner: owner, submitAs: agent[.submitAs]?.items?.compactMap(\.name) ?? [])
        }
        for entry in fields[.teams]?.entries ?? [] {
            guard let id = entry.key.name, let team = entry.value.fields(TeamKey.self) else { continue }
            leads[id] = (team[.lead]?.oneOrMore ?? []).compactMap { node in
                guard case .person(let lead)? = node.party else {
                    node.note("a lead is a person: write person:NAME")
                    return nil
                }
                return lead
            }
        }
        for node in fields[.absences]?.items ?? [] {
            guard let absence = node.fields(AbsenceKey.self),
                let person = absence.required(.person)?.name, let from = absence.required(.from)?.string,
                let to = absence.required(.to)?.string
            else { continue }
            absences.append(Absence(person: person, delegate: absence[.delegate]?.party, from: from, to: to))
        }
    }

    private func checkReferences(_ fields: YAMLFields<Key>) {
        var accounts: [String: String] = [:]
        for (id, person) in people.sorted(by: { $0.key < $1.key }) {
            for account in person.accounts {
                if let other = accounts.updateValue(id, forKey: account) {
                    fields[.people]?.nearest(to: JSONPointer([id]).appending(PersonKey.accounts))
                        .note("the account '\(account)' already stands for \(other); one account is one person")
                }
            }
        }
        for (team, leads) in leads {
            for lead in leads where people[lead] == nil {
                fields[.teams]?.nearest(to: JSONPointer([team]).appending(TeamKey.lead)).note(
                    "there is no person '\(lead)'")
            }
        }
        for (name, agent) in agents where !knows(agent.owner) {
            fields[.agents]?.nearest(to: JSONPointer([name]).appending(AgentKey.owner)).note(
                "there is no \(agent.owner)")
        }
    }
}
