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
    /// Why this actor may not deliver; nil for the store's owner, for whoever has the role `operator`, and in a store of
    /// declared identity.
    package var refusalToOperate: RefusalError? {
        if store.identity.isDeclared || directory.isMine { return nil }
        let roles = actor.person.flatMap { try? people().people[$0]?.roles } ?? []
        return roles.contains("operator")
            ? nil : RefusalError(.operation, "only the store's owner and the role 'operator' deliver")
    }

    /// The handoffs whose delivery can begin now: those whose system has a connector.
    package func dueDeliveries(limit: Int = 100) throws(DeskError) -> [HandoffID] {
        let systems = try systemsForDelivery().filter { $0.value.connector != nil }.keys.sorted()
        var found: [HandoffID] = []
        for system in systems { found += try dueDeliveries(to: system, limit: limit) }
        return found
    }

    /// What is on hold does not stand before the others. A lease that ran out is looked into all the same: nothing is sent for it.
    private func dueDeliveries(to system: String, limit: Int) throws(DeskError) -> [HandoffID] {
        let now = now
        var found: [HandoffID] = []
        var last: OutboxEntry?
        while found.count < limit {
            let after = last
            let page = try read { snapshot in
                let holds = try snapshot.holds()
                let page = try snapshot.dueDeliveries(to: system, now: now, after: after, limit: limit)
                return try page.map { entry in
                    (entry: entry, isHeld: try entry.leaseUntil == nil && isHeld(entry.handoff, by: holds, snapshot))
                }
            }
            found += page.filter { !$0.isHeld }.map(\.entry.handoff)
            last = page.last?.entry
            if page.count < limit { break }
        }
        return found
    }

    private func isHeld(_ id: HandoffID, by holds: [Hold], _ snapshot: StoreSnapshot) throws -> Bool {
        guard !holds.isEmpty, let handoff = try snapshot.handoff(id) else { return false }
        return holds.contains { $0.scope.covers(handoff) }
    }

    /// Takes the lease on a delivery; nil when there is nothing to deliver: somebody else has it, it was recalled, it has no connector.
    ///
    /// A lease that ran out means that a process died while the connector worked: nobody knows whether the record was written, so
    /// the handoff is escalated as uncertain and never tried again by itself.
    package func beginDelivery(_ id: HandoffID) throws(DeskError) -> Delivery? {
        try ConfigurationMoment().hold { try beginDeliveryNow(id) }
    }

    private func beginDeliveryNow(_ id: HandoffID) throws(DeskError) -> Delivery? {
        let files = try configurationInForce()
        if let refusal = refusalToOperate { throw DeskError(refusal) }
        let systems = try systemsForDelivery()
        try configuration.trustConnectors()
        return try write { transaction in
            let snapshot = transaction.snapshot
            guard let entry = try snapshot.delivery(of: id), let handoff = try snapshot.handoff(id) else { return nil }
            let contract = try contract(of: handoff.status, snapshot)
            let connector = systems[handoff.status.system]?.connector
            let ruling = try situation(of: handoff, contract, snapshot).rulingOnLease(
                OutboxFacts(entry), timeout: connector?.timeoutInMilliseconds,
                areContentsAsApproved: { try areContentsAsApproved(handoff, snapshot) }, using: random)
            guard let ruling else { return nil }
            try commit(ruling, on: handoff, contract, files, transaction)
            guard ruling.lease != nil, let connector else { return nil }
            return Delivery(
                id: id, connector: connector,
                request: DeliveryRequest(
                    key: entry.key, attempt: entry.attempts + 1, handoff: handoff.deliveryJSON,
                    approvals: .array(handoff.status.approvals.map(\.json))))
        }
    }

    /// Where what is approved goes. While systems.yaml doesn't load, nobody can tell what its owner means, and deliveries wait.
    private func systemsForDelivery() throws(DeskError) -> [String: SystemOfRecord] {
        let systems = try configuration.systemsInForce()
        if let fault = systems.fault { throw .deliveriesWait(fault) }
        return systems.value
    }

    /// Records what a connector answered. Only a receipt makes a handoff executed. Of what is answered after the lease was given
    /// up, a receipt alone counts.
    @discardableResult
    package func finishDelivery(_ delivery: Delivery, _ outcome: DeliveryOutcome) throws(DeskError) -> HandoffState {
        try ConfigurationMoment().hold { try finishDeliveryNow(delivery, outcome) }
    }

    private func finishDeliveryNow(
        _ delivery: Delivery, _ outcome: DeliveryOutcome
    ) throws(DeskError) -> HandoffState {
        let files = try configurationInForce()
        return try write { transaction in
            let (id, snapshot) = (delivery.id, transaction.snapshot)
            guard let handoff = try snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            let contract = try contract(of: handoff.status, snapshot)
            let ruling = try situation(of: handoff, contract, snapshot).ruling(
                on: outcome, of: DeliveryAttempt(key: delivery.request.key, number: delivery.request.attempt),
                try snapshot.delivery(of: id).map(OutboxFacts.init),
                known: try handoff.status.receipt.flatMap { try snapshot.content($0) }, using: random)
            guard let ruling else { return handoff.status.state }
            return try commit(ruling, on: handoff, contract, files, transaction).state
        }
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

extension OutboxFacts {
    fileprivate init(_ entry: OutboxEntry) {
        self.init(
            key: entry.key, attempts: entry.attempts, notBefore: entry.notBefore, leaseUntil: entry.leaseUntil)
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
        var object = JSONObject([
            ("step", .string(step)), ("person", .string("person:" + person)), ("at", .string(at.description)),
            ("digest", .string(digest.description)),
        ])
        object["assigned_by"] = assignedBy.map { .string($0.name) }
        object["escalated_by"] = escalatedBy.map { .string($0.name) }
        return .object(object)
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
            "evidence": .array(contents.evidence.map(\.json)), "producer": contents.envelope.producer.json,
            "requested_by": contents.requestedBy.map { .string($0.description) } ?? .null,
        ]
    }
}
