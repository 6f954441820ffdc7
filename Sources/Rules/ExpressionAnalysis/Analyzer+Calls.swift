import CommonExpression
import JSON

extension Analyzer {
    /// Functions that have a result for all arguments of the right types.
    private static let total: Set<String> = [
        "size", "contains", "startsWith", "endsWith", "lowerAscii", "upperAscii", "trim", "string", "double", "decimal",
        "type", "dyn", "distinct", "split", "replace",
    ]

    mutating func call(
        _ name: String, _ target: Syntax?, _ arguments: [Syntax], _ offset: Int, _ facts: Facts
    ) -> Judgement {
        let locals = scope.map(\.name)
        let resolved = ResolvedCall(name, target: target, isLocal: { locals.contains($0) })
        let all = resolved.arguments(target, arguments)
        var judgements: [Judgement] = []
        for argument in all { judgements.append(judge(argument, facts)) }
        if judgements.contains(where: \.shape.isNothing) { return Judgement(shape: .nothing, mayFail: true) }
        guard let function = Function.all[resolved.name] else { return .unknown }
        let overloads = function.overloads.filter { $0.style == resolved.style && $0.takes(all.count) }
        let fitting = overloads.filter { overload in
            judgements.indices.allSatisfy {
                judgements[$0].shape.mayFit(overload.parameters[min($0, overload.parameters.count - 1)])
            }
        }
        guard !fitting.isEmpty else {
            let names = judgements.map(\.shape.name).joined(separator: ", ")
            note(
                .typeMismatch, offset, "'\(resolved.name)' can't be called with \(names.isEmpty ? "nothing" : names)",
                Self.advice(resolved.name, judgements.map(\.shape)))
            return Judgement(shape: .nothing, mayFail: true)
        }
        let isSure = judgements.indices.allSatisfy { index in
            let kinds = fitting.reduce(into: Shape.Kinds()) {
                $0.formUnion(Shape($1.parameters[min(index, $1.parameters.count - 1)]).kinds)
            }
            return judgements[index].shape.kinds.isSubset(of: kinds)
        }
        let mayFail = judgements.contains(where: \.mayFail) || !isSure || !Self.total.contains(resolved.name)
        let shapes = judgements.map(\.shape)
        let result = fitting.reduce(Shape.nothing) { $0.union(Shape($1.result)) }
        return special(resolved.name, all, shapes, result, mayFail, offset)
    }

    /// The results that depend on more than the types.
    private mutating func special(
        _ name: String, _ arguments: [Syntax], _ shapes: [Shape], _ result: Shape, _ mayFail: Bool, _ offset: Int
    ) -> Judgement {
        guard let first = shapes.first else { return Judgement(shape: result, mayFail: mayFail) }
        switch name {
        case "decimal" where first.kinds.isSubset(of: .numeric):
            return Judgement(
                shape: Shape(kinds: .decimal, range: first.range, isIntegral: first.isIntegral),
                mayFail: mayFail || first.kinds.contains(.double))
        case "decimal":
            if case .literal(.string(let text))? = arguments.first?.kind, let value = ExactDecimal(text) {
                return Judgement(shape: Shape(literal: .decimal(value)), mayFail: false)
            }
            return Judgement(shape: result, mayFail: true)
        case "double" where first.kinds.isSubset(of: [.int, .written]):
            // Rounding keeps the bounds that are whole or were written as doubles; it may reach them.
            return Judgement(shape: Shape(kinds: .written, range: first.range.closed), mayFail: mayFail)
        case "double": return Judgement(shape: result, mayFail: true)
        case "size":
            let bounds =
                first.kinds == .string ? first.length : first.kinds == .list ? first.count : Shape.anyLength
            let lower = ExactDecimal(Int64(bounds.lowerBound))
            let upper = bounds.upperBound == .max ? nil : ExactDecimal(Int64(bounds.upperBound))
            return Judgement(
                shape: Shape(
                    kinds: .int,
                    range: NumberRange(
                        lower: .init(value: lower, isIncluded: true),
                        upper: upper.map { .init(value: $0, isIncluded: true) }), isIntegral: true), mayFail: mayFail)
        case "sum":
            if let element = first.element, element.isNumberAsWritten {
                note(
                    .inexactArithmetic, offset,
                    "the numbers of '\(SyntaxPrinter.text(arguments[0]))' are ints or doubles, as their writer wrote them, and their sum is rounded accordingly",
                    "Turn each into a decimal first: .map(x, decimal(x)).sum()")
            }
            let kinds = (first.element ?? .any).kinds.intersection([
                .int, .uint, .double, .written, .decimal, .duration,
            ])
            return Judgement(shape: kinds.isEmpty ? .any : Shape(kinds: kinds.union(.int)), mayFail: true)
        case "sort" where first.kinds == .list, "distinct" where first.kinds == .list,
            "slice" where first.kinds == .list,
            "reverse" where first.kinds == .list:
            return Judgement(shape: .list(of: first.element ?? .any), mayFail: mayFail)
        case "min", "max": return Judgement(shape: first.kinds == .list ? first.element ?? .any : .any, mayFail: true)
        case "first", "last":
            return Judgement(
                shape: Shape(kinds: .optional, element: first.kinds == .list ? first.element : nil), mayFail: mayFail)
        case "orValue" where first.kinds == .optional && shapes.count == 2:
            return Judgement(shape: (first.element ?? .any).union(shapes[1]), mayFail: false)
        case "dyn": return Judgement(shape: first, mayFail: mayFail)
        default: return Judgement(shape: result, mayFail: mayFail)
        }
    }

    private static func advice(_ name: String, _ shapes: [Shape]) -> String {
        let texts: Set<String> = ["contains", "startsWith", "endsWith", "matches", "lowerAscii", "upperAscii"]
        if texts.contains(name), shapes.first?.kinds == .list { return "To look for an element write: x in list" }
        if texts.contains(name), !(shapes.first?.kinds.contains(.string) ?? true) { return "Take a text, or string(x)" }
        return "Convert the value, or take another field"
    }
}

extension NumberRange {
    /// The range with its bounds included.
    fileprivate var closed: NumberRange {
        NumberRange(
            lower: lower.map { Bound(value: $0.value, isIncluded: true) },
            upper: upper.map { Bound(value: $0.value, isIncluded: true) })
    }
}

extension Shape {
    /// The shape that a type stands for.
    init(_ type: StaticType) {
        switch type {
        case .dyn: self = .any
        case .null: self = .null
        case .bool: self = .bool
        case .int: self = .int
        case .uint: self.init(kinds: .uint)
        case .double: self.init(kinds: [.double, .written])
        case .decimal: self.init(kinds: .decimal)
        case .string: self = .string
        case .bytes: self = .bytes
        case .timestamp: self = .timestamp
        case .duration: self = .duration
        case .type: self.init(kinds: .type)
        case .number: self.init(kinds: .numeric)
        case .list(let element): self.init(kinds: .list, element: element == .dyn ? nil : Shape(element))
        case .map: self.init(kinds: .map)
        case .optional: self.init(kinds: .optional)
        }
    }

    /// Whether some value of the shape is an argument for a parameter of the type.
    func mayFit(_ parameter: StaticType) -> Bool {
        guard !kinds.isDisjoint(with: Shape(parameter).kinds) else { return false }
        if kinds == .list, case .list(let wanted) = parameter, count.lowerBound > 0 {
            return (element ?? .any).mayFit(wanted)
        }
        return true
    }
}
