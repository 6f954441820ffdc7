/// A duration as ISO 8601 writes it, in the units that have a fixed length: weeks, days, hours, minutes, seconds.
package struct ISODuration: Hashable, Sendable {
    package let milliseconds: Int64

    /// The longest that a file may ask for: what is due later would leave the years that a date can be written in.
    package static let longest: Int64 = 3_653 * 86_400_000

    /// A duration from `P2D`, `PT4H`, `P1DT12H30M`, `PT0S`; nil for anything else, months and years included.
    package init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "P") else { return nil }
        let parts = text.utf8.dropFirst().split(
            separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }) || (parts.count == 2 && !parts[1].isEmpty),
            let days = Self.seconds(parts[0], ["W": 604_800, "D": 86_400]),
            let time = parts.count == 2 ? Self.seconds(parts[1], ["H": 3_600, "M": 60, "S": 1]) : 0
        else { return nil }
        milliseconds = (days + time) * 1_000
    }

    private static func seconds(_ text: Substring.UTF8View, _ units: KeyValuePairs<Unicode.Scalar, Int64>) -> Int64? {
        var units = units.map { ($0.key, $0.value) }[...]
        var rest = text
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0 &- 48 < 10 }
            guard (1...9).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let unit = rest.popFirst() else { return nil }
            guard let place = units.firstIndex(where: { $0.0.value == UInt32(unit) }) else { return nil }
            total += digits.reduce(0) { $0 * 10 + Int64($1 - 48) } * units[place].1
            units = units[(place + 1)...]
        }
        return total
    }
}
