/// A share as a small bar: it is read by its length, so it needs no colour.
package enum Meter {
    private static let shapes = (full: DisplayText.Cell("▰"), empty: DisplayText.Cell("▱"))
    private static let letters = (full: DisplayText.Cell("#"), empty: DisplayText.Cell("-"))

    /// A bar of a width: `▰▰▰▱`, or `###-` where only ASCII can be shown.
    ///
    /// Only the whole is drawn full and only nothing is drawn empty.
    package static func bar(_ share: Double, width: Int, isUnicode: Bool) -> DisplayText {
        let width = max(0, width)
        let filled: Int
        if share.isNaN || share <= 0 {
            filled = 0
        } else if share >= 1 {
            filled = width
        } else {
            filled = min(max(1, Int((share * Double(width)).rounded())), max(0, width - 1))
        }
        let signs = isUnicode ? shapes : letters
        return DisplayText(cells: (0..<width).map { $0 < filled ? signs.full : signs.empty })
    }
}
