import BoundedPattern
import JSON

/// A schema in the form in which it is run: subschemas by number, each a list of what to check.
final class CompiledSchema: Sendable {
    struct Node: Sendable {
        /// What is checked, the cheap things first and what depends on the others last.
        var checks: [Check] = []
        /// The resource it belongs to, which `$dynamicRef` asks for.
        var resource = 0
        /// Whether a check needs to know which members or elements the others have evaluated.
        var tracksEvaluation = false

        /// Whether this is the schema `false`.
        var isNever: Bool { if case .never? = checks.first { true } else { false } }
    }

    let nodes: [Node]
    /// For every name that a `$dynamicRef` asks for, the node in each resource that has such a dynamic anchor.
    let dynamicTargets: [[Int: Int]]

    init(nodes: [Node], dynamicTargets: [[Int: Int]]) {
        self.nodes = nodes
        self.dynamicTargets = dynamicTargets
    }
}

/// One thing that is checked. Numbers of nodes stand for subschemas.
indirect enum Check: Sendable {
    case never
    case type(TypeSet)
    case enumeration(Enumeration)
    case constant(JSONValue)
    case bound(NumberBound, JSONNumber)
    case multipleOf(JSONNumber)
    case size(SizeBound, Int)
    case pattern(BoundedPattern)
    case format(Format)
    case uniqueItems
    case required([String])
    case dependentRequired([(name: String, others: [String])])
    case dependentSchemas(keyword: String, [(name: String, node: Int)])
    case members(Members)
    case propertyNames(Int)
    case prefixItems([Int])
    case items(Int, from: Int)
    case contains(Int, least: Int, most: Int?)
    case reference(Int)
    case dynamicReference(name: Int, otherwise: Int)
    case allOf([Int])
    case anyOf([Int])
    case oneOf([Int])
    case not(Int)
    case condition(Int, then: Int?, otherwise: Int?)
    case unevaluatedItems(Int)
    case unevaluatedProperties(Int)
}

/// The bounds of a number.
enum NumberBound: String, Sendable {
    case minimum, maximum, exclusiveMinimum, exclusiveMaximum
}

/// The bounds of how long, or how many.
enum SizeBound: String, Sendable, CaseIterable {
    case minLength, maxLength, minItems, maxItems, minProperties, maxProperties
}

/// A set of the types of JSON Schema.
struct TypeSet: OptionSet, Sendable {
    let rawValue: UInt8

    static let names = ["null", "boolean", "object", "array", "number", "string", "integer"]
    static let integer = TypeSet(rawValue: 64)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init?(name: String) {
        guard let place = Self.names.firstIndex(where: { sameText($0, name) }) else { return nil }
        rawValue = 1 << place
    }

    func contains(_ value: JSONValue) -> Bool {
        switch value {
        case .null: rawValue & 1 != 0
        case .bool: rawValue & 2 != 0
        case .object: rawValue & 4 != 0
        case .array: rawValue & 8 != 0
        case .number(let number):
            rawValue & 16 != 0 || (rawValue & 64 != 0 && (number.isWrittenAsInteger || number.isInteger))
        case .string: rawValue & 32 != 0
        }
    }

    var memberNames: [String] { Self.names.indices.filter { rawValue >> $0 & 1 != 0 }.map { Self.names[$0] } }
}

/// The values of `enum`, found by their hash when they are many.
struct Enumeration: Sendable {
    let values: [JSONValue]
    private let index: Set<JSONValue>

    init(_ values: [JSONValue]) {
        self.values = values
        index = values.count > 8 ? Set(values) : []
    }

    func contains(_ value: JSONValue) -> Bool { index.isEmpty ? values.contains(value) : index.contains(value) }
}

/// What `properties`, `patternProperties` and `additionalProperties` say together about the members of an object.
struct Members: Sendable {
    let named: [(name: String, node: Int)]
    let patterns: [(pattern: BoundedPattern, node: Int)]
    let additional: Int?
    private let index: [Text: Int]

    init(named: [(name: String, node: Int)], patterns: [(pattern: BoundedPattern, node: Int)], additional: Int?) {
        self.named = named
        self.patterns = patterns
        self.additional = additional
        index = named.count > 8 ? Dictionary(uniqueKeysWithValues: named.map { (Text($0.name), $0.node) }) : [:]
    }

    func node(named name: String) -> Int? {
        if !index.isEmpty { return index[Text(name)] }
        for member in named where sameText(member.name, name) { return member.node }
        return nil
    }
}
