import Handoff

/// The names in the store that complete a filter.
package struct FilterNames: Sendable {
    private var names: [FilterField.Name: [String]] = [:]
    /// How many handoffs of each owner, contract and system are not final.
    private var open: [String: Int] = [:]

    /// None.
    package init() {}

    /// The names of what there are handoffs of, and of contracts that there are none of yet.
    init(_ tallies: [QueueTally], contracts: [String] = []) {
        func sorted(_ names: [String]) -> [String] { Set(names).sorted() }
        for tally in tallies where !tally.state.isFinal {
            let cell = tally.cell
            for (field, name) in [(.owner, cell.owner), (.contract, cell.contract), (.system, cell.system)]
                as [(FilterField.Name, String)]
            {
                open[Self.filter(field, name), default: 0] += tally.count
            }
        }
        names[.owner] = sorted(tallies.map(\.cell.owner))
        names[.band] = sorted(tallies.map(\.cell.band))
        names[.contract] = sorted(tallies.map(\.cell.contract) + contracts)
        names[.system] = sorted(tallies.map(\.cell.system))
        names[.taker] = sorted(tallies.flatMap { $0.cell.takers.map(\.description) })
    }

    /// Something that handoffs are of.
    package struct Place: Sendable {
        /// As it is listed: `owner team:sales`.
        package let name: String
        /// The filter for it.
        package let filter: String
        /// How many of its handoffs are not final.
        package let open: Int
    }

    /// Every owner, contract and system.
    package var places: [Place] {
        [FilterField.Name.owner, .contract, .system].flatMap { field in
            (names[field] ?? []).map { name in
                let filter = Self.filter(field, name)
                return Place(name: "\(field.rawValue) \(name)", filter: filter, open: open[filter] ?? 0)
            }
        }
    }

    /// A filter for each owner, contract and system, as it is typed.
    package var filters: [String] { places.map(\.filter) }

    private static func filter(_ field: FilterField.Name, _ name: String) -> String {
        "\(field.rawValue):\(FilterTerm.quoted(name))"
    }

    /// What a value of a field may be: its words, then the names.
    package func names(of field: FilterField) -> [String] {
        field.words + (names[field.name] ?? []).filter { !field.words.contains($0) }
    }
}
