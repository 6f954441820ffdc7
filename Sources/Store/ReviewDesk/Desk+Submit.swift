import ContractEngine
import Handoff
import HandoffStore
import JSON

/// What became of something that was submitted.
package struct Receipt: Sendable, Hashable {
    /// The handoff, its state and version.
    package var id: HandoffID, state: HandoffState, version: Int
    /// Whether it was there already.
    package var isDuplicate: Bool
    /// Why it is held, and warnings.
    package var violations: [Findings.Violation]
}

extension Desk {
    /// Takes a handoff in: held, proposed, escalated or approved, as its contract demands. The same content under the same key
    /// is the same handoff. A submission that names what it `revises` changes that handoff.
    package func submit(_ submission: Submission) throws(DeskError) -> Receipt {
        try deskErrors {
            try checkProducer(submission)
            let fingerprint = submission.fingerprint
            if let receipt = try store.read({ try duplicate(submission, fingerprint, $0) }) { return receipt }
            let (contract, file) = try contractInForce(submission)
            let commons = try configuration.journaledFiles() + [file]
            for item in submission.evidence { try vault.put(item.bytes) }
            return try store.write { transaction in
                if let receipt = try duplicate(submission, fingerprint, transaction.snapshot) { return receipt }
                try checkVersion(contract, file, transaction.snapshot)
                try journal(commons, transaction)
                if submission.revises != nil {
                    return try revise(submission, fingerprint, transaction)
                }
                return try admit(submission, fingerprint, contract, transaction)
            }
        }
    }

    /// Takes many handoffs in as one action: all of them, or none when one can't be taken. For filling a store.
    package func submit(all submissions: [Submission]) throws(DeskError) -> [Receipt] {
        try deskErrors {
            // What many of them carry is made durable once.
            var kept: Set<ContentHash> = []
            let prepared = try submissions.map { submission in
                try checkProducer(submission)
                for item in submission.evidence where kept.insert(item.item.sha256).inserted {
                    try vault.put(item.bytes)
                }
                return (submission, submission.fingerprint, try contractInForce(submission))
            }
            let commons = try configuration.journaledFiles()
            return try store.write { transaction in
                try journal(commons, transaction)
                return try prepared.map { submission, fingerprint, inForce in
                    if let receipt = try duplicate(submission, fingerprint, transaction.snapshot) { return receipt }
                    let (contract, file) = inForce
                    try checkVersion(contract, file, transaction.snapshot)
                    try journal([file], transaction)
                    if submission.revises != nil { return try revise(submission, fingerprint, transaction) }
                    return try admit(submission, fingerprint, contract, transaction)
                }
            }
        }
    }

    private func checkProducer(_ submission: Submission) throws {
        guard !store.identity.isDeclared, let agent = try configuration.people().agents[submission.producer.agent]
        else { return }
        guard agent.submitAs.isEmpty || agent.submitAs.contains(actor.account) else {
            throw DeskError.refused(
                Refusal(
                    "agent", "the account '\(actor.account)' may not submit as the agent '\(submission.producer.agent)'"
                ))
        }
    }

    private func duplicate(
        _ submission: Submission, _ fingerprint: ContentHash, _ snapshot: StoreSnapshot
    ) throws -> Receipt? {
        guard let (id, known) = try snapshot.handoff(agent: submission.producer.agent, key: submission.key) else {
            return nil
        }
        guard known == fingerprint else {
            if submission.revises != nil { return nil }
            throw DeskError.usedKey(key: submission.key, id: id)
        }
        guard let handoff = try snapshot.handoff(id) else { return nil }
        return Receipt(
            id: id, state: handoff.status.state, version: handoff.status.version, isDuplicate: true,
            violations: handoff.contents.findings.violations)
    }

    private func contractInForce(_ submission: Submission) throws -> (Contract, Configuration.File) {
        let name = submission.contract
        do throws(DeskError) {
            let (contract, file) = try configuration.contract(name)
            let missing = contract.missingReferences(
                people: try configuration.people(), systems: try configuration.systems())
            guard missing.isEmpty else { throw .unusableContract(name, reason: missing.joined(separator: "; ")) }
            return (contract, file)
        } catch {
            if case .noContract = error {
                try store.write {
                    try $0.countUnmanaged(
                        contract: name, agent: submission.producer.agent, workflow: submission.producer.workflow ?? "",
                        at: now)
                }
            }
            throw error
        }
    }

    /// A rollback undoes one handoff, under the contract that let it through.
    private func checkRollback(_ submission: Submission, _ snapshot: StoreSnapshot) throws {
        guard let text = submission.rollsBack else { return }
        let pointer = JSONPointer(["links", "rolls_back"])
        guard let id = HandoffID(text), let original = try snapshot.handoff(id) else {
            throw DeskError.invalid(SubmissionError("there is no handoff of this id to roll back", at: pointer))
        }
        guard sameText(original.status.contract.name, submission.contract) else {
            throw DeskError.invalid(
                SubmissionError(
                    "a rollback comes under the contract of what it undoes, \(original.status.contract.name)",
                    at: pointer))
        }
    }

    /// A version of a contract is one content for good: handoffs are held to it, and people remember it.
    private func checkVersion(_ contract: Contract, _ file: Configuration.File, _ snapshot: StoreSnapshot) throws {
        let reference = contract.reference
        guard let known = try snapshot.digest(ofContract: file.name, version: reference.version),
            known != reference.digest
        else {
            return
        }
        throw DeskError.unusableContract(
            reference.name,
            reason: "\(file.name) changed, but still says version \(reference.version); raise the version")
    }

