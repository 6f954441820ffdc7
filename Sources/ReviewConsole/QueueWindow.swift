import Handoff
import HandoffStore
import ReviewDesk

/// What a line of the queue stands for. The cursor is held as one of these, never as a row number.
public enum QueuePlace: Sendable, Hashable {
    case owner(String)
    case group(Int64)
    case handoff(HandoffID)
}

/// One line of the queue.
enum QueueLine: Sendable, Hashable {
    case owner(String, count: Int, isFolded: Bool)
    case group(QueueGroup, isFolded: Bool)
    /// A handoff; `isGone` when it left the queue while the cursor was on it.
    case handoff(QueueRow, isGone: Bool)

    var place: QueuePlace {
        switch self {
        case .owner(let name, _, _): .owner(name)
        case .group(let group, _): .group(group.number)
        case .handoff(let row, _): .handoff(row.id)
        }
    }

    var row: QueueRow? {
        if case .handoff(let row, _) = self { row } else { nil }
    }
}

/// The part of the queue around the cursor, and the counts of all of it.
///
/// However many handoffs there are, a window holds at most `2 × span + 1` lines, and making one costs as much.
struct QueueWindow: Sendable {
    /// Which window is wanted.
    struct Request: Sendable, Hashable {
        /// What it is made around.
        enum Anchor: Sendable, Hashable {
            case start
            case end
            case owner(String)
            case group(QueueGroup)
            case handoff(HandoffID)
            /// A handoff, with the place in the queue that it was last seen at.
            case row(QueueRow)
        }

        var filter: QueueFilter
        var folded: Set<QueuePlace>
        var anchor: Anchor
        var number: Int
    }

    static let span = 150

    var request: Request
    var groups: [QueueGroup]
    var lines: [QueueLine] = []
    /// The line that the window was made around.
    var anchorIndex = 0
    var reachesStart = true
    var reachesEnd = true
    /// What the request left folded; a handoff that is wanted opens its groups.
    var folded: Set<QueuePlace>
    var now: Instant
    var changeCount: Int

    /// How many handoffs the filter has in all.
    var total: Int { groups.reduce(0) { $0 + $1.count } }
}

/// Makes windows by walking away from the anchor in both directions.
struct QueueWalker<Source: ReviewSource> {
    let source: Source
    let request: QueueWindow.Request
    private var groups: [QueueGroup]
    private var folded: Set<QueuePlace>

    static func window(_ source: Source, _ request: QueueWindow.Request) throws(DeskError) -> QueueWindow {
        // Read first: a change that comes between is then noticed by the next poll.
        let changeCount = try source.changeCount()
        var walker = QueueWalker(
            source: source, request: request, groups: try source.groups(request.filter), folded: request.folded)
        var window = QueueWindow(
            request: request, groups: walker.groups, folded: request.folded, now: source.now, changeCount: changeCount)
        guard let anchor = try walker.anchorLine() else { return window }
        let (before, reachesStart) = try walker.lines(from: anchor, .before)
        let (after, reachesEnd) = try walker.lines(from: anchor, .after)
        window.lines = before.reversed() + [anchor] + after
        window.anchorIndex = before.count
        window.reachesStart = reachesStart
        window.reachesEnd = reachesEnd
        window.folded = walker.folded
        return window
    }

    private init(source: Source, request: QueueWindow.Request, groups: [QueueGroup], folded: Set<QueuePlace>) {
        self.source = source
        self.request = request
        self.groups = groups
        self.folded = folded
    }

    private mutating func anchorLine() throws(DeskError) -> QueueLine? {
        switch request.anchor {
        case .start: return groups.first.map(ownerLine)
        case .end: return try groups.last.map { last throws(DeskError) in try lastLine(of: last) }
        case .owner(let name): return owner(name)
        case .group(let wanted):
            guard let group = groups.first(where: { $0.number == wanted.number }) else { return owner(wanted.owner) }
            return isFolded(.owner(group.owner)) ? ownerLine(group) : groupLine(group)
        case .handoff(let id):
            guard let row = try source.row(id) else { return groups.first.map(ownerLine) }
            return show(row, isGone: !request.filter.includes(row.state))
        case .row(let old):
            guard let row = try source.row(old.id) else { return show(old, isGone: true) }
            guard !request.filter.includes(row.state) else { return show(row, isGone: false) }
            // It left the queue: it stays where it stood, for as long as the cursor is on it.
            var gone = row
            (gone.group, gone.position, gone.owner, gone.band) = (old.group, old.position, old.owner, old.band)
            return show(gone, isGone: true)
        }
    }

    /// The line of an owner, or of the next one where it has nothing left.
    private func owner(_ name: String) -> QueueLine? {
        (groups.first { $0.owner == name } ?? groups.first { name < $0.owner } ?? groups.last).map(ownerLine)
    }

