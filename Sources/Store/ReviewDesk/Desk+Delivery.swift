import ContractEngine
import Handoff
import HandoffStore
import JSON

/// A delivery whose lease this process holds.
package struct Delivery: Sendable {
    /// The handoff.
    package let id: HandoffID
    /// The system of record, with its connector.
    package let connector: Connector
    /// What the connector is given.
    package let request: DeliveryRequest
}

extension Desk {
    /// How long a lease lasts beyond the connector's own timeout, in milliseconds.
    private static let leaseMargin: Int64 = 60_000
    /// How many attempts there are before a delivery counts as failed.
    private static let attempts = 5

    /// Why this actor may not deliver; nil for the store's owner, for whoever has the role `operator`, and in a store of
    /// declared identity.
    package var refusalToOperate: Refusal? {
        if store.identity.isDeclared || directory.isMine { return nil }
        let roles = actor.person.flatMap { try? people().people[$0]?.roles } ?? []
        return roles.contains("operator")
            ? nil : Refusal("operator", "only the store's owner and the role 'operator' deliver")
    }

    /// The handoffs whose delivery can begin now: those whose system has a connector.
    package func dueDeliveries(limit: Int = 100) throws(DeskError) -> [HandoffID] {
        let now = now
        let systems = try configuration.systems().filter { $0.value.connector != nil }.keys.sorted()
        return try read { snapshot in
            try systems.flatMap { try snapshot.dueDeliveries(to: $0, now: now, limit: limit).map(\.handoff) }
        }
    }

    /// Takes the lease on a delivery; nil when there is nothing to deliver: somebody else has it, it was recalled, it has no connector.
    ///
    /// A lease that ran out means that a process died while the connector worked: nobody knows whether the record was written, so
    /// the handoff is escalated as uncertain and never tried again by itself.
    package func beginDelivery(_ id: HandoffID) throws(DeskError) -> Delivery? {
        let commons = try configuration.journaledFiles()
        if let refusal = refusalToOperate { throw .refused(refusal) }
        let systems = try configuration.systems()
        try configuration.trustConnectors()
        return try write { transaction in
            let now = now
            guard let entry = try transaction.snapshot.delivery(of: id), entry.notBefore <= now,
                let handoff = try transaction.snapshot.handoff(id), handoff.status.state == .approved
            else { return nil }
            if let until = entry.leaseUntil {
                guard until <= now else { return nil }
                try finish(
                    handoff, .unknown(message: "the process that delivered it ended without an answer"), transaction)
                return nil
            }
            guard let connector = systems[handoff.status.system]?.connector else { return nil }
            guard try areContentsAsApproved(handoff, transaction.snapshot) else {
                try finish(handoff, .failed(message: "its content is not what was approved"), transaction)
                return nil
            }
            let until = now.adding(milliseconds: connector.timeoutInMilliseconds + Self.leaseMargin)
            guard try transaction.lease(id, holder: actor.account, until: until, now: now) else { return nil }
            try journal(commons, transaction)
            var event = Event(.leased, at: now, by: actor, handoff: id)
            event.attempt = entry.attempts + 1
            var status: HandoffStatus? = handoff.status
            try record(event, &status, reference: handoff.contents.reference, transaction)
            return Delivery(
                id: id, connector: connector,
                request: DeliveryRequest(
                    key: entry.key, attempt: entry.attempts + 1, handoff: handoff.deliveryJSON,
                    approvals: .array(handoff.status.approvals.map(\.json))))
        }
    }

    /// Records what a connector answered. Only a receipt makes a handoff executed. Of what is answered after the lease was given
    /// up, a receipt alone counts: see `finishLate`.
    @discardableResult
    package func finishDelivery(_ delivery: Delivery, _ outcome: DeliveryOutcome) throws(DeskError) -> HandoffState {
        try write { transaction in
            let id = delivery.id
            guard let handoff = try transaction.snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            guard handoff.status.state == .approved, let entry = try transaction.snapshot.delivery(of: id),
                entry.leaseUntil != nil, entry.attempts == delivery.request.attempt,
                sameText(entry.key, delivery.request.key)
            else {
                return try finishLate(handoff, delivery, outcome, transaction)
            }
            return try finish(handoff, outcome, transaction)
        }
    }

