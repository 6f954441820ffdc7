import CommonExpression
import JSON

/// What is known of a variable's values before there is one: their types, and where that is known their bounds, members and fields.
///
/// A shape may stand for more values than there can be, never for fewer.
package struct Shape: Sendable, Equatable {
    struct Kinds: OptionSet, Sendable, Hashable {
        let rawValue: UInt16
        static let null = Kinds(rawValue: 1), bool = Kinds(rawValue: 2), int = Kinds(rawValue: 4)
        static let uint = Kinds(rawValue: 8), double = Kinds(rawValue: 16)
        /// A double that was written, and so is a finite number.
        static let written = Kinds(rawValue: 32), decimal = Kinds(rawValue: 64)
        static let string = Kinds(rawValue: 128), bytes = Kinds(rawValue: 256)
        static let list = Kinds(rawValue: 512), map = Kinds(rawValue: 1024)
        static let timestamp = Kinds(rawValue: 2048), duration = Kinds(rawValue: 4096)
        static let type = Kinds(rawValue: 8192), optional = Kinds(rawValue: 16384)
        static let all = Kinds(rawValue: 32767)
        static let numeric: Kinds = [.int, .uint, .double, .written, .decimal]
        static let scalar: Kinds = [.null, .bool, .int, .uint, .double, .written, .decimal, .string]
    }

    /// A named member of an object.
    package struct Field: Sendable, Equatable {
        /// The member's name.
        package let name: String
        /// What it may be.
        package var shape: Shape
        /// Whether it is always there.
        package var isRequired: Bool

        /// A member.
        package init(_ name: String, _ shape: Shape, isRequired: Bool = true) {
            self.name = name
            self.shape = shape
            self.isRequired = isRequired
        }
    }

    struct Object: Sendable, Equatable {
        var fields: [Field]
        /// What a member without a name here may be; nil when there is none.
        var rest: Shape?
        /// Whether a member that is not named here is worth a warning when it is read.
        var hasNames: Bool

        func field(_ name: String) -> Field? { fields.first { sameText($0.name, name) } }
    }

    private final class Details: Sendable, Equatable {
        let element: Shape?
        let object: Object?

        init(element: Shape?, object: Object?) {
            self.element = element
            self.object = object
        }

        static func == (left: Details, right: Details) -> Bool {
            left === right || (left.element == right.element && left.object == right.object)
        }
    }

    private(set) var kinds: Kinds
    /// The bounds of what is a number in it, and whether these are whole numbers.
    private(set) var range: NumberRange
    private(set) var isIntegral: Bool
    /// All values, where they can be listed; then none is a list or a map.
    private(set) var values: [JSONValue]?
    /// The lengths of its texts and of its lists.
    private(set) var length: ClosedRange<Int>
    private(set) var count: ClosedRange<Int>
    private var details: Details?

    /// What the lists, and the optionals, hold; nil for anything.
    var element: Shape? { details?.element }
    /// The members of the maps; nil for anything.
    var object: Object? { details?.object }

    static let anyLength = 0...Int.max
    /// The most values that are listed one by one.
    static let mostValues = 200

    init(
        kinds: Kinds, range: NumberRange = .all, isIntegral: Bool = false, values: [JSONValue]? = nil,
        length: ClosedRange<Int> = anyLength, count: ClosedRange<Int> = anyLength, element: Shape? = nil,
        object: Object? = nil
    ) {
        self.kinds = kinds
        self.range = range
        self.isIntegral = isIntegral
        self.values = values
        self.length = length
        self.count = count
        details = element == nil && object == nil ? nil : Details(element: element, object: object)
        normalise()
    }

    /// Takes out what the bounds leave no value for.
    private mutating func normalise() {
        if range.isEmpty { kinds.subtract(.numeric) }
        if let listed = values {
            let kept = listed.filter { admits($0) }
            values = kept
            kinds.formIntersection(kept.reduce(into: Kinds()) { $0.formUnion(Self.kinds(of: $1)) })
            let numbers = kept.compactMap { $0.number.flatMap(ExactDecimal.init) }
            if let first = numbers.min(), let last = numbers.max() {
                range = NumberRange(
                    lower: .init(value: first, isIncluded: true), upper: .init(value: last, isIncluded: true))
            }
        }
        if let element = details?.element, element.isNothing, count.lowerBound > 0 { kinds.remove(.list) }
        if let object = details?.object, object.fields.contains(where: { $0.isRequired && $0.shape.isNothing }) {
            kinds.remove(.map)
        }
    }

    /// The kinds that a listed value may have. 1 and 1.0 are equal, so a whole number may be written either way.
    static func kinds(of value: JSONValue) -> Kinds {
        switch value {
        case .null: .null
        case .bool: .bool
        case .number(let number): number.isInteger ? .numeric : [.double, .written, .decimal]
        case .string: .string
        case .array: .list
        case .object: .map
        }
    }

    /// Whether a listed value is within the other bounds.
    private func admits(_ value: JSONValue) -> Bool {
        guard !kinds.isDisjoint(with: Self.kinds(of: value)) else { return false }
        switch value {
        case .number(let number):
            guard !isIntegral || number.isInteger else { return false }
            return ExactDecimal(number).map(range.contains) ?? true
        case .string(let text): return length == Self.anyLength || length.contains(text.unicodeScalars.count)
        default: return true
        }
    }

    /// Whether there is no such value.
    package var isNothing: Bool { kinds.isEmpty }
    /// Whether nothing is known.
    var isAny: Bool {
        kinds == .all && values == nil && range.isAll && !isIntegral && details == nil && length == Self.anyLength
            && count == Self.anyLength
    }
    /// What a part of it may be: a member's name, or `*` for each item; nil where there is no such part.
    package func part(_ name: String) -> Shape? {
        if isAny { return .any }
        if name == "*", kinds.contains(.list) { return element ?? .any }
        guard kinds.contains(.map) else { return nil }
        guard let object else { return .any }
        return object.field(name)?.shape ?? object.rest
    }

    /// Whether an object can be of this shape.
    package var allowsObjects: Bool { kinds.contains(.map) }
    /// Whether an object may have members that are not named.
    package var hasOpenObjects: Bool { kinds.contains(.map) && (object == nil || object?.rest != nil) }
}

