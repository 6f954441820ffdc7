import ContractEngine
import Handoff
import ReviewDesk

/// What goes on with what is tagged.
package struct Bulk: Sendable {
    /// The row that was tagged last, and in which view: where a range begins.
    package var last: (row: QueueRow, view: QueueView)?
    /// Tagging at work.
    package var gathering: TagJob?
    package var preview: BulkPreview?
    /// The same read again while it stands, because the store has changed.
    package var renewal: BulkPreview?
    /// The store's changes that the preview knows of, or its renewal.
    package var changeCount = -1
    /// The changes that the store has by now.
    package var presentCount = -1
    /// The decision on many that runs, or the last one.
    package var run: BulkRun?
    package var isRunning = false
    /// Numbers what is at work, so that what comes too late is known.
    package var number = 0

    package init() {}

    /// What can be decided on many.
    package static let actions = Action.allCases.filter(\.isForMany)

    package static var names: [String] { actions.map(\.word) }
}
