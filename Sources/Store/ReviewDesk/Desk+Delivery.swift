import CivilTime
import ContractEngine
import Handoff
import HandoffStore
import JSON

/// A delivery whose lease this process holds.
package struct Delivery: Sendable {
    /// The handoff.
    package let id: HandoffID
    /// The system of record, with its connector.
    package let system: String, connector: Connector
    /// What the connector is given.
    package let request: DeliveryRequest
}

/// What comes of the wish to deliver a handoff.
package enum DeliveryStart: Sendable {
    /// There is nothing to deliver now: somebody else has it, it was recalled, it has no connector.
    case nothing
    /// It has to wait, and why.
    case waits(String)
    /// Nothing is sent, and somebody has to look: why, and the state now.
    case stopped(String, HandoffState)
    /// Its history is not one that the rules make: why. Nothing is sent, and nothing happens to it.
    case distrusted(String)
    /// It is this process's to deliver.
    case begun(Delivery)
}

/// Where a walk through what is due has come in each system.
package struct DuePlaces: Sendable {
    fileprivate var places: [String: (time: Instant, id: HandoffID)] = [:]

    package init() {}
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

    /// The next handoffs whose delivery can begin now: those whose system has a connector. One that has to wait never stands before
    /// the others.
    package func dueDeliveries(limit: Int = 100, after places: inout DuePlaces) throws(DeskError) -> [HandoffID] {
        var found: [HandoffID] = []
        for system in try systemsForDelivery().filter({ $0.value.connector != nil }).keys.sorted() {
            found += try dueDeliveries(to: system, limit: limit, after: &places.places[system])
        }
        return found
    }

    /// The handoffs whose delivery can begin now, the first of them.
    package func dueDeliveries(limit: Int = 100) throws(DeskError) -> [HandoffID] {
        var places = DuePlaces()
        return try dueDeliveries(limit: limit, after: &places)
    }

    /// What is on hold does not stand before the others. A lease that ran out is looked into all the same: nothing is sent for it.
    private func dueDeliveries(
        to system: String, limit: Int, after place: inout (time: Instant, id: HandoffID)?
    ) throws(DeskError) -> [HandoffID] {
        let now = now
        var found: [HandoffID] = []
        while found.count < limit {
            let after = place
            let page = try read { snapshot in
                let holds = try snapshot.holds()
                let page = try snapshot.dueDeliveries(to: system, now: now, after: after, limit: limit)
                return try page.map { entry in
                    (entry: entry, isHeld: try entry.leaseUntil == nil && isHeld(entry.handoff, by: holds, snapshot))
                }
            }
            found += page.filter { !$0.isHeld }.map(\.entry.handoff)
            if let last = page.last?.entry { place = (last.notBefore, last.handoff) }
            if page.count < limit { break }
        }
        return found
    }

    private func isHeld(_ id: HandoffID, by holds: [Hold], _ snapshot: StoreSnapshot) throws -> Bool {
        guard !holds.isEmpty, let handoff = try snapshot.kept(id)?.handoff else { return false }
        return holds.contains { $0.scope.covers(handoff) }
    }

    /// Takes the lease on a delivery; nil when nothing is to be sent now.
    package func beginDelivery(_ id: HandoffID) throws(DeskError) -> Delivery? {
        if case .begun(let delivery) = try startDelivery(id) { delivery } else { nil }
    }

    /// Takes the lease on a delivery, or says why nothing is sent. Throws where its connector can't be used: then it waits.
    ///
    /// A lease that ran out means that a process died while the connector worked: nobody knows whether the record was written, so
    /// the handoff is escalated as uncertain and never tried again by itself. So is one that an error check does not let through any
    /// more.
    package func startDelivery(_ id: HandoffID) throws(DeskError) -> DeliveryStart {
        try ConfigurationMoment().hold { () throws(DeskError) in
            let files = try configurationInForce()
            if let refusal = refusalToOperate { throw DeskError(refusal) }
            if let wait = try wait(of: id) { return .waits(wait) }
            guard let waiting = try waitingDelivery(id) else { return .nothing }
            if let fault = waiting.fault { return .distrusted(fault) }
            return try withChecks { () throws(DeskError) in try start(id, waiting, files) }
        }
    }

    /// Why a delivery that nobody has begun has to wait; nil where it need not, or where an error check stops it.
    private func wait(of id: HandoffID) throws(DeskError) -> String? {
        let checks = try read { snapshot -> ChecksToRepeat? in
            guard let entry = try snapshot.delivery(of: id), entry.leaseUntil == nil, entry.notBefore <= now,
                let kept = try snapshot.kept(id), kept.damage.isEmpty
            else { return nil }
            return try checksToRepeat(kept.handoff, try contract(of: kept.handoff.status, snapshot), snapshot)
        }
        guard let held = checks.map({ hold($0) }), held.failures.isEmpty else { return nil }
        return held.wait
    }

    private func start(
        _ id: HandoffID, _ waiting: WaitingDelivery, _ files: [ConfigurationVersion]
    ) throws(DeskError) -> Attempt<DeliveryStart> {
        try write { transaction in
            let snapshot = transaction.snapshot
            guard let entry = try snapshot.delivery(of: id), let kept = try snapshot.kept(id) else {
                return .done(.nothing)
            }
            let handoff = kept.handoff
            // What was looked at is another one by now: the next time it is looked at again.
            guard handoff.status == waiting.status else { return .done(.nothing) }
            let contract = try contract(of: handoff.status, snapshot)
            var situation = try situation(of: handoff, contract, snapshot)
            let flaw = flaw(of: kept, entry) ?? waiting.flaw
            // On what is damaged no check says anything.
            if flaw == nil, let checks = try checksToRepeat(handoff, contract, snapshot) {
                guard let known = known(checks) else { return .held(checks) }
                situation.checks = known
            }
            if flaw == nil, entry.leaseUntil == nil, let connector = waiting.system?.connector,
                let stopped = try render(connector, situation, files, transaction)
            {
                return .done(stopped)
            }
            let ruling = situation.rulingOnLease(
                OutboxFacts(entry), timeout: waiting.system?.connector?.timeoutInMilliseconds, flaw: flaw,
                using: random)
            guard let ruling else { return .done(situation.checks?.wait.map(DeliveryStart.waits) ?? .nothing) }
            let after = try commit(ruling, on: handoff, contract, files, transaction)
            guard ruling.lease != nil, let system = waiting.system, let connector = system.connector else {
                return .done(.stopped(ruling.deliveryMessage ?? "nothing was sent", after.state))
            }
            return .done(
                .begun(
                    Delivery(
                        id: id, system: system.name, connector: connector,
                        request: DeliveryRequest(
                            key: entry.key, attempt: entry.attempts + 1, handoff: handoff.deliveryJSON,
                            approvals: .array(handoff.status.approvals.map(\.json)),
                            attachments: handoff.contents.evidence.enumerated().map {
                                DeliveryRequest.Attachment($1, number: $0 + 1)
                            }))))
        }
    }

    /// Compares what would be sent with what was approved; nil where it is the same.
    private func render(
        _ connector: Connector, _ situation: ReviewSituation, _ files: [ConfigurationVersion],
        _ transaction: StoreTransaction
    ) throws -> DeliveryStart? {
        let (handoff, request) = (situation.handoff, connector.request(of: situation.handoff))
        guard request != nil || handoff.contents.request != nil else { return nil }
        var situation = situation
        if handoff.status.plan.isEmpty, let contract = situation.contract {
            situation.draft = try draft(of: handoff, contract, transaction.snapshot)
        }
        guard let ruling = situation.ruling(onRendering: request, using: random) else { return nil }
        let after = try commit(ruling, on: handoff, situation.contract, files, transaction)
        return .stopped("what would be sent is not what was approved: it has to be approved anew", after.state)
    }

    /// A delivery that could begin, as far as it can be looked at outside of a transaction.
    private struct WaitingDelivery {
        let status: HandoffStatus
        /// Its system of record.
        let system: SystemOfRecord?
        /// Which attachment is not what was approved.
        var flaw: String?
        /// Which event of its history the rules don't make.
        var fault: String?
    }

    /// Nil when nothing can begin now. The history is replayed, and connector and attachments are looked at, while nobody waits for
    /// the store.
    private func waitingDelivery(_ id: HandoffID) throws(DeskError) -> WaitingDelivery? {
        let now = now
        let found = try read { snapshot -> (OutboxEntry, Handoff, HistoryJudgment.Fault?)? in
            guard let entry = try snapshot.delivery(of: id), entry.notBefore <= now, let kept = try snapshot.kept(id)
            else { return nil }
            // Where nothing is sent, nothing has to be proved.
            let fault = entry.leaseUntil == nil ? try replay(id, snapshot).faults.first : nil
            return (entry, kept.handoff, fault)
        }
        guard let (entry, handoff, fault) = found else { return nil }
        let system = try systemsForDelivery()[handoff.status.system]
        var waiting = WaitingDelivery(status: handoff.status, system: system)
        // Who holds a lease that ran out may have sent it: what holds up a new attempt does not matter to it.
        if let until = entry.leaseUntil { return until <= now ? waiting : nil }
        if let fault {
            waiting.fault =
                "event \(fault.sequence) is not one that the rules make: \(fault.message); 'countersign audit verify' tells more"
            return waiting
        }
        if let system, looksAtConnectors, let fault = self.fault(of: system) { throw .connector(fault) }
        waiting.flaw = try damagedAttachment(of: handoff.contents)
        return waiting
    }

    /// The first attachment that is not what was submitted; nil where all are. Throws where that can't be told.
    private func damagedAttachment(of contents: Handoff.Contents) throws(DeskError) -> String? {
        for item in contents.evidence {
            do throws(DeskError) {
                _ = try attachment(item)
            } catch {
                guard case .damagedEvidence(let message) = error else { throw error }
                return message
            }
        }
        return nil
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
            // What a connector wrote is recorded, whatever became of the handoff's contents meanwhile.
            guard let handoff = try snapshot.kept(id)?.handoff else { throw StoreError.noHandoff(id.description) }
            let contract = try contract(of: handoff.status, snapshot)
            let ruling = try situation(of: handoff, contract, snapshot).ruling(
                on: outcome, of: DeliveryAttempt(key: delivery.request.key, number: delivery.request.attempt),
                try snapshot.delivery(of: id).map(OutboxFacts.init),
                known: handoff.status.receipt.flatMap { (try? snapshot.content($0)) ?? nil }, using: random)
            guard let ruling else { return handoff.status.state }
            return try commit(ruling, on: handoff, contract, files, transaction).state
        }
    }

    /// In what the store does not hold what the approval's digest commits to; nil where it does.
    private func flaw(of kept: KeptHandoff, _ entry: OutboxEntry) -> String? {
        if let damage = kept.damage.first { return damage.description }
        let status = kept.handoff.status
        // A system of record that is given another key writes another record.
        guard let key = status.deliveryKey(of: kept.handoff.id), sameText(key, entry.key) else {
            return "the outbox has another key for it"
        }
        let digest = Handoff.digest(
            store: store.identity.id, id: kept.handoff.id, status: status, reference: kept.handoff.contents.reference)
        return digest == status.digest ? nil : "its digest is another one"
    }
}

extension Ruling {
    /// What it says of a delivery that failed; nil where none did.
    fileprivate var deliveryMessage: String? {
        guard case .deliveryFailed(let failed)? = events.last?.happening else { return nil }
        return contents.first { $0.commitment == failed.message }
            .flatMap { try? JSONValue(parsing: $0.content.content) }?.string
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

    /// What it makes of a handoff, where it maps it to something else; nil where it is given the handoff itself.
    func request(of handoff: Handoff) -> JSONValue? {
        switch self {
        case .exec, .file: nil
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
