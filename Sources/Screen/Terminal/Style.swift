/// What a piece of the screen means; the theme decides how it looks.
package enum ThemeRole: String, CaseIterable, Sendable {
    case text, dim, title, groupHeader, provisional, final, warning, error, ok, accent, keyHint, escaped
    case diffAdded, diffRemoved, bandLow, bandMedium, bandHigh, bandUnknown, statusLine, border, input, selected

    /// Whether it is drawn as a text that has to be read (a border is not).
    package var isText: Bool { self != .border }
}

/// How a cell is drawn: a role, and what is added to it.
package struct Style: Sendable, Hashable {
    /// What is added to the look of a role.
    package struct Attributes: OptionSet, Sendable, Hashable {
        /// The bits.
        package let rawValue: UInt8

        /// Attributes from their bits.
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Bold.
        package static let bold = Attributes(rawValue: 1)
        /// Underlined.
        package static let underline = Attributes(rawValue: 2)
        /// Foreground and background exchanged.
        package static let reverse = Attributes(rawValue: 4)
        /// Less bright.
        package static let dim = Attributes(rawValue: 8)
        /// On the ground of the selected row.
        package static let selected = Attributes(rawValue: 16)
    }

    /// What the cell means.
    package var role: ThemeRole
    /// What is added.
    package var attributes: Attributes

    /// A style.
    package init(_ role: ThemeRole, _ attributes: Attributes = []) {
        self.role = role
        self.attributes = attributes
    }

    /// The same with attributes added.
    package func with(_ added: Attributes) -> Style { Style(role, attributes.union(added)) }

    /// Plain text.
    package static let text = Style(.text)
}
