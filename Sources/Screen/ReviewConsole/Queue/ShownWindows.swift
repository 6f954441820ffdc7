import Handoff
import ReviewDesk
import ReviewFlow

/// Windows of views that were shown, so that going back to one needs no look into the store before it is on the screen.
///
/// One is shown again only while the store is at the same change counter as what stands on the screen, so it is never older than
/// that; and it is read again at the same time.
struct ShownWindows: Sendable {
    private var windows: [QueueWindow] = []

    /// As many as there are ways to group and sort, or views with a number, that somebody goes to and fro between.
    private static let most = 8

    /// The one that was shown last of this query, grouping and order.
    subscript(view: QueueView) -> QueueWindow? { windows.last { Self.isSame($0.request.view, view) } }

    /// Keeps one; those from before a change of the store are forgotten, and so is the one that was shown the longest time ago.
    mutating func put(_ window: QueueWindow) {
        windows.removeAll { $0.changeCount != window.changeCount || Self.isSame($0.request.view, window.request.view) }
        windows = windows.suffix(Self.most - 1) + [window]
    }

    private static func isSame(_ left: QueueView, _ right: QueueView) -> Bool {
        left.grouping == right.grouping && left.order == right.order && left.query == right.query
    }
}

extension ConsoleState {
    /// Keeps a window for when its view is shown again.
    mutating func keepShown(_ window: QueueWindow) {
        let isWhole = window.request.isWhole || window.reachesStart && window.reachesEnd
        guard isWhole, window.folded.isEmpty, window.request.view.query.isIndexed else { return }
        shown.put(window)
    }

    /// Asks for the queue around a place. What was shown of it before stands there meanwhile, where nothing has changed since.
    mutating func showAgain(_ anchor: QueueWindow.Request.Anchor) -> [Effect] {
        let load = turn(to: anchor)
        guard folded.isEmpty, var kept = shown[view], kept.changeCount == changeCount, !isUnreadable,
            let index = place(of: anchor, in: kept)
        else { return [load] }
        kept.request.anchor = anchor
        kept.request.number = requestNumber
        kept.anchorIndex = index
        kept.now = now
        // Nothing on the screen has been replaced by anything newer, so no key has to be dead.
        return take(kept, at: .min) + [loadWindow(self.anchor, isWhole: true)]
    }

    /// The line of a place in a window, if there is as much around it as the screen shows.
    private func place(of anchor: QueueWindow.Request.Anchor, in window: QueueWindow) -> Int? {
        let height = max(1, ConsoleLayout(self).queue.height)
        switch anchor {
        case .start: return window.reachesStart && (window.reachesEnd || window.lines.count >= height) ? 0 : nil
        case .row(let row):
            guard let index = window.index(of: .handoff(row.id)) else { return nil }
            let above = min(linesAbove, height - 1)
            let isFull =
                (index >= above || window.reachesStart)
                && (window.lines.count - index >= height - above || window.reachesEnd)
            return isFull ? index : nil
        case .first, .end, .heading, .handoff: return nil
        }
    }
}
