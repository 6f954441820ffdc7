import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleState {
    /// Why nothing can be tagged now; nil when it can.
    var refusalOfTagging: DisplayText? {
        if bulk.gathering != nil { return "tagging is at work: a moment, or esc stops it" }
        return window == nil ? "the queue is being read" : nil
    }

    private var lineUnderCursor: QueueLine? {
        guard let window, let index = cursorIndex else { return nil }
        return window.lines[index]
    }

    /// Tags or untags what the cursor is on, and goes on to the next line.
    mutating func toggleTag() -> [Effect] {
        switch lineUnderCursor {
        case nil:
            notice = Notice(text: "the cursor is on nothing that can be tagged", role: .dim)
            return []
        case .heading(let path, _, _)?: return gather(.group(path))
        case .handoff(let row, let isGone)?:
            guard toggle(row, isGone: isGone) else { return [] }
            remember(row)
            return focus == .queue ? moveCursor(by: 1) : []
        }
    }

    /// False when nothing came of it.
    private mutating func toggle(_ row: QueueRow, isGone: Bool) -> Bool {
        if let tag = tags[row.id] {
            if tag.isOf(row) || isGone {
                tags.remove(row.id)
            } else {
                tags.insert(row, in: view.name)
                notice = Notice(text: "it had changed: it is tagged as it is now", role: .warning)
            }
            return true
        }
        guard !isGone else {
            notice = Notice(text: "it has left this view: what is not in it can't be tagged", role: .warning)
            return false
        }
        guard tags.insert(row, in: view.name) else {
            notice = Self.full
            return false
        }
        return true
    }

    /// Where a range begins.
    private mutating func remember(_ row: QueueRow) { bulk.last = (row, view) }

    private static let full = Notice(text: Wording.noMoreTags, role: .warning)

    /// Tags what is shown from the last tag to the cursor.
    mutating func tagRange() -> [Effect] {
        guard case .handoff(let row, false)? = lineUnderCursor else {
            notice = Notice(text: "the cursor is on no handoff of this view: move to one", role: .dim)
            return []
        }
        guard let last = bulk.last, last.view == view else {
            notice = Notice(text: "x tags the first one, then X tags up to here", role: .dim)
            return []
        }
        remember(row)
        let before = tags.count
        if let lines = window?.lines, let here = cursorIndex,
            let there = lines.firstIndex(where: { $0.row?.id == last.row.id })
        {
            for line in lines[min(here, there)...max(here, there)] {
                guard case .handoff(let row, false) = line else { continue }
                tags.insert(row, in: view.name)
            }
            notice =
                tags.isFull ? Self.full : Notice(text: "\(Wording.count(tags.count - before)) more tagged", role: .dim)
            return []
        }
        tags.insert(row, in: view.name)
        return gather(.range(last.row, row))
    }

    /// Tags what a filter finds in this view, or opens the line in which one is typed.
    mutating func tagFilter(_ text: String) -> [Effect] {
        var line = FilterLine(text)
        line.isForTags = true
        filterLine = line
        return text.utf8.isEmpty ? [.desk(.loadNames)] : pressInFilter(.named(.enter))
    }

    /// Tags what passes; without a filter, nothing.
    mutating func tag(_ query: QueueQuery) -> [Effect] {
        guard !query.text.utf8.isEmpty else {
            notice = Notice(text: "no filter, nothing tagged; x on a heading tags its group", role: .dim)
            return []
        }
        return gather(.query(query))
    }

    mutating func untagAll() -> [Effect] {
        let count = tags.count
        tags = TagSet()
        bulk.gathering = nil
        bulk.last = nil
        notice = Notice(text: "\(Wording.count(count)) untagged", role: .dim)
        return []
    }

    /// Sets tagging to work that needs more than the screen holds.
    private mutating func gather(_ scope: TagJob.Scope) -> [Effect] {
        bulk.number += 1
        let job = TagJob(scope, view, self.job, folded: folded, number: bulk.number)
        bulk.gathering = job
        return [.desk(.tag(job))]
    }

    /// Takes a piece of what is to be tagged.
    mutating func take(_ job: TagJob, _ result: Result<TagJob.Piece, DeskError>) -> [Effect] {
        guard let known = bulk.gathering, known.number == job.number else { return [] }
        let piece: TagJob.Piece
        switch result {
        case .failure(let error):
            bulk.gathering = nil
            notice = Notice(text: DisplayText(error.message), role: .error)
            return []
        case .success(let found): piece = found
        }
        guard let job = tags.take(piece, in: view.name) else {
            bulk.gathering = nil
            notice = Self.full
            return []
        }
        bulk.gathering = job
        guard job.isComplete else { return [.desk(.tag(job))] }
        if case .group = job.scope, !job.isUntagging, job.changed == 0, job.searched > 0 {
            // All of it is tagged already: then the key takes the tags off.
            bulk.number += 1
            let back = job.untagging(number: bulk.number)
            bulk.gathering = back
            return [.desk(.tag(back))]
        }
        bulk.gathering = nil
        notice = Notice(text: Wording.done(job), role: .dim)
        return []
    }
}
