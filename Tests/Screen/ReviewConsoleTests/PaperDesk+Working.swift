import ContractEngine
import Handoff
import JSON

@testable import ReviewConsole
@testable import ReviewFlow
@testable import ReviewDesk

/// Claims and edits on the desk in memory.
extension PaperDesk {
    func parties() throws(DeskError) -> [Party] {
        people.people.keys.sorted().map { .person($0) } + [.team("payables"), .role("cfo"), .role("controller")]
    }

    func claims(on ids: [HandoffID]) throws(DeskError) -> [HandoffID: Claim] {
        desk.withLock { desk in
            var claims: [HandoffID: Claim] = [:]
            for id in ids { claims[id] = desk.entries[id]?.claim }
            return claims
        }
    }

    /// Somebody else takes it.
    func claim(_ id: HandoffID, by person: String) {
        desk.withLock { desk in
            desk.entries[id]?.claim = Claim(person: person, until: now.adding(milliseconds: 600_000))
            desk.changes += 1
        }
    }

    func claim(_ id: HandoffID, version: Int?, digest: String?) throws(DeskError) -> Claim {
        if let refusal = try dossier(id).refusal(of: .claim) { throw .refused(refusal) }
        claim(id, by: actor.person!)
        return Claim(person: actor.person!, until: now.adding(milliseconds: 600_000))
    }

    func release(_ id: HandoffID) throws(DeskError) -> Bool {
        if let refusal = try dossier(id).refusal(of: .release) { throw .refused(refusal) }
        return desk.withLock { desk in
            desk.changes += 1
            defer { desk.entries[id]?.claim = nil }
            return desk.entries[id]?.claim != nil
        }
    }

    func preview(_ edit: Edit, of id: HandoffID) throws(DeskError) -> EditResult {
        guard let entry = desk.withLock({ $0.entries[id] }) else { throw .store(.noHandoff(id.description)) }
        guard case .payload(let payload) = edit.change else { throw .usage("whole payloads only") }
        let status = entry.handoff.status
        let isNegative = (payload["amount"]?.number?.double ?? 0) < 0
        return EditResult(
            difference: PayloadDifference(from: entry.handoff.contents.payload, to: payload),
            violations: isNegative
                ? [.init(id: "positive", path: "/payload/amount", message: "An amount is positive", severity: .error)]
                : [],
            owner: status.owner, plan: status.plan, stake: payload["amount"]?.number, status: status)
    }

    func edit(_ edit: Edit, of id: HandoffID) throws(DeskError) -> EditResult {
        var result = try preview(edit, of: id)
        guard case .payload(let payload) = edit.change else { return result }
        desk.withLock { desk in
            guard var entry = desk.entries[id] else { return }
            entry.handoff.status.version += 1
            let judgment = Event.Judgment(
                on: Event.Decided(version: entry.handoff.status.version - 1, digest: entry.handoff.status.digest))
            let event = Event(
                .edited(Event.Edited(admitted: entry.admitted, judgment: judgment, patch: ContentHash(of: []))), to: id,
                at: now, by: actor)
            entry.handoff.status.digest = ContentHash(
                of: "digest \(entry.number) \(entry.handoff.status.version)".utf8)
            entry.handoff.contents.payload = payload
            entry.claim = nil
            var line = HistoryEntry(
                event: event, by: people.name(of: actor.person ?? ""), note: edit.note, message: nil)
            line.difference = result.difference
            entry.history.append(line)
            result.status = entry.handoff.status
            desk.entries[id] = entry
            desk.changes += 1
            desk.changed.append((desk.changes, id))
        }
        return result
    }

    /// Its delivery ended so that nobody knows whether anything was written.
    func failDelivery(of id: HandoffID) {
        desk.withLock { desk in
            guard var entry = desk.entries[id] else { return }
            entry.handoff.status.state = .escalated
            entry.handoff.status.step = nil
            entry.handoff.status.isDeliveryEscalation = true
            entry.handoff.status.escalatedTo = [.person("dana")]
            desk.entries[id] = entry
            desk.changes += 1
            desk.changed.append((desk.changes, id))
        }
    }
}
