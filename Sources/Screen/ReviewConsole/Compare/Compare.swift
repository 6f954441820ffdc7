import ReviewDesk
import ReviewFlow
import Terminal

/// What would be written beside its evidence, or beside another handoff on its record, over the whole screen.
struct Compare: Sendable {
    var side: CompareSheet.Side
    /// The line that stands first on both sides.
    var top = 0
}

extension ConsoleState {
    /// From this width on a decision is taken beside what is compared, not over it.
    static let besideFrom = 160

    /// The width that a question takes beside it.
    static let questionBeside = 80

    /// Why nothing can be compared now; nil when it can.
    var whyNotCompare: DisplayText? {
        guard selected != nil else { return "the cursor is on no handoff" }
        return dossier?.handoff.id == selected ? nil : "the handoff is being read"
    }

    /// Why there is no other handoff to compare with; nil where there is.
    var whyNotCompareOthers: DisplayText? {
        whyNotCompare ?? (dossier?.others.isEmpty ?? true ? "no other handoff is on this record" : nil)
    }

    /// Puts both sides on the screen, or takes them away.
    mutating func toggleCompare(_ side: CompareSheet.Side) -> [Effect] {
        if case .other(let shown)? = compare?.side, case .other = side, let dossier, shown + 1 < dossier.others.count {
            compare = Compare(side: .other(shown + 1))
        } else {
            compare =
                compare?.side == side || compare.map { Self.isOther($0.side) && Self.isOther(side) } ?? false
                ? nil : Compare(side: side)
        }
        return []
    }

    private static func isOther(_ side: CompareSheet.Side) -> Bool { if case .other = side { true } else { false } }

    /// Where what is compared stands: the whole screen between title and foot, or what a question leaves of it.
    var compareArea: Rectangle {
        let width = isDecidedBeside ? size.width - Self.questionBeside : size.width
        return Rectangle(column: 0, row: 1, width: width, height: max(0, size.height - 3))
    }

    /// Whether a question stands beside what is compared.
    var isDecidedBeside: Bool {
        guard compare != nil, size.width >= Self.besideFrom, case .decision? = dialog else { return false }
        return true
    }

    /// How wide each side is in an area.
    static func sides(of area: Rectangle) -> (left: Int, right: Int) {
        let left = max(10, (area.width - 5) * 2 / 5)
        return (left, max(10, area.width - 5 - left))
    }

    /// The texts of both sides as they stand; nil where nothing is compared.
    func compareSheet(isUnicode: Bool) -> CompareSheet? {
        guard let compare, let dossier, dossier.handoff.id == selected else { return nil }
        return CompareSheet(dossier, compare.side, widths: Self.sides(of: compareArea), now: now, isUnicode: isUnicode)
    }

    /// Moves both sides. False for what is no move.
    mutating func scrollCompare(by lines: Int) {
        guard var open = compare, let sheet = compareSheet(isUnicode: context.isUnicode) else { return }
        let last = max(sheet.left.count, sheet.right.count) - (compareArea.height - 2)
        open.top = max(0, min(last, open.top + lines))
        compare = open
    }

    /// A key while something is compared; nil where it means what it always does.
    mutating func pressInCompare(_ key: Key) -> [Effect]? {
        guard compare != nil else { return nil }
        let page = max(1, compareArea.height - 3)
        switch key {
        case .goBack, .leave: compare = nil
        case .character("j"), .named(.down): scrollCompare(by: 1)
        case .character("k"), .named(.up): scrollCompare(by: -1)
        case .named(.pgdn), .control("f"), .character(" "): scrollCompare(by: page)
        case .named(.pgup), .control("b"): scrollCompare(by: -page)
        case .character("J"), .control("d"): scrollCompare(by: page / 2)
        case .character("K"), .control("u"): scrollCompare(by: -page / 2)
        case .character("g"), .named(.home): scrollCompare(by: -1_000_000)
        case .character("G"), .named(.end): scrollCompare(by: 1_000_000)
        default:
            // What decides, and what changes what is compared, works from here; nothing moves a queue that is not seen.
            let id = context.keymap.action(of: key.name)?.id
            let kept = [
                "approve", "reject", "escalate", "return", "comment", "compare", "compare-others", "help", "redraw",
            ]
            return id.map { kept.contains($0) } ?? false ? nil : []
        }
        return []
    }
}
