extension Span<UInt8> {
    /// The code point that begins at a place of valid UTF-8, and how many bytes it has.
    @inline(__always)
    func scalar(at place: Int) -> (scalar: UInt32, length: Int) {
        let first = UInt32(self[place])
        guard first >= 0x80 else { return (first, 1) }
        let length = Swift.min(first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4, count - place)
        var scalar = first & (0x7F >> UInt32(length))
        for offset in 1..<Swift.max(length, 1) { scalar = scalar << 6 | UInt32(self[place + offset] & 0x3F) }
        return (scalar, length)
    }
}
