import CivilTime
import Handoff
import JSON

/// What was found of one handoff.
struct RecordFindings {
    var faults: [JournalVerification.Fault] = []
    var counts = ReplayCounts()
    /// How many keys its agent submitted it under.
    var keys = 0
    let name: String

    mutating func fault(_ message: String, at sequence: Int? = nil) {
        faults.append(.init(sequence: sequence, handoff: name, message: message))
    }
}

/// Compares what lies beside the log of one handoff with what its events make.
struct RecordComparison {
    let store: String
    let evidence: CheckedEvidence
    let judge: (any HistoryJudge)?
    let snapshot: StoreSnapshot

    /// An event of the log, and where it stands.
    private typealias Named = (kind: ContentKind, sequence: Int)

    func findings(_ record: HandoffRecord) throws -> RecordFindings {
        var found = RecordFindings(name: record.name)
        guard let id = HandoffID(record.name), !record.events.isEmpty else {
            found.fault("the store holds something of a handoff that the log does not have")
            return found
        }
        var events: [Event] = []
        var status: HandoffStatus?
        for row in record.events {
            do throws(EventError) {
                let event = try Event(decoding: row.body)
                try HandoffStatus.fold(&status, event)
                events.append(event)
            } catch {
                found.fault(error.reason, at: row.sequence)
                return found
            }
        }
        guard let status else { return found }
        let bodies = compareContents(record, events, &found)
        let kept = KeptBodies(bodies: bodies)
        try compareRow(record, id, status, kept, &found)
        compareDelivery(record, id, status, &found)
        try compareClaim(record, status, events, &found)
        compareViews(record, events, kept, &found)
        try compareKeys(id, events, kept, &found)
        if let judge {
            let judgment = try judge.judge(id, events, bodies, snapshot)
            found.counts = judgment.counts
            for fault in judgment.faults { found.fault(fault.message, at: fault.sequence) }
        }
        return found
    }

    /// Gives the contents that are what was committed to.
    private func compareContents(
        _ record: HandoffRecord, _ events: [Event], _ found: inout RecordFindings
    ) -> [ContentHash: [UInt8]] {
        var named: [ContentHash: Named] = [:]
        for event in events {
            for (kind, commitment) in event.contents where named[commitment] == nil {
                named[commitment] = (kind, event.sequence)
            }
        }
        var bodies: [ContentHash: [UInt8]] = [:]
        for content in record.contents {
            let made = CommittedContent(salt: content.salt, content: content.body).commitment
            guard let commitment = content.commitment, let use = named[commitment] else {
                found.fault("the store keeps a \(content.kind) that no event commits to")
                continue
            }
            guard made == commitment else {
                found.fault("the kept \(use.kind.rawValue) is not what the journal committed to", at: use.sequence)
                continue
            }
            bodies[commitment] = content.body
            if content.kind != use.kind.rawValue {
                found.fault("the \(use.kind.rawValue) that it commits to is kept as \(content.kind)", at: use.sequence)
            }
        }
        let kept = Set(record.contents.compactMap(\.commitment))
        for (commitment, use) in named.sorted(by: { $0.value.sequence < $1.value.sequence })
        where !kept.contains(commitment) {
            found.fault("the \(use.kind.rawValue) that it commits to is missing", at: use.sequence)
        }
        for (commitment, use) in named where use.kind == .evidence {
            guard let body = bodies[commitment] else { continue }
            guard let item = (try? JSONValue(parsing: body)).flatMap(EvidenceItem.init(_:)) else {
                found.fault("a kept item of evidence is none", at: use.sequence)
                continue
            }
            if !evidence.isThere(item.sha256) {
                found.fault("the evidence \(item.sha256) is missing or damaged", at: use.sequence)
            }
        }
        return bodies
    }

