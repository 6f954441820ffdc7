/// A guess at the name that was meant by a misspelt one.
package enum Spelling {
    /// The known name that differs least, where it differs by no more than a third of its letters.
    package static func nearest(to name: String, among known: [String]) -> String? {
        let letters = Array(name.lowercased().utf8.prefix(100))
        var best: (name: String, distance: Int)?
        for candidate in known.sorted() {
            let distance = distance(letters, Array(candidate.lowercased().utf8.prefix(100)))
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(1, best.name.utf8.count / 3) else { return nil }
        return best.name
    }

    /// The number of letters to put in, leave out, exchange or swap with their neighbour.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
