/// How the roles of the screen look: a base16 or base24 scheme, with roles of its own where it wants them.
package struct Theme: Sendable {
    /// Foreground, background and attributes of a role.
    package struct Look: Sendable, Hashable {
        /// The colour of the characters.
        package var foreground: Colour
        /// The colour behind them.
        package var background: Colour
        /// What is added to them.
        package var attributes: Style.Attributes
    }

    /// Its name.
    package let name: String
    /// `dark` or `light`, as the scheme says or as its colours are.
    package let variant: String
    private let looks: [ThemeRole: Look]
    /// What most of the screen stands on, and what the selected row stands on.
    private let ground: Colour, selection: Colour

    init(name: String, variant: String, looks: [ThemeRole: Look]) {
        self.name = name
        self.variant = variant
        self.looks = looks
        let plain = looks[.text] ?? Self.monochrome(.text)
        ground = plain.background
        selection = Self.quiet(
            looks[.selected]?.background ?? plain.background, under: plain.foreground, towards: plain.background)
    }

    /// The look without any colour: used when there is no theme, and where `NO_COLOR` is set.
    package static let plain = Theme(name: "plain", variant: "dark", looks: [:])

    /// How a style looks on a terminal that shows so many colours.
    ///
    /// A text whose colours are too close to be read (below a contrast of 4.5) is made lighter or darker until it can be; where a
    /// terminal has 256 colours, what it shows instead of the theme's colours can be read as well.
    package func look(of style: Style, depth: ColourDepth) -> Look {
        var look =
            switch depth {
            case .mono: Self.monochrome(style.role)
            case .sixteen: sixteen(style.role)
            case .palette256, .truecolour: looks[style.role] ?? Self.monochrome(style.role)
            }
        var attributes = style.attributes
        if attributes.remove(.selected) != nil { select(&look, depth: depth) }
        look.attributes.formUnion(attributes)
        guard depth >= .palette256, case .rgb = look.foreground, case .rgb = look.background else { return look }
        // How much a terminal takes away for it is its own affair: nothing could be said about the contrast.
        look.attributes.remove(.dim)
        let contrast = style.role.isText ? Colour.readable : Self.borderContrast
        if depth == .truecolour {
            look.foreground = look.foreground.legible(on: look.background, contrast: contrast)
        } else {
            quantise(&look, contrast: contrast)
        }
        return look
    }

    private static let borderContrast = 1.5

    private func select(_ look: inout Look, depth: ColourDepth) {
        if depth >= .palette256, case .rgb = selection {
            // A role with a ground of its own, such as an escape, keeps it.
            if look.background == ground { look.background = selection }
        } else {
            // One bar: with colours of its own, each part of the row would be a patch of another one.
            (look.foreground, look.background) = (.terminalDefault, .terminalDefault)
            look.attributes.formSymmetricDifference(.reverse)
        }
    }

    // Grounds that differ in the theme go on to differ; the text gets the nearest colour that can be read there.
    private func quantise(_ look: inout Look, contrast: Double) {
        let isGround = look.background == ground
        let groundNumber = ground.nearestOf256
        let background = Colour.ofPalette(
            isGround
                ? groundNumber : look.background.nearestOf256 { $0 != Colour.ofPalette(groundNumber) })
        let wanted = look.foreground.legible(on: background, contrast: contrast)
        look.background = background
        look.foreground = Colour.ofPalette(
            wanted.nearestOf256 { (Colour.contrast($0, background) ?? 0) >= contrast })
    }

    // A selection of middling lightness would leave black or white alone to be read on it: it is brought nearer to the ground.
    private static func quiet(_ selection: Colour, under text: Colour, towards ground: Colour) -> Colour {
        guard let limit = Colour.contrast(text, ground), limit >= Colour.readable, var moved = selection.perceived,
            let target = ground.perceived
        else { return selection }
        var colour = selection
        for _ in 0..<40 {
            if let contrast = Colour.contrast(text, colour), contrast >= Colour.readable { return colour }
            moved.lightness += (target.lightness - moved.lightness) * 0.08
            moved.a += (target.a - moved.a) * 0.08
            moved.b += (target.b - moved.b) * 0.08
            colour = Colour(moved)
        }
        return ground
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
