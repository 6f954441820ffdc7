import ReviewFlow
import Terminal

/// The names of the tabs above a handoff's text.
struct TabLine {
    struct Item {
        let tab: Sheet.Tab
        let isOpen: Bool
        let columns: Range<Int>
        let text: DisplayText
    }

    let items: [Item]

    init(_ state: ConsoleState, in head: Rectangle) {
        let count = state.dossier?.handoff.contents.evidence.count ?? 0
        let names = Sheet.Tab.allCases.map { $0 == .evidence && count > 0 ? "\($0.name) \(count)" : $0.name }
        // Where not all names fit whole, the open one does, and the others say as much as fits.
        let open = names[state.tab.rawValue].width + 2
        let share = (head.width - open) / (names.count - 1) - 2
        let isWhole = names.reduce(0) { $0 + $1.width + 2 } <= head.width
        var column = head.column
        items = zip(Sheet.Tab.allCases, names).map { tab, name in
            let isOpen = tab == state.tab
            let name = isWhole || isOpen ? name : name.prefix(max(1, share))
            let text: DisplayText = isOpen ? "[\(name)]" : " \(name) "
            defer { column += text.width }
            return Item(tab: tab, isOpen: isOpen, columns: column..<column + text.width, text: text)
        }
    }
}
