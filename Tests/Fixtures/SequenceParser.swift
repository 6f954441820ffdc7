/// Splits a terminal's input into characters, controls and sequences.
struct SequenceParser {
    enum Token {
        case print(Unicode.Scalar)
        case control(UInt8)
        case escape(String)
        case sequence(prefix: String, parameters: [Int?], final: Character)
        case string(String)
        case invalid(UInt8)
    }

    private enum State {
        case ground
        case escape(String)
        case control
        case string(kind: Character, ends: Bool)
    }

    private var state = State.ground
    private var collected = ""
    private var pending: [UInt8] = []
    private var expected = 0

    mutating func take(_ byte: UInt8) -> [Token] {
        if expected > 0 { return continueCharacter(byte) }
        switch state {
        case .ground: return ground(byte)
        case .escape(let text): return escape(text, byte)
        case .control: return control(byte)
        case .string(let kind, let ends): return string(kind, ends, byte)
        }
    }

    private mutating func ground(_ byte: UInt8) -> [Token] {
        switch byte {
        case 0x1B:
            state = .escape("")
            return []
        case 0x00..<0x20, 0x7F: return [.control(byte)]
        case 0x20..<0x7F: return [.print(Unicode.Scalar(byte))]
        case 0xC2..<0xE0: expected = 1
        case 0xE0..<0xF0: expected = 2
        case 0xF0..<0xF5: expected = 3
        default: return [.invalid(byte)]
        }
        pending = [byte]
        return []
    }

    private mutating func continueCharacter(_ byte: UInt8) -> [Token] {
        guard byte & 0xC0 == 0x80 else {
            expected = 0
            return [.invalid(pending[0])] + take(byte)
        }
        pending.append(byte)
        expected -= 1
        guard expected == 0 else { return [] }
        guard let scalar = String(decoding: pending, as: UTF8.self).unicodeScalars.first, scalar != "\u{FFFD}" else {
            return [.invalid(pending[0])]
        }
        // The one-character forms of ESC [ and its relatives.
        if (0x80..<0xA0).contains(scalar.value) { return [.control(UInt8(scalar.value))] }
        return [.print(scalar)]
    }

    private mutating func escape(_ text: String, _ byte: UInt8) -> [Token] {
        let character = Character(Unicode.Scalar(byte))
        if text.isEmpty {
            switch character {
            case "[":
                state = .control
                collected = ""
                return []
            case "]", "P", "X", "^", "_":
                state = .string(kind: character, ends: false)
                collected = ""
                return []
            default: break
            }
        }
        if (0x20..<0x30).contains(byte) {
            state = .escape(text + String(character))
            return []
        }
        state = .ground
        return [.escape(text + String(character))]
    }

    private mutating func control(_ byte: UInt8) -> [Token] {
        guard (0x40..<0x7F).contains(byte) else {
            if byte < 0x20 {
                state = .ground
                return [.invalid(byte)]
            }
            collected.append(Character(Unicode.Scalar(byte)))
            return []
        }
        state = .ground
        let prefix = collected.prefix { "<=>?".contains($0) }
        let rest = collected.dropFirst(prefix.count)
        // An intermediate character makes it another sequence, and so do sub-parameters.
        let marks = rest.filter { !("0"..."9").contains($0) && $0 != ";" }
        let numbers = rest.filter { ("0"..."9").contains($0) || $0 == ";" }
        let parameters =
            numbers.isEmpty ? [] : numbers.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        return [
            .sequence(
                prefix: String(prefix) + marks, parameters: parameters, final: Character(Unicode.Scalar(byte))
            )
        ]
    }

    private mutating func string(_ kind: Character, _ ends: Bool, _ byte: UInt8) -> [Token] {
        if byte == 0x07 || (ends && byte == 0x5C) {
            state = .ground
            return [.string("ESC \(kind)\(collected)")]
        }
        state = .string(kind: kind, ends: byte == 0x1B)
        if byte != 0x1B { collected.append(Character(Unicode.Scalar(byte))) }
        return []
    }
}
