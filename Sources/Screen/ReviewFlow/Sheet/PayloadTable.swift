import JSON
import ReviewDesk
import Terminal

/// The leaves of a payload as rows of names and values: short members of one item of a list share a row.
package struct PayloadTable: Sendable {
    /// A row: what it is called, and the leaves in it.
    package struct Row: Sendable {
        package let label: DisplayText
        package let leaves: [PayloadLeaf]
        /// Of several leaves in a row each has its own name.
        let names: [DisplayText]

        /// What stands behind the label.
        package func lines(width: Int, limit: Int, isUnicode: Bool) -> [DisplayText] {
            guard leaves.count > 1 || !names.isEmpty else { return leaves[0].lines(width: width, limit: limit) }
            let parts = zip(names, leaves).map { $0 + " " + $1.text[0] }
            return DisplayText.joined(parts, by: isUnicode ? " · " : "; ").wrapped(to: width)
        }
    }

    package let rows: [Row]
    /// How many leaves the payload has.
    package let total: Int

    package init(_ dossier: Dossier, isUnicode: Bool) {
        let (leaves, total) = PayloadLeaf.all(of: dossier, isUnicode: isUnicode)
        self.init(leaves, total: total)
    }

    init(_ leaves: [PayloadLeaf], total: Int) {
        self.total = total
        var rows: [Row] = []
        var index = 0
        while index < leaves.count {
            let run = Self.run(leaves[index...])
            if run.count > 1, let item = run.first?.pointer.tokens.dropLast() {
                let label = Self.label(of: Array(item))
                rows.append(
                    Row(
                        label: label, leaves: Array(run),
                        names: run.map { PayloadLeaf.quoted(name: $0.pointer.tokens.last ?? "") }))
                index += run.count
            } else {
                rows.append(Row(label: leaves[index].label, leaves: [leaves[index]], names: []))
                index += 1
            }
        }
        self.rows = rows
    }

    /// The leaves from here on that are all the members of one item of a list, and short.
    private static func run(_ leaves: ArraySlice<PayloadLeaf>) -> ArraySlice<PayloadLeaf> {
        guard let first = leaves.first else { return [] }
        let item = first.pointer.tokens.dropLast()
        guard item.count >= 2, let index = item.last, Int(index) != nil, index.utf8.count < 6 else {
            return leaves.prefix(1)
        }
        let run = leaves.prefix { $0.pointer.tokens.count > item.count && $0.pointer.tokens.starts(with: item) }
        let isFlat = run.allSatisfy { $0.pointer.tokens.count == item.count + 1 && $0.isShort }
        return isFlat && run.count <= 8 ? run : leaves.prefix(1)
    }

    private static func label(of tokens: [String]) -> DisplayText {
        var label: DisplayText = ""
        for token in tokens {
            if let number = Int(token), !label.isEmpty {
                label += " \(number + 1)"
            } else {
                label += (label.isEmpty ? "" : ".") + PayloadLeaf.quoted(name: token)
            }
        }
        return label
    }

    /// The labels of the rows in a column: cut in the middle where they are too long, and never so that two read alike; nil where one
    /// has to stand on a line of its own.
    package func labels(width: Int) -> [DisplayText?] {
        var counts: [DisplayText: Int] = [:]
        let cut = rows.map { $0.label.middleCut(to: width) }
        for label in cut { counts[label, default: 0] += 1 }
        return zip(rows, cut).map { row, label in
            if counts[label] == 1 || row.label.width <= width { return label }
            for head in [width - 5, width - 9, 3, 6] where head > 1 && head < width - 2 {
                let other = row.label.middleCut(to: width, head: head)
                let isAlone =
                    !cut.contains(other) && rows.count { $0.label.middleCut(to: width, head: head) == other } == 1
                if isAlone { return other }
            }
            return nil
        }
    }

    /// How wide the column of labels is in a width.
    package func column(in width: Int) -> Int {
        min(max(rows.map(\.label.width).max() ?? 0, 4), max(12, width * 2 / 5)) + 2
    }
}
