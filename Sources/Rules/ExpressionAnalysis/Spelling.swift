/// Finds the word that was meant.
enum Spelling {
    static func suggestion(for word: String, among names: [String]) -> String {
        guard let nearest = nearest(to: word, among: names) else {
            return names.isEmpty ? "Take it out" : "Its fields are \(names.prefix(20).joined(separator: ", "))"
        }
        return "Did you mean '\(nearest)'?"
    }

    /// The name that differs in the fewest letters, if these are few.
    static func nearest(to word: String, among names: [String]) -> String? {
        let letters = Array(word.utf8)
        guard letters.count <= 60 else { return nil }
        let most = max(1, letters.count / 3)
        return names.prefix(200).filter { $0.utf8.count <= 60 }
            .map { (name: $0, distance: distance(letters, Array($0.utf8))) }
            .filter { $0.distance <= most }.min { $0.distance < $1.distance }?.name
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = x == y ? diagonal : 1 + min(diagonal, above, row[j])
                diagonal = above
            }
        }
        return row[b.count]
    }
}
