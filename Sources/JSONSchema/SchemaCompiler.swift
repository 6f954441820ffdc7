import BoundedPattern
import JSON

/// Turns documents into the form that is run. Subschemas wait in a list, so that their nesting costs no stack.
struct SchemaCompiler {
    var registry: SchemaRegistry
    let assertsFormats: Bool
    private var nodes: [CompiledSchema.Node] = []
    private(set) var places: [SchemaPlace] = []
    private var numbers: [SchemaPlace: Int] = [:]
    private var waiting: [Int] = []
    private var dynamicNames: [Text: Int] = [:]

    init(registry: SchemaRegistry, assertsFormats: Bool) {
        self.registry = registry
        self.assertsFormats = assertsFormats
    }

    mutating func compile(_ root: SchemaPlace) throws(SchemaError) -> CompiledSchema {
        _ = node(at: root)
        var targets: [[Int: Int]] = []
        var known = -1
        repeat {
            while let number = waiting.popLast() { try compile(number) }
            // A dynamic reference may lead to any resource that has an anchor of its name, and those may bring in more.
            known = nodes.count
            targets = [[Int: Int]](repeating: [:], count: dynamicNames.count)
            for (anchor, place) in registry.dynamicAnchors {
                guard let name = dynamicNames[anchor.name] else { continue }
                targets[name][anchor.resource] = node(at: place)
            }
        } while nodes.count > known || !waiting.isEmpty
        try refuseLoops(nodes)
        return CompiledSchema(nodes: nodes, dynamicTargets: targets)
    }

    /// The number of the subschema at a place, which is compiled in its turn.
    mutating func node(at place: SchemaPlace) -> Int {
        if let number = numbers[place] { return number }
        numbers[place] = nodes.count
        waiting.append(nodes.count)
        nodes.append(CompiledSchema.Node())
        places.append(place)
        return nodes.count - 1
    }

    private mutating func compile(_ number: Int) throws(SchemaError) {
        let place = places[number]
        var node = CompiledSchema.Node()
        node.resource = registry.resource(of: place)
        switch registry.value(at: place) {
        case .bool(true)?: break
        case .bool(false)?: node.checks = [.never]
        case .object(let object)?:
            let known = registry.resources[node.resource].vocabularies
            var reader = KeywordReader(object: object, place: place, registry: registry)
            if known.contains(.validation) { node.checks += try reader.assertions() }
            if assertsFormats || known.contains(.formatAssertion), let format = try reader.format() {
                node.checks.append(format)
            }
            node.checks += try references(in: reader, resource: node.resource)
            if known.contains(.applicator) {
                node.checks += try applicators(in: &reader, validates: known.contains(.validation))
            }
            if known.contains(.unevaluated) { node.checks += try unevaluated(in: reader) }
            try annotations(in: reader)
            node.tracksEvaluation = node.checks.contains { check in
                switch check {
                case .unevaluatedItems, .unevaluatedProperties: true
                default: false
                }
            }
        default: throw registry.error("a schema is an object, true or false", at: place)
        }
        nodes[number] = node
    }

    private mutating func references(in reader: KeywordReader, resource: Int) throws(SchemaError) -> [Check] {
        var checks: [Check] = []
        if let reference = try reader.text("$ref") {
            let target = try registry.target(of: reference, from: resource, at: reader.place.appending("$ref"))
            checks.append(.reference(node(at: target.place)))
        }
        if let reference = try reader.text("$dynamicRef") {
            let target = try registry.target(of: reference, from: resource, at: reader.place.appending("$dynamicRef"))
            let otherwise = node(at: target.place)
            if let name = target.dynamicAnchor {
                let number = dynamicNames[name] ?? dynamicNames.count
                dynamicNames[name] = number
                checks.append(.dynamicReference(name: number, otherwise: otherwise))
            } else {
                checks.append(.dynamicReference(name: -1, otherwise: otherwise))
            }
        }
        return checks
    }

    private mutating func unevaluated(in reader: KeywordReader) throws(SchemaError) -> [Check] {
        var checks: [Check] = []
        if let node = one("unevaluatedItems", in: reader) { checks.append(.unevaluatedItems(node)) }
        if let node = one("unevaluatedProperties", in: reader) { checks.append(.unevaluatedProperties(node)) }
        return checks
    }

