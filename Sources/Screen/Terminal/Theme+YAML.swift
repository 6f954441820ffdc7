import Yams

/// What is wrong with a theme file.
package struct ThemeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    package let file: String
    /// The line, counted from 1; nil when it concerns the whole file.
    package let line: Int?
    /// What is wrong and what to do.
    package let message: String

    /// `file:line: message`.
    package var description: String { "\(file):\(line.map { "\($0): " } ?? " ")\(message)" }
}

extension Theme {
    /// Reads a theme from the text of a scheme file.
    ///
    /// The file has the shape of base16 and base24 schemes: `system`, `name`, `variant` and a `palette` of `base00` to `base0F` (or
    /// `base17`); or the older one, with `scheme` and the colours at the top. `roles` may say for a role `fg`, `bg` (a palette name,
    /// `#rrggbb`, `ansi0` to `ansi15`, `default`) and `bold`, `underline`, `reverse`, `dim`.
    package init(yaml text: String, file: String) throws(ThemeError) {
        var reader = ThemeReader(file: file)
        self = try reader.read(text)
    }
}

private struct ThemeReader {
    let file: String
    var palette: [String: Colour] = [:]

    init(file: String) { self.file = file }

    mutating func read(_ text: String) throws(ThemeError) -> Theme {
        guard text.utf8.count <= 1 << 16 else { throw problem(nil, "a theme is at most 64 KiB long") }
        let root: Node
        do {
            guard let node = try Yams.compose(yaml: text) else { throw problem(nil, "the file is empty") }
            root = node
        } catch let error as ThemeError {
            throw error
        } catch let error as YamlError {
            throw problem(Self.line(of: error), "this is not YAML: \(Self.reason(of: error))")
        } catch {
            throw problem(nil, "this is not YAML")
        }
        let members = try mapping(root, "the theme")
        var name: String?
        var variant: String?
        var roles: Node?
        for (key, value) in members {
            switch key.text {
            case "name", "scheme": name = try scalar(value)
            case "variant":
                variant = try scalar(value)
                guard ["dark", "light"].contains(variant) else { throw problem(value, "variant is dark or light") }
            case "system":
                guard ["base16", "base24"].contains(try scalar(value)) else {
                    throw problem(value, "system is base16 or base24")
                }
            case "palette": try readPalette(value)
            case "roles": roles = value
            case "author", "slug", "description", "license", "source", "url", "version": break
            default:
                if Self.known.contains(key.text) {
                    try readColour(key, value)
                    continue
                }
                throw problem(
                    key.node, "unknown key '\(key.text)'; a theme has system, name, author, variant, palette, roles")
            }
        }
        guard let name else { throw problem(root, "name is missing") }
        for slot in Self.required where palette[slot] == nil { throw problem(root, "palette has no \(slot)") }
        var looks = Self.standard(palette)
        if let roles { try readRoles(roles, into: &looks) }
        return Theme(name: name, variant: variant ?? (isDark ? "dark" : "light"), looks: looks)
    }

    private static let required = (0..<16).map { "base0" + String($0, radix: 16, uppercase: true) }
    private static let known = Set(required + (0..<8).map { "base1\($0)" })

    private mutating func readPalette(_ node: Node) throws(ThemeError) {
        for (key, value) in try mapping(node, "palette") {
            guard Self.known.contains(key.text) else { throw problem(key.node, "unknown palette name '\(key.text)'") }
            try readColour(key, value)
        }
    }

    private mutating func readColour(_ key: NamedNode, _ value: Node) throws(ThemeError) {
        guard let colour = Colour(hex: try scalar(value)) else {
            throw problem(value, "\(key.text) is six hexadecimal digits, in quotes")
        }
        palette[key.text] = colour
    }

    private var isDark: Bool { (palette["base00"]?.luminance ?? 0) <= (palette["base05"]?.luminance ?? 1) }

