extension Function {
    /// Splits as Go does: a limit is the greatest number of parts, an empty separator splits into characters.
    static func split(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .string(let text) = arguments[0], case .string(let separator) = arguments[1],
            let limit = limit(arguments, at: 2)
        else { throw EvaluationError.noOverload("split", arguments) }
        try context.spend(bytes: text.utf8.count + separator.utf8.count)
        guard limit > 0 else { return .list([]) }
        var parts: [Value] = []
        if separator.isEmpty {
            var rest = text.unicodeScalars[...]
            try context.spend(elements: min(limit, text.utf8.count))
            while parts.count < limit - 1, let first = rest.popFirst() { parts.append(.string(String(first))) }
            if !rest.isEmpty { parts.append(.string(String(rest))) }
            return .list(Value.List(parts))
        }
        let places = TextSearch(separator).all(in: text, atMost: limit - 1)
        try context.spend(elements: places.count)
        var start = text.utf8.startIndex
        var startOffset = 0
        for place in places {
            let end = text.utf8.index(start, offsetBy: place - startOffset)
            parts.append(.string(String(text[start..<end])))
            start = text.utf8.index(end, offsetBy: separator.utf8.count)
            startOffset = place + separator.utf8.count
        }
        parts.append(.string(String(text[start...])))
        return .list(Value.List(parts))
    }

    /// Replaces as Go does: an empty text stands before every character and at the end.
    static func replace(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .string(let text) = arguments[0], case .string(let old) = arguments[1],
            case .string(let new) = arguments[2],
            let limit = limit(arguments, at: 3)
        else { throw EvaluationError.noOverload("replace", arguments) }
        try context.spend(bytes: text.utf8.count + old.utf8.count)
        guard limit > 0 else { return arguments[0] }
        let places = old.isEmpty ? characterPlaces(text, atMost: limit) : TextSearch(old).all(in: text, atMost: limit)
        guard !places.isEmpty else { return arguments[0] }
        let (grown, overflow) = places.count.multipliedReportingOverflow(by: new.utf8.count)
        try context.spend(bytes: overflow ? .max : grown)
        try context.spend(places.count)
        let bytes = Array(text.utf8)
        var replaced: [UInt8] = []
        var start = 0
        for place in places {
            replaced.append(contentsOf: bytes[start..<place])
            replaced.append(contentsOf: new.utf8)
            start = place + old.utf8.count
        }
        replaced.append(contentsOf: bytes[start...])
        return .string(String(decoding: replaced, as: UTF8.self))
    }

    private static func characterPlaces(_ text: String, atMost limit: Int) -> [Int] {
        var places: [Int] = []
        for (place, byte) in text.utf8.enumerated() where byte & 0xC0 != 0x80 {
            guard places.count < limit else { return places }
            places.append(place)
        }
        if places.count < limit { places.append(text.utf8.count) }
        return places
    }

    /// The limit that an argument sets; a negative one, or none, is no limit. Nil when it is no int.
    private static func limit(_ arguments: [Value], at place: Int) -> Int? {
        guard arguments.count > place else { return .max }
        guard case .int(let limit) = arguments[place] else { return nil }
        return limit < 0 ? .max : Int(limit)
    }
}
