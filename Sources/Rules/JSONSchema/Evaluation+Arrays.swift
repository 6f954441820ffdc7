import JSON

extension Evaluation {
    mutating func arrayPasses(_ check: Check, _ value: JSONValue, _ notes: Notes) -> Bool {
        guard case .array(let array) = value else { return true }
        let items = array.span
        switch check {
        case .prefixItems(let nodes): return prefixItems(nodes, items, notes)
        case .items(let node, let start): return self.items(node, from: Int(start), items, notes)
        case .contains(let node, let least, let most): return contains(node, least, most, items, notes)
        case .uniqueItems: return uniqueItems(array)
        case .unevaluatedItems(let node): return unevaluatedItems(node, items, notes)
        default: return true
        }
    }

    private mutating func prefixItems(_ nodes: Run, _ items: Span<JSONValue>, _ notes: Notes) -> Bool {
        var holds = true
        for place in 0..<min(Int(nodes.count), items.count) {
            note(notes) { $0.insert(place) }
            let node = schema.lists[Int(nodes.start) + place]
            if !apply(node, to: items[place], at: .index(place), by: "prefixItems", .index(place)) {
                guard goesOn else { return false }
                holds = false
            }
        }
        return holds
    }

    private mutating func items(
        _ node: Int32, from start: Int, _ items: Span<JSONValue>, _ notes: Notes
    ) -> Bool {
        note(notes) { $0.insertAll() }
        guard items.count > start else { return true }
        if schema.nodes[node].isNever {
            return report("items", tooMany(items.count, "element", most: start), at: .index(start))
        }
        var holds = true
        for place in start..<items.count
        where !apply(node, to: items[place], at: .index(place), by: "items") {
            guard goesOn else { return false }
            holds = false
        }
        return holds
    }

    private mutating func contains(
        _ node: Int32, _ least: Int, _ most: Int, _ items: Span<JSONValue>, _ notes: Notes
    ) -> Bool {
        var count = 0
        for place in items.indices {
            if count >= least, most == Int.max, !notes.areKept { return true }
            if holds(node, for: items[place], .none) {
                count += 1
                note(notes) { $0.insert(place) }
            }
        }
        if count < least {
            return report(
                least == 1 ? "contains" : "minContains",
                tooFew(count, "element", " of the kind asked for", least: least))
        }
        if count > most {
            return report("maxContains", tooMany(count, "element", " of the kind asked for", most: most))
        }
        return true
    }

    private mutating func uniqueItems(_ items: [JSONValue]) -> Bool {
        guard items.count > 1 else { return true }
        // Every element is hashed or compared once at the most, but for few small ones.
        var weight = 0
        for place in items.indices where weight < 1 << 40 { weight += items[place].weight }
        guard spend(items.count + weight / 16) else { return false }
        var repeated: (Int, Int)?
        if items.count <= 8, weight < 4_096 {
            for last in items.indices {
                for first in 0..<last where repeated == nil && items[first] == items[last] { repeated = (first, last) }
            }
        } else {
            var seen = [JSONValue: Int](minimumCapacity: items.count)
            for place in items.indices where repeated == nil {
                if let first = seen.updateValue(place, forKey: items[place]) { repeated = (first, place) }
            }
        }
        guard let repeated else { return true }
        return report("uniqueItems", "the elements at \(repeated.0) and \(repeated.1) are equal")
    }

    private mutating func unevaluatedItems(
        _ node: Int32, _ items: Span<JSONValue>, _ notes: Notes
    ) -> Bool {
        guard notes.areKept else { return true }
        var holds = true
        let isNever = schema.nodes[node].isNever
        for place in items.indices where !hasEvaluated(place, notes) {
            let passes =
                isNever
                ? report("unevaluatedItems", "no further element is allowed here", at: .index(place))
                : apply(node, to: items[place], at: .index(place), by: "unevaluatedItems")
            if !passes {
                guard goesOn else { return false }
                holds = false
            }
        }
        note(notes) { $0.insertAll() }
        return holds
    }
}

extension JSONValue {
    /// Roughly how many bytes there are to compare or to hash.
    var weight: Int {
        switch self {
        case .null, .bool: 1
        case .number(let number): number.text.utf8.count
        case .string(let text): text.utf8.count
        case .array(let items): items.reduce(1) { $0 + $1.weight }
        case .object(let object): object.members.reduce(1) { $0 + $1.name.utf8.count + $1.value.weight }
        }
    }
}
