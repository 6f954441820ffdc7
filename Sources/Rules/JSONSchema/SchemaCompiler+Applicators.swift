import BoundedPattern
import JSON

extension SchemaCompiler {
    /// The subschema of a keyword.
    mutating func one(_ keyword: String, in reader: KeywordReader) -> Int32? {
        registry.child(of: reader.place, keyword).map { node(at: $0) }
    }

    /// The subschemas of a keyword that has a list of them.
    private mutating func list(_ keyword: String, in reader: KeywordReader) throws(SchemaError) -> [Int32]? {
        guard let value = reader.object[keyword] else { return nil }
        guard let items = value.array, !items.isEmpty else {
            throw reader.error(keyword, "is an array of at least one schema")
        }
        return registry.children(of: reader.place, keyword, items.count).map { node(at: $0) }
    }

    /// The subschemas of a keyword that has them by name.
    mutating func named(
        _ keyword: String, in reader: KeywordReader
    ) throws(SchemaError) -> [(name: String, node: Int32)]? {
        guard let value = reader.object[keyword] else { return nil }
        guard let object = value.object else { throw reader.error(keyword, "is an object of schemas") }
        let nodes = registry.children(of: reader.place, keyword, object).map { node(at: $0) }
        return Array(zip(object.names, nodes).map { ($0, $1) })
    }

    /// The keywords of the applicator vocabulary, and `required`, which one pass over the members decides with them.
    mutating func applicators(in reader: KeywordReader, _ known: Vocabularies) throws(SchemaError) -> [Check] {
        let validates = known.contains(.validation)
        var required: [String]?
        if validates, let value = reader.object["required"] { required = try reader.names(value, "required") }
        guard known.contains(.applicator) else {
            return members([], [], Check.none, required: required ?? [], isAsked: required != nil)
        }
        var checks: [Check] = []
        let prefix = try list("prefixItems", in: reader)
        if let prefix { checks.append(.prefixItems(list(prefix))) }
        if let node = one("items", in: reader) { checks.append(.items(node, from: Int32(prefix?.count ?? 0))) }
        if let node = one("contains", in: reader) {
            let (least, most) =
                validates ? (try reader.count("minContains"), try reader.count("maxContains")) : (nil, nil)
            checks.append(.contains(node, least: least ?? 1, most: most ?? Int.max))
        }
        checks += try members(in: reader, required)
        if let node = one("propertyNames", in: reader) { checks.append(.propertyNames(node)) }
        if let schemas = try named("dependentSchemas", in: reader) {
            checks.append(.dependentSchemas(dependentSchemas(schemas), isOld: false))
        }
        checks += try dependencies(in: reader)
        if let nodes = try list("allOf", in: reader) { checks.append(.allOf(list(nodes))) }
        if let nodes = try list("anyOf", in: reader) { checks.append(.anyOf(list(nodes))) }
        if let nodes = try list("oneOf", in: reader) { checks.append(.oneOf(list(nodes))) }
        if let node = one("not", in: reader) { checks.append(.not(node)) }
        let (then, otherwise) = (one("then", in: reader), one("else", in: reader))
        if let node = one("if", in: reader) {
            checks.append(.condition(node, then: then ?? Check.none, otherwise: otherwise ?? Check.none))
        }
        return checks
    }

    private mutating func members(in reader: KeywordReader, _ required: [String]?) throws(SchemaError) -> [Check] {
        let properties = try named("properties", in: reader)
        let patterns = try named("patternProperties", in: reader)
        let additional = one("additionalProperties", in: reader)
        var rows: [PatternMember] = []
        for (source, node) in patterns ?? [] {
            let pattern = try pattern(source, at: reader.place, "patternProperties", source)
            rows.append(PatternMember(pattern: pattern, node: node))
        }
        return members(
            properties ?? [], rows, additional ?? Check.none, required: required ?? [],
            isAsked: properties != nil || patterns != nil || additional != nil || required != nil)
    }

    private mutating func members(
        _ properties: [(name: String, node: Int32)], _ patterns: [PatternMember], _ additional: Int32,
        required: [String], isAsked: Bool
    ) -> [Check] {
        guard isAsked else { return [] }
        let fits = required.count <= Members.mostRequired
        var slots = properties.map {
            NameTable.Slot(mark: nameMark($0.name), name: number(of: $0.name), node: $0.node)
        }
        var places = Dictionary(uniqueKeysWithValues: slots.enumerated().map { ($0.element.name, $0.offset) })
        for (bit, name) in required.enumerated() where fits {
            let place = places[number(of: name)] ?? slots.count
            if place == slots.count { slots.append(NameTable.Slot(mark: nameMark(name), name: number(of: name))) }
            places[number(of: name)] = place
            slots[place].requiredBit = 1 << UInt64(bit)
        }
        let names = list(required.map { number(of: $0) })
        let run = Run(start: Int32(tables.patternMembers.count), count: Int32(patterns.count))
        tables.patternMembers += patterns
        let isSingle = slots.count == 1 && patterns.isEmpty && additional == Check.none
        let table = NameTable(slots, in: &tables.slots)
        let only = isSingle ? tables.slots[Int(table.start)...].firstIndex { !$0.isEmpty } : nil
        tables.members.append(
            Members(
                table: table, onlySlot: only.map { Int32($0) } ?? Check.none, patterns: run, additional: additional,
                required: fits ? names : Run(),
                requiredBits: required.isEmpty || !fits ? 0 : ~0 >> UInt64(64 - required.count),
                isOnlyRequired: properties.isEmpty && patterns.isEmpty && additional == Check.none))
        let members = Check.members(Int32(tables.members.count - 1))
        return fits ? [members] : [.required(names: names), members]
    }

    /// `dependencies` of earlier drafts, which the meta-schema still lets schemas have.
    private mutating func dependencies(in reader: KeywordReader) throws(SchemaError) -> [Check] {
        guard let value = reader.object["dependencies"] else { return [] }
        guard let object = value.object else { throw reader.error("dependencies", "is an object") }
        var names: [(name: String, others: [String])] = []
        var schemas: [(name: String, node: Int32)] = []
        for (member, place) in zip(object, registry.children(of: reader.place, "dependencies", object)) {
            if member.value.array != nil {
                names.append((member.name, try reader.names(member.value, "dependencies")))
            } else {
                schemas.append((member.name, node(at: place)))
            }
        }
        return (names.isEmpty ? [] : [.dependentRequired(dependentRequired(names))])
            + (schemas.isEmpty ? [] : [.dependentSchemas(dependentSchemas(schemas), isOld: true)])
    }
}