    @discardableResult
    func finish(
        _ handoff: Handoff, _ outcome: DeliveryOutcome, _ transaction: StoreTransaction
    ) throws -> HandoffState {
        let id = handoff.id
        let contract = try contract(of: handoff.status, transaction.snapshot)
        var status: HandoffStatus? = handoff.status
        let attempt = handoff.status.delivery?.attempt ?? 1
        var event: Event
        switch outcome {
        case .executed(let record, let url, let message, let raw):
            event = Event(.executed, at: now, by: actor, handoff: id)
            (event.from, event.to) = (handoff.status.state, .executed)
            event.version = handoff.status.version + 1
            event.attachments["receipt"] = try keepReceipt(record, url, message, raw, of: id, transaction)
            try transaction.dequeue(id)
        case .retry(let message) where attempt < Self.attempts:
            event = Event(.deliveryFailed, at: now, by: actor, handoff: id)
            event.reason = HandoffStatus.Delivery.Condition.retry.rawValue
            // Half a minute, then twice as long each time.
            event.deliverable = now.adding(milliseconds: 30_000 << Int64(attempt - 1))
            event.attachments["message"] = try keep(.string(message), kind: "message", of: id, transaction)
            try transaction.putOff(id, until: event.deliverable ?? now)
        case .retry(let message), .failed(let message), .unknown(let message):
            event = Event(.deliveryFailed, at: now, by: actor, handoff: id)
            (event.from, event.to, event.version) = (.approved, .escalated, handoff.status.version + 1)
            let condition: HandoffStatus.Delivery.Condition = if case .unknown = outcome { .unknown } else { .failed }
            event.reason = condition.rawValue
            event.isAboutDelivery = true
            event.parties = contract?.review.escalateTo ?? []
            event.attachments["message"] = try keep(.string(message), kind: "message", of: id, transaction)
            try transaction.dequeue(id)
        }
        event.attempt = attempt
        try record(event, &status, reference: handoff.contents.reference, transaction)
        guard let status else { return handoff.status.state }
        try transaction.update(
            id, status: status, bandRank: contract?.rank(ofBand: status.band) ?? 0)
        return status.state
    }

    /// Whether what the store holds still is what the approval's digest committed to.
    private func areContentsAsApproved(_ handoff: Handoff, _ snapshot: StoreSnapshot) throws -> Bool {
        let status = handoff.status
        let digest = Handoff.digest(
            store: store.identity.id, id: handoff.id, status: status, reference: handoff.contents.reference)
        let commitments = status.commitments
        let named =
            [commitments.title, commitments.payload, commitments.trace, commitments.unresolved, commitments.envelope]
            + commitments.evidence
        return try digest == status.digest && named.allSatisfy { try snapshot.isIntact($0) }
    }
}

extension Connector {
    var timeoutInMilliseconds: Int64 {
        switch self {
        case .exec(_, let timeout, _):
            timeout.components.seconds * 1_000 + timeout.components.attoseconds / 1_000_000_000_000_000
        case .file: 10_000
        }
    }
}

extension HandoffStatus.Approval {
    var json: JSONValue {
        [
            "step": .string(step), "person": .string("person:" + person), "at": .string(at.description),
            "digest": .string(digest.description),
        ]
    }
}

extension Handoff {
    /// What a connector is told of a handoff.
    var deliveryJSON: JSONValue {
        [
            "id": .string(id.description), "version": .number(JSONNumber(status.version)),
            "digest": .string(status.digest.description), "contract": .string(status.contract.name),
            "contract_version": .number(JSONNumber(status.contract.version)), "title": .string(contents.title),
            "target": [
                "system": .string(status.system), "record": .string(status.record),
                "reference": contents.reference.map { .string($0) } ?? .null,
            ],
            "owner": status.owner.map { .string($0.description) } ?? .null, "payload": contents.payload,
            "evidence": .array(contents.evidence.map(\.json)), "producer": contents.envelope["producer"] ?? .null,
            "requested_by": contents.envelope["requested_by"] ?? .null,
        ]
    }
}
