import CivilTime
import ContractEngine
import Handoff
import JSON

/// A query, made ready for one person at one moment.
package struct QueryMatcher: Sendable {
    /// The query.
    package let query: QueueQuery
    private let people: People
    private let person: String?
    private let parties: Set<Party>
    private let now: Instant
    private let cellTerms: [FilterTerm]
    private let rowTerms: [FilterTerm]
    private let contentsTerms: [FilterTerm]
    /// The contracts whose handoffs the person may not read, but for those that are theirs to review.
    private let hidden: Set<String>

    /// A query for this person, now.
    package init(_ query: QueueQuery, people: People, person: String?, hidden: Set<String> = [], now: Instant) {
        self.query = query
        self.hidden = hidden
        self.people = people
        self.person = person
        self.now = now
        parties = person.map { people.parties(of: $0) } ?? []
        cellTerms = query.terms.filter { $0.reach == .index }
        rowTerms = query.terms.filter { $0.reach == .row }
        contentsTerms = query.terms.filter { $0.reach == .contents }
    }

    /// Whether handoffs of this cell in this state can be wanted at all.
    package func admits(_ cell: QueueCell, _ state: HandoffState) -> Bool {
        isVisible(cell)
            && cellTerms.allSatisfy { term in
                term.values.contains { fits($0, term.field, cell, state) } != term.isNegated
            }
    }

    private func isVisible(_ cell: QueueCell) -> Bool {
        guard hidden.contains(cell.contract) else { return true }
        guard let person else { return false }
        let owner = Party(cell.owner)
        return (cell.takers + [owner].compactMap { $0 }).contains { people.isMember(person, of: $0) }
            || people.leads(of: owner).contains(person)
    }

    /// Whether a handoff passes, as far as its row tells.
    package func admits(_ row: QueueRow) -> Bool {
        admits(row.cell, row.state)
            && rowTerms.allSatisfy { term in term.values.contains { fits($0, term, row) } != term.isNegated }
    }

    /// Whether both choose the same runs, as long as these have the same handoffs.
    package func choosesSameRuns(as other: QueryMatcher) -> Bool {
        query == other.query && person == other.person && people == other.people && hidden == other.hidden
    }

    /// Whether the row alone does not tell.
    package var needsMore: Bool { !contentsTerms.isEmpty || query.expression != nil }

    /// Whether a handoff passes, as far as its contents tell. What can't be evaluated does not pass: a filter shows, it never
    /// decides.
    package func admits(_ subject: FilterSubject) throws -> Bool {
        for term in contentsTerms {
            var isMet = false
            for value in term.values where try fits(value, term, subject) {
                isMet = true
                break
            }
            if isMet == term.isNegated { return false }
        }
        guard let expression = query.expression else { return true }
        return try subject.passes(expression, now: now)
    }

    /// Between which keys of an order everything lies that passes.
    package func bounds(_ key: QueueOrder.Key) -> ClosedRange<Double>? {
        var (low, high) = (-Double.infinity, Double.infinity)
        for term in rowTerms where !term.isNegated {
            guard let value = term.values.first, let limit = limit(value, term, key) else { continue }
            switch term.sign {
            case .below, .upTo: high = min(high, limit)
            case .above, .from: low = max(low, limit)
            case .is, .equals, .contains: continue
            }
        }
        if low == -.infinity, high == .infinity { return nil }
        return low <= high ? low...high : low...low
    }

    private func limit(_ value: FilterTerm.Value, _ term: FilterTerm, _ key: QueueOrder.Key) -> Double? {
        switch (term.field, key, value) {
        case (.due, .due, .span(let span)): Double(now.milliseconds + span)
        // Up to a day means up to its end.
        case (.due, .due, .day(let day)): Double((term.sign == .upTo ? day + 1 : day) * 86_400_000)
        case (.confidence, .confidence, .number(let number)), (.amount, .stake, .number(let number)): number.double
        default: nil
        }
    }
}

