import JSON

extension Evaluation {
    /// The checks that look at values of every type.
    mutating func valuePasses(_ check: Check, _ value: JSONValue) -> Bool {
        switch check {
        case .type(let types):
            return types.contains(value) || report("type", "\(shown(value)) is \(kind(value)), not \(listed(types))")
        case .enumeration(let enumeration):
            return enumeration.contains(value)
                || report("enum", "\(shown(value)) is not one of \(shown(choices: enumeration.values))")
        case .constant(let constant):
            return constant == value || report("const", "\(shown(value)) is not \(shown(constant))")
        default: return true
        }
    }

    mutating func numberPasses(_ check: Check, _ value: JSONValue, _ number: JSONNumber) -> Bool {
        switch check {
        case .bound(let bound, let limit):
            return switch bound {
            case .minimum:
                number >= limit || report(bound.rawValue, "\(shown(value)) is less than the minimum, \(limit.text)")
            case .maximum:
                number <= limit || report(bound.rawValue, "\(shown(value)) is more than the maximum, \(limit.text)")
            case .exclusiveMinimum:
                number > limit || report(bound.rawValue, "\(shown(value)) is not more than \(limit.text)")
            case .exclusiveMaximum:
                number < limit || report(bound.rawValue, "\(shown(value)) is not less than \(limit.text)")
            }
        case .multipleOf(let divisor):
            return number.isMultiple(of: divisor)
                || report("multipleOf", "\(shown(value)) is not a multiple of \(divisor.text)")
        default: return valuePasses(check, value)
        }
    }

    mutating func stringPasses(_ check: Check, _ value: JSONValue, _ text: String) -> Bool {
        switch check {
        case .size(.minLength, let least):
            return hasAtLeast(least, text)
                || report("minLength", "\(shown(value)) is shorter than \(counted(least, "character"))")
        case .size(.maxLength, let most):
            return text.utf8.count <= most || !hasAtLeast(most + 1, text)
                || report("maxLength", "\(shown(value)) is longer than \(counted(most, "character"))")
        case .pattern(let pattern):
            return pattern.isFound(in: text)
                || report("pattern", "\(shown(value)) does not match the pattern \(shortened(pattern.pattern))")
        case .format(let format):
            return format.accepts(text) || report("format", "\(shown(value)) is not \(format.phrase)")
        default: return valuePasses(check, value)
        }
    }

    /// Whether the text has so many code points.
    private func hasAtLeast(_ least: Int, _ text: String) -> Bool {
        let bytes = text.utf8.count
        if bytes < least { return false }
        if (bytes + 3) / 4 >= least { return true }
        return text.unicodeScalars.count >= least
    }
}
