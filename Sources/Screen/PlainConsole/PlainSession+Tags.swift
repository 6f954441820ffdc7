import Handoff
import JSON
import ReviewDesk
import ReviewFlow
import Terminal

/// Tagging handoffs for a decision on many.
extension PlainSession {
    private static let longestTagList = 100

    /// Tags what is open, rows of the list, all that was listed, all of the view, or what a filter finds in it.
    mutating func tag(_ argument: String) -> Answer {
        var words = PlainWords(argument)
        if words.first.utf8.isEmpty {
            guard let row = openRow else { return say(Self.openFirst) }
            let isNew = tags.insert(row)
            return report(isNew ? 1 : 0)
        }
        if words.next("filter") {
            do throws(FilterError) {
                let query = try QueueQuery(String(words.rest))
                guard !query.text.utf8.isEmpty else { return say("Say which filter: 'tag filter TEXT'.") }
                return gather(query)
            } catch {
                return say("\(DisplayText(error.message)), at column \(error.place.lowerBound + 1).")
            }
        }
        if sameText(argument, "view") { return gather(.all) }
        guard let rows = rows(argument) else { return notRows("tag", "'view' or 'filter' and a filter") }
        var count = 0
        for row in rows where tags.insert(row) { count += 1 }
        return report(count)
    }

    /// Takes tags off.
    mutating func untag(_ argument: String) -> Answer {
        let before = tags.count
        if argument.utf8.isEmpty {
            guard let row = openRow else { return say(Self.openFirst) }
            tags.remove(row.id)
        } else if sameText(argument, "all") {
            tags = TagSet()
        } else {
            guard let rows = rows(argument) else { return notRows("untag", "'all'") }
            for row in rows { tags.remove(row.id) }
        }
        return say("\(Wording.count(before - tags.count)) untagged, \(Wording.count(tags.count)) tagged in all.")
    }

    /// Lists what is tagged.
    func tagged() -> Answer {
        if tags.isEmpty { return say("Nothing is tagged.") }
        let all = tags.inOrder
        var lines: [DisplayText] = ["\(Wording.handoffs(all.count)) tagged."]
        for tag in all.prefix(Self.longestTagList) {
            lines.append(
                "Tagged, id ending in \(Wording.id(tag.id)), version \(tag.version): \(DisplayText(tag.title))")
        }
        let rest = all.count - Self.longestTagList
        if rest > 0 { lines.append("And \(Wording.count(rest)) more.") }
        return Answer(lines: lines)
    }

    /// What a row of the list says of its tag.
    func tagMark(_ row: QueueRow) -> DisplayText {
        tags[row.id].map { $0.isOf(row) ? "tagged, " : "tagged as it was before, " } ?? ""
    }

    // What is open, as it was printed.
    private var openRow: QueueRow? {
        guard let dossier, printed == Printed(dossier) else { return nil }
        return dossier.row
    }

    // The rows that `3`, `3-7`, several of these, or `listed` mean; nil where one of them is none.
    private func rows(_ text: String) -> [QueueRow]? {
        if sameText(text, "listed") { return listed }
        var rows: [QueueRow] = []
        for part in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            guard ends.count <= 2, let first = ends.first, let last = ends.last, first <= last,
                listed.indices.contains(first - 1), listed.indices.contains(last - 1)
            else { return nil }
            rows += listed[first - 1...last - 1]
        }
        return rows.isEmpty ? nil : rows
    }

    private func notRows(_ command: DisplayText, _ others: DisplayText) -> Answer {
        let rows: DisplayText =
            listed.isEmpty ? "rows, but none is listed" : "rows from 1 to \(listed.count) as 3 or 3-7"
        return say("'\(command)' takes nothing for what is open, \(rows), 'listed' for all of these, or \(others).")
    }

    private func report(_ count: Int) -> Answer {
        if tags.isFull { return say(Wording.sentence(Wording.noMoreTags)) }
        return say("\(Wording.count(count)) more tagged, \(Wording.count(tags.count)) in all.")
    }

    private mutating func gather(_ query: QueueQuery) -> Answer {
        bulk.number += 1
        let job = TagJob(.query(query), view, self.job, folded: [], number: bulk.number)
        bulk.gathering = job
        return Answer(effects: [.desk(.tag(job))])
    }

    /// Takes a piece of what is to be tagged.
    mutating func take(_ job: TagJob, _ result: Result<TagJob.Piece, DeskError>) -> Answer {
        guard bulk.gathering?.number == job.number else { return Answer() }
        bulk.gathering = nil
        switch result {
        case .failure(let error): return say("The tagging was not finished: \(DisplayText(error.message))")
        case .success(let piece):
            guard let job = tags.take(piece) else { return report(0) }
            guard job.isComplete else {
                bulk.gathering = job
                return Answer(effects: [.desk(.tag(job))])
            }
            return say("\(Wording.done(job)), \(Wording.count(tags.count)) in all.")
        }
    }
}
