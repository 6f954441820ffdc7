import Foundation

/// Reads lines of bounded length from a file: what is longer is passed over without being kept in memory.
struct LineReader {
    /// One line.
    enum Line {
        case text([UInt8])
        case tooLong
    }

    /// The longest line that is taken, in bytes.
    static let longest = 16 << 20
    private static let chunk = 1 << 18

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// Reads from an open file.
    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Whether a whole line was read already: the next one is there without waiting for whoever writes.
    var hasLineAtHand: Bool { buffer[start...].contains(UInt8(ascii: "\n")) }

    /// The next line without its line feed; nil at the end.
    mutating func next() throws -> Line? {
        var scanned = start
        var isTooLong = false
        while true {
            if let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return isTooLong || end - start > Self.longest ? .tooLong : .text(Array(buffer[start..<end]))
            }
            if isTooLong || buffer.count - start > Self.longest {
                isTooLong = true
                buffer.removeAll(keepingCapacity: true)
                start = 0
            } else if start > 0 {
                buffer.removeSubrange(..<start)
                start = 0
            }
            scanned = buffer.count
            if try !fill() {
                guard isTooLong || !buffer.isEmpty else { return nil }
                defer {
                    buffer = []
                    start = 0
                }
                return isTooLong ? .tooLong : .text(buffer)
            }
        }
    }

    /// Everything that is left, if it is no longer than a line may be.
    mutating func rest() throws -> [UInt8]? {
        while buffer.count - start <= Self.longest, try fill() {}
        guard buffer.count - start <= Self.longest else { return nil }
        defer {
            buffer = []
            start = 0
        }
        return Array(buffer[start...])
    }

    private mutating func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        var piece = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count > 0 {
                buffer += piece[..<count]
                return true
            }
            if count < 0, errno == EINTR { continue }
            isAtEnd = true
            guard count == 0 else {
                throw InputError.unreadable(String(cString: strerror(errno)))
            }
            return false
        }
    }
}

/// Why a file could not be read.
enum InputError: Error {
    case unreadable(String)
}
