import Handoff

/// A walk through a listing from group to group, a page at a time. All that goes through the queue goes like this: a window, a list,
/// a filter at work, a search.
struct QueueWalk {
    /// Where a walk is to go on in a listing of the same view that is read later.
    struct Mark: Sendable {
        let heading: GroupHeading
        /// After what in the group; nil where all of it is still to come.
        let place: QueuePosition?

        init(_ heading: GroupHeading, _ place: QueuePosition?) { (self.heading, self.place) = (heading, place) }
    }

    /// How many rows are looked at in one read, so that each is short.
    static let pageSize = 500

    let listing: QueueListing
    let direction: QueueDirection
    private(set) var index: Int
    private(set) var place: QueuePosition?

    /// - Parameter index: The group to begin with; without one it begins where the direction begins.
    init(
        _ listing: QueueListing, _ direction: QueueDirection = .after, at index: Int? = nil,
        _ place: QueuePosition? = nil
    ) {
        (self.listing, self.direction, self.place) = (listing, direction, place)
        self.index = index ?? (direction == .after ? 0 : listing.groups.count - 1)
    }

    /// Goes on from a mark. A group that has emptied meanwhile is gone on from where it stood.
    init(_ listing: QueueListing, _ direction: QueueDirection = .after, from mark: Mark?) {
        guard let mark else {
            self.init(listing, direction)
            return
        }
        let groups = listing.groups
        if let index = groups.firstIndex(where: { $0.path == mark.heading.path }) {
            self.init(listing, direction, at: index, mark.place)
        } else {
            let next = groups.firstIndex { mark.heading.precedes($0.heading) } ?? groups.count
            self.init(listing, direction, at: direction == .after ? next : next - 1)
        }
    }

    /// The group that the next page is of; nil at the end.
    var group: QueueGroup? { listing.groups.indices.contains(index) ? listing.groups[index] : nil }

    /// Where it goes on; nil at the end.
    var mark: Mark? { group.map { Mark($0.heading, place) } }

    /// The next rows of the present group; after the last of them, the next group is the present one. There may be none.
    mutating func page(limit: Int) throws(DeskError) -> [QueueRow] {
        guard let group else { return [] }
        let rows = try listing.page(group, direction, place, limit: limit)
        if rows.count == limit, let last = rows.last {
            place = listing.view.place(of: last)
        } else {
            leaveGroup()
        }
        return rows
    }

    /// Goes on to the next group.
    mutating func leaveGroup() {
        index += direction == .after ? 1 : -1
        place = nil
    }
}
