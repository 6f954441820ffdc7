import BoundedPattern
import JSON

extension Evaluation {
    @inline(never)
    mutating func reportType(_ types: TypeSet, _ value: ValuePointer) -> Bool {
        report("type", "\(shown(value.pointee)) is \(kind(value.pointee)), not \(listed(types))")
    }

    /// Whether a value is among those of an enumeration.
    @inline(__always)
    private mutating func isAmong(_ enumeration: UnsafePointer<Enumeration>, _ value: ValuePointer) -> Bool {
        switch value.pointee {
        case .string(let text):
            guard spend(text.utf8.count / 64) else { return false }
            return withUnsafePointer(to: text) { pointer in
                enumeration.pointee.texts.slot(nameMark(text), tables.slots, tables.names, pointer) != nil
            }
        case .array, .object, .number:
            guard !enumeration.pointee.others.isEmpty else { return false }
            guard spend(value.pointee.weight / 16) else { return false }
            return enumeration.pointee.containsOther(value.pointee)
        case .null, .bool: return enumeration.pointee.containsOther(value.pointee)
        }
    }

    mutating func enumeration(_ number: Int32, _ value: ValuePointer) -> Bool {
        let enumeration = tables.enumerations.pointer(number)
        if isAmong(enumeration, value) { return true }
        guard lists else { return false }
        let values = enumeration.pointee.values.range.map { tables.values.pointer($0).pointee }
        return report("enum", isNoneOf(value.pointee, values))
    }

    mutating func constant(_ number: Int32, _ value: ValuePointer) -> Bool {
        let enumeration = tables.enumerations.pointer(number)
        if isAmong(enumeration, value) { return true }
        guard lists else { return false }
        let constant = tables.values.pointer(enumeration.pointee.values.start).pointee
        return report("const", isNot(value.pointee, constant))
    }

    mutating func numberPasses(_ check: Check, _ value: ValuePointer) -> Bool {
        guard case .number(let number) = value.pointee else { return true }
        switch check {
        case .bound(let bound, let place):
            let limit = tables.limits.pointer(place)
            guard let order = order(of: number, limit) else { return false }
            switch bound {
            case .minimum: return order >= 0 || reportBound(bound, value, limit)
            case .maximum: return order <= 0 || reportBound(bound, value, limit)
            case .exclusiveMinimum: return order > 0 || reportBound(bound, value, limit)
            case .exclusiveMaximum: return order < 0 || reportBound(bound, value, limit)
            }
        case .multipleOf(let place):
            let limit = tables.limits.pointer(place)
            if let short = number.short, let divisor = limit.pointee.short, let answer = short.isMultiple(of: divisor) {
                return answer || reportMultiple(value, limit)
            }
            // Long numbers are divided digit by digit.
            let digits = min(number.text.utf8.count, 1 << 20) + limit.pointee.number.text.utf8.count
            guard spend(1 + digits * digits / 500) else { return false }
            return number.isMultiple(of: limit.pointee.number) || reportMultiple(value, limit)
        default: return true
        }
    }

    /// The order of a number and a limit as a sign; nil when it takes too many steps.
    private mutating func order(of number: JSONNumber, _ limit: UnsafePointer<NumberLimit>) -> Int? {
        if let short = number.short, let other = limit.pointee.short, let order = short.compared(to: other) {
            return order
        }
        guard spend((number.text.utf8.count + limit.pointee.number.text.utf8.count) / 8) else { return nil }
        return number < limit.pointee.number ? -1 : number == limit.pointee.number ? 0 : 1
    }

    @inline(never)
    private mutating func reportBound(
        _ bound: NumberBound, _ value: ValuePointer, _ limit: UnsafePointer<NumberLimit>
    ) -> Bool {
        let text = shortened(limit.pointee.number.text)
        return switch bound {
        case .minimum: report("minimum", "\(shown(value.pointee)) is less than the minimum, \(text)")
        case .maximum: report("maximum", "\(shown(value.pointee)) is more than the maximum, \(text)")
        case .exclusiveMinimum: report("exclusiveMinimum", "\(shown(value.pointee)) is not more than \(text)")
        case .exclusiveMaximum: report("exclusiveMaximum", "\(shown(value.pointee)) is not less than \(text)")
        }
    }

    @inline(never)
    private mutating func reportMultiple(_ value: ValuePointer, _ limit: UnsafePointer<NumberLimit>) -> Bool {
        report("multipleOf", "\(shown(value.pointee)) is not a multiple of \(shortened(limit.pointee.number.text))")
    }

    mutating func textPasses(_ check: Check, _ value: ValuePointer) -> Bool {
        guard case .string(let text) = value.pointee else { return true }
        switch check {
        case .pattern(let place):
            guard spendOnSearch(place, text) else { return false }
            return tables.patterns.pointer(place).pointee.isFound(in: text) || reportPattern(place, value)
        case .format(let format):
            guard spend(format.steps(for: text)) else { return false }
            return format.accepts(text) || report("format", "\(shown(value.pointee)) is not \(format.phrase)")
        default: return true
        }
    }

    @inline(never)
    private mutating func reportPattern(_ place: Int32, _ value: ValuePointer) -> Bool {
        let pattern = tables.patterns.pointer(place).pointee.pattern
        return report("pattern", "\(shown(value.pointee)) does not match the pattern \(shortened(pattern))")
    }

    /// Whether a pattern is found in the name of a member.
    mutating func matches(_ pattern: Int32, _ name: String) -> Bool {
        spendOnSearch(pattern, name) && tables.patterns.pointer(pattern).pointee.isFound(in: name)
    }

    @inline(__always)
    private mutating func spendOnSearch(_ pattern: Int32, _ text: String) -> Bool {
        let length = text.utf8.count
        return length < 64 || spend(length * tables.patterns.pointer(pattern).pointee.effort / 64)
    }

    mutating func sizePasses(_ bound: SizeBound, _ limit: Int, _ value: ValuePointer) -> Bool {
        switch bound {
        case .minLength, .maxLength:
            guard case .string(let text) = value.pointee else { return true }
            let holds =
                bound == .minLength
                ? hasAtLeast(limit, text) : text.utf8.count <= limit || !hasAtLeast(limit + 1, text)
            return holds || reportLength(bound, limit, value)
        case .minItems, .maxItems:
            guard let count = JSONValue.items(of: value)?.count else { return true }
            if bound == .minItems {
                return count >= limit || report("minItems", tooFew(count, "element", least: limit))
            }
            return count <= limit || report("maxItems", tooMany(count, "element", most: limit))
        case .minProperties, .maxProperties:
            guard let count = JSONValue.members(of: value)?.count else { return true }
            if bound == .minProperties {
                return count >= limit || report("minProperties", tooFew(count, "member", least: limit))
            }
            return count <= limit || report("maxProperties", tooMany(count, "member", most: limit))
        }
    }

    @inline(never)
    private mutating func reportLength(_ bound: SizeBound, _ limit: Int, _ value: ValuePointer) -> Bool {
        bound == .minLength
            ? report("minLength", "\(shown(value.pointee)) is shorter than \(counted(limit, "character"))")
            : report("maxLength", "\(shown(value.pointee)) is longer than \(counted(limit, "character"))")
    }

    /// Whether the text has so many code points.
    private func hasAtLeast(_ least: Int, _ text: String) -> Bool {
        let bytes = text.utf8.count
        if bytes < least { return false }
        if (bytes + 3) / 4 >= least { return true }
        return text.unicodeScalars.count >= least
    }
}