extension Shape {
    /// Anything, and nothing at all.
    package static let any = Shape(kinds: .all), nothing = Shape(kinds: [])
    /// The types.
    package static let null = Shape(kinds: .null), bool = Shape(kinds: .bool),
        int = Shape(kinds: .int, isIntegral: true)
    /// The types.
    package static let double = Shape(kinds: .double), string = Shape(kinds: .string), bytes = Shape(kinds: .bytes)
    /// The types.
    package static let timestamp = Shape(kinds: .timestamp), duration = Shape(kinds: .duration)
    /// A number of a JSON text: an int or a double, whichever is written.
    package static let number = Shape(kinds: [.int, .written])

    /// A number of a JSON text within bounds.
    package static func number(
        from minimum: JSONNumber? = nil, above: JSONNumber? = nil, to maximum: JSONNumber? = nil,
        below: JSONNumber? = nil, isWhole: Bool = false
    ) -> Shape {
        func bound(_ number: JSONNumber?, _ isIncluded: Bool) -> NumberRange.Bound? {
            number.flatMap(ExactDecimal.init).map { NumberRange.Bound(value: $0, isIncluded: isIncluded) }
        }
        let range = NumberRange(lower: bound(minimum, true), upper: bound(maximum, true))
            .intersection(NumberRange(lower: bound(above, false), upper: bound(below, false)))
        return Shape(kinds: [.int, .written], range: range, isIntegral: isWhole)
    }

    /// A text of so many characters.
    package static func string(length: ClosedRange<Int>) -> Shape { Shape(kinds: .string, length: length) }

    /// A list.
    package static func list(of element: Shape, count: ClosedRange<Int> = 0...Int.max) -> Shape {
        Shape(kinds: .list, count: count, element: element)
    }

    /// A map whose keys are texts that nobody knows before.
    package static func map(of value: Shape) -> Shape {
        Shape(kinds: .map, object: Object(fields: [], rest: value, hasNames: false))
    }

    /// A map of which some members are known. To read another one is no cause for a warning.
    package static func map(of value: Shape, knowing fields: [Field]) -> Shape {
        Shape(kinds: .map, object: Object(fields: fields, rest: value, hasNames: false))
    }

    /// An object with these members, and others if it is open.
    package static func object(_ fields: [Field], isOpen: Bool = false) -> Shape {
        Shape(kinds: .map, object: Object(fields: fields, rest: isOpen ? .any : nil, hasNames: true))
    }

    /// An object with these members and others of one shape.
    package static func object(_ fields: [Field], others: Shape) -> Shape {
        Shape(kinds: .map, object: Object(fields: fields, rest: others, hasNames: true))
    }

    /// One of these values.
    package static func oneOf(_ values: [JSONValue]) -> Shape {
        let isListed = values.count <= mostValues && values.allSatisfy { $0.array == nil && $0.object == nil }
        let kinds = values.reduce(into: Kinds()) { $0.formUnion(Self.kinds(of: $1)) }
        return Shape(kinds: kinds.subtracting([.uint, .double, .decimal]), values: isListed ? values : nil)
    }

    /// The shape that a value has by its type, its members and its elements, but not by its bounds: what another value of the kind
    /// would have.
    package init(sample value: JSONValue, depth: Int = 16) {
        guard depth > 0 else {
            self = .any
            return
        }
        switch value {
        case .null: self = .null
        case .bool: self = .bool
        case .number: self = .number
        case .string: self = .string
        case .array(let items):
            self = .list(of: items.isEmpty ? .any : Self.join(items.lazy.map { Shape(sample: $0, depth: depth - 1) }))
        case .object(let members):
            let fields = members.map { Field($0.name, Shape(sample: $0.value, depth: depth - 1)) }
            // Among many members a single one is no field any more.
            self =
                fields.count <= Self.mostValues ? .object(fields) : .map(of: Self.join(fields.lazy.map(\.shape)))
        }
    }

    private static func join(_ shapes: some Sequence<Shape>) -> Shape {
        shapes.reduce(.nothing) { $0.union($1) }
    }
}
