/// Finds a text in others in time linear in their lengths, whatever they hold.
struct TextSearch {
    private let needle: [UInt8]
    /// For each prefix of the needle, the length of the longest proper prefix that is also its suffix.
    private let borders: [Int32]

    init(_ needle: String) { self.init(Array(needle.utf8)) }

    init(_ needle: [UInt8]) {
        self.needle = needle
        var borders = Array(repeating: Int32(0), count: needle.count)
        var length = 0
        for place in needle.indices.dropFirst() {
            while length > 0, needle[place] != needle[length] { length = Int(borders[length - 1]) }
            if needle[place] == needle[length] { length += 1 }
            borders[place] = Int32(length)
        }
        self.borders = borders
    }

    /// The place of the first occurrence that begins at or after a place.
    func first(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard !needle.isEmpty else { return start }
        guard bytes.count - start >= needle.count else { return nil }
        return needle.withUnsafeBufferPointer { needle in
            borders.withUnsafeBufferPointer { borders in
                var length = 0
                for place in start..<bytes.count {
                    let byte = bytes[place]
                    while length > 0, byte != needle[length] { length = Int(borders[length - 1]) }
                    if byte == needle[length] { length += 1 }
                    if length == needle.count { return place - length + 1 }
                }
                return nil
            }
        }
    }

    /// The places of all occurrences that don't overlap, up to a number of them.
    func all(in text: String, atMost limit: Int = .max) -> [Int] {
        var text = text
        return text.withUTF8 { bytes in
            var places: [Int] = []
            var start = 0
            while places.count < limit, let place = first(in: bytes, from: start) {
                places.append(place)
                start = place + needle.count
            }
            return places
        }
    }

    /// Whether a text holds another.
    static func holds(_ text: String, _ needle: String) -> Bool {
        var (text, needle) = (text, needle)
        let quick: Bool? = text.withUTF8 { text in needle.withUTF8 { needle in quickAnswer(text, needle) } }
        if let quick { return quick }
        let search = TextSearch(needle)
        return text.withUTF8 { search.first(in: $0, from: 0) != nil }
    }

    /// The answer by comparing at each place, which needs no preparation; nil where that takes too many comparisons.
    private static func quickAnswer(
        _ text: UnsafeBufferPointer<UInt8>, _ needle: UnsafeBufferPointer<UInt8>
    ) -> Bool? {
        guard let first = needle.first else { return true }
        guard text.count >= needle.count else { return false }
        var left = text.count + 64
        for place in 0...(text.count - needle.count) where text[place] == first {
            var length = 1
            while length < needle.count, text[place + length] == needle[length] { length += 1 }
            if length == needle.count { return true }
            left -= length
            if left < 0 { return nil }
        }
        return false
    }
}
