import Handoff

extension Desk {
    /// Everybody whom work can be given to: people, teams and roles of people.yaml, each in the order of their names.
    package func parties() throws(DeskError) -> [Party] {
        let people = try configuration.people()
        let teams = Set(people.people.values.flatMap(\.teams)).union(people.leads.keys)
        let roles = Set(people.people.values.flatMap(\.roles))
        return people.people.keys.sorted().map { .person($0) } + teams.sorted().map { .team($0) }
            + roles.sorted().map { .role($0) }
    }
}
