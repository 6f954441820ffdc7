import JSON

extension Evaluation {
    mutating func arrayPasses(_ check: Check, _ value: ValuePointer, _ notes: Notes?) -> Bool {
        guard let items = JSONValue.items(of: value) else { return true }
        switch check {
        case .prefixItems(let nodes): return prefixItems(nodes, items, notes)
        case .items(let node, let start): return self.items(node, from: Int(start), items, notes)
        case .contains(let node, let least, let most): return contains(node, least, most, items, notes)
        case .uniqueItems: return uniqueItems(items)
        case .unevaluatedItems(let node): return unevaluatedItems(node, items, notes)
        default: return true
        }
    }

    private mutating func prefixItems(_ nodes: Run, _ items: UnsafeBufferPointer<JSONValue>, _ notes: Notes?) -> Bool {
        var holds = true
        for place in 0..<min(Int(nodes.count), items.count) {
            notes?.pointee.insert(place)
            let node = tables.lists.pointer(Int(nodes.start) + place).pointee
            if !apply(node, to: items.pointer(place), at: .index(place), by: "prefixItems", .index(place)) {
                guard goesOn else { return false }
                holds = false
            }
        }
        return holds
    }

    private mutating func items(
        _ node: Int32, from start: Int, _ items: UnsafeBufferPointer<JSONValue>, _ notes: Notes?
    ) -> Bool {
        notes?.pointee.insertAll()
        guard items.count > start else { return true }
        if tables.nodes.pointer(node).pointee.isNever {
            return report("items", tooMany(items.count, "element", most: start), at: .index(start))
        }
        var holds = true
        for place in start..<items.count
        where !apply(node, to: items.pointer(place), at: .index(place), by: "items") {
            guard goesOn else { return false }
            holds = false
        }
        return holds
    }

    private mutating func contains(
        _ node: Int32, _ least: Int, _ most: Int, _ items: UnsafeBufferPointer<JSONValue>, _ notes: Notes?
    ) -> Bool {
        var count = 0
        for place in items.indices {
            if count >= least, most == Int.max, notes == nil { return true }
            if holds(node, for: items.pointer(place), nil) {
                count += 1
                notes?.pointee.insert(place)
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

    private mutating func uniqueItems(_ items: UnsafeBufferPointer<JSONValue>) -> Bool {
        guard items.count > 1 else { return true }
        // Every element is hashed or compared once at the most, but for few small ones.
        var weight = 0
        for item in items where weight < 1 << 40 { weight += item.weight }
        guard spend(items.count + weight / 16) else { return false }
        var repeated: (Int, Int)?
        if items.count <= 8, weight < 4_096 {
            for last in items.indices {
                for first in 0..<last where repeated == nil && items[first] == items[last] { repeated = (first, last) }
            }
        } else {
            var seen = [JSONValue: Int](minimumCapacity: items.count)
            for (place, item) in items.enumerated() where repeated == nil {
                if let first = seen.updateValue(place, forKey: item) { repeated = (first, place) }
            }
        }
        guard let repeated else { return true }
        return report("uniqueItems", "the elements at \(repeated.0) and \(repeated.1) are equal")
    }

    private mutating func unevaluatedItems(
        _ node: Int32, _ items: UnsafeBufferPointer<JSONValue>, _ notes: Notes?
    ) -> Bool {
        guard let notes else { return true }
        var holds = true
        let isNever = tables.nodes.pointer(node).pointee.isNever
        for place in items.indices where !notes.pointee.contains(place) {
            let passes =
                isNever
                ? report("unevaluatedItems", "no further element is allowed here", at: .index(place))
                : apply(node, to: items.pointer(place), at: .index(place), by: "unevaluatedItems")
            if !passes {
                guard goesOn else { return false }
                holds = false
            }
        }
        notes.pointee.insertAll()
        return holds
    }
}

extension UnsafeBufferPointer<JSONValue> {
    @inline(__always)
    func pointer(_ place: Int) -> ValuePointer { baseAddress.unsafelyUnwrapped + place }
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
