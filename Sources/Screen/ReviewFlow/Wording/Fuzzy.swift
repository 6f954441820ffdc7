/// Finds names by a few of their letters.
package enum Fuzzy {
    /// How well letters, in this order, are found in a text; nil when they aren't. More is better: letters in a row and at the
    /// beginnings of words count most, and of two texts the shorter one wins.
    package static func score(_ letters: String, in text: String) -> Int? {
        let wanted = Array(letters.utf8.filter { $0 != 0x20 }.map(folded))
        if wanted.isEmpty { return 0 }
        let bytes = Array(text.utf8.map(folded))
        var best: Int?
        for start in bytes.indices where bytes[start] == wanted[0] {
            guard let found = score(wanted, bytes, from: start) else { break }
            best = max(best ?? found, found)
        }
        return best.map { $0 * 100 - min(bytes.count, 99) }
    }

    private static func score(_ wanted: [UInt8], _ bytes: [UInt8], from start: Int) -> Int? {
        var score = 0
        var index = start
        var previous = -2
        for letter in wanted {
            guard let found = bytes[index...].firstIndex(of: letter) else { return nil }
            let isWordStart = found == 0 || !isLetter(bytes[found - 1])
            score += found == previous + 1 ? 5 : isWordStart ? 4 : 1
            previous = found
            index = found + 1
        }
        return score
    }

    /// The name that somebody who mistyped most likely meant; nil when none is near.
    package static func nearest(to text: String, among names: [String]) -> String? {
        names.map { (name: $0, distance: distance(Array(text.utf8), Array($0.utf8))) }
            .filter { $0.distance <= max(1, text.utf8.count / 3) }
            .min { $0.distance < $1.distance }?.name
    }

    /// How many bytes have to be changed, put in or taken out.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
                (diagonal, row[j + 1]) = (row[j + 1], next)
            }
        }
        return row[right.count]
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte >= 0x80
    }
}
