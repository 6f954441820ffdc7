import CivilTime

/// The name of a handoff: a ULID, 26 characters of Crockford's base 32, sorted by the time of submission.
package struct HandoffID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The 26 characters, in upper case.
    package let description: String

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// For each byte whether it is of the alphabet.
    private static let isOfAlphabet = (0...UInt8.max).map(alphabet.contains)

    /// A new one: 48 bits of time and 80 random bits.
    package init(at instant: Instant, using random: inout some RandomNumberGenerator) {
        let time = UInt128(truncatingIfNeeded: instant.milliseconds) & 0xFFFF_FFFF_FFFF
        let high = UInt128(UInt16.random(in: .min ... .max, using: &random))
        let low = UInt128(UInt64.random(in: .min ... .max, using: &random))
        var value = time << 80 | high << 64 | low
        var characters = [UInt8](repeating: 0, count: 26)
        for place in stride(from: 25, through: 0, by: -1) {
            characters[place] = Self.alphabet[Int(value & 31)]
            value >>= 5
        }
        description = String(decoding: characters, as: UTF8.self)
    }

    /// One that was written down; nil when the text is not 26 characters of the alphabet. Lower case is accepted.
    package init?(_ text: String) {
        // As it is stored: nothing to change, and read by the thousand.
        if text.utf8.count == 26, text.utf8.first! < UInt8(ascii: "8"),
            text.utf8.allSatisfy({ Self.isOfAlphabet[Int($0)] })
        {
            description = text
            return
        }
        guard text.utf8.count == 26, let prefix = Self.prefix(text), prefix.utf8.first! < UInt8(ascii: "8") else {
            return nil
        }
        description = prefix
    }

    /// The beginning of an id in upper case; nil when it holds anything that no id holds.
    package static func prefix(_ text: String) -> String? {
        let upper = text.utf8.map { 97...122 ~= $0 ? $0 - 32 : $0 }
        guard !upper.isEmpty, upper.count <= 26, upper.allSatisfy({ isOfAlphabet[Int($0)] }) else { return nil }
        return String(decoding: upper, as: UTF8.self)
    }

    /// Whether the left id was made earlier, or sorts before within its millisecond.
    package static func < (left: HandoffID, right: HandoffID) -> Bool { left.description < right.description }
}
