import Foundation
import Terminal

/// Where on the screen a text stands that was searched for.
package enum TextMatches {
    /// The columns of every place of a pattern in a drawn text, whatever the case and the accents.
    package static func columns(of pattern: String, in text: DisplayText) -> [Range<Int>] {
        let wanted = pattern.unicodeScalars.map(fold).filter { !$0.isEmpty }
        guard !wanted.isEmpty else { return [] }
        let cells = text.cells.filter { !$0.isJoined }
        // An escape stands for something else than its letters.
        let folded = cells.map { $0.isEscaped ? [] : fold($0.scalar) }
        var columns: [Int] = [0]
        for cell in cells { columns.append((columns.last ?? 0) + Int(cell.width)) }
        var found: [Range<Int>] = []
        var start = 0
        while start + wanted.count <= cells.count {
            if wanted.indices.allSatisfy({ folded[start + $0] == wanted[$0] }) {
                found.append(columns[start]..<columns[start + wanted.count])
                start += wanted.count
            } else {
                start += 1
            }
        }
        return found
    }

    // A mark over a letter is none of its own: it folds to nothing.
    private static func fold(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if scalar.isASCII {
            return [Unicode.Scalar(scalar.value &- 65 < 26 ? scalar.value | 0x20 : scalar.value) ?? scalar]
        }
        if scalar.properties.canonicalCombiningClass != .notReordered { return [] }
        return Array(
            String(scalar).folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
                .unicodeScalars)
    }
}
