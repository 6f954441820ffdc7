import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// Going to a handoff by what it contains, or to the one that was decided last.
extension PlainSession {
    /// Goes to the next handoff of the view that contains a text.
    mutating func find(_ text: String) -> Answer {
        if text.utf8.isEmpty { return say("Say what to find: 'find TEXT'.") }
        pattern = text
        return search(.after)
    }

    /// Goes on to the next one, or the one before.
    mutating func again(_ argument: String) -> Answer {
        switch argument {
        case "": return search(.after)
        case "back": return search(.before)
        default: return say("'again' takes nothing, or 'back' for the one before.")
        }
    }

    private mutating func search(_ direction: QueueDirection) -> Answer {
        requestNumber += 1
        let row = place.flatMap { listed.indices.contains($0) ? listed[$0] : nil }
        let job = SearchJob(
            pattern: pattern, view: view, job: job, direction: direction, from: row, today: now.day, total: total,
            number: requestNumber)
        return Answer(effects: [.desk(.search(job))])
    }

    mutating func take(_ job: SearchJob, _ outcome: SearchJob.Outcome) -> Answer {
        guard job.number == requestNumber else { return Answer() }
        switch outcome {
        case .more(let next): return Answer(effects: [.desk(.search(next))])
        case .nothing:
            return say("No handoff of this view has '\(DisplayText(pattern))' in title, id, contract or owner.")
        case .found(let row):
            if let index = listed.firstIndex(where: { $0.id == row.id }) { return open(row: index + 1) }
            (listed, isWhole) = ([row], false)
            return say("That is beyond what was listed: the list goes on from it.") + open(row: 1)
        }
    }

    /// Opens the handoff that was decided last, also where it has left the view.
    mutating func openLast() -> Answer {
        guard let id = lastDecided else { return say("Nothing was decided yet.") }
        return read(id, .sheet(.summary))
    }
}
