import Handoff
import ReviewDesk

/// A handoff that is marked for a decision on many, as its row showed it when it was tagged.
package struct HandoffTag: Sendable {
    package let id: HandoffID
    package let version: Int
    package let digest: ContentHash
    package let title: String
    /// How much people had said of it by then.
    package let words: Int
    /// The view that it was tagged in.
    package let view: String

    package init(_ row: QueueRow, in view: String = "") {
        (id, version, digest, title) = (row.id, row.version, row.digest, row.title)
        words = row.marks.words
        self.view = view
    }

    /// Whether a handoff still is what was tagged.
    package func isOf(_ row: QueueRow) -> Bool { version == row.version && digest == row.digest }
}

/// What is tagged, in the order in which it was. There is a most, so that it never grows with the store.
package struct TagSet: Sendable {
    package static let most = 10_000

    private var tags: [HandoffID: (place: Int, tag: HandoffTag)] = [:]
    private var nextPlace = 0

    package init() {}

    package var count: Int { tags.count }
    package var isEmpty: Bool { tags.isEmpty }
    package var isFull: Bool { tags.count >= Self.most }

    package subscript(id: HandoffID) -> HandoffTag? { tags[id]?.tag }

    /// Tags a handoff as its row shows it; false when it is tagged so already, or no more fit.
    @discardableResult package mutating func insert(_ row: QueueRow, in view: String = "") -> Bool {
        if let known = tags[row.id] {
            guard !known.tag.isOf(row) else { return false }
        } else if isFull {
            return false
        }
        tags[row.id] = (nextPlace, HandoffTag(row, in: view))
        nextPlace += 1
        return true
    }

    /// Tags what a piece of work found, or takes the tags off; nil when no more fit.
    package mutating func take(_ piece: TagJob.Piece, in view: String = "") -> TagJob? {
        var job = piece.job
        for row in piece.rows {
            if job.isUntagging {
                if self[row.id] != nil { job.changed += 1 }
                remove(row.id)
            } else if insert(row, in: view) {
                job.changed += 1
            } else if isFull, self[row.id] == nil {
                return nil
            }
        }
        return job
    }

    package mutating func remove(_ id: HandoffID) { tags[id] = nil }

    /// In the order in which they were tagged.
    package var inOrder: [HandoffTag] { tags.values.sorted { $0.place < $1.place }.map(\.tag) }
}
