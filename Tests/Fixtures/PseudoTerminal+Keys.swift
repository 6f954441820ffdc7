extension PseudoTerminal {
    /// Presses keys by their names, separated by spaces. `esc` has to be the last one: with a key after it at once it would be Alt.
    public func press(_ keys: String) {
        for name in keys.split(separator: " ") { type(Self.sequence(String(name))) }
    }

    /// Presses a key once what is asked has stood on the screen for as long as it takes to read: before that it is no answer.
    public func answer(_ key: String) {
        try? wait(for: "a reader", seconds: 0.35) { _ in false }
        press(key)
    }

    /// Presses a key again and again until the picture is as wanted: for keys that are dead for a moment after something changed.
    public func press(_ key: String, until what: String, _ isThere: (VirtualScreen) -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            press(key)
            if (try? wait(for: what, seconds: 0.2, until: isThere)) != nil { return }
        }
        throw Problem(description: "pressed \(key) for \(what); the screen shows:\n\(screen.text)")
    }

    /// The same until the picture holds a text.
    public func press(_ key: String, until text: String) throws {
        try press(key, until: "‘\(text)’") { $0.shows(text) }
    }

    private static func sequence(_ name: String) -> String {
        switch name {
        case "enter": "\r"
        case "esc": "\u{1B}"
        case "tab": "\t"
        case "backtab": "\u{1B}[Z"
        case "space": " "
        case "backspace": "\u{7F}"
        case "up": "\u{1B}OA"
        case "down": "\u{1B}OB"
        case "pgdn": "\u{1B}[6~"
        case "pgup": "\u{1B}[5~"
        case let name where name.hasPrefix("ctrl-"): String(Unicode.Scalar(name.utf8.last! & 0x1F))
        default: name
        }
    }
}
