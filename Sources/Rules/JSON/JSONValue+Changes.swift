extension JSONValue {
    /// Changes the place that the tokens lead to; nil there stands for what is not, before and after.
    ///
    /// When inserting, a place in an array is one between its elements, and `-` the one behind them.
    mutating func change(
        _ tokens: ArraySlice<String>, inserting: Bool = false,
        _ body: (inout JSONValue?) throws(PatchStepError) -> Void
    ) throws(PatchStepError) {
        guard let token = tokens.first else {
            var place: JSONValue? = self
            try body(&place)
            if let place { self = place }
            return
        }
        let rest = tokens.dropFirst()
        switch self {
        case .object(var object):
            // The only reference to the members must be the one that is changed, or they would all be copied.
            self = .null
            defer { self = .object(object) }
            var place = object[token]
            if rest.isEmpty {
                try body(&place)
            } else {
                guard place != nil else { throw PatchStepError("there is no member \(quoted(token)) on the way") }
                object[token] = .null
                defer { object[token] = place }
                try place?.change(rest, inserting: inserting, body)
                return
            }
            object[token] = place
        case .array(var items):
            self = .null
            defer { self = .array(items) }
            let isEnd = sameText(token, "-")
            guard let index = isEnd ? items.count : JSONPointer.index(token) else {
                throw PatchStepError("\(quoted(token)) is no place in an array")
            }
            if rest.isEmpty, inserting {
                guard index <= items.count else { throw PatchStepError("the array has only \(items.count) elements") }
                var place: JSONValue?
                try body(&place)
                if let place { items.insert(place, at: index) }
            } else {
                guard index < items.count else { throw PatchStepError("the array has only \(items.count) elements") }
                var place: JSONValue? = items[index]
                items[index] = .null
                defer { if let place { items[index] = place } else { items.remove(at: index) } }
                if rest.isEmpty { try body(&place) } else { try place?.change(rest, inserting: inserting, body) }
            }
        default: throw PatchStepError("there is no member \(quoted(token)) in a \(typeName)")
        }
    }

    /// Whether arrays and objects are nested no deeper than this.
    func isNested(atMost depth: Int) -> Bool {
        switch self {
        case .array(let items): depth > 0 && items.allSatisfy { $0.isNested(atMost: depth - 1) }
        case .object(let object): depth > 0 && object.members.allSatisfy { $0.value.isNested(atMost: depth - 1) }
        case .null, .bool, .number, .string: depth >= 0
        }
    }

    /// Roughly how many bytes the value has when it is written; counting ends at the bound.
    func weight(upTo bound: Int) -> Int {
        var total = 1
        switch self {
        case .null, .bool: break
        case .number(let number): total += number.text.utf8.count
        case .string(let text): total += text.utf8.count
        case .array(let items):
            for item in items where total < bound { total += item.weight(upTo: bound - total) }
        case .object(let object):
            for member in object.members where total < bound {
                total += member.name.utf8.count + member.value.weight(upTo: bound - total)
            }
        }
        return total
    }
}
