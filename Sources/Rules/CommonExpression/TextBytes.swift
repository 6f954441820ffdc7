/// What is asked of texts by their bytes, which is all that the language compares and counts.
enum TextBytes {
    /// How many characters, that is code points, a text has.
    static func characters(_ text: String) -> Int { characters(text, before: text.utf8.count) }

    /// How many characters begin before a place in bytes.
    static func characters(_ text: String, before end: Int) -> Int {
        reading(text) { bytes in
            var count = 0
            for byte in bytes[..<end] where byte & 0xC0 != 0x80 { count += 1 }
            return count
        }
    }

    /// The bytes before a character; all of them where there is no such character.
    static func place(ofCharacter number: Int, in text: String) -> Int {
        reading(text) { bytes in
            var left = number
            for place in bytes.indices where bytes[place] & 0xC0 != 0x80 {
                if left == 0 { return place }
                left -= 1
            }
            return bytes.count
        }
    }

    /// Whether two texts hold the same characters.
    static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && begins(left, with: right)
    }

    /// Whether a text begins with another.
    static func begins(_ text: String, with other: String) -> Bool {
        guard other.utf8.count <= text.utf8.count else { return false }
        return reading(text) { a in reading(other) { b in common(a, b) == b.count } }
    }

    /// Whether a text ends with another.
    static func ends(_ text: String, with other: String) -> Bool {
        guard other.utf8.count <= text.utf8.count else { return false }
        return reading(text) { a in
            reading(other) { b in common(UnsafeBufferPointer(rebasing: a.suffix(b.count)), b) == b.count }
        }
    }

    /// The order of two texts, which for UTF-8 is that of their code points.
    static func order(_ left: String, _ right: String) -> Order {
        reading(left) { a in reading(right) { b in order(a, b) } }
    }

    /// The order of two sequences of bytes.
    static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Order {
        let place = common(left, right)
        if place == left.count || place == right.count { return Order(left.count, right.count) }
        return left[place] < right[place] ? .less : .greater
    }

    /// How many bytes the two begin with in common.
    private static func common(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let count = min(left.count, right.count)
        let (a, b) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
        var place = 0
        while place + 8 <= count,
            a.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                == b.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        { place += 8 }
        while place < count, left[place] == right[place] { place += 1 }
        return place
    }

    @inline(__always)
    private static func reading<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var text = text
        return text.withUTF8(body)
    }
}
