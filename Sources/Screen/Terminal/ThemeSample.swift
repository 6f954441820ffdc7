/// A role of a theme as it looks on a terminal, for lists of themes.
package struct ThemeSample: Sendable {
    /// The role.
    package let role: ThemeRole
    /// Whether it is on the ground of the selected row.
    package let isSelected: Bool
    /// How it looks.
    package let look: Theme.Look
    /// The contrast of its colours after WCAG 2; nil where they are the terminal's own.
    package let contrast: Double?
    private let depth: ColourDepth

    /// The samples of a theme: every role, on its own ground and on that of the selected row.
    package static func all(of theme: Theme, depth: ColourDepth) -> [ThemeSample] {
        ThemeRole.allCases.flatMap { role in
            [false, true].map { isSelected in
                let look = theme.look(of: Style(role, isSelected ? .selected : []), depth: depth)
                return ThemeSample(
                    role: role, isSelected: isSelected, look: look,
                    contrast: Colour.contrast(look.foreground, look.background), depth: depth)
            }
        }
    }

    /// A safe text in this look, with the sequences that a terminal of the depth takes, and back to normal after it.
    package func painted(_ text: DisplayText) -> String {
        var codes: [String] = []
        for (attribute, code) in [(Style.Attributes.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7")]
        where look.attributes.contains(attribute) { codes.append(code) }
        if depth > .mono {
            codes += code(look.foreground, 38, 30)
            codes += code(look.background, 48, 40)
        }
        return codes.isEmpty
            ? text.description : "\u{1B}[\(codes.joined(separator: ";"))m\(text.description)\u{1B}[0m"
    }

    private func code(_ colour: Colour, _ extended: Int, _ own: Int) -> [String] {
        switch colour {
        case .terminalDefault: []
        case .ansi(let number): [String(number < 8 ? own + number : own + 52 + number)]
        case .rgb(let red, let green, let blue):
            depth == .truecolour
                ? ["\(extended);2;\(red);\(green);\(blue)"] : ["\(extended);5;\(colour.nearestOf256)"]
        }
    }
}

extension ColourDepth {
    /// What a terminal is likely to show, by its environment alone: for output that goes by without a screen.
    package init(environment: [String: String]) {
        let name = environment["TERM"] ?? ""
        if !(environment["NO_COLOR"] ?? "").isEmpty || name.isEmpty || name == "dumb" || name.hasPrefix("vt") {
            self = .mono
        } else if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") || name.hasSuffix("-direct") {
            self = .truecolour
        } else {
            self = name.contains("256color") ? .palette256 : .sixteen
        }
    }
}