    /// Compiles what is only referred to as well, so that its mistakes show, and checks what has no effect here.
    private mutating func annotations(in reader: KeywordReader) throws(SchemaError) {
        _ = try named("$defs", in: reader)
        _ = try named("definitions", in: reader)
        _ = one("contentSchema", in: reader)
        for name in ["$comment", "title", "description", "contentEncoding", "contentMediaType", "format"] {
            _ = try reader.text(name)
        }
        for name in ["deprecated", "readOnly", "writeOnly"] { _ = try reader.truth(name) }
        if let examples = reader.object["examples"], examples.array == nil {
            throw reader.error("examples", "is an array")
        }
        if let vocabularies = reader.object["$vocabulary"], vocabularies.object == nil {
            throw reader.error("$vocabulary", "is an object")
        }
    }
}

extension SchemaCompiler {
    /// The subschema of a keyword.
    mutating func one(_ keyword: String, in reader: KeywordReader) -> Int? {
        reader.object[keyword] == nil ? nil : node(at: reader.place.appending(keyword))
    }

    /// The subschemas of a keyword that has a list of them.
    mutating func list(_ keyword: String, in reader: KeywordReader) throws(SchemaError) -> [Int]? {
        guard let value = reader.object[keyword] else { return nil }
        guard let items = value.array, !items.isEmpty else {
            throw reader.error(keyword, "is an array of at least one schema")
        }
        return items.indices.map { node(at: reader.place.appending(keyword, String($0))) }
    }

    /// The subschemas of a keyword that has them by name.
    mutating func named(_ keyword: String, in reader: KeywordReader) throws(SchemaError) -> [(name: String, node: Int)]?
    {
        guard let value = reader.object[keyword] else { return nil }
        guard let object = value.object else { throw reader.error(keyword, "is an object of schemas") }
        return object.names.map { ($0, node(at: reader.place.appending(keyword, $0))) }
    }

    private mutating func applicators(in reader: inout KeywordReader, validates: Bool) throws(SchemaError) -> [Check] {
        var checks: [Check] = []
        let prefix = try list("prefixItems", in: reader)
        if let prefix { checks.append(.prefixItems(prefix)) }
        if let node = one("items", in: reader) { checks.append(.items(node, from: prefix?.count ?? 0)) }
        if let node = one("contains", in: reader) {
            let (least, most) =
                validates ? (try reader.count("minContains"), try reader.count("maxContains")) : (nil, nil)
            checks.append(.contains(node, least: least ?? 1, most: most))
        }
        if let members = try members(in: reader) { checks.append(.members(members)) }
        if let node = one("propertyNames", in: reader) { checks.append(.propertyNames(node)) }
        if let schemas = try named("dependentSchemas", in: reader) {
            checks.append(.dependentSchemas(keyword: "dependentSchemas", schemas))
        }
        checks += try dependencies(in: reader)
        if let nodes = try list("allOf", in: reader) { checks.append(.allOf(nodes)) }
        if let nodes = try list("anyOf", in: reader) { checks.append(.anyOf(nodes)) }
        if let nodes = try list("oneOf", in: reader) { checks.append(.oneOf(nodes)) }
        if let node = one("not", in: reader) { checks.append(.not(node)) }
        let (then, otherwise) = (one("then", in: reader), one("else", in: reader))
        if let node = one("if", in: reader) { checks.append(.condition(node, then: then, otherwise: otherwise)) }
        return checks
    }

    private mutating func members(in reader: KeywordReader) throws(SchemaError) -> Members? {
        let properties = try named("properties", in: reader)
        let patterns = try named("patternProperties", in: reader)
        let additional = one("additionalProperties", in: reader)
        guard properties != nil || patterns != nil || additional != nil else { return nil }
        var compiled: [(pattern: BoundedPattern, node: Int)] = []
        for (source, node) in patterns ?? [] {
            compiled.append((try reader.pattern(source, at: reader.place.appending("patternProperties", source)), node))
        }
        return Members(named: properties ?? [], patterns: compiled, additional: additional)
    }

    /// `dependencies` of earlier drafts, which the meta-schema still lets schemas have.
    private mutating func dependencies(in reader: KeywordReader) throws(SchemaError) -> [Check] {
        guard let value = reader.object["dependencies"] else { return [] }
        guard let object = value.object else { throw reader.error("dependencies", "is an object") }
        var names: [(name: String, others: [String])] = []
        var schemas: [(name: String, node: Int)] = []
        for member in object {
            if member.value.array != nil {
                names.append((member.name, try reader.names(member.value, "dependencies")))
            } else {
                schemas.append((member.name, node(at: reader.place.appending("dependencies", member.name))))
            }
        }
        return (names.isEmpty ? [] : [.dependentRequired(names)])
            + (schemas.isEmpty ? [] : [.dependentSchemas(keyword: "dependencies", schemas)])
    }
}
