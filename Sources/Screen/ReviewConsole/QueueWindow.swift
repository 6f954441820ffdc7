import CivilTime
import Handoff
import HandoffStore
import ReviewDesk

/// What a line of the queue stands for. The cursor is held as one of these, never as a row number.
package enum QueuePlace: Sendable, Hashable {
    /// A heading, with those above it first.
    case heading([String])
    case handoff(HandoffID)
}

/// One line of the queue.
enum QueueLine: Sendable, Hashable {
    /// The headings down to this one, and how many handoffs are under it.
    case heading([String], count: Int, isFolded: Bool)
    /// A handoff; `isGone` when it left the queue while the cursor was on it.
    case handoff(QueueRow, isGone: Bool)

    var place: QueuePlace {
        switch self {
        case .heading(let path, _, _): .heading(path)
        case .handoff(let row, _): .handoff(row.id)
        }
    }

    var row: QueueRow? {
        if case .handoff(let row, _) = self { row } else { nil }
    }
}

/// The part of the queue around the cursor, and the counts of all of it.
///
/// However many handoffs there are, a window holds little more than `2 × span` lines, and making one costs as much.
struct QueueWindow: Sendable {
    /// Which window is wanted.
    struct Request: Sendable {
        /// What it is made around.
        enum Anchor: Sendable, Hashable {
            /// Where a view begins: the cursor goes past the headings there.
            case start
            /// The first line, or the last.
            case first, end
            case heading([String])
            case handoff(HandoffID)
            /// A handoff, with the place in the queue that it was last seen at.
            case row(QueueRow)
        }

        var view: QueueView
        /// What a filter found so far that no index answers.
        var job: FilterJob?
        /// The folded headings.
        var folded: Set<QueuePlace>
        var anchor: Anchor
        var number: Int
        /// How many lines are wanted above the anchor and below it.
        var above = QueueWindow.span, below = QueueWindow.span
        /// An outline that was read before, to be taken as it is where nothing has changed since.
        var outline: Outline?
        /// Whether it brings only what was found meanwhile: nobody waits for it.
        var isProgress = false

        /// Whether more than the screen is wanted.
        var isWhole: Bool { above >= QueueWindow.span && below >= QueueWindow.span }
    }

    /// How many lines a whole window has on each side of its anchor. The first one of a view has no more than the screen, so that it
    /// is there sooner, and the whole one follows.
    static let span = 150

    /// Outlines of views that were shown, so that going back to one costs no counting.
    struct Outlines: Sendable {
        private var outlines: [Outline] = []
        private static let most = 20

        /// The outline that was read last of this query and grouping.
        subscript(view: QueueView) -> Outline? {
            outlines.last { $0.grouping == view.grouping && $0.matcher.query == view.query }
        }

        /// Keeps one; those from before a change of the store are forgotten.
        mutating func put(_ outline: Outline) {
            outlines.removeAll {
                $0.changeCount != outline.changeCount
                    || $0.grouping == outline.grouping && $0.matcher.query == outline.matcher.query
            }
            outlines = outlines.suffix(Self.most - 1) + [outline]
        }
    }

    /// The groups of a view at a moment.
    struct Outline: Sendable {
        var groups: [QueueGroup]
        var grouping: QueueGrouping
        var matcher: QueryMatcher
        var day: Int64
        var changeCount: Int
    }

    var request: Request
    var groups: [QueueGroup]
    /// What of it holds for another window of the same view too; nil where no index answers its filter.
    var outline: Outline?
    var lines: [QueueLine] = []
    /// The line that the window was made around.
    var anchorIndex = 0
    var reachesStart = true
    var reachesEnd = true
    /// What the request left folded; a handoff that is wanted opens its groups.
    var folded: Set<QueuePlace>
    var now: Instant
    var changeCount: Int
    /// Who has taken which of its handoffs.
    var claims: [HandoffID: Claim] = [:]

    /// How many handoffs the view has in all.
    var total: Int { groups.reduce(0) { $0 + $1.count } }
}
