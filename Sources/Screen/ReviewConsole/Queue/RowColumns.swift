import Terminal

/// Where the parts of a row of the queue stand. On a wide screen record, stake and time have columns of their own; else the title takes
/// what the row leaves it.
struct RowColumns {
    let confidence: Int
    /// Where the marks begin, and how many columns they may take; on a wide screen the title begins after all of them.
    let marks: Int, mostMarks: Int
    /// Whether marks have their counts.
    let hasCounts: Bool
    let title: Int
    /// Of the record and the stake; nil where they have no columns.
    let record: Range<Int>?, stake: Range<Int>?
    /// Where the row's end begins; nil where it is as long as its text.
    let end: Range<Int>?

    /// The narrowest queue in which marks have their counts.
    private static let counted = 44

    init(_ area: Rectangle, isWide: Bool) {
        confidence = area.column + 5
        hasCounts = area.width >= Self.counted
        marks = area.column + 10
        mostMarks = hasCounts ? 8 : 4
        title = isWide ? marks + mostMarks + 1 : marks
        guard isWide else {
            (record, stake, end) = (nil, nil, nil)
            return
        }
        let last = area.endColumn - 1
        let end = last - 8..<last
        let stake = end.lowerBound - 15..<end.lowerBound - 1
        let width = area.width >= 100 ? 19 : 14
        record = stake.lowerBound - width - 1..<stake.lowerBound - 1
        (self.stake, self.end) = (stake, end)
    }
}
