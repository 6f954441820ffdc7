import Handoff
import JSON

/// One term of a filter: a field, a sign, values of which one has to fit.
package struct FilterTerm: Sendable, Hashable {
    /// A value.
    enum Value: Sendable, Hashable {
        /// A text or name, as it was written.
        case text(String)
        /// A word with a meaning: `me`, `none`, `overdue`.
        case word(String)
        case number(ExactDecimal)
        /// Milliseconds.
        case span(Int64)
        /// A day in UTC, from 1970-01-01.
        case day(Int64)
    }

    var field: FilterField.Name
    var sign: FilterOperator
    var values: [Value]
    var isNegated = false

    /// What answers it.
    var reach: FilterField.Reach { FilterField.named(field).reach }

    /// A name as it is written in a filter.
    package static func quoted(_ name: String) -> String {
        name.unicodeScalars.contains { " ,\"".unicodeScalars.contains($0) }
            ? "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" : name
    }
}

/// Why a text is no filter, and where.
package struct FilterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    package var message: String
    /// The whole text, and the place in it, in scalars.
    package var text: String, place: Range<Int>

    /// The message, the text, and a caret below the place.
    package var description: String {
        "\(message)\n  \(text)\n  " + String(repeating: " ", count: place.lowerBound)
            + String(repeating: "^", count: max(1, min(place.count, 200)))
    }
}
