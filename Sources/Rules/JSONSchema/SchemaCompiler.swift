import BoundedPattern
import JSON

/// Turns documents into the form that is run. Subschemas wait in a list, so that their nesting costs no stack.
struct SchemaCompiler {
    let registry: SchemaRegistry
    let assertsFormats: Bool, demandsKnownFormats: Bool
    var tables = CompiledSchema.Tables()
    private(set) var places: [SchemaPlace] = []
    private var numbers: [SchemaPlace: Int32] = [:]
    private var waiting: [Int32] = []
    private var dynamicNames: [Text: Int32] = [:]
    private var nameNumbers: [Text: Int32] = [:]

    init(registry: SchemaRegistry, assertsFormats: Bool, demandsKnownFormats: Bool) {
        self.registry = registry
        self.assertsFormats = assertsFormats
        self.demandsKnownFormats = demandsKnownFormats
    }

    mutating func compile(_ root: SchemaPlace) throws(SchemaError) -> CompiledSchema {
        _ = node(at: root)
        var known = -1
        repeat {
            while let number = waiting.popLast() { try compile(number) }
            // A dynamic reference may lead to any resource that has an anchor of its name, and those may bring in more.
            known = tables.nodes.count
            for (anchor, place) in registry.dynamicAnchors where dynamicNames[anchor.name] != nil {
                _ = node(at: place)
            }
        } while tables.nodes.count > known || !waiting.isEmpty
        addDynamicTargets()
        try refuseLoops()
        return CompiledSchema(tables)
    }

    private mutating func addDynamicTargets() {
        guard !dynamicNames.isEmpty else {
            for number in tables.nodes.indices { tables.nodes[number].resource = 0 }
            return
        }
        let count = registry.resources.count
        tables.resources = count
        tables.dynamicTargets = [Int32](repeating: Check.none, count: dynamicNames.count * count)
        for (anchor, place) in registry.dynamicAnchors {
            guard let name = dynamicNames[anchor.name] else { continue }
            tables.dynamicTargets[Int(name) * count + anchor.resource] = node(at: place)
        }
    }

    /// The number of the subschema at a place, which is compiled in its turn.
    mutating func node(at place: SchemaPlace) -> Int32 {
        if let number = numbers[place] { return number }
        let number = Int32(tables.nodes.count)
        numbers[place] = number
        waiting.append(number)
        tables.nodes.append(CompiledSchema.Node())
        places.append(place)
        return number
    }

    private mutating func compile(_ number: Int32) throws(SchemaError) {
        let place = places[Int(number)]
        let resource = registry.resource(of: place)
        var checks: [Check] = []
        switch registry.value(at: place) {
        case .bool(true): break
        case .bool(false): checks = [.never]
        case .object(let object):
            let known = registry.resources[resource].vocabularies
            let reader = KeywordReader(object: object, place: place, registry: registry)
            if known.contains(.validation) { checks += try assertions(in: reader) }
            if let name = try reader.text("format") {
                let format = Format(name: name)
                if format == nil, demandsKnownFormats { throw reader.unknownFormat(name) }
                if let format, assertsFormats || known.contains(.formatAssertion) { checks.append(.format(format)) }
            }
            checks += try references(in: reader, resource: resource)
            checks += try applicators(in: reader, known)
            if known.contains(.unevaluated) { checks += try unevaluated(in: reader) }
            try annotations(in: reader)
        default: throw registry.error("a schema is an object, true or false", at: place)
        }
        var node = CompiledSchema.Node()
        node.resource = Int32(resource)
        node.checks = Run(start: Int32(tables.checks.count), count: Int32(checks.count))
        for check in checks {
            switch check {
            case .unevaluatedItems, .unevaluatedProperties: node.tracksEvaluation = true
            case .never: node.isNever = true
            default: break
            }
        }
        tables.checks += checks
        tables.nodes[Int(number)] = node
    }

    private mutating func references(in reader: KeywordReader, resource: Int) throws(SchemaError) -> [Check] {
        var checks: [Check] = []
        if let reference = try reader.text("$ref") {
            let target = try registry.target(of: reference, from: resource, at: reader.place, "$ref")
            checks.append(.reference(node(at: target.place)))
        }
        if let reference = try reader.text("$dynamicRef") {
            let target = try registry.target(of: reference, from: resource, at: reader.place, "$dynamicRef")
            var number = Check.none
            if let name = target.dynamicAnchor {
                number = dynamicNames[name] ?? Int32(dynamicNames.count)
                dynamicNames[name] = number
            }
            checks.append(.dynamicReference(name: number, otherwise: node(at: target.place)))
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
    /// The number of a name in the table of names.
    mutating func number(of name: String) -> Int32 {
        if let known = nameNumbers[Text(name)] { return known }
        let number = Int32(tables.names.count)
        tables.names.append(name)
        nameNumbers[Text(name)] = number
        return number
    }

    /// Adds a list of numbers.
    mutating func list(_ numbers: [Int32]) -> Run {
        let run = Run(start: Int32(tables.lists.count), count: Int32(numbers.count))
        tables.lists += numbers
        return run
    }

    /// Adds a pattern.
    mutating func pattern(_ source: String, at place: SchemaPlace, _ tokens: String...) throws(SchemaError) -> Int32 {
        do {
            tables.patterns.append(try BoundedPattern(source, dialect: .ecmaScript))
        } catch {
            let inner = tokens.reduce(Optional(place)) { place, token in
                place.flatMap { registry.child(of: $0, token) }
            }
            throw registry.error("the pattern can't be used: \(error)", at: inner ?? place)
        }
        return Int32(tables.patterns.count - 1)
    }
}
