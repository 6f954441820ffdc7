import CommonExpression
import JSON

extension Shape {
    /// What is of one shape or of the other.
    package func union(_ other: Shape) -> Shape {
        if isNothing { return other }
        if other.isNothing || self == other { return self }
        var listed: [JSONValue]?
        if let mine = values, let others = other.values {
            listed = mine + others.filter { !mine.contains($0) }
            if listed?.count ?? 0 > Self.mostValues { listed = nil }
        }
        let numbers = (!kinds.isDisjoint(with: .numeric), !other.kinds.isDisjoint(with: .numeric))
        return Shape(
            kinds: kinds.union(other.kinds),
            range: numbers.0 && numbers.1 ? range.hull(other.range) : numbers.0 ? range : other.range,
            isIntegral: (isIntegral || !numbers.0) && (other.isIntegral || !numbers.1), values: listed,
            length: Self.hull(.string, self, other, \.length), count: Self.hull(.list, self, other, \.count),
            element: Self.joined([.list, .optional], self, other, \.element) { $0.union($1) },
            object: Self.joined(.map, self, other, \.object) { $0.union($1) })
    }

    private static func hull(
        _ kind: Kinds, _ a: Shape, _ b: Shape, _ part: KeyPath<Shape, ClosedRange<Int>>
    ) -> ClosedRange<Int> {
        guard a.kinds.contains(kind) else { return b[keyPath: part] }
        guard b.kinds.contains(kind) else { return a[keyPath: part] }
        return min(
            a[keyPath: part].lowerBound, b[keyPath: part].lowerBound)...max(
                a[keyPath: part].upperBound, b[keyPath: part].upperBound)
    }

    private static func joined<Part>(
        _ kinds: Kinds, _ a: Shape, _ b: Shape, _ part: KeyPath<Shape, Part?>, _ join: (Part, Part) -> Part
    ) -> Part? {
        guard !a.kinds.isDisjoint(with: kinds) else { return b[keyPath: part] }
        guard !b.kinds.isDisjoint(with: kinds) else { return a[keyPath: part] }
        guard let x = a[keyPath: part], let y = b[keyPath: part] else { return nil }
        return join(x, y)
    }

    /// What is of both shapes.
    package func intersection(_ other: Shape) -> Shape {
        if isAny || self == other { return other }
        if other.isAny { return self }
        let listed: [JSONValue]?
        if let mine = values, let others = other.values {
            listed = mine.filter(others.contains)
        } else {
            listed = values ?? other.values
        }
        let joined = kinds.intersection(other.kinds)
        let lengths = Self.common(length, other.length)
        let counts = Self.common(count, other.count)
        return Shape(
            kinds: joined.subtracting(lengths == nil ? .string : []).subtracting(counts == nil ? .list : []),
            range: range.intersection(other.range), isIntegral: isIntegral || other.isIntegral, values: listed,
            length: lengths ?? Self.anyLength, count: counts ?? Self.anyLength,
            element: element.map { mine in other.element.map(mine.intersection) ?? mine } ?? other.element,
            object: object.map { mine in other.object.map(mine.intersection) ?? mine } ?? other.object)
    }

    private static func common(_ a: ClosedRange<Int>, _ b: ClosedRange<Int>) -> ClosedRange<Int>? {
        a.overlaps(b) ? a.clamped(to: b) : nil
    }

    /// The shape without some listed values.
    func excluding(_ excluded: [JSONValue]) -> Shape {
        guard let values else { return self }
        return intersection(.init(kinds: .all, values: values.filter { !excluded.contains($0) }))
    }
}

extension Shape.Object {
    func union(_ other: Shape.Object) -> Shape.Object {
        var fields: [Shape.Field] = []
        for field in self.fields {
            if let twin = other.field(field.name) {
                fields.append(
                    .init(field.name, field.shape.union(twin.shape), isRequired: field.isRequired && twin.isRequired))
            } else {
                fields.append(.init(field.name, field.shape.union(other.rest ?? .nothing), isRequired: false))
            }
        }
        for field in other.fields where self.field(field.name) == nil {
            fields.append(.init(field.name, field.shape.union(rest ?? .nothing), isRequired: false))
        }
        let rests = [rest, other.rest].compactMap { $0 }
        return .init(
            fields: fields, rest: rests.isEmpty ? nil : rests.dropFirst().reduce(rests[0]) { $0.union($1) },
            hasNames: hasNames && other.hasNames)
    }

    func intersection(_ other: Shape.Object) -> Shape.Object {
        var fields: [Shape.Field] = []
        for field in self.fields {
            if let twin = other.field(field.name) {
                fields.append(
                    .init(
                        field.name, field.shape.intersection(twin.shape),
                        isRequired: field.isRequired || twin.isRequired))
            } else {
                fields.append(
                    .init(
                        field.name, field.shape.intersection(other.rest ?? .nothing), isRequired: field.isRequired))
            }
        }
        for field in other.fields where self.field(field.name) == nil {
            fields.append(.init(field.name, field.shape.intersection(rest ?? .nothing), isRequired: field.isRequired))
        }
        var common: Shape?
        if let rest, let others = other.rest { common = rest.intersection(others) }
        return .init(fields: fields, rest: common, hasNames: hasNames || other.hasNames)
    }
}
