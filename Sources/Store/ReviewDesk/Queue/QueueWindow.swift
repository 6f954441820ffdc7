import CivilTime
import Handoff

/// What a line of the queue stands for. The cursor is held as one of these, never as a row number.
package enum QueuePlace: Sendable, Hashable {
    /// A heading, with those above it first.
    case heading([String])
    case handoff(HandoffID)
}

/// One line of the queue.
package enum QueueLine: Sendable, Hashable {
    /// The headings down to this one, and how many handoffs are under it.
    case heading([String], count: Int, isFolded: Bool)
    /// A handoff; `isGone` when it left the queue while the cursor was on it.
    case handoff(QueueRow, isGone: Bool)

    /// What it stands for.
    package var place: QueuePlace {
        switch self {
        case .heading(let path, _, _): .heading(path)
        case .handoff(let row, _): .handoff(row.id)
        }
    }

    /// The handoff's row; nil for a heading.
    package var row: QueueRow? {
        if case .handoff(let row, _) = self { row } else { nil }
    }
}

/// The part of the queue around the cursor, and the counts of all of it.
///
/// However many handoffs there are, a window holds little more than `2 × span` lines, and making one costs as much.
package struct QueueWindow: Sendable {
    /// Which window is wanted.
    package struct Request: Sendable {
        /// What it is made around.
        package enum Anchor: Sendable, Hashable {
            /// Where a view begins: the cursor goes past the headings there.
            case start
            /// The first line, or the last.
            case first, end
            case heading([String])
            case handoff(HandoffID)
            /// A handoff, with the place in the queue that it was last seen at.
            case row(QueueRow)
        }

        /// The view.
        package var view: QueueView
        /// What a filter found so far that no index answers.
        package var job: FilterJob?
        /// The folded headings.
        package var folded: Set<QueuePlace>
        /// What it is made around.
        package var anchor: Anchor
        /// Tells it from the requests before it.
        package var number: Int
        /// How many lines are wanted above the anchor and below it.
        package var above = QueueWindow.span, below = QueueWindow.span
        /// An outline that was read before, to be taken as it is where nothing has changed since.
        package var outline: KeptOutline?
        /// Whether it brings only what was found meanwhile: nobody waits for it.
        package var isProgress = false

        package init(view: QueueView, job: FilterJob?, folded: Set<QueuePlace>, anchor: Anchor, number: Int) {
            (self.view, self.job, self.folded, self.anchor, self.number) = (view, job, folded, anchor, number)
        }

        /// Whether more than the screen is wanted.
        package var isWhole: Bool { above >= QueueWindow.span && below >= QueueWindow.span }
    }

    /// How many lines a whole window has on each side of its anchor. The first one of a view has no more than the screen, so that it
    /// is there sooner, and the whole one follows.
    package static let span = 150

    /// What was asked for, without what a filter found and what was known before: who asked has these.
    package var request: Request
    /// The groups of the view.
    package let groups: [QueueGroup]
    /// What of it holds for another window of the same view too; nil where no index answers its filter.
    package var outline: KeptOutline?
    /// The lines, from the top.
    package var lines: [QueueLine] = []
    /// The line that the window was made around.
    package var anchorIndex = 0
    /// Whether nothing is above its lines; below them.
    package var reachesStart = true, reachesEnd = true
    /// What the request left folded; a handoff that is wanted opens its groups.
    package var folded: Set<QueuePlace>
    /// When it was read, and the store's change counter then.
    package var now: Instant, changeCount: Int
    /// Who has taken which of its handoffs.
    package var claims: [HandoffID: Claim] = [:]

    /// A window without any lines.
    package init(_ request: Request, groups: [QueueGroup] = [], now: Instant, changeCount: Int) {
        self.request = request
        (self.request.job, self.request.outline) = (nil, nil)
        (self.groups, self.now, self.changeCount) = (groups, now, changeCount)
        folded = request.folded
    }

    /// The index of the line that stands for something; nil where none does.
    package func index(of place: QueuePlace?) -> Int? {
        // Looked for several times with each key: no line is copied for it.
        switch place {
        case nil: nil
        case .handoff(let id)?:
            lines.firstIndex { if case .handoff(let row, _) = $0 { row.id == id } else { false } }
        case .heading(let path)?:
            lines.firstIndex { if case .heading(let other, _, _) = $0 { other == path } else { false } }
        }
    }

    /// How many handoffs the view has in all.
    package var total: Int { groups.reduce(0) { $0 + $1.count } }
}