    private func compareRow(
        _ record: HandoffRecord, _ id: HandoffID, _ status: HandoffStatus, _ kept: KeptBodies,
        _ found: inout RecordFindings
    ) throws {
        guard let row = record.row else { return found.fault("the queue does not have it") }
        guard let cell = row.cell, let run = row.run else {
            return found.fault("the queue has it in a place that there is not")
        }
        let due = status.due?.milliseconds ?? QueuePosition.neverDue
        let isMoved =
            status.state == run.state && status.state.rawValue == row.state && status.version == row.version
            && status.digest == row.digest && min(due, QueuePosition.neverDue) == row.due && status.step == row.step
            && status.expires?.milliseconds == row.expires && status.observed?.rawValue == row.observed
            && status.submittedAt.milliseconds == row.submittedAt
        let isOwned =
            (status.owner?.description ?? "unowned") == cell.owner && status.band == cell.band
            && status.system == cell.system && status.system == row.system && status.record == row.record
            && status.assigneeText == cell.taker && status.contract.name == cell.contract
            && status.contract.version == row.contractVersion
        // The reference stands in no event, but the digest is made over it.
        let isOnRecord =
            Handoff.digest(store: store, id: id, status: status, reference: row.reference) == status.digest
        let rank = try judge?.rank(ofBand: status.band, in: status.contract, snapshot)
        guard isMoved, isOwned, isOnRecord, rank.map({ $0 == cell.bandRank }) ?? true, isNamed(row, status, kept) else {
            return found.fault("the queue says something else of it than the journal")
        }
        guard try isMarked(row, status, kept) else {
            return found.fault("the marks of its row are not what its events and contents make of them")
        }
    }

    /// What was erased can't be compared.
    private func isMarked(
        _ row: HandoffRecord.StoredRow, _ status: HandoffStatus, _ kept: KeptBodies
    ) throws -> Bool {
        guard row.marks.words == status.words, row.marks.isEdited == status.isEdited else { return false }
        if let marks = ContentMarks(status, body: { kept.bodies[$0] }) {
            guard marks.failed == row.marks.failed, marks.unresolved == row.marks.unresolved,
                marks.hasHidden == row.marks.hasHidden, marks.currency.map(Array.init) == row.currency.map(Array.init)
            else { return false }
        }
        let isInTheWay = status.observed == nil && (status.state.isPending || status.state == .approved)
        guard isInTheWay, let reference = row.reference else { return row.marks.others == 0 }
        let record = NamedRecord(system: row.system, record: row.record, reference: reference)
        return row.marks.others == min(try snapshot.inTheWay(on: record).count - 1, RowMarks.mostOthers)
    }

    /// What was erased can't be compared. Numbers are compared by their values: a row has them as they were written, `8900.00`, and
    /// contents are canonical.
    private func isNamed(_ row: HandoffRecord.StoredRow, _ status: HandoffStatus, _ kept: KeptBodies) -> Bool {
        let commitments = status.commitments
        // Text is compared by its bytes: canonically equivalent is not the same.
        if let title = kept.json(commitments.title)?.string, !title.utf8.elementsEqual(row.title.utf8) { return false }
        if let envelope = kept.json(commitments.envelope).flatMap(Envelope.init(_:)) {
            guard envelope.confidence == row.confidence.flatMap(JSONNumber.init(_:)),
                row.confidenceKey == envelope.confidence?.double ?? QueuePosition.noConfidence
            else { return false }
        }
        if let findings = kept.json(status.findings).flatMap(Findings.init(_:)) {
            guard findings.stake == row.stake.flatMap(JSONNumber.init(_:)),
                row.stakeKey == findings.stake?.double ?? QueuePosition.noStake
            else { return false }
        }
        guard let payload = kept.bodies[commitments.payload] else { return true }
        return ContentHash(of: Array((status.contract.name + "\0").utf8) + payload) == row.contentHash
    }

    private func compareDelivery(
        _ record: HandoffRecord, _ id: HandoffID, _ status: HandoffStatus, _ found: inout RecordFindings
    ) {
        guard status.state == .approved, let key = status.deliveryKey(of: id), let begins = status.deliverable else {
            if record.outbox != nil { found.fault("a delivery waits for it, but it is \(status.state.rawValue)") }
            return
        }
        guard let outbox = record.outbox, outbox.key.utf8.elementsEqual(key.utf8) else {
            return found.fault("it is approved, but its delivery is missing or has another key")
        }
        guard outbox.system == status.system else {
            return found.fault("its delivery goes to '\(outbox.system)', and it was approved for '\(status.system)'")
        }
        guard outbox.attempt == status.delivery?.attempt ?? 0 else {
            return found.fault("its delivery counts other attempts than the log")
        }
        guard outbox.isLeased == (status.delivery?.condition == .running) else {
            return found.fault("its delivery is held or free, and the log says otherwise")
        }
        guard outbox.notBefore == begins.milliseconds else {
            return found.fault("its delivery may begin at another time than the log says")
        }
    }

    /// A claim ends with the decision that it was taken for, and by itself.
    private func compareClaim(
        _ record: HandoffRecord, _ status: HandoffStatus, _ events: [Event], _ found: inout RecordFindings
    ) throws {
        guard record.claim != nil, !status.state.isPending else { return }
        found.fault("somebody has claimed it, but it is \(status.state.rawValue)")
    }

