/// How the roles of the screen look: a base16 or base24 scheme, with roles of its own where it wants them.
public struct Theme: Sendable {
    /// Foreground, background and attributes of a role.
    public struct Look: Sendable, Hashable {
        /// The colour of the characters.
        public var foreground: Colour
        /// The colour behind them.
        public var background: Colour
        /// What is added to them.
        public var attributes: Style.Attributes
    }

    /// Its name.
    public let name: String
    /// `dark` or `light`, as the scheme says.
    public let variant: String
    private var looks: [ThemeRole: Look]
    private let colours: Colours

    /// Foregrounds that are readable on every ground that they can stand on.
    private struct Colours: Sendable {
        let text: Colour
        let ground: Colour
        let selection: Colour
    }

    init(name: String, variant: String, looks: [ThemeRole: Look]) {
        self.name = name
        self.variant = variant
        self.looks = looks
        let plain = looks[.text] ?? Self.monochrome(.text)
        colours = Colours(
            text: plain.foreground, ground: plain.background,
            selection: looks[.selected]?.background ?? plain.background
        )
    }

    /// The look without any colour: used when there is no theme, and where `NO_COLOR` is set.
    public static let plain = Theme(name: "plain", variant: "dark", looks: [:])

    /// How a style looks on a terminal that shows so many colours.
    ///
    /// A text whose colours are too close to be read (below a contrast of 4.5) is moved away from its ground until it can be.
    public func look(of style: Style, depth: ColourDepth) -> Look {
        var look =
            switch depth {
            case .mono: Self.monochrome(style.role)
            case .sixteen: sixteen(style.role)
            case .palette256, .truecolour: looks[style.role] ?? Self.monochrome(style.role)
            }
        var attributes = style.attributes
        if attributes.remove(.selected) != nil { Self.select(&look, depth: depth, theme: self) }
        look.attributes.formUnion(attributes)
        if depth >= .palette256 { Self.makeLegible(&look, isText: style.role.isText, depth: depth) }
        return look
    }

    private static func select(_ look: inout Look, depth: ColourDepth, theme: Theme) {
        if depth >= .palette256, case .rgb = theme.colours.selection {
            // A role with a ground of its own, such as an escape, keeps it.
            if look.background == theme.colours.ground { look.background = theme.colours.selection }
        } else {
            look.attributes.formSymmetricDifference(.reverse)
        }
    }

    private static func makeLegible(_ look: inout Look, isText: Bool, depth: ColourDepth) {
        func shown(_ colour: Colour) -> Colour {
            guard depth == .palette256, case .rgb = colour else { return colour }
            return Colour.ofPalette(colour.nearestOf256)
        }
        look.background = shown(look.background)
        let wanted = look.foreground
        look.foreground = shown(wanted)
        guard isText, let luminance = look.background.luminance else { return }
        let away: Colour = luminance > 0.18 ? .rgb(0, 0, 0) : .rgb(255, 255, 255)
        var share = 0.0
        while share < 1, let contrast = Colour.contrast(look.foreground, look.background), contrast < 4.5 {
            share += 0.05
            look.foreground = shown(wanted.mixed(with: away, share: share))
        }
    }

    /// How a role looks in the terminal's own sixteen colours.
    private func sixteen(_ role: ThemeRole) -> Look {
        if let look = looks[role] {
            switch (look.foreground, look.background) {
            case (.rgb, _), (_, .rgb): break
            default: return look
            }
        }
        var look = Self.monochrome(role)
        switch role {
        case .title, .accent, .groupHeader: look.foreground = .ansi(4)
        case .keyHint, .bandUnknown: look.foreground = .ansi(6)
        case .provisional, .warning, .bandMedium: look.foreground = .ansi(3)
        case .final, .ok, .diffAdded, .bandHigh: look.foreground = .ansi(2)
        case .error, .diffRemoved, .bandLow: look.foreground = .ansi(1)
        default: break
        }
        return look
    }

    private static func monochrome(_ role: ThemeRole) -> Look {
        let attributes: Style.Attributes =
            switch role {
            case .title, .groupHeader, .final, .warning, .keyHint, .ok: .bold
            case .error: [.bold, .underline]
            case .provisional, .input, .diffAdded: .underline
            case .selected, .statusLine, .escaped, .diffRemoved: .reverse
            default: []
            }
        return Look(foreground: .terminalDefault, background: .terminalDefault, attributes: attributes)
    }
}
