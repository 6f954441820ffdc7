import CommonExpression
import JSON

extension Analyzer {
    mutating func select(
        _ syntax: Syntax, _ operand: Syntax, _ field: String, _ isOptional: Bool, _ facts: Facts
    ) -> Judgement {
        let judgement = judge(operand, facts)
        let member = member(field, of: judgement.shape)
        switch member {
        case .anything: return Judgement(shape: isOptional ? Shape(kinds: .optional) : .any, mayFail: true)
        case .impossible:
            note(
                .typeMismatch, syntax.offset,
                "'\(SyntaxPrinter.text(operand))' is \(judgement.shape.name) and has no fields",
                "Read the value itself")
            return Judgement(shape: .nothing, mayFail: true)
        case .unknown(let names):
            if isOptional { return Judgement(shape: Shape(kinds: .optional), mayFail: judgement.mayFail) }
            note(
                .unknownField, syntax.offset, "'\(SyntaxPrinter.text(operand))' has no field '\(field)'",
                Spelling.suggestion(for: field, among: names))
            return Judgement(shape: .nothing, mayFail: true)
        case .field(let shape, let isCertain):
            if isOptional {
                return Judgement(shape: Shape(kinds: .optional, element: shape), mayFail: judgement.mayFail)
            }
            guard !isCertain, !isPresent(operand, field, facts) else {
                return Judgement(shape: shape, mayFail: judgement.mayFail)
            }
            let text = SyntaxPrinter.text(syntax)
            note(
                .unguardedField, syntax.offset, "'\(text)' may be absent, and reading it then is an error",
                "Ask for it first: has(\(text)) && …")
            return Judgement(shape: shape, mayFail: true)
        }
    }

    private enum Member {
        case anything
        /// The operand is no object.
        case impossible
        /// The object has other members.
        case unknown(names: [String])
        case field(Shape, isCertain: Bool)
    }

    private func member(_ name: String, of shape: Shape) -> Member {
        if shape.isNothing { return .anything }
        if shape.kinds.contains(.optional) { return .anything }
        guard shape.kinds.contains(.map) else { return .impossible }
        guard let object = shape.object else { return .anything }
        let isOnlyObject = shape.kinds == .map
        if let field = object.field(name) {
            if field.shape.isNothing { return isOnlyObject ? .unknown(names: object.names) : .anything }
            return .field(field.shape, isCertain: field.isRequired || !isOnlyObject)
        }
        if let rest = object.rest {
            return object.hasNames ? .field(rest, isCertain: !isOnlyObject) : .field(rest, isCertain: true)
        }
        return isOnlyObject ? .unknown(names: object.names) : .anything
    }

    private func isPresent(_ operand: Syntax, _ field: String, _ facts: Facts) -> Bool {
        facts[presenceKey(operand, field)]?.canBe(false) == false
    }

    func presenceKey(_ operand: Syntax, _ field: String) -> [UInt8] {
        key(Syntax(kind: .has(operand, field: field), offset: 0, height: 1))
    }

    mutating func has(_ operand: Syntax, _ field: String, _ offset: Int, _ facts: Facts) -> Judgement {
        let judgement = judge(operand, facts)
        switch member(field, of: judgement.shape) {
        case .anything: return Judgement(shape: .bool, mayFail: true)
        case .impossible:
            note(
                .typeMismatch, offset,
                "'\(SyntaxPrinter.text(operand))' is \(judgement.shape.name) and has no fields",
                "Ask for the value itself")
            return Judgement(shape: .nothing, mayFail: true)
        case .unknown(let names):
            note(
                .unknownField, offset, "'\(SyntaxPrinter.text(operand))' has no field '\(field)'",
                Spelling.suggestion(for: field, among: names))
            return Judgement(shape: .truth(false, true), mayFail: judgement.mayFail)
        case .field(_, let isCertain):
            let isMap = judgement.shape.object?.hasNames == false
            let isThere = isCertain && !isMap && judgement.shape.kinds == .map
            return Judgement(shape: .truth(true, !isThere), mayFail: judgement.mayFail)
        }
    }

    mutating func index(
        _ syntax: Syntax, _ operand: Syntax, _ index: Syntax, _ isOptional: Bool, _ facts: Facts
    ) -> Judgement {
        if case .literal(.string(let name)) = index.kind {
            return select(syntax, operand, name, isOptional, facts)
        }
        let (container, place) = (judge(operand, facts), judge(index, facts))
        func result(_ shape: Shape) -> Judgement {
            Judgement(shape: isOptional ? Shape(kinds: .optional, element: shape) : shape, mayFail: true)
        }
        if container.shape.isNothing || place.shape.isNothing || container.shape.kinds.contains(.optional) {
            return result(.any)
        }
        var found = Shape.nothing
        if container.shape.kinds.contains(.list), !place.shape.kinds.isDisjoint(with: .numeric) {
            found = found.union(container.shape.element ?? .any)
        }
        if container.shape.kinds.contains(.map) {
            if let object = container.shape.object {
                if place.shape.kinds.contains(.string) || place.shape.isAny {
                    for field in object.fields { found = found.union(field.shape) }
                    if let rest = object.rest { found = found.union(rest) }
                }
            } else {
                found = .any
            }
        }
        guard found.isNothing else { return result(found) }
        if container.shape.kinds.isDisjoint(with: [.list, .map])
            || (container.shape.kinds == .list && place.shape.kinds.isDisjoint(with: .numeric))
        {
            note(
                .typeMismatch, syntax.offset,
                "'\(SyntaxPrinter.text(operand))' is \(container.shape.name) and can't be asked for [\(SyntaxPrinter.text(index))], which is \(place.shape.name)",
                "Take a list with a whole number, an object with a text")
        }
        return Judgement(shape: .nothing, mayFail: true)
    }
}

extension Shape.Object {
    /// The names that its objects can have.
    var names: [String] { fields.filter { !$0.shape.isNothing }.map(\.name) }
}

extension Shape {
    /// The types in words, for messages.
    var name: String {
        let words: [(Kinds, String)] = [
            (.null, "null"), (.bool, "a bool"), (.string, "a string"), (.bytes, "bytes"), (.list, "a list"),
            (.map, "an object"), (.timestamp, "a timestamp"), (.duration, "a duration"), (.type, "a type"),
            (.optional, "an optional"), (.decimal, "a decimal"), (.uint, "a uint"),
        ]
        if isAny { return "anything" }
        var parts = words.filter { kinds.contains($0.0) }.map(\.1)
        if kinds.contains(.int), !kinds.isDisjoint(with: [.written, .double]) {
            parts.append("a number")
        } else if kinds.contains(.int) {
            parts.append("an int")
        } else if !kinds.isDisjoint(with: [.written, .double]) {
            parts.append("a double")
        }
        return parts.isEmpty ? "nothing" : parts.joined(separator: " or ")
    }
}
