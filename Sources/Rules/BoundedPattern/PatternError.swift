/// Why a regular expression can't be used, and where.
package struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence without a full stop.
    package let message: String
    /// Bytes of the pattern's UTF-8 before the place.
    package let offset: Int

    /// The message with the character's place, counted in bytes from 1.
    package var description: String { "\(message), at \(offset + 1)" }
}