    private func readRoles(_ node: Node, into looks: inout [ThemeRole: Theme.Look]) throws(ThemeError) {
        for (key, value) in try mapping(node, "roles") {
            guard let role = ThemeRole(rawValue: key.text) else {
                let names = ThemeRole.allCases.map(\.rawValue).joined(separator: ", ")
                throw problem(key.node, "unknown role '\(key.text)'; the roles are \(names)")
            }
            guard var look = looks[role] else { continue }
            look.attributes = []
            for (property, value) in try mapping(value, "the role \(key.text)") {
                switch property.text {
                case "fg": look.foreground = try colour(value)
                case "bg": look.background = try colour(value)
                case "bold", "underline", "reverse", "dim":
                    guard let isSet = Bool(try scalar(value)) else { throw problem(value, "true or false") }
                    let attributes: [String: Style.Attributes] = [
                        "bold": .bold, "underline": .underline, "reverse": .reverse, "dim": .dim,
                    ]
                    if isSet { look.attributes.formUnion(attributes[property.text] ?? []) }
                default:
                    throw problem(
                        property.node,
                        "unknown property '\(property.text)'; a role has fg, bg, bold, underline, reverse, dim")
                }
            }
            looks[role] = look
        }
    }

    private func colour(_ node: Node) throws(ThemeError) -> Colour {
        let text = try scalar(node)
        if let colour = palette[text] { return colour }
        if text == "default" { return .terminalDefault }
        if text.hasPrefix("ansi"), let number = Int(text.dropFirst(4)), (0...15).contains(number) {
            return .ansi(number)
        }
        if text.hasPrefix("#"), let colour = Colour(hex: text) { return colour }
        throw problem(node, "'\(text)' is no colour: a palette name, '#rrggbb', ansi0 to ansi15, or default")
    }

    /// The roles as the slots of base16 suggest them.
    private static func standard(_ palette: [String: Colour]) -> [ThemeRole: Theme.Look] {
        func look(_ fg: String, _ attributes: Style.Attributes = [], on bg: String = "base00") -> Theme.Look {
            Theme.Look(
                foreground: palette[fg] ?? .terminalDefault, background: palette[bg] ?? .terminalDefault,
                attributes: attributes
            )
        }
        return [
            .text: look("base05"), .dim: look("base04"), .title: look("base0D", .bold),
            .groupHeader: look("base0E", .bold),
            .provisional: look("base0A", .bold), .final: look("base0B", .bold), .warning: look("base0A"),
            .error: look("base08", .bold), .ok: look("base0B"), .accent: look("base0D"), .keyHint: look("base0C"),
            .escaped: look("base00", on: "base09"), .diffAdded: look("base0B"), .diffRemoved: look("base08"),
            .bandLow: look("base08"), .bandMedium: look("base0A"), .bandHigh: look("base0B"),
            .bandUnknown: look("base0E"),
            .statusLine: look("base05", on: "base01"), .border: look("base03"), .input: look("base05", on: "base01"),
            .selected: look("base05", on: "base02"),
        ]
    }

    private typealias NamedNode = (text: String, node: Node)

    private func mapping(_ node: Node, _ what: String) throws(ThemeError) -> [(NamedNode, Node)] {
        guard case .mapping(let mapping) = node else { throw problem(node, "\(what) has to be a mapping") }
        var members: [(NamedNode, Node)] = []
        for (key, value) in mapping { members.append(((try scalar(key), key), value)) }
        return members
    }

    private func scalar(_ node: Node) throws(ThemeError) -> String {
        guard case .scalar(let scalar) = node else { throw problem(node, "a single value is expected here") }
        return scalar.string
    }

    private func problem(_ node: Node?, _ message: String) -> ThemeError {
        ThemeError(file: file, line: node?.mark?.line, message: message)
    }

    private func problem(_ line: Int, _ message: String) -> ThemeError {
        ThemeError(file: file, line: line, message: message)
    }

    private static func line(of error: YamlError) -> Int {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: 1
        }
    }

    private static func reason(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let duplicates, _): "the same key twice: \(duplicates)"
        default: "it can't be read"
        }
    }
}
