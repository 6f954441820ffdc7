import JSON

/// Reads the keywords of one subschema that hold no others, and refuses values of the wrong type.
struct KeywordReader {
    let object: JSONObject
    let place: SchemaPlace
    let registry: SchemaRegistry

    func error(_ keyword: String, _ message: String) -> SchemaError {
        registry.error("\(keyword) \(message)", at: place, keyword)
    }

    func unknownFormat(_ name: String) -> SchemaError {
        let known = Format.allCases.map(\.rawValue).sorted().joined(separator: ", ")
        return registry.error(
            "\(JSONValue.string(name).printable) is no format that can be asserted; there are \(known)", at: place,
            "format")
    }

    func text(_ keyword: String) throws(SchemaError) -> String? {
        guard let value = object[keyword] else { return nil }
        guard let text = value.string else { throw error(keyword, "is a string") }
        return text
    }

    func truth(_ keyword: String) throws(SchemaError) -> Bool? {
        guard let value = object[keyword] else { return nil }
        guard let truth = value.bool else { throw error(keyword, "is true or false") }
        return truth
    }

    func number(_ keyword: String) throws(SchemaError) -> JSONNumber? {
        guard let value = object[keyword] else { return nil }
        guard let number = value.number else { throw error(keyword, "is a number") }
        return number
    }

    /// A whole number from 0; one too large to be reached counts as the largest.
    func count(_ keyword: String) throws(SchemaError) -> Int? {
        guard let value = object[keyword] else { return nil }
        guard let number = value.number, number.isInteger, number >= JSONNumber(0) else {
            throw error(keyword, "is a whole number, 0 or more")
        }
        if let count = number.int64 { return Int(count) }
        return number.double < 1e15 ? Int(number.double) : Int.max
    }

    func names(_ value: JSONValue, _ keyword: String) throws(SchemaError) -> [String] {
        guard let items = value.array else { throw error(keyword, "is an array of names") }
        var names: [String] = []
        for item in items {
            guard let name = item.string else { throw error(keyword, "is an array of names") }
            guard !names.contains(where: { sameText($0, name) }) else { throw error(keyword, "names \(item) twice") }
            names.append(name)
        }
        return names
    }

    /// The types of `type`.
    func types() throws(SchemaError) -> TypeSet? {
        guard let value = object["type"] else { return nil }
        let names = value.string.map { [$0] } ?? value.array?.map { $0.string ?? "" }
        guard let names, !names.isEmpty else { throw error("type", "is the name of a type or an array of such names") }
        var types: TypeSet = []
        for name in names {
            guard let type = TypeSet(name: name) else {
                throw error("type", "is one of \(TypeSet.names.joined(separator: ", "))")
            }
            guard types.isDisjoint(with: type) else { throw error("type", "names \(name) twice") }
            types.insert(type)
        }
        return types
    }
}
