#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lines that come in from a file: of bounded length, and only as many bytes of them read ahead as came with a line.
struct PlainInput {
    /// The longest line that is taken, in bytes.
    static let longest = 128 << 10

    enum Line: Equatable {
        case text(String)
        /// Longer than a line may be, or not UTF-8.
        case unusable
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isAtEnd = false

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The next line; nil at the end.
    mutating func next() -> Line? {
        var isTooLong = false
        var scanned = 0
        while true {
            if let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
                var line = buffer[..<end]
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                let text = isTooLong || line.count > Self.longest ? nil : String(validating: line, as: UTF8.self)
                buffer.removeSubrange(...end)
                return text.map { .text($0) } ?? .unusable
            }
            if buffer.count > Self.longest {
                isTooLong = true
                buffer = []
            }
            scanned = buffer.count
            if isAtEnd {
                guard !buffer.isEmpty || isTooLong else { return nil }
                let text = isTooLong ? nil : String(validating: buffer, as: UTF8.self)
                buffer = []
                return text.map { .text($0) } ?? .unusable
            }
            fill()
        }
    }

    /// Throws away what was typed before now.
    mutating func forget() {
        buffer = []
        tcflush(descriptor, TCIFLUSH)
    }

    private mutating func fill() {
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count > 0 {
                buffer += piece[..<count]
                return
            }
            if count < 0, errno == EINTR { continue }
            isAtEnd = true
            return
        }
    }
}
