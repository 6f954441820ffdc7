import BoundedPattern
import JSON

/// A schema in the form in which it is run: subschemas by number, each a list of what to check, in tables.
final class CompiledSchema: Sendable {
    struct Node: Sendable {
        /// What is checked, the cheap things first and what depends on the others last.
        var checks = Run()
        /// The resource it belongs to, which `$dynamicRef` asks for; the same for all where nothing asks.
        var resource: Int32 = 0
        /// Whether a check needs to know which members or elements the others have evaluated.
        var tracksEvaluation = false
        /// Whether this is the schema `false`.
        var isNever = false
    }

    /// The tables. All but names, patterns and values are plain numbers: to read them counts no references.
    struct Tables: Sendable {
        var nodes: [Node] = []
        var checks: [Check] = []
        var lists: [Int32] = []
        var names: [String] = []
        var slots: [NameTable.Slot] = []
        var members: [Members] = []
        var dependents: [Dependent] = []
        var patterns: [BoundedPattern] = []
        var patternMembers: [PatternMember] = []
        var values: [JSONValue] = []
        var enumerations: [Enumeration] = []
        var valueSets: [ValueSet] = []
        var limits: [NumberLimit] = []
        /// For every name that a `$dynamicRef` asks for, the node in each resource that has such a dynamic anchor, or none.
        var dynamicTargets: [Int32] = []
        /// How many resources there are, where something asks for them.
        var resources = 0
    }

    let nodes: [Node]
    let checks: [Check]
    let lists: [Int32]
    let names: [String]
    let slots: [NameTable.Slot]
    let members: [Members]
    let dependents: [Dependent]
    let patterns: [BoundedPattern]
    let patternMembers: [PatternMember]
    let values: [JSONValue]
    let enumerations: [Enumeration]
    let valueSets: [ValueSet]
    let limits: [NumberLimit]
    let dynamicTargets: [Int32]
    let resources: Int

    init(_ tables: Tables) {
        nodes = tables.nodes
        checks = tables.checks
        lists = tables.lists
        names = tables.names
        slots = tables.slots
        members = tables.members
        dependents = tables.dependents
        patterns = tables.patterns
        patternMembers = tables.patternMembers
        values = tables.values
        enumerations = tables.enumerations
        valueSets = tables.valueSets
        limits = tables.limits
        dynamicTargets = tables.dynamicTargets
        resources = tables.resources
    }
}

extension Array {
    /// The element at a place as the tables write it down.
    @inline(__always)
    subscript(_ place: Int32) -> Element { _read { yield self[Int(place)] } }
}

/// Neighbouring elements of a table.
struct Run: Sendable {
    var start: Int32 = 0
    var count: Int32 = 0

    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// One thing that is checked. Whole numbers are places in the schema's tables, so that a check itself holds no reference.
enum Check: Sendable {
    case never
    case type(TypeSet)
    case enumeration(Int32)
    case constant(Int32)
    case bound(NumberBound, Int32)
    case multipleOf(Int32)
    case size(SizeBound, Int)
    case pattern(Int32)
    case format(Format)
    case uniqueItems
    case required(names: Run)
    case dependentRequired(Run)
    case dependentSchemas(Run, isOld: Bool)
    case members(Int32)
    case propertyNames(Int32)
    case prefixItems(Run)
    case items(Int32, from: Int32)
    case contains(Int32, least: Int, most: Int)
    case reference(Int32)
    case dynamicReference(name: Int32, otherwise: Int32)
    case allOf(Run)
    case anyOf(Run)
    case oneOf(Run)
    case not(Int32)
    case condition(Int32, then: Int32, otherwise: Int32)
    case unevaluatedItems(Int32)
    case unevaluatedProperties(Int32)

    /// Stands for a subschema that is not there.
    static let none: Int32 = -1
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

    /// The type of a value; an integer is a number here.
    @inline(__always)
    init(of value: JSONValue) {
        rawValue =
            switch value {
            case .null: 1
            case .bool: 2
            case .object: 4
            case .array: 8
            case .number: 16
            case .string: 32
            }
    }

    @inline(__always)
    func contains(_ value: JSONValue) -> Bool {
        let type = TypeSet(of: value)
        if !isDisjoint(with: type) { return true }
        guard rawValue & 64 != 0, case .number(let number) = value else { return false }
        return number.isWrittenAsInteger || number.isInteger
    }

    var memberNames: [String] { Self.names.indices.filter { rawValue >> $0 & 1 != 0 }.map { Self.names[$0] } }
}

/// What `properties`, `patternProperties`, `additionalProperties` and `required` say together about the members of an object.
struct Members: Sendable {
    let table: NameTable
    /// The slot of the only name that is asked about, where nothing is said of other members; else none.
    let onlySlot: Int32
    let patterns: Run
    let additional: Int32
    /// The names that are required; all of them have a bit.
    let required: Run
    let requiredBits: UInt64
    /// Whether nothing is said but which members are required.
    let isOnlyRequired: Bool

    /// How many required names one pass over the members can look for.
    static let mostRequired = 64
}

/// A row of `patternProperties`.
struct PatternMember: Sendable {
    let pattern: Int32
    let node: Int32
}

/// A row of `dependentRequired` or `dependentSchemas`: what is asked for when a member is there.
struct Dependent: Sendable {
    let name: Int32
    let others: Run
    let node: Int32
}

/// The bound of a number, with its value read beforehand.
struct NumberLimit: Sendable {
    let number: JSONNumber
    let short: ShortDecimal?

    init(_ number: JSONNumber) {
        self.number = number
        short = number.short
    }
}

/// The values of `enum` or `const`: texts are found by their mark.
struct Enumeration: Sendable {
    let values: Run
    let texts: NameTable
    /// The number of the only text, which needs no search; none when there is none or there are several.
    let onlyText: Int32
    /// The place of those that are no texts; none when there are none.
    let others: Int32
}

/// Values that are no texts, found by their hash when they are many.
struct ValueSet: Sendable {
    private let values: [JSONValue]
    private let index: Set<JSONValue>

    init(_ values: [JSONValue]) {
        self.values = values
        index = values.count > 8 ? Set(values) : []
    }

    func contains(_ value: JSONValue) -> Bool { index.isEmpty ? values.contains(value) : index.contains(value) }
}
