import CommonExpression
import JSON

/// What holds at a place of an expression because of the conditions around it: shapes of parts, by their keys.
struct Facts: Sendable {
    private(set) var shapes: [[UInt8]: Shape] = [:]
    /// Whether the conditions exclude each other, so that nothing is evaluated here.
    var isImpossible = false
    private static let most = 500

    static let none = Facts()

    var isEmpty: Bool { shapes.isEmpty }

    subscript(_ key: [UInt8]) -> Shape? { shapes[key] }

    mutating func note(_ key: [UInt8], _ shape: Shape) {
        let narrowed = shapes[key]?.intersection(shape) ?? shape
        if narrowed.isNothing { isImpossible = true }
        guard shapes.count < Self.most || shapes[key] != nil else { return }
        shapes[key] = narrowed
    }

    /// What holds in either case.
    func union(_ other: Facts) -> Facts {
        if isImpossible { return other }
        if other.isImpossible { return self }
        var common = Facts()
        for (key, shape) in shapes {
            guard let twin = other.shapes[key] else { continue }
            common.shapes[key] = shape.union(twin)
        }
        return common
    }
}

extension Shape {
    /// A bool that may be true, false or either.
    static func truth(_ canBeTrue: Bool, _ canBeFalse: Bool) -> Shape {
        if canBeTrue, canBeFalse { return .bool }
        return Shape(kinds: .bool, values: canBeTrue ? [.bool(true)] : canBeFalse ? [.bool(false)] : [])
    }

    /// Whether a bool of this shape may have the value.
    func canBe(_ value: Bool) -> Bool { kinds.contains(.bool) && (values?.contains(.bool(value)) ?? true) }
}
