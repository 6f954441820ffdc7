import BoundedPattern
import JSON

/// A schema in the form in which it is run: subschemas by number, each a list of what to check, in tables that never move.
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

    /// What the tables are made from.
    struct Parts {
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
        var limits: [NumberLimit] = []
        /// For every name that a `$dynamicRef` asks for, the node in each resource that has such a dynamic anchor, or none.
        var dynamicTargets: [Int32] = []
        /// How many resources there are, where something asks for them.
        var resources = 0
    }

    /// The tables, without the references that keep them: nothing here is counted.
    struct Tables: Sendable {
        let nodes: FixedTable<Node>
        let checks: FixedTable<Check>
        let lists: FixedTable<Int32>
        let names: FixedTable<String>
        let slots: FixedTable<NameTable.Slot>
        let members: FixedTable<Members>
        let dependents: FixedTable<Dependent>
        let patterns: FixedTable<BoundedPattern>
        let patternMembers: FixedTable<PatternMember>
        let values: FixedTable<JSONValue>
        let enumerations: FixedTable<Enumeration>
        let limits: FixedTable<NumberLimit>
        let dynamicTargets: FixedTable<Int32>
    }

    let tables: Tables
    let resources: Int

    init(_ parts: Parts) {
        tables = Tables(
            nodes: FixedTable(parts.nodes), checks: FixedTable(parts.checks), lists: FixedTable(parts.lists),
            names: FixedTable(parts.names), slots: FixedTable(parts.slots), members: FixedTable(parts.members),
            dependents: FixedTable(parts.dependents), patterns: FixedTable(parts.patterns),
            patternMembers: FixedTable(parts.patternMembers), values: FixedTable(parts.values),
            enumerations: FixedTable(parts.enumerations), limits: FixedTable(parts.limits),
            dynamicTargets: FixedTable(parts.dynamicTargets))
        resources = parts.resources
    }

    deinit {
        tables.nodes.free()
        tables.checks.free()
        tables.lists.free()
        tables.names.free()
        tables.slots.free()
        tables.members.free()
        tables.dependents.free()
        tables.patterns.free()
        tables.patternMembers.free()
        tables.values.free()
        tables.enumerations.free()
        tables.limits.free()
        tables.dynamicTargets.free()
    }
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
    init(of value: UnsafePointer<JSONValue>) {
        rawValue =
            switch value.pointee {
            case .null: 1
            case .bool: 2
            case .object: 4
            case .array: 8
            case .number: 16
            case .string: 32
            }
    }

    @inline(__always)
    func contains(_ value: UnsafePointer<JSONValue>) -> Bool {
        let type = TypeSet(of: value)
        if !isDisjoint(with: type) { return true }
        guard rawValue & 64 != 0, case .number(let number) = value.pointee else { return false }
        return number.isWrittenAsInteger || number.isInteger
    }

    var memberNames: [String] { Self.names.indices.filter { rawValue >> $0 & 1 != 0 }.map { Self.names[$0] } }
}

/// What `properties`, `patternProperties`, `additionalProperties` and `required` say together about the members of an object.
struct Members: Sendable {
    let table: NameTable
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

/// The values of `enum`: texts are found by their mark, others by their hash when they are many.
struct Enumeration: Sendable {
    let values: Run
    let texts: NameTable
    let others: [JSONValue]
    private let index: Set<JSONValue>

    init(values: Run, texts: NameTable, others: [JSONValue]) {
        self.values = values
        self.texts = texts
        self.others = others
        index = others.count > 8 ? Set(others) : []
    }

    /// Whether a value that is no text is among them.
    func containsOther(_ value: JSONValue) -> Bool { index.isEmpty ? others.contains(value) : index.contains(value) }
}
