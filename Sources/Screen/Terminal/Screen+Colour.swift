import CNcurses

/// Gives the looks of a theme the numbers by which curses calls them.
struct ScreenColours {
    /// A look as curses takes it.
    struct Number {
        var pair: Int32
        var attributes: Int32
        /// The number of the ground, by which looks are told apart that a space would have in common.
        var ground: Int32

        /// Whether a space looks the same in both: it shows no foreground.
        func isSameGround(as other: Number) -> Bool {
            let seen = TERMINAL_UNDERLINE.rawValue | TERMINAL_REVERSE.rawValue
            return ground == other.ground && UInt32(attributes | other.attributes) & seen == 0
        }
    }

    let depth: ColourDepth
    /// The theme; the numbers of another one begin anew, for a terminal may have few.
    var theme: Theme { didSet { (looks, pairs) = ([:], [:]) } }
    private var looks: [Style: Number] = [:]
    private var pairs: [PairKey: Int32] = [:]

    private struct PairKey: Hashable {
        let foreground: Int32
        let background: Int32
    }

    init(theme: Theme, depth: ColourDepth) {
        self.theme = theme
        self.depth = depth
    }

    /// How many colours a terminal of so many numbers shows.
    static func depth(colours: Int) -> ColourDepth {
        switch colours {
        case (1 << 24)...: .truecolour
        case 256...: .palette256
        case 8...: .sixteen
        default: .mono
        }
    }

    /// The numbers of a style.
    mutating func number(of style: Style) -> Number {
        if let known = looks[style] { return known }
        let look = theme.look(of: style, depth: depth)
        var attributes = look.attributes
        var pair: Int32 = 0
        var ground: Int32 = 0
        if depth > .mono {
            let key = PairKey(foreground: number(of: look.foreground), background: number(of: look.background))
            pair = self.pair(key)
            // Without a pair it stands on the terminal's own ground.
            ground = pair == 0 ? -1 : key.background
            if case .ansi(let colour) = look.foreground, colour > 7, !hasSixteen { attributes.insert(.bold) }
        }
        let kept = attributes.intersection([.bold, .underline, .reverse, .dim])
        let result = Number(pair: pair, attributes: Int32(kept.rawValue), ground: ground)
        looks[style] = result
        return result
    }

    // The terminal's own colours stand in for a pair that it has no room for: never a look that was meant for something else.
    private mutating func pair(_ key: PairKey) -> Int32 {
        if let known = pairs[key] { return known }
        let pair = Int32(pairs.count + 1)
        guard pair < terminal_pairs() else { return 0 }
        pairs[key] = pair
        terminal_define_pair(pair, key.foreground, key.background)
        return pair
    }

    // A direct-colour terminal takes the numbers up to 7 for its own eight colours, and all others for red, green and blue.
    private var hasSixteen: Bool { depth != .truecolour && terminal_colours() >= 16 }

    private func number(of colour: Colour) -> Int32 {
        switch colour {
        case .terminalDefault: return -1
        case .ansi(let number): return Int32(hasSixteen ? number : number % 8)
        case .rgb(let red, let green, let blue):
            guard depth == .truecolour else { return Int32(colour.nearestOf256) }
            let value = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
            // The terminal's own black may be anything; this black is black.
            return value < 8 ? 0x010101 : value
        }
    }
}
