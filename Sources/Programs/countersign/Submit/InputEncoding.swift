/// What a file is that is not UTF-8, and the mark that one that is may begin with.
enum InputEncoding {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Takes away the byte order mark that some editors put first. Files that were joined can have one at each beginning.
    static func skipMark(_ bytes: inout [UInt8]) { if bytes.starts(with: mark) { bytes.removeFirst(mark.count) } }

    /// The same of what is no array yet.
    static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        skipMark(&bytes)
        return bytes
    }

    /// What the bytes at the beginning of a file are, where they show that it is not UTF-8; else nil.
    static func foreign(_ start: [UInt8]) -> String? {
        if let known = beginnings.first(where: { start.starts(with: $0.bytes) }) { return known.name }
        // Without a mark: the first characters of JSON are ASCII, and UTF-8 has no zero bytes between them.
        guard start.count >= 4 else { return nil }
        return switch start.prefix(4).map({ $0 == 0 }) {
        case [false, true, true, true], [true, true, true, false]: "UTF-32"
        case [false, true, false, true]: "UTF-16 (little-endian)"
        case [true, false, true, false]: "UTF-16 (big-endian)"
        default: nil
        }
    }

    // The longer ones first: the mark of UTF-16 is the beginning of that of UTF-32.
    private static let beginnings: [(bytes: [UInt8], name: String)] = [
        ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"),
        ([0xFF, 0xFE], "UTF-16 (little-endian)"), ([0xFE, 0xFF], "UTF-16 (big-endian)"),
        ([0x1F, 0x8B], "compressed with gzip"), ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd"),
        ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive"),
    ]
}