extension QueryMatcher {
    private func fits(
        _ value: FilterTerm.Value, _ field: FilterField.Name, _ cell: QueueCell, _ state: HandoffState
    ) -> Bool {
        switch (field, value) {
        case (.state, .word("pending")): state.isPending
        case (.state, .word("final")): state.isFinal
        case (.state, .word(let name)): sameText(state.rawValue, name)
        case (.owner, .word("me")): Party(cell.owner).map(parties.contains) ?? false
        case (.owner, .word(let name)), (.owner, .text(let name)): Self.isNamed(cell.owner, name)
        case (.taker, .word): person.map { canTake($0, cell, state) } ?? false
        case (.taker, .text(let name)): fitsTaker(name, cell, state)
        case (.band, .word(let name)), (.band, .text(let name)): sameText(cell.band, name)
        case (.contract, .text(let name)): sameText(cell.contract, name)
        case (.system, .text(let name)): sameText(cell.system, name)
        default: false
        }
    }

    /// A party is named in full, or by its name alone.
    private static func isNamed(_ party: String, _ name: String) -> Bool {
        if sameText(party, name) { return true }
        guard let colon = party.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return sameText(String(party[party.index(after: colon)...]), name)
    }

    private func fitsTaker(_ name: String, _ cell: QueueCell, _ state: HandoffState) -> Bool {
        if cell.takers.contains(where: { Self.isNamed($0.description, name) }) { return true }
        let id = name.hasPrefix("person:") ? String(name.dropFirst("person:".count)) : name
        return people.people[id] != nil && canTake(id, cell, state)
    }

    private func canTake(_ person: String, _ cell: QueueCell, _ state: HandoffState) -> Bool {
        switch state {
        case .proposed: cell.takers.contains { people.isMember(person, of: $0) }
        case .escalated: people.isEscalatee(person, cell.takers, owner: Party(cell.owner))
        case .draft, .approved, .executed, .rejected: false
        }
    }

    private func fits(_ value: FilterTerm.Value, _ term: FilterTerm, _ row: QueueRow) -> Bool {
        switch (term.field, value) {
        case (.due, .word("none")): row.due == nil
        case (.due, .word("overdue")): row.due.map { $0 < now } ?? false
        case (.due, .word): row.due?.day == now.day
        case (.due, .span(let span)): row.due.map { term.sign.holds($0, now.adding(milliseconds: span)) } ?? false
        case (.due, .day(let day)): row.due.map { holds(term.sign, $0, day) } ?? false
        case (.age, .span(let span)): term.sign.holds(now.milliseconds - row.submittedAt.milliseconds, span)
        case (.confidence, .word): row.confidence == nil
        case (.confidence, .number(let number)): row.confidence?.decimal.map { term.sign.holds($0, number) } ?? false
        case (.amount, .word): row.stake == nil
        case (.amount, .number(let number)): row.stake?.decimal.map { term.sign.holds($0, number) } ?? false
        case (.title, .text(let text)): FoldedText(text).isIn(row.title)
        case (.id, .text(let text)): HandoffID.prefix(text).map(row.id.description.hasPrefix) ?? false
        case (.step, .text(let text)): row.step.map { sameText($0, text) } ?? false
        default: false
        }
    }

    /// Before a day, on it, after it.
    private func holds(_ sign: FilterOperator, _ due: Instant, _ day: Int64) -> Bool { sign.holds(due.day, day) }

    private func fits(_ value: FilterTerm.Value, _ term: FilterTerm, _ subject: FilterSubject) throws -> Bool {
        switch (term.field, value) {
        case (.text, .text(let text)): return try subject.contains(FoldedText(text))
        case (.agent, .text(let name)): return try sameText(subject.contents.agent, name)
        case (.requester, .word): return try subject.contents.requestedBy.map(parties.contains) ?? false
        case (.requester, .text(let name)):
            return try subject.contents.requestedBy.map { Self.isNamed($0.description, name) } ?? false
        case (.claim, .word("any")): return try subject.claimant != nil
        case (.claim, .word): return try subject.claimant.map { $0 == person } ?? false
        case (.claim, .text(let name)):
            return try subject.claimant.map { Self.isNamed("person:\($0)", name) } ?? false
        case (.has, .word("violations")): return try !subject.contents.findings.violations.isEmpty
        case (.has, .word("evidence")): return try !subject.contents.evidence.isEmpty
        case (.has, .word("unresolved")): return try !subject.contents.unresolved.isEmpty
        case (.has, .word): return try subject.hasConflict
        default: return false
        }
    }
}