    private mutating func show(_ row: QueueRow, isGone: Bool) -> QueueLine {
        folded.remove(.owner(row.owner))
        folded.remove(.group(row.group))
        if !groups.contains(where: { $0.number == row.group }) {
            let group = QueueGroup(number: row.group, owner: row.owner, band: row.band, bandRank: 0, count: 0)
            let index = groups.firstIndex { row.owner < $0.owner } ?? groups.count
            groups.insert(group, at: index)
        }
        return .handoff(row, isGone: isGone)
    }

    private func isFolded(_ place: QueuePlace) -> Bool { folded.contains(place) }

    private func ownerLine(_ group: QueueGroup) -> QueueLine {
        let count = groups.reduce(0) { $0 + ($1.owner == group.owner ? $1.count : 0) }
        return .owner(group.owner, count: count, isFolded: isFolded(.owner(group.owner)))
    }

    private func groupLine(_ group: QueueGroup) -> QueueLine {
        .group(group, isFolded: isFolded(.group(group.number)))
    }

    private func lastLine(of group: QueueGroup) throws(DeskError) -> QueueLine {
        if isFolded(.owner(group.owner)) { return ownerLine(group) }
        if isFolded(.group(group.number)) { return groupLine(group) }
        let row = try source.page(request.filter, group: group.number, .before, nil, limit: 1).first
        return row.map { .handoff($0, isGone: false) } ?? groupLine(group)
    }

    /// The lines on one side of a line, nearest first, and whether the queue ends there.
    private func lines(
        from anchor: QueueLine, _ direction: StoreSnapshot.Direction
    ) throws(DeskError) -> (lines: [QueueLine], reachesEnd: Bool) {
        var found: [QueueLine] = []
        var index: Int
        switch anchor {
        case .owner(let name, _, let isFolded):
            index = groups.firstIndex { $0.owner == name } ?? 0
            if direction == .before {
                index -= 1
            } else if isFolded {
                index = (groups.lastIndex { $0.owner == name } ?? index) + 1
                if groups.indices.contains(index) { found.append(ownerLine(groups[index])) }
            }
        case .group(let group, _):
            index = groups.firstIndex { $0.number == group.number } ?? 0
            if direction == .before {
                if isFirstOfOwner(index) { found.append(ownerLine(groups[index])) }
                index -= 1
            } else {
                found += try rows(of: group, .after, nil, limit: QueueWindow.span)
                index += 1
                appendOwner(at: index, to: &found)
            }
        case .handoff(let row, _):
            index = groups.firstIndex { $0.number == row.group } ?? 0
            let group = groups[index]
            found += try rows(of: group, direction, row.position, limit: QueueWindow.span).filter {
                $0.row?.id != row.id
            }
            if found.count < QueueWindow.span {
                if direction == .before {
                    found.append(groupLine(group))
                    if isFirstOfOwner(index) { found.append(ownerLine(group)) }
                    index -= 1
                } else {
                    index += 1
                    appendOwner(at: index, to: &found)
                }
            }
        }
        while found.count < QueueWindow.span, groups.indices.contains(index) {
            let group = groups[index]
            let isHidden = isFolded(.owner(group.owner))
            if direction == .after {
                if !isHidden {
                    found.append(groupLine(group))
                    found += try rows(of: group, .after, nil, limit: QueueWindow.span - found.count)
                }
                index += 1
                if found.count < QueueWindow.span { appendOwner(at: index, to: &found) }
            } else {
                if !isHidden {
                    found += try rows(of: group, .before, nil, limit: QueueWindow.span - found.count)
                    if found.count < QueueWindow.span { found.append(groupLine(group)) }
                }
                if found.count < QueueWindow.span, isFirstOfOwner(index) { found.append(ownerLine(group)) }
                index -= 1
            }
        }
        return (found, found.count < QueueWindow.span)
    }

    private func appendOwner(at index: Int, to found: inout [QueueLine]) {
        if groups.indices.contains(index), isFirstOfOwner(index) { found.append(ownerLine(groups[index])) }
    }

    private func isFirstOfOwner(_ index: Int) -> Bool {
        index == groups.startIndex || groups[index - 1].owner != groups[index].owner
    }

    private func rows(
        of group: QueueGroup, _ direction: StoreSnapshot.Direction, _ key: QueuePosition?, limit: Int
    ) throws(DeskError) -> [QueueLine] {
        guard limit > 0, group.count > 0, !isFolded(.group(group.number)), !isFolded(.owner(group.owner)) else {
            return []
        }
        return try source.page(request.filter, group: group.number, direction, key, limit: limit)
            .map { .handoff($0, isGone: false) }
    }
}
