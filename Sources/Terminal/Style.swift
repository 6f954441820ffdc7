/// What a piece of the screen means; the theme decides how it looks.
public enum ThemeRole: String, CaseIterable, Sendable {
    case text, dim, title, groupHeader, provisional, final, warning, error, ok, accent, keyHint, escaped
    case diffAdded, diffRemoved, bandLow, bandMedium, bandHigh, bandUnknown, statusLine, border, input, selected

    /// Whether it is drawn as a text that has to be read (a border is not).
    public var isText: Bool { self != .border }
}

/// How a cell is drawn: a role, and what is added to it.
public struct Style: Sendable, Hashable {
    /// What is added to the look of a role.
    public struct Attributes: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt8

        /// Attributes from their bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Bold.
        public static let bold = Attributes(rawValue: 1)
        /// Underlined.
        public static let underline = Attributes(rawValue: 2)
        /// Foreground and background exchanged.
        public static let reverse = Attributes(rawValue: 4)
        /// Less bright.
        public static let dim = Attributes(rawValue: 8)
        /// On the ground of the selected row.
        public static let selected = Attributes(rawValue: 16)
    }

    /// What the cell means.
    public var role: ThemeRole
    /// What is added.
    public var attributes: Attributes

    /// A style.
    public init(_ role: ThemeRole, _ attributes: Attributes = []) {
        self.role = role
        self.attributes = attributes
    }

    /// The same with attributes added.
    public func with(_ added: Attributes) -> Style { Style(role, attributes.union(added)) }

    /// Plain text.
    public static let text = Style(.text)
}
