import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// What the pane of the handoff goes on to show while the cursor runs past others.
///
/// A pane is most of what a picture costs, and nobody reads one that stands for a thirtieth of a second. So it is drawn when the keys
/// rest. Until then it shows what it showed, whole, and no key decides: see `ConsoleState.bringUpPane`.
struct HeldPane: Sendable {
    let cursor: QueuePlace?
    let row: QueueRow?
    let dossier: Dossier?
    let evidence: [OpenedEvidence]
    let sheet: Sheet
    let top: Int

    /// For how long keys have to rest before the pane follows the cursor, in milliseconds.
    static let rest: Int64 = 80

    /// The pane as it stands.
    init(_ state: ConsoleState) {
        (cursor, row, dossier, evidence) = (state.cursor, state.cursorRow, state.dossier, state.evidence)
        (sheet, top) = (state.sheet, state.sheetTop)
    }
}

extension ConsoleState {
    /// The state whose handoff the pane shows.
    var paneState: ConsoleState {
        guard let held = heldPane else { return self }
        var state = self
        state.heldPane = nil
        (state.cursor, state.cursorRow, state.dossier, state.evidence) = (
            held.cursor, held.row, held.dossier, held.evidence
        )
        (state.sheet, state.sheetTop) = (held.sheet, held.top)
        return state
    }

    /// Does what moves the cursor by a key, and leaves the pane as it is for now.
    mutating func holdingPane(_ move: (inout ConsoleState) -> [Effect]) -> [Effect] {
        guard focus == .queue, ConsoleLayout(self).divider != nil else { return move(&self) }
        let before = heldPane ?? HeldPane(self)
        let effects = move(&self)
        heldPane = cursor == before.cursor || focus != .queue ? nil : before
        return effects
    }

    /// Has the pane show what is under the cursor; whether it showed something else.
    mutating func bringUpPane() -> Bool {
        defer { heldPane = nil }
        return heldPane != nil
    }
}
