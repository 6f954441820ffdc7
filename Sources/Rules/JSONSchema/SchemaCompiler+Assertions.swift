import JSON

extension SchemaCompiler {
    /// The keywords of the validation vocabulary; `required` goes with the members.
    mutating func assertions(in reader: KeywordReader) throws(SchemaError) -> [Check] {
        var checks: [Check] = []
        let object = reader.object
        if let types = try reader.types() { checks.append(.type(types)) }
        if let value = object["const"] { checks.append(.constant(enumeration([value]))) }
        if let value = object["enum"] {
            guard let values = value.array else { throw reader.error("enum", "is an array") }
            checks.append(.enumeration(enumeration(values)))
        }
        for bound in [NumberBound.minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum] {
            if let limit = try reader.number(bound.rawValue) { checks.append(.bound(bound, add(limit))) }
        }
        if let divisor = try reader.number("multipleOf") {
            guard divisor > JSONNumber(0), divisor.decimal != nil else {
                throw reader.error("multipleOf", "is a number over 0")
            }
            checks.append(.multipleOf(add(divisor)))
        }
        for bound in SizeBound.allCases {
            if let limit = try reader.count(bound.rawValue) { checks.append(.size(bound, limit)) }
        }
        if let source = try reader.text("pattern") {
            checks.append(.pattern(try pattern(source, at: reader.place, "pattern")))
        }
        if try reader.truth("uniqueItems") == true { checks.append(.uniqueItems) }
        if let value = object["dependentRequired"] {
            guard let dependents = value.object else { throw reader.error("dependentRequired", "is an object") }
            var rows: [(name: String, others: [String])] = []
            for member in dependents {
                rows.append((member.name, try reader.names(member.value, "dependentRequired")))
            }
            checks.append(.dependentRequired(dependentRequired(rows)))
        }
        for keyword in ["minContains", "maxContains"] { _ = try reader.count(keyword) }
        return checks
    }

    private mutating func enumeration(_ values: [JSONValue]) -> Int32 {
        let run = Run(start: Int32(tables.values.count), count: Int32(values.count))
        tables.values += values
        var slots: [NameTable.Slot] = []
        var seen: Set<Text> = []
        for case .string(let text) in values where seen.insert(Text(text)).inserted {
            slots.append(NameTable.Slot(mark: nameMark(text), name: number(of: text)))
        }
        let others = values.filter { $0.string == nil }
        if !others.isEmpty { tables.valueSets.append(ValueSet(others)) }
        tables.enumerations.append(
            Enumeration(
                values: run, texts: NameTable(slots, in: &tables.slots),
                onlyText: slots.count == 1 ? slots[0].name : Check.none,
                others: others.isEmpty ? Check.none : Int32(tables.valueSets.count - 1)))
        return Int32(tables.enumerations.count - 1)
    }

    private mutating func add(_ limit: JSONNumber) -> Int32 {
        tables.limits.append(NumberLimit(limit))
        return Int32(tables.limits.count - 1)
    }

    /// Adds rows of `dependentRequired`.
    mutating func dependentRequired(_ rows: [(name: String, others: [String])]) -> Run {
        let dependents = rows.map { row in
            Dependent(
                name: number(of: row.name), others: list(row.others.map { number(of: $0) }), node: Check.none)
        }
        return add(dependents)
    }

    /// Adds rows of `dependentSchemas`.
    mutating func dependentSchemas(_ rows: [(name: String, node: Int32)]) -> Run {
        add(rows.map { Dependent(name: number(of: $0.name), others: Run(), node: $0.node) })
    }

    private mutating func add(_ dependents: [Dependent]) -> Run {
        let run = Run(start: Int32(tables.dependents.count), count: Int32(dependents.count))
        tables.dependents += dependents
        return run
    }
}
