import ContractEngine
import Handoff
import HandoffStore
import JSON

extension Desk {
    /// Appends an event of a handoff and moves the handoff's status along: sets the time, and the digest where the version rose.
    func record(
        _ event: Event, _ status: inout HandoffStatus?, reference: String?, _ transaction: StoreTransaction
    ) throws {
        guard let id = event.handoff else { return }
        var event = event
        event.at = try transaction.time(event.at)
        if status == nil {
            // The digest is over the status that the event makes, so it starts as anything and is put right below.
            event.digest = ContentHash(of: [])
            status = HandoffStatus(event)
        } else {
            status?.apply(event)
        }
        if event.version != nil, let now = status {
            let digest = Handoff.digest(store: store.identity.id, id: id, status: now, reference: reference)
            event.digest = digest
            status?.digest = digest
            // Nobody works on what waits for no decision.
            if !now.state.isPending { try transaction.endClaim(on: id) }
        }
        _ = try transaction.append(event)
    }

    /// Commits to a text or value and keeps it beside the log.
    func keep(
        _ value: JSONValue, kind: String, of id: HandoffID, _ transaction: StoreTransaction
    ) throws -> ContentHash {
        var random = SystemRandomNumberGenerator()
        let content = CommittedContent(value, using: &random)
        try transaction.keep(content, kind: kind, handoff: id)
        return content.commitment
    }

    /// What has to follow when a handoff came to a state: the outbox, or completion at approval.
    func follow(
        _ status: inout HandoffStatus?, _ id: HandoffID, _ contract: Contract, reference: String?,
        _ transaction: StoreTransaction
    ) throws {
        guard let now = status else { return }
        guard now.state == .approved else {
            try transaction.dequeue(id)
            return
        }
        if contract.states.completeWhen == .approval {
            var event = Event(.executed, at: self.now, by: .system, handoff: id)
            (event.from, event.to, event.version) = (.approved, .executed, now.version + 1)
            try record(event, &status, reference: reference, transaction)
        } else {
            try transaction.enqueue(
                id, system: now.system, key: "\(id)-\(now.digest)", notBefore: now.deliverable ?? self.now)
        }
    }

    /// Journals the configuration files that took effect since the last action.
    func journal(_ files: [Configuration.File], _ transaction: StoreTransaction) throws {
        for file in files {
            let isNew = try transaction.enforce(
                file: file.name, digest: file.digest, version: file.version, body: file.bytes)
            guard isNew else { continue }
            var event = Event(.configured, at: now, by: actor)
            event.file = file.name
            event.fileDigest = file.digest
            _ = try transaction.append(event)
        }
    }
}
