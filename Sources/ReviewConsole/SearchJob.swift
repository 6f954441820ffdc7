import Handoff
import HandoffStore
import ReviewDesk

/// A search through the queue: one piece of it at a time, so that it shows progress and can be cancelled between pieces.
struct SearchJob: Sendable, Hashable {
    /// Lower-case text to find in title, id, contract or owner.
    var pattern: String
    var filter: QueueFilter
    var direction: StoreSnapshot.Direction
    /// The group and place to go on from; nil begins at the end of the queue where the direction begins.
    var group: Int64?
    var key: QueuePosition?
    /// How many were looked at.
    var searched = 0
    /// How many the filter had at the beginning.
    var total: Int
    var number: Int
    private var turns = 0

    init(
        pattern: String, filter: QueueFilter, direction: StoreSnapshot.Direction, from row: QueueRow?, total: Int,
        number: Int
    ) {
        self.pattern = pattern
        self.filter = filter
        self.direction = direction
        group = row?.group
        key = row?.position
        self.total = total
        self.number = number
    }

    enum Outcome: Sendable, Hashable {
        case found(QueueRow)
        case more(SearchJob)
        case nothing
    }

    private static let pageSize = 500
    private static let pagesPerPiece = 8

    /// Looks at the next few thousand handoffs.
    func run(_ source: some ReviewSource) throws(DeskError) -> Outcome {
        var job = self
        let groups = try source.groups(filter)
        guard !groups.isEmpty else { return .nothing }
        let start = direction == .after ? 0 : groups.count - 1
        var index = job.group.flatMap { group in groups.firstIndex { $0.number == group } } ?? start
        let wanted = Array(pattern.utf8)
        var pages = 0
        while pages < Self.pagesPerPiece {
            let rows = try source.page(filter, group: groups[index].number, direction, job.key, limit: Self.pageSize)
            pages += 1
            job.searched += rows.count
            if let found = rows.first(where: { Self.matches($0, wanted) }) { return .found(found) }
            if rows.count == Self.pageSize, let last = rows.last {
                job.key = last.position
            } else {
                index += direction == .after ? 1 : -1
                job.key = nil
                // Once around: from the other end on, up to where it began.
                if !groups.indices.contains(index) {
                    index = start
                    job.turns += 1
                }
            }
            job.group = groups[index].number
            if job.searched >= job.total || job.turns > 1 { return .nothing }
        }
        return .more(job)
    }

    private static func matches(_ row: QueueRow, _ wanted: [UInt8]) -> Bool {
        for text in [row.title, row.id.description, row.contract, row.owner] where contains(text.lowercased(), wanted) {
            return true
        }
        return false
    }

    private static func contains(_ text: String, _ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first else { return true }
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count >= wanted.count else { return false }
            for start in 0...(bytes.count - wanted.count) where bytes[start] == first {
                if wanted.indices.allSatisfy({ bytes[start + $0] == wanted[$0] }) { return true }
            }
            return false
        }
    }
}
