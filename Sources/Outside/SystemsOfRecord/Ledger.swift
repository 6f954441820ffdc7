import HandoffStore
import JSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the file of a file connector holds: whether a key has its line, and where the next line goes.
struct Ledger {
    /// What is known about the key.
    enum State: Equatable {
        /// It has this line, with what is to be written.
        case found(line: Int)
        /// It has this line, with something else.
        case different(line: Int)
        /// It has no line; the next one would be this.
        case absent(next: Int)
        /// This line seems to have it, but is no JSON.
        case unreadable(line: Int)
        /// The last line isn't whole, and isn't what a crash leaves of a delivery.
        case foreign(line: Int)
    }

    private(set) var state = State.absent(next: 1)
    /// Where what counts ends: what a crash left of a line is beyond it.
    private(set) var end = 0
    /// Whether the last line is whole but for its end.
    private(set) var lacksNewline = false

    /// The longest line that is looked at.
    private static let longestLine = 64 << 20
    /// How each line of ours begins; its key follows.
    private static let opening = Array(#"{"key":"#.utf8)

    private let key: String
    /// What is to stand under the key, as canonical JSON.
    private let entry: [UInt8]
    private let beginning: [UInt8]
    private var line = 1

    /// Reads the file from its beginning, in pieces.
    ///
    /// - Parameter entry: What is to stand under the key.
    init(of file: borrowing OpenFile, seeking key: String, _ entry: JSONValue) throws(SystemCallError) {
        self.key = key
        self.entry = CanonicalJSON.bytes(of: entry)
        beginning = Self.opening + JSONValue.string(key).compactBytes
        var held: [UInt8] = []
        while true {
            let more = try file.readNext(1 << 20)
            if more.isEmpty { break }
            held += more
            let taken = takeLines(of: held)
            held.removeFirst(taken)
            guard held.count <= Self.longestLine else {
                throw SystemCallError("read a line of", file.path, code: EFBIG)
            }
        }
        takeRest(held)
    }

    /// Takes the lines that have an end; returns how many bytes they have.
    private mutating func takeLines(of bytes: [UInt8]) -> Int {
        var start = 0
        bytes.withUnsafeBytes { bytes in
            while start < bytes.count, let base = bytes.baseAddress,
                let newline = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
            {
                let stop = UnsafeRawPointer(newline) - base
                look(at: UnsafeRawBufferPointer(rebasing: bytes[start..<stop]))
                line += 1
                start = stop + 1
            }
        }
        end += start
        if case .absent = state { state = .absent(next: line) }
        return start
    }

    /// Takes what follows the last line end: nothing, a line whose end was lost, or what a crash left of one.
    private mutating func takeRest(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        if (try? JSONValue(parsing: bytes)) != nil {
            bytes.withUnsafeBytes { look(at: $0) }
            end += bytes.count
            lacksNewline = true
            if case .absent = state { state = .absent(next: line + 1) }
        } else if case .absent = state {
            // A file that grew but whose content a loss of power kept from the disk is full of zeros.
            let isTorn =
                bytes.starts(with: Self.opening) || Self.opening.starts(with: bytes) || bytes.allSatisfy { $0 == 0 }
            if !isTorn { state = .foreign(line: line) }
        }
    }

    /// Looks whether a line has the key. One that others wrote, differently, is read as JSON.
    private mutating func look(at bytes: UnsafeRawBufferPointer) {
        guard case .absent = state, !bytes.isEmpty else { return }
        if bytes.starts(with: Self.opening) {
            guard bytes.starts(with: beginning) else { return }
            state = (try? JSONValue(parsing: bytes)).map(compare) ?? .unreadable(line: line)
        } else if let value = try? JSONValue(parsing: bytes) {
            if let text = value["key"]?.string, sameText(text, key) { state = compare(value) }
        } else if bytes.contains(Array(key.utf8)) {
            state = .unreadable(line: line)
        }
    }

    private func compare(_ value: JSONValue) -> State {
        CanonicalJSON.bytes(of: value) == entry ? .found(line: line) : .different(line: line)
    }
}
