/// Why a regular expression can't be used, and where.
public struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence without a full stop.
    public let message: String
    /// Bytes of the pattern's UTF-8 before the place.
    public let offset: Int

    /// The message with the character's place, counted in bytes from 1.
    public var description: String { "\(message), at \(offset + 1)" }
}