    /// What a decision says that its person had opened, they did open.
    private func compareViews(
        _ record: HandoffRecord, _ events: [Event], _ kept: KeptBodies, _ found: inout RecordFindings
    ) {
        let opened = Set(record.views.compactMap { view in view.item.map { Opened(person: view.person, item: $0) } })
        for event in events {
            guard let person = event.by.person else { continue }
            for commitment in event.decidedOn?.viewed ?? [] {
                guard let item = kept.json(commitment).flatMap(EvidenceItem.init(_:)) else { continue }
                if !opened.contains(Opened(person: person, item: item.sha256)) {
                    found.fault("it relies on evidence that '\(person)' has not opened", at: event.sequence)
                }
            }
        }
    }

    private struct Opened: Hashable {
        let person: String, item: ContentHash
    }

    /// The keys that its agent submitted it under, and the fingerprint of what came under each last.
    private func compareKeys(
        _ id: HandoffID, _ events: [Event], _ kept: KeptBodies, _ found: inout RecordFindings
    ) throws {
        var expected: [SubmissionName: ContentHash?] = [:]
        for event in events {
            guard case .handoff(_, let happening) = event.subject else { continue }
            let admitted: Event.Admitted
            switch happening {
            case .submitted(let made), .revised(let made): admitted = made
            case .resubmitted, .edited, .withdrawn, .approved, .rejected, .escalated, .returned, .commented, .assigned,
                .recalled, .leased, .executed, .deliveryFailed, .attested, .rendered:
                continue
            }
            guard let envelope = kept.json(admitted.commitments.envelope).flatMap(Envelope.init(_:)) else { continue }
            expected[SubmissionName(agent: envelope.producer.agent, key: envelope.key)] = kept.fingerprint(admitted)
        }
        found.keys = expected.count
        for (name, fingerprint) in expected {
            guard let known = try snapshot.handoff(agent: name.agent, key: name.key) else {
                found.fault("the key that it was submitted under is missing")
                continue
            }
            guard known.id == id else {
                found.fault("the key that it was submitted under leads to \(known.id)")
                continue
            }
            if let fingerprint, fingerprint != known.fingerprint {
                found.fault("the key that it was submitted under stands for another content")
            }
        }
    }

    /// An agent's name and a key, told apart by their bytes.
    private struct SubmissionName: Hashable {
        let agent: String, key: String

        static func == (left: Self, right: Self) -> Bool {
            left.agent.utf8.elementsEqual(right.agent.utf8) && left.key.utf8.elementsEqual(right.key.utf8)
        }

        func hash(into hasher: inout Hasher) {
            for byte in agent.utf8 { hasher.combine(byte) }
            for byte in key.utf8 { hasher.combine(byte) }
        }
    }
}

/// The contents of one handoff that are what was committed to.
private struct KeptBodies {
    let bodies: [ContentHash: [UInt8]]

    func json(_ commitment: ContentHash) -> JSONValue? { bodies[commitment].flatMap { try? JSONValue(parsing: $0) } }

    /// What makes two submissions under one key the same; nil where something of it was erased.
    func fingerprint(_ admitted: Event.Admitted) -> ContentHash? {
        let commitments = admitted.commitments
        guard let title = bodies[commitments.title], let payload = bodies[commitments.payload],
            let trace = bodies[commitments.trace], let unresolved = bodies[commitments.unresolved],
            let envelope = bodies[commitments.envelope]
        else { return nil }
        let evidence = commitments.evidence.compactMap { bodies[$0] }
        guard evidence.count == commitments.evidence.count else { return nil }
        return CanonicalContents(
            title: title, payload: payload, evidence: evidence, trace: trace, unresolved: unresolved, envelope: envelope
        ).fingerprint(contract: admitted.contract.name)
    }
}

extension Event {
    /// Every content that the event commits to, and what it is.
    fileprivate var contents: [(kind: ContentKind, commitment: ContentHash)] {
        var contents = attachments
        if let commitments = happening?.admitted?.commitments {
            contents += [
                (.title, commitments.title), (.payload, commitments.payload), (.trace, commitments.trace),
                (.unresolved, commitments.unresolved), (.envelope, commitments.envelope),
            ]
            contents += commitments.evidence.map { (.evidence, $0) }
            if let request = commitments.request { contents.append((.request, request)) }
        }
        return contents
    }
}