    private func admit(
        _ submission: Submission, _ fingerprint: ContentHash, _ contract: Contract, _ transaction: StoreTransaction
    ) throws -> Receipt {
        try checkRollback(submission, transaction.snapshot)
        var random = SystemRandomNumberGenerator()
        let id = HandoffID(at: now, using: &random)
        let draft = Draft(submission)
        let candidate = Candidate(id: id, contents: draft.contents, texts: draft.texts, submittedAt: now)
        var status: HandoffStatus?
        var event = Event(.submitted, at: now, by: actor, handoff: id)
        event.version = 1
        let violations = try admit(candidate, contract, &event, &status, isNew: true, transaction)
        try transaction.noteKey(
            agent: submission.producer.agent, key: submission.key, handoff: id, fingerprint: fingerprint)
        return Receipt(
            id: id, state: status?.state ?? .draft, version: status?.version ?? 1, isDuplicate: false,
            violations: violations)
    }

    /// Holds a draft to its contract and records what comes of it.
    func admit(
        _ candidate: Candidate, _ contract: Contract, _ event: inout Event, _ status: inout HandoffStatus?, isNew: Bool,
        _ transaction: StoreTransaction
    ) throws -> [Findings.Violation] {
        let lists = try configuration.lists()
        let reference = (try? contract.targetReference(of: candidate, lists: lists, now: now).get()) ?? nil
        let contentHash = contentHash(contract.reference.name, candidate.contents.payload)
        let facts = try facts(contract, candidate.id, reference, contentHash, transaction.snapshot)
        let admission = contract.admit(candidate, facts: facts, now: now, sample: sample())
        event.from = status?.state
        event.to = admission.state
        event.contract = contract.reference
        (event.system, event.record) = (contract.system, contract.record)
        (event.owner, event.band, event.plan) = (admission.owner, admission.band, admission.plan)
        event.step = admission.plan.first?.step
        event.parties = admission.state == .escalated ? escalationParties(admission, facts.people) : nil
        (event.due, event.expires, event.deliverable) = (admission.due, admission.expires, admission.deliverable)
        event.commitments = try keep(candidate.contents, of: candidate.id, transaction)
        event.attachments["findings"] = try keep(
            admission.findings.json, kind: "findings", of: candidate.id, transaction)
        if let reference {
            event.attachments["reference"] = try keep(
                .string(reference), kind: "reference", of: candidate.id, transaction)
        }
        try record(event, &status, reference: reference, transaction)
        guard let admitted = status else { return [] }
        let projection = StoreTransaction.Projection(
            id: candidate.id, status: admitted, title: candidate.contents.title,
            confidence: candidate.contents.confidence, stake: admission.findings.stake,
            reference: reference, contentHash: contentHash, bandRank: contract.rank(ofBand: admitted.band))
        if isNew { try transaction.insert(projection) } else { try transaction.replace(projection) }
        try follow(&status, candidate.id, contract, reference: reference, transaction)
        if let followed = status, followed.version != admitted.version {
            try transaction.update(candidate.id, status: followed, bandRank: projection.bandRank)
        }
        return admission.findings.violations
    }

    private func escalationParties(_ admission: Admission, _ people: People) -> [Party] {
        admission.escalatedTo.isEmpty ? people.leads(of: admission.owner).map(Party.person) : admission.escalatedTo
    }

    func contentHash(_ contract: String, _ payload: JSONValue) -> ContentHash {
        ContentHash(of: Array((contract + "\0").utf8) + CanonicalJSON.bytes(of: payload))
    }

    func facts(
        _ contract: Contract, _ id: HandoffID, _ reference: String?, _ contentHash: ContentHash,
        _ snapshot: StoreSnapshot
    ) throws -> Facts {
        let onRecord = try reference.map {
            try snapshot.onRecord(system: contract.system, record: contract.record, reference: $0)
        }
        func others(_ relatives: [(id: HandoffID, state: HandoffState)]) -> [Facts.Relative] {
            relatives.filter { $0.id != id }.map { Facts.Relative(id: $0.id, state: $0.state) }
        }
        return Facts(
            lists: try configuration.lists(), sameRecord: others(onRecord ?? []),
            sameContent: others(try snapshot.withContent(contentHash)), people: try configuration.people(),
            systems: try configuration.systems())
    }

    private func keep(
        _ contents: Handoff.Contents, of id: HandoffID, _ transaction: StoreTransaction
    ) throws -> Commitments {
        Commitments(
            title: try keep(.string(contents.title), kind: "title", of: id, transaction),
            payload: try keep(contents.payload, kind: "payload", of: id, transaction),
            evidence: try contents.evidence.map { try keep($0.json, kind: "evidence", of: id, transaction) },
            trace: try keep(contents.trace, kind: "trace", of: id, transaction),
            unresolved: try keep(
                .array(contents.unresolved.map { .string($0) }), kind: "unresolved", of: id, transaction),
            envelope: try keep(contents.envelope, kind: "envelope", of: id, transaction))
    }
}

/// A submission in the form in which the engine looks at it.
struct Draft {
    let contents: Handoff.Contents
    let texts: [String?]

    init(_ submission: Submission) {
        contents = Handoff.Contents(
            title: submission.title, payload: submission.payload, evidence: submission.evidence.map(\.item),
            trace: submission.trace, unresolved: submission.unresolved, envelope: submission.envelope, reference: nil,
            findings: Findings())
        texts = submission.evidence.map(\.text)
    }
}
