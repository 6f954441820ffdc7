import BoundedPattern
import JSON

extension Evaluation {
    @inline(never)
    mutating func reportType(_ types: TypeSet, _ value: JSONValue) -> Bool {
        report("type", "\(shown(value)) is \(kind(value)), not \(listed(types))")
    }

    mutating func enumeration(_ number: Int32, _ value: JSONValue) -> Bool {
        let enumeration = schema.enumerations[number]
        return isAmong(enumeration, value) || reportEnumeration(enumeration.values, value)
    }

    mutating func constant(_ number: Int32, _ value: JSONValue) -> Bool {
        let enumeration = schema.enumerations[number]
        return isAmong(enumeration, value) || reportConstant(enumeration.values, value)
    }

    /// Whether a value is among those of an enumeration.
    @inline(__always)
    private mutating func isAmong(_ enumeration: Enumeration, _ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): isAmong(enumeration, text)
        case .array, .object, .number:
            enumeration.others >= 0 && spend(value.weight / 16)
                && schema.valueSets[enumeration.others].contains(value)
        case .null, .bool: enumeration.others >= 0 && schema.valueSets[enumeration.others].contains(value)
        }
    }

    private mutating func isAmong(_ enumeration: Enumeration, _ text: String) -> Bool {
        guard spend(text.utf8.count / 64) else { return false }
        if enumeration.onlyText >= 0 { return sameText(schema.names[enumeration.onlyText], text) }
        return enumeration.texts.slot(nameMark(text), text, in: schema) != nil
    }

    @inline(never)
    private mutating func reportEnumeration(_ values: Run, _ value: JSONValue) -> Bool {
        guard lists else { return false }
        let choices = Array(schema.values[values.range])
        return report("enum", isNoneOf(value, choices))
    }

    @inline(never)
    private mutating func reportConstant(_ values: Run, _ value: JSONValue) -> Bool {
        guard lists else { return false }
        let constant = schema.values[values.start]
        return report("const", isNot(value, constant))
    }

    mutating func numberPasses(_ check: Check, _ value: JSONValue) -> Bool {
        guard case .number(let number) = value else { return true }
        switch check {
        case .bound(let bound, let limit):
            guard let order = order(of: number, limit) else { return false }
            let holds =
                switch bound {
                case .minimum: order >= 0
                case .maximum: order <= 0
                case .exclusiveMinimum: order > 0
                case .exclusiveMaximum: order < 0
                }
            return holds || reportBound(bound, value, limit)
        case .multipleOf(let divisor): return isMultiple(number, of: divisor) || reportMultiple(value, divisor)
        default: return true
        }
    }

    /// The order of a number and a limit as a sign; nil when it takes too many steps.
    private mutating func order(of number: JSONNumber, _ place: Int32) -> Int? {
        if let short = number.short, let other = schema.limits[place].short, let order = short.compared(to: other) {
            return order
        }
        let limit = schema.limits[place].number
        guard spend((number.text.utf8.count + limit.text.utf8.count) / 8) else { return nil }
        return number < limit ? -1 : number == limit ? 0 : 1
    }

    private mutating func isMultiple(_ number: JSONNumber, of place: Int32) -> Bool {
        if let short = number.short, let divisor = schema.limits[place].short,
            let answer = short.isMultiple(of: divisor)
        {
            return answer
        }
        // Long numbers are divided digit by digit.
        let divisor = schema.limits[place].number
        let digits = min(number.text.utf8.count, 1 << 20) + divisor.text.utf8.count
        return spend(1 + digits * digits / 500) && number.isMultiple(of: divisor)
    }

    @inline(never)
    private mutating func reportBound(_ bound: NumberBound, _ value: JSONValue, _ limit: Int32) -> Bool {
        let text = shortened(schema.limits[limit].number.text)
        return switch bound {
        case .minimum: report("minimum", "\(shown(value)) is less than the minimum, \(text)")
        case .maximum: report("maximum", "\(shown(value)) is more than the maximum, \(text)")
        case .exclusiveMinimum: report("exclusiveMinimum", "\(shown(value)) is not more than \(text)")
        case .exclusiveMaximum: report("exclusiveMaximum", "\(shown(value)) is not less than \(text)")
        }
    }

    @inline(never)
    private mutating func reportMultiple(_ value: JSONValue, _ divisor: Int32) -> Bool {
        let text = shortened(schema.limits[divisor].number.text)
        return report("multipleOf", "\(shown(value)) is not a multiple of \(text)")
    }

    mutating func textPasses(_ check: Check, _ value: JSONValue) -> Bool {
        guard case .string(let text) = value else { return true }
        switch check {
        case .pattern(let place):
            guard spendOnSearch(place, text) else { return false }
            return schema.patterns[place].isFound(in: text) || reportPattern(place, value)
        case .format(let format):
            guard spend(format.steps(for: text)) else { return false }
            return format.accepts(text) || reportFormat(format, value)
        default: return true
        }
    }

    @inline(never)
    private mutating func reportFormat(_ format: Format, _ value: JSONValue) -> Bool {
        report("format", "\(shown(value)) is not \(format.phrase)")
    }

    @inline(never)
    private mutating func reportPattern(_ place: Int32, _ value: JSONValue) -> Bool {
        let pattern = schema.patterns[place].pattern
        return report("pattern", "\(shown(value)) does not match the pattern \(shortened(pattern))")
    }

    /// Whether a pattern is found in the name of a member.
    mutating func matches(_ pattern: Int32, _ name: String) -> Bool {
        spendOnSearch(pattern, name) && schema.patterns[pattern].isFound(in: name)
    }

    @inline(__always)
    private mutating func spendOnSearch(_ pattern: Int32, _ text: String) -> Bool {
        let length = text.utf8.count
        return length < 64 || spend(length * schema.patterns[pattern].effort / 64)
    }

    mutating func sizePasses(_ bound: SizeBound, _ limit: Int, _ value: JSONValue) -> Bool {
        switch bound {
        case .minLength, .maxLength:
            guard case .string(let text) = value else { return true }
            let holds =
                bound == .minLength
                ? hasAtLeast(limit, text) : text.utf8.count <= limit || !hasAtLeast(limit + 1, text)
            return holds || reportLength(bound, limit, value)
        case .minItems, .maxItems:
            guard case .array(let items) = value else { return true }
            let count = items.count
            if bound == .minItems {
                return count >= limit || report("minItems", tooFew(count, "element", least: limit))
            }
            return count <= limit || report("maxItems", tooMany(count, "element", most: limit))
        case .minProperties, .maxProperties:
            guard case .object(let object) = value else { return true }
            let count = object.count
            if bound == .minProperties {
                return count >= limit || report("minProperties", tooFew(count, "member", least: limit))
            }
            return count <= limit || report("maxProperties", tooMany(count, "member", most: limit))
        }
    }

    @inline(never)
    private mutating func reportLength(_ bound: SizeBound, _ limit: Int, _ value: JSONValue) -> Bool {
        bound == .minLength
            ? report("minLength", "\(shown(value)) is shorter than \(counted(limit, "character"))")
            : report("maxLength", "\(shown(value)) is longer than \(counted(limit, "character"))")
    }

    /// Whether the text has so many code points.
    private func hasAtLeast(_ least: Int, _ text: String) -> Bool {
        let bytes = text.utf8.count
        if bytes < least { return false }
        if (bytes + 3) / 4 >= least { return true }
        return text.unicodeScalars.count >= least
    }
}
