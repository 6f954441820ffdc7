import BoundedPattern
import JSON

/// Reads the keywords of one subschema that hold no others, and refuses values of the wrong type.
struct KeywordReader {
    let object: JSONObject
    let place: SchemaPlace
    let registry: SchemaRegistry

    func error(_ keyword: String, _ message: String) -> SchemaError {
        registry.error("\(keyword) \(message)", at: place.appending(keyword))
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

    func pattern(_ source: String, at place: SchemaPlace) throws(SchemaError) -> BoundedPattern {
        do {
            return try BoundedPattern(source, dialect: .ecmaScript)
        } catch {
            throw registry.error("the pattern can't be used: \(error)", at: place)
        }
    }

    /// The keyword `format`, when its name is known.
    func format() throws(SchemaError) -> Check? { try text("format").flatMap(Format.init(name:)).map(Check.format) }

    /// The keywords of the validation vocabulary.
    func assertions() throws(SchemaError) -> [Check] {
        var checks: [Check] = []
        if let types = try types() { checks.append(.type(types)) }
        if let value = object["const"] { checks.append(.constant(value)) }
        if let value = object["enum"] {
            guard let values = value.array else { throw error("enum", "is an array") }
            checks.append(.enumeration(Enumeration(values)))
        }
        for bound in [NumberBound.minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum] {
            if let limit = try number(bound.rawValue) { checks.append(.bound(bound, limit)) }
        }
        if let divisor = try number("multipleOf") {
            guard divisor > JSONNumber(0), divisor.decimal != nil else {
                throw error("multipleOf", "is a number over 0")
            }
            checks.append(.multipleOf(divisor))
        }
        for bound in SizeBound.allCases {
            if let limit = try count(bound.rawValue) { checks.append(.size(bound, limit)) }
        }
        if let source = try text("pattern") {
            checks.append(.pattern(try pattern(source, at: place.appending("pattern"))))
        }
        if try truth("uniqueItems") == true { checks.append(.uniqueItems) }
        if let required = object["required"] { checks.append(.required(try names(required, "required"))) }
        if let value = object["dependentRequired"] {
            guard let dependents = value.object else { throw error("dependentRequired", "is an object") }
            var rows: [(name: String, others: [String])] = []
            for member in dependents { rows.append((member.name, try names(member.value, "dependentRequired"))) }
            checks.append(.dependentRequired(rows))
        }
        for keyword in ["minContains", "maxContains"] { _ = try count(keyword) }
        return checks
    }

    private func types() throws(SchemaError) -> TypeSet? {
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
