import CivilTime
import ContractEngine
import Handoff
import HandoffStore

/// What a person decided on a handoff, and whether it can be taken back.
package struct PersonalDecision: Sendable, Hashable {
    /// The handoff as it stands now.
    package let row: QueueRow
    /// What was decided, and when.
    package let action: Action, at: Instant
    /// The reason code that was given, where one was.
    package let reason: String?
    /// Until when at least the approval can be recalled; nil where it can't be any more, or is none.
    package let recallableUntil: Instant?
}

/// What a walk through a person's decisions found, and where it goes on.
package struct PersonalDecisions: Sendable {
    /// The last first; of one handoff each decision.
    package var decisions: [PersonalDecision] = []
    /// Where the walk goes on; nil where it has seen the whole journal.
    package var next: Int?
}

extension Desk {
    // A hundred thousand events are looked through in well under the second that a read may last.
    private static let span = 100_000

    /// What a person decided, the last first: one stretch of the journal. What this person may not read has no title.
    package func decisions(of person: String, before place: Int? = nil) throws(DeskError) -> PersonalDecisions {
        let now = now
        return try read { snapshot in
            let (events, next) = try snapshot.decisions(of: person, before: place, span: Self.span)
            var rows: [HandoffID: QueueRow] = [:]
            for row in try readable(snapshot.rows(Array(Set(events.compactMap(\.handoff)))), snapshot) {
                rows[row.id] = row
            }
            let decisions = events.compactMap { event -> PersonalDecision? in
                guard let id = event.handoff, let row = rows[id], let kind = event.happening?.kind,
                    let action = Action.allCases.first(where: { $0.kind == kind })
                else { return nil }
                return PersonalDecision(
                    row: row, action: action, at: event.at, reason: event.reason,
                    recallableUntil: recallable(event, row, now))
            }
            return PersonalDecisions(decisions: decisions, next: next)
        }
    }

    /// What this desk's person decided last, newest first.
    ///
    /// - Parameter limit: How many at most. Where the last ones lie far back, there are fewer: the walk ends after a few stretches.
    package func ownDecisions(limit: Int = 50) throws(DeskError) -> [PersonalDecision] {
        guard let person = actor.person else { return [] }
        var found: [PersonalDecision] = []
        var place: Int?
        for _ in 0..<Self.mostStretches where found.count < limit {
            let part = try decisions(of: person, before: place)
            found += part.decisions
            place = part.next
            if place == nil { break }
        }
        return Array(found.prefix(limit))
    }

    private static let mostStretches = 5

    /// The handoffs that a person decided on and that a view wants, each once, the last decided first, until `body` returns false.
    package func forEachDecided(
        by person: String, _ view: QueueView, _ body: (PersonalDecision) throws -> Bool
    ) throws {
        let listing = try QueueListing(candidatesOf: view, self)
        var seen: Set<HandoffID> = []
        var place: Int?
        repeat {
            let part = try decisions(of: person, before: place)
            for decision in part.decisions where seen.insert(decision.row.id).inserted {
                if try listing.includes(decision.row), try !body(decision) { return }
            }
            place = part.next
        } while place != nil
    }

    /// Whether people.yaml names this person.
    package func isPerson(_ id: String) throws(DeskError) -> Bool { try configuration.people().people[id] != nil }

    /// How many letters of their ids name each of these handoffs and no other of the store; eight at least.
    package func lettersThatName(_ ids: [HandoffID]) throws(DeskError) -> Int {
        try read { snapshot in
            var count = 8
            for id in ids {
                while count < id.description.utf8.count,
                    try snapshot.ids(beginningWith: String(id.description.prefix(count)), limit: 2).count > 1
                {
                    count += 1
                }
            }
            return count
        }
    }

    private func recallable(_ event: Event, _ row: QueueRow, _ now: Instant) -> Instant? {
        guard case .approved(let approved)? = event.happening, approved.to == .approved, row.state == .approved,
            row.version == approved.version, let until = approved.deliverable, until > now
        else { return nil }
        return until
    }
}
