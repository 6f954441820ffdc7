/// A duration as ISO 8601 writes it, in the units that have a fixed length: weeks, days, hours, minutes, seconds.
package struct ISODuration: Sendable, CustomStringConvertible {
    package let milliseconds: Int64
    /// As it was written.
    package let description: String

    /// A duration from `P2D`, `PT4H`, `P1DT12H30M`, `PT0S`; nil for anything else, months and years included.
    package init?(_ text: String) {
        guard let parts = DurationParts(text), parts.time.map({ !$0.isEmpty }) ?? !parts.date.isEmpty,
            let days = Self.seconds(parts.date, ["W": 604_800, "D": 86_400]),
            let time = Self.seconds(parts.time ?? [], ["H": 3_600, "M": 60, "S": 1])
        else { return nil }
        milliseconds = (days + time) * 1_000
        description = text
    }

    package init(minutes: Int) { (milliseconds, description) = (Int64(minutes) * 60_000, "PT\(minutes)M") }

    package static let zero = ISODuration(minutes: 0)

    /// The sum of the parts, which have these units, each once at the most and in this order.
    private static func seconds(
        _ parts: [DurationParts.Part], _ units: KeyValuePairs<Unicode.Scalar, Int64>
    ) -> Int64? {
        var units = units.map { ($0.key, $0.value) }[...]
        var total: Int64 = 0
        for part in parts {
            guard part.digits <= 9, let place = units.firstIndex(where: { $0.0 == part.unit }) else { return nil }
            total += part.number * units[place].1
            units = units[(place + 1)...]
        }
        return total
    }
}

extension ISODuration: Hashable, Comparable {
    /// `PT60M` is as long as `PT1H`.
    package static func == (left: ISODuration, right: ISODuration) -> Bool { left.milliseconds == right.milliseconds }
    package static func < (left: ISODuration, right: ISODuration) -> Bool { left.milliseconds < right.milliseconds }
    package func hash(into hasher: inout Hasher) { hasher.combine(milliseconds) }
}

/// The numbers and units of an ISO 8601 duration, whichever of them may stand together.
package struct DurationParts: Sendable {
    package struct Part: Sendable {
        /// The number, which stops growing after 18 digits.
        package let number: Int64
        /// The number of digits that it is written with, at least one.
        package let digits: Int
        package let unit: Unicode.Scalar
    }

    /// The parts before the `T`.
    package let date: [Part]
    /// The parts behind the `T`; nil without one.
    package let time: [Part]?

    /// The parts of a text; nil when it is not a `P`, then numbers with a unit each, then at most a `T` and more of them.
    package init?(_ text: String) {
        var rest = Substring(text).utf8
        guard rest.popFirst() == UInt8(ascii: "P"), let date = Self.parts(&rest) else { return nil }
        self.date = date
        guard rest.popFirst() != nil else {
            time = nil
            return
        }
        guard let time = Self.parts(&rest), rest.isEmpty else { return nil }
        self.time = time
    }

    /// Reads parts up to a `T` or the end.
    private static func parts(_ rest: inout Substring.UTF8View) -> [Part]? {
        var parts: [Part] = []
        while let first = rest.first, first != UInt8(ascii: "T") {
            let digits = rest.prefix { $0 &- 48 < 10 }
            rest = rest.dropFirst(digits.count)
            guard !digits.isEmpty, let unit = rest.popFirst() else { return nil }
            let number = digits.prefix(18).reduce(0) { $0 * 10 + Int64($1 - 48) }
            parts.append(Part(number: number, digits: digits.count, unit: Unicode.Scalar(unit)))
        }
        return parts
    }
}
