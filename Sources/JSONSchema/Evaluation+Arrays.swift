import JSON

extension Evaluation {
    mutating func arrayPasses(
        _ check: Check, _ value: JSONValue, _ items: [JSONValue], _ evaluated: inout Evaluated
    ) -> Bool {
        switch check {
        case .prefixItems(let nodes):
            var holds = true
            for (place, node) in nodes.enumerated() where place < items.count {
                evaluated.insert(place)
                if !apply(node, to: items[place], at: .index(place), by: "prefixItems", .index(place)) {
                    guard lists else { return false }
                    holds = false
                }
            }
            return holds
        case .items(let node, let start): return self.items(node, from: start, items, &evaluated)
        case .contains(let node, let least, let most): return contains(node, least, most, items, &evaluated)
        case .uniqueItems: return uniqueItems(items)
        case .unevaluatedItems(let node): return unevaluatedItems(node, items, &evaluated)
        case .size(.minItems, let least):
            return items.count >= least
                || report("minItems", tooFew(items.count, "element", least: least))
        case .size(.maxItems, let most):
            return items.count <= most
                || report("maxItems", tooMany(items.count, "element", most: most))
        default: return valuePasses(check, value)
        }
    }

    private mutating func items(_ node: Int, from start: Int, _ items: [JSONValue], _ evaluated: inout Evaluated)
        -> Bool
    {
        evaluated.insertAll()
        guard items.count > start else { return true }
        if schema.nodes[node].isNever {
            return report("items", tooMany(items.count, "element", most: start), at: .index(start))
        }
        var holds = true
        for place in start..<items.count where !apply(node, to: items[place], at: .index(place), by: "items") {
            guard lists else { return false }
            holds = false
        }
        return holds
    }

    private mutating func contains(
        _ node: Int, _ least: Int, _ most: Int?, _ items: [JSONValue], _ evaluated: inout Evaluated
    ) -> Bool {
        var count = 0
        for (place, item) in items.enumerated() {
            if count >= least, most == nil, !evaluated.isWanted { return true }
            var ignored = Evaluated(isWanted: false)
            if holds(node, for: item, &ignored) {
                count += 1
                evaluated.insert(place)
            }
        }
        if count < least {
            let keyword = least == 1 ? "contains" : "minContains"
            return report(
                keyword, tooFew(count, "element", " of the kind asked for", least: least))
        }
        if let most, count > most {
            return report(
                "maxContains",
                tooMany(count, "element", " of the kind asked for", most: most))
        }
        return true
    }

    private mutating func uniqueItems(_ items: [JSONValue]) -> Bool {
        var repeated: (Int, Int)?
        if items.count <= 8 {
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

    private mutating func unevaluatedItems(_ node: Int, _ items: [JSONValue], _ evaluated: inout Evaluated) -> Bool {
        var holds = true
        for (place, item) in items.enumerated() where !evaluated.contains(place) {
            let passes =
                schema.nodes[node].isNever
                ? report("unevaluatedItems", "no element is allowed here", at: .index(place))
                : apply(node, to: item, at: .index(place), by: "unevaluatedItems")
            if !passes {
                guard lists else { return false }
                holds = false
            }
        }
        evaluated.insertAll()
        return holds
    }
}
