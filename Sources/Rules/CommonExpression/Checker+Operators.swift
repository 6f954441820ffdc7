extension Checker {
    /// The type of an arithmetic result.
    func arithmetic(
        _ op: ArithmeticOperator, _ left: StaticType, _ right: StaticType, _ offset: Int
    ) throws(SyntaxError) -> StaticType {
        switch (op, left, right) {
        case (.add, .timestamp, .duration), (.add, .duration, .timestamp), (.subtract, .timestamp, .duration):
            return .timestamp
        case (.subtract, .timestamp, .timestamp): return .duration
        case (.add, .duration, .duration), (.subtract, .duration, .duration): return .duration
        case (.add, .string, .string), (.add, .bytes, .bytes): return left
        case (.add, .list, .list): return left.joined(right)
        case (_, .int, .int), (_, .uint, .uint): return left
        case (.remainder, .double, _), (.remainder, _, .double), (.divide, .decimal, _), (.divide, _, .decimal),
            (.remainder, .decimal, _), (.remainder, _, .decimal):
            break
        case (_, .double, .double): return .double
        case (_, .decimal, _) where right.isNumeric || right == .dyn: return .decimal
        case (_, _, .decimal) where left.isNumeric || left == .dyn: return .decimal
        case (_, .dyn, .dyn): return .dyn
        case (_, .dyn, let known), (_, let known, .dyn):
            if known.isNumeric { return .dyn }
            switch (op, known) {
            case (.add, .string), (.add, .bytes), (.add, .list): return known
            case (.add, .timestamp), (.add, .duration), (.subtract, .timestamp), (.subtract, .duration): return .dyn
            default: break
            }
        default: break
        }
        throw Self.noOverload(op.rawValue, [left, right], offset)
    }

    /// Whether two types may be compared.
    func compare(
        _ op: ComparisonOperator, _ left: StaticType, _ right: StaticType, _ offset: Int
    ) throws(SyntaxError) {
        let isRight =
            switch op {
            case .equal, .notEqual: left.isComparable(to: right)
            case .less, .lessOrEqual, .greater, .greaterOrEqual: left.isOrdered(with: right)
            case .in:
                switch right {
                case .dyn: true
                case .list(let element): left.isComparable(to: element)
                case .map(let key, _): left.isComparable(to: key)
                default: false
                }
            }
        guard isRight else { throw Self.noOverload(op.rawValue, [left, right], offset) }
    }
}

/// What a call means: a method of a value, or a global function whose name may have a namespace.
package struct ResolvedCall {
    package let name: String
    package let style: Function.Overload.Style

    package init(_ name: String, target: Syntax?, isLocal: (String) -> Bool) {
        guard let target else {
            (self.name, style) = (name, .global)
            return
        }
        if case .name(let space, _) = target.kind, Function.namespaces.contains(space), !isLocal(space),
            Function.all["\(space).\(name)"] != nil
        {
            (self.name, style) = ("\(space).\(name)", .global)
        } else {
            (self.name, style) = (name, .method)
        }
    }

    /// The arguments, with the receiver of a method as the first.
    package func arguments(_ target: Syntax?, _ arguments: [Syntax]) -> [Syntax] {
        guard style == .method, let target else { return arguments }
        return [target] + arguments
    }
}
