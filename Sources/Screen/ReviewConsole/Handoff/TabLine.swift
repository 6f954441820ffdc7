import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// The names of the tabs above a handoff's text, each with its number and a count.
struct TabLine {
    struct Item {
        let tab: Sheet.Tab
        let isOpen: Bool
        let columns: Range<Int>
        let text: DisplayText
    }

    let items: [Item]

    /// The tabs that there are for what is under the cursor: without changes there is none for them, unless it is open.
    static func tabs(_ state: ConsoleState) -> [Sheet.Tab] {
        let hasChanges = state.dossier?.history.contains { $0.difference != nil } ?? false
        return Sheet.Tab.allCases.filter { $0 != .difference || hasChanges || state.tab == .difference }
    }

    init(_ state: ConsoleState, in head: Rectangle) {
        let tabs = Self.tabs(state)
        let counts = tabs.map { Self.count(of: $0, state.dossier, isUnicode: state.context.isUnicode) }
        func name(_ tab: Sheet.Tab, _ count: DisplayText, _ length: Int) -> DisplayText {
            let space: DisplayText = length > 1 ? " " : ""
            let number: DisplayText = "\(tab.rawValue + 1)\(space)"
            return number + tab.name.prefix(length) + (count.isEmpty ? "" : space + count)
        }
        // Where not all names fit whole, the open one does, and the others say as much as fits; counts are kept.
        let longest = tabs.map(\.name.width).max() ?? 1
        func names(_ length: Int) -> [DisplayText] {
            zip(tabs, counts).map { tab, count in name(tab, count, tab == state.tab ? longest : length) }
        }
        func width(_ names: [DisplayText]) -> Int { names.reduce(2) { $0 + $1.width + 1 } - 1 }
        let fitting = stride(from: longest, through: 1, by: -1).lazy.map(names).first { width($0) <= head.width }
        let shown = fitting ?? zip(tabs, counts).map { name($0, $1, 1) }
        var column = head.column
        items = zip(tabs, shown).map { tab, name in
            let isOpen = tab == state.tab
            let text: DisplayText = isOpen ? "[\(name)]" : name
            defer { column += text.width + 1 }
            return Item(tab: tab, isOpen: isOpen, columns: column..<column + text.width, text: text)
        }
    }

    /// What a tab has, in a few signs: evidence that was seen of all, checks that failed, events.
    private static func count(of tab: Sheet.Tab, _ dossier: Dossier?, isUnicode: Bool) -> DisplayText {
        guard let dossier else { return "" }
        switch tab {
        case .summary, .payload, .trace: return ""
        case .evidence:
            let items = dossier.handoff.contents.evidence
            return items.isEmpty ? "" : "\(items.count { dossier.viewed.contains($0.sha256) })/\(items.count)"
        case .checks:
            let failed = dossier.checks.count { $0.result != "passed" && $0.result != "skipped" }
            let wrong = failed + dossier.handoff.contents.findings.violations.count
            if wrong > 0 { return "\(wrong)\(isUnicode ? "✗" : "x" as DisplayText)" }
            return dossier.checks.isEmpty ? "" : "\(dossier.checks.count)"
        case .history: return "\(dossier.history.count)"
        case .difference: return "\(dossier.history.count { $0.difference != nil })"
        }
    }
}
