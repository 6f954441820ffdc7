import CivilTime
import ContractEngine
import Handoff
import JSON

/// Reads the text of a filter.
struct FilterParser {
    private let text: String
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private(set) var terms: [FilterTerm] = []
    private(set) var expression: HandoffFilter?

    /// The longest filter, in scalars.
    static let longest = 4_000

    init(_ text: String) throws(FilterError) {
        self.text = text
        scalars = Array(text.unicodeScalars.prefix(Self.longest + 1))
        guard scalars.count <= Self.longest else {
            throw FilterError(
                message: "a filter is at most \(Self.longest) characters long", text: String(text.prefix(60)),
                place: 0..<1)
        }
    }

    mutating func parse() throws(FilterError) {
        while true {
            while index < scalars.count, scalars[index] == " " { index += 1 }
            guard index < scalars.count else { return }
            if scalars[index] == "?" { return try parseExpression() }
            terms.append(try term())
        }
    }

    private mutating func parseExpression() throws(FilterError) {
        let start = index + 1
        let source = string(start..<scalars.count)
        do {
            expression = try HandoffFilter(source)
        } catch {
            throw problem("after ? stands CEL: \(error)", start - 1..<scalars.count)
        }
        index = scalars.count
    }

    private mutating func term() throws(FilterError) -> FilterTerm {
        var isNegated = false
        if "-!".unicodeScalars.contains(scalars[index]) {
            isNegated = true
            index += 1
        }
        let start = index
        while index < scalars.count, isNamePart(scalars[index]) { index += 1 }
        let name = start..<index
        guard let sign = sign(), !name.isEmpty else {
            // A word alone.
            index = start
            let value = try word()
            guard !value.text.unicodeScalars.isEmpty else {
                throw problem("a term is missing here; write for example state:pending", start..<start + 1)
            }
            return FilterTerm(field: .text, sign: .contains, values: [.text(value.text)], isNegated: isNegated)
        }
        guard let known = FilterField.Name(rawValue: string(name)) else {
            let nearest = Self.nearest(string(name), FilterField.Name.allCases.map(\.rawValue))
            let advice =
                nearest.map { "; did you mean '\($0)'?" } ?? "; the help lists the fields, and quotes make it a text"
            throw problem("there is no field '\(string(name))'\(advice)", name)
        }
        let field = FilterField.named(known)
        guard field.operators.contains(sign) else {
            let signs = field.operators.map(\.rawValue).joined(separator: " ")
            throw problem(
                "after \(known.rawValue) stands \(signs), not \(sign.rawValue); for example \(field.example)",
                name.upperBound..<index)
        }
        return FilterTerm(field: known, sign: sign, values: try values(of: field, sign), isNegated: isNegated)
    }

    private mutating func values(of field: FilterField, _ sign: FilterOperator) throws(FilterError)
        -> [FilterTerm.Value]
    {
        var values: [FilterTerm.Value] = []
        repeat {
            if !values.isEmpty { index += 1 }
            let start = index
            let word = try word(endsAtComma: true)
            let place = start..<max(start + 1, index)
            guard !word.text.unicodeScalars.isEmpty else {
                throw problem("a value is missing after \(field.name.rawValue); for example \(field.example)", place)
            }
            guard values.isEmpty || !sign.isComparison else {
                throw problem("\(sign.rawValue) compares with one value only", place)
            }
            values.append(try value(word, field, sign, place))
        } while index < scalars.count && scalars[index] == ","
        return values
    }

