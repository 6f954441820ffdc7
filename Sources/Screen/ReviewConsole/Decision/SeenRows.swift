import ReviewFlow

/// Which lines of opened evidence have stood on the screen.
struct SeenRows: Sendable {
    private var width = 0
    private var rows: [SeenEvidence.Name: Set<Int>] = [:]

    /// Notes lines of the sheet. In another width the same text has other lines, and is counted anew.
    mutating func note(_ shown: Range<Int>, of item: SeenEvidence, _ sheet: Sheet) {
        if width != sheet.key?.width ?? 0 { (width, rows) = (sheet.key?.width ?? 0, [:]) }
        guard let lines = sheet.whole[item.index] else { return }
        rows[item.name, default: []].formUnion(shown.clamped(to: lines).map { $0 - lines.lowerBound })
    }

    /// Whether every line of it has stood there.
    func isWhole(_ item: SeenEvidence, _ sheet: Sheet) -> Bool {
        sheet.whole[item.index].map { rows[item.name]?.count ?? 0 >= $0.count } ?? false
    }

    /// How much of it, in hundredths; nil where it does not stand there whole.
    func share(of item: SeenEvidence, _ sheet: Sheet) -> Int? {
        sheet.whole[item.index].map { ($0.isEmpty ? 100 : (rows[item.name]?.count ?? 0) * 100 / $0.count) }
    }
}
