import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// Dossiers that were read before anybody asked, so that the next key has its whole answer at once.
///
/// What comes from here is shown at once and read again at the same time: a decision is bound to version and digest as always.
struct Shelf: Sendable {
    private var dossiers: [Dossier] = []

    /// As many as the keys next to the cursor reach, and a few that were left behind.
    static let most = 8

    subscript(id: HandoffID) -> Dossier? { dossiers.last { $0.handoff.id == id } }

    mutating func put(_ dossier: Dossier) {
        remove(dossier.handoff.id)
        dossiers.append(dossier)
        if dossiers.count > Self.most { dossiers.removeFirst() }
    }

    mutating func remove(_ id: HandoffID) { dossiers.removeAll { $0.handoff.id == id } }

    mutating func clear() { dossiers = [] }
}

extension ConsoleState {
    /// Whether somebody waits for the answer to a request. What nobody does is asked for when the picture of a key has reached the
    /// eye: on the few processors of a small machine it would be in the way of that.
    func isAwaited(_ request: DeskRequest) -> Bool {
        switch request {
        case .lookAhead, .countViews, .loadGroup: false
        case .loadDossier(let id): awaitedDossier == id
        case .loadWindow(let window): !window.isProgress || linesOwed != 0
        default: true
        }
    }

    /// Whether what was answered can change the picture. A handoff is read again with each step to it, and is mostly as it was.
    func changesPicture(_ message: Message) -> Bool {
        switch message {
        case .desk(.ahead): false
        case .desk(.viewCounts(let counts)): counts != viewCounts
        case .desk(.dossier(let id, .success(let read))):
            id != selected || id == awaitedDossier || !(dossier.map { $0.isSame(as: read) } ?? false)
        default: true
        }
    }

    /// Where the next keys are likely to go: the lines next to the cursor, and a page away.
    private var likely: [HandoffID] {
        guard let window, let index = cursorIndex else { return [] }
        let page = max(1, ConsoleLayout(self).queue.height - 1)
        return [index + 1, index - 1, index + page, index - page].compactMap { index in
            let index = max(0, min(window.lines.count - 1, index))
            return window.lines[index].row?.id
        }
    }

    /// Reads one that is missing on the shelf; its answer asks for the next one.
    func lookAhead() -> [Effect] {
        guard let id = likely.first(where: { $0 != selected && shelf[$0] == nil }) else { return [] }
        return [.desk(.lookAhead(id))]
    }

    /// A dossier that nobody has asked for yet. One that could not be read is asked for when the cursor is on it.
    mutating func takeAhead(_ dossier: Dossier?) -> [Effect] {
        guard let dossier, !isOutdated(dossier) else { return [] }
        shelf.put(dossier)
        return lookAhead()
    }
}