    private func value(
        _ word: (text: String, isQuoted: Bool), _ field: FilterField, _ sign: FilterOperator, _ place: Range<Int>
    ) throws(FilterError) -> FilterTerm.Value {
        let text = word.text
        let isWord = !word.isQuoted && field.words.contains { sameText($0, text) }
        switch field.kind {
        case .text: return .text(text)
        case .name: return isWord ? .word(text) : .text(text)
        case .words(let words):
            if words.contains(where: { sameText($0, text) }) { return .word(text) }
            let advice =
                Self.nearest(text, words).map { "did you mean '\($0)'?" }
                ?? "it is one of \(words.joined(separator: ", "))"
            throw problem("\(field.name.rawValue) is never '\(text)'; \(advice)", place)
        case .number:
            if sign == .is, sameText(text, "none") { return .word("none") }
            if let number = ExactDecimal(text) { return .number(number) }
            throw problem("\(field.name.rawValue) is compared with a number, such as \(field.example)", place)
        case .span:
            if let span = Self.span(text) { return .span(span) }
            throw problem("\(field.name.rawValue) is compared with a time such as 30m, 4h, 2d or 1w", place)
        case .time:
            if sign == .is, isWord { return .word(text) }
            if let day = Self.day(text) { return .day(day) }
            if sign != .is, let span = Self.span(text) { return .span(span) }
            throw problem(
                sign == .is
                    ? "due is \(field.words.joined(separator: ", ")) or a day such as 2026-12-01"
                    : "due is compared with a time from now such as 30m, 4h, 2d, or a day such as 2026-12-01", place)
        }
    }

    // MARK: Signs and words

    private func isNamePart(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) || scalar == "_" }

    private mutating func sign() -> FilterOperator? {
        for length in [2, 1] where index + length <= scalars.count {
            if let sign = FilterOperator(rawValue: string(index..<index + length)) {
                index += length
                return sign
            }
        }
        return nil
    }

    /// A word up to a space, or a text in quotes.
    private mutating func word(endsAtComma: Bool = false) throws(FilterError) -> (text: String, isQuoted: Bool) {
        let start = index
        guard index < scalars.count, scalars[index] == "\"" else {
            while index < scalars.count, scalars[index] != " ", !endsAtComma || scalars[index] != "," { index += 1 }
            return (string(start..<index), false)
        }
        index += 1
        var found = String.UnicodeScalarView()
        while index < scalars.count, scalars[index] != "\"" {
            if scalars[index] == "\\", index + 1 < scalars.count { index += 1 }
            found.append(scalars[index])
            index += 1
        }
        guard index < scalars.count else { throw problem("the quotes are not closed", start..<start + 1) }
        index += 1
        return (String(found), true)
    }

    private func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    private func problem(_ message: String, _ place: Range<Int>) -> FilterError {
        FilterError(message: message, text: text, place: place)
    }
}

extension FilterParser {
    /// Milliseconds of `90s`, `30m`, `1h30m`, `2d`, `1w`; nil for anything else, and for more than a hundred years.
    static func span(_ text: String) -> Int64? {
        let units: [UInt8: Int64] = [
            UInt8(ascii: "s"): 1_000, UInt8(ascii: "m"): 60_000, UInt8(ascii: "h"): 3_600_000,
            UInt8(ascii: "d"): 86_400_000, UInt8(ascii: "w"): 604_800_000,
        ]
        var total: Int64 = 0
        var number: Int64?
        for byte in text.utf8 {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                number = (number ?? 0) * 10 + Int64(byte - UInt8(ascii: "0"))
                guard number! < 4_000_000_000 else { return nil }
            } else {
                guard let unit = units[byte], let count = number else { return nil }
                total += count * unit
                guard total < 3_200_000_000_000 else { return nil }
                number = nil
            }
        }
        return number == nil && !text.utf8.isEmpty ? total : nil
    }

    /// The day of `2026-12-01`, from 1970-01-01.
    static func day(_ text: String) -> Int64? {
        text.utf8.count == 10 ? Instant(text + "T00:00:00Z")?.day : nil
    }

    /// The known word that was probably meant.
    static func nearest(_ word: String, _ known: [String]) -> String? {
        if word.utf8.count >= 2, let longer = known.first(where: { $0.hasPrefix(word) }) { return longer }
        let best = known.map { (distance($0, word), $0) }.min { $0.0 < $1.0 }
        return best.flatMap { $0.0 <= 2 && $0.0 < word.utf8.count ? $0.1 : nil }
    }

    /// How many letters have to be changed, put in or taken out.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8.prefix(40)))
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
