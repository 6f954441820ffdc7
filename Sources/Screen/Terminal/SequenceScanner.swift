/// Divides what curses writes into what a look matters to and what it doesn't.
struct SequenceScanner {
    enum Piece {
        /// An empty cell.
        case space
        /// A byte of a character.
        case text(UInt8)
        /// The numbers of a look (CSI … m), and the sequence itself.
        case look([Int], bytes: [UInt8])
        /// Letters stand for lines from here on, or for themselves.
        case lineDrawing(Bool)
        /// What only moves the cursor, or switches what has nothing to do with looks.
        case movement([UInt8])
        /// What leaves empty cells behind.
        case erasure([UInt8])
        /// Whatever else there is.
        case other([UInt8])
    }

    private enum State {
        case ground
        case escape
        case control
        /// A string that a terminal takes as a whole.
        case string
    }

    private var state = State.ground
    private var collected: [UInt8] = []

    /// Takes a byte; gives a piece where one is complete.
    mutating func take(_ byte: UInt8) -> Piece? {
        switch state {
        case .ground: return ground(byte)
        case .escape: return escape(byte)
        case .control: return control(byte)
        case .string:
            collected.append(byte)
            let isEnded = byte == 0x07 || byte == 0x5C && collected.dropLast().last == 0x1B
            return isEnded ? end(.movement(collected)) : nil
        }
    }

    private mutating func ground(_ byte: UInt8) -> Piece? {
        switch byte {
        case 0x1B:
            (state, collected) = (.escape, [byte])
            return nil
        case 0x20: return .space
        // curses moves by these; it never scrolls with them.
        case 0x00..<0x20: return .movement([byte])
        default: return .text(byte)
        }
    }

    private mutating func escape(_ byte: UInt8) -> Piece? {
        collected.append(byte)
        if collected.count == 2 {
            switch byte {
            case 0x5B:
                state = .control
                return nil
            case 0x5D, 0x50, 0x58, 0x5E, 0x5F:
                state = .string
                return nil
            // The cursor is saved or put back, goes up a line, and the keypad is switched.
            case 0x37, 0x38, 0x4D, 0x3D, 0x3E: return end(.movement(collected))
            default: break
            }
        }
        if (0x20..<0x30).contains(byte) { return nil }
        switch collected {
        case [0x1B, 0x28, 0x42]: return end(.lineDrawing(false))
        case [0x1B, 0x28, 0x30]: return end(.lineDrawing(true))
        default: return end(.other(collected))
        }
    }

    private mutating func control(_ byte: UInt8) -> Piece? {
        collected.append(byte)
        guard (0x40..<0x7F).contains(byte) else { return nil }
        let body = collected.dropFirst(2).dropLast()
        switch byte {
        case 0x6D where body.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x3B }:
            let numbers = body.split(separator: 0x3B, omittingEmptySubsequences: false).map { digits in
                digits.reduce(0) { min(9_999, $0 * 10 + Int($1 - 0x30)) }
            }
            return end(.look(numbers, bytes: collected))
        // Up, down, right, left, column, place, tab back, row; modes, the window, reports.
        case 0x41...0x44, 0x47, 0x48, 0x5A, 0x64, 0x68, 0x6C, 0x6E, 0x74: return end(.movement(collected))
        // The screen, the line, characters erased, taken out or put in.
        case 0x4A, 0x4B, 0x58, 0x50, 0x40: return end(.erasure(collected))
        default: return end(.other(collected))
        }
    }

    private mutating func end(_ piece: Piece) -> Piece {
        (state, collected) = (.ground, [])
        return piece
    }
}
