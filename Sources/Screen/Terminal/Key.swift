/// One key press, or a text that was pasted as a whole.
package enum Key: Sendable, Hashable {
    /// A printable character.
    case character(Unicode.Scalar)
    /// A letter or sign with Ctrl.
    case control(Unicode.Scalar)
    /// A printable character with Alt.
    case alt(Unicode.Scalar)
    /// F1 and so on.
    case function(Int)
    /// A key with a name.
    case named(Name)
    /// A text that came as a paste: never a command.
    case paste(String)

    /// Keys that have names.
    package enum Name: String, Sendable, CaseIterable {
        case up, down, left, right, home, end, pgup, pgdn, enter, esc, tab, backtab, backspace, delete, insert, other
    }

    /// The name by which tables of keys call it: `j`, `space`, `ctrl-d`, `alt-x`, `f1`, `pgdn`.
    package var name: String {
        switch self {
        case .character(" "): "space"
        case .character(let scalar): String(scalar)
        case .control(let scalar): "ctrl-" + String(scalar)
        case .alt(let scalar): "alt-" + String(scalar)
        case .function(let number): "f" + String(number)
        case .named(let name): name.rawValue
        case .paste: "paste"
        }
    }

    /// The key of a name; nil when no key is called so.
    package init?(name: String) {
        if let named = Name(rawValue: name) {
            self = .named(named)
            return
        }
        if name == "space" {
            self = .character(" ")
            return
        }
        let scalars = Array(name.unicodeScalars)
        if scalars.count == 1, scalars[0].properties.generalCategory != .control {
            self = .character(scalars[0])
        } else if name.hasPrefix("ctrl-"), scalars.count == 6, Self.hasControl(scalars[5]) {
            self = .control(scalars[5])
        } else if name.hasPrefix("alt-"), scalars.count == 5 {
            self = .alt(scalars[4])
        } else if name.hasPrefix("f"), let number = Int(name.dropFirst()), (1...24).contains(number) {
            self = .function(number)
        } else {
            return nil
        }
    }

    // Letters with Ctrl come as the first characters of all, where small ones and capitals are the same.
    private static func hasControl(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("["..."_").contains(scalar)
    }

    /// What a character that the terminal sent means.
    init(character value: UInt32) {
        switch value {
        case 0x0D, 0x0A: self = .named(.enter)
        case 0x09: self = .named(.tab)
        case 0x1B: self = .named(.esc)
        case 0x7F, 0x08: self = .named(.backspace)
        case 0x00: self = .control(" ")
        case 0x01...0x1A: self = .control(Unicode.Scalar(UInt8(value) + 0x60))
        case 0x1C...0x1F: self = .control(Unicode.Scalar(UInt8(value) + 0x40))
        default:
            if value >= 0x20, !(0x80..<0xA0).contains(value), let scalar = Unicode.Scalar(value) {
                self = .character(scalar)
            } else {
                self = .named(.other)
            }
        }
    }
}
