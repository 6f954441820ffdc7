import CivilTime
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
    /// The state that it would have, where its contract only observes.
    package var observed: HandoffState?

    /// Whether its contract is not met.
    package var isHeld: Bool { state == .draft && observed ?? .draft == .draft }
}

/// Takes in what producers submit, with the configuration as it is when the intake begins: one for each batch of lines.
///
/// Each submission is held, proposed, escalated or approved, as its contract demands. The same content under the same key is the same
/// handoff. A submission that names what it `revises` changes that handoff.
package struct Intake {
    private let desk: Desk
    private let people: People
    private let systems: [String: SystemOfRecord]
    private let lists: ReferenceLists
    private let files: [ConfigurationVersion]
    private let moment: ConfigurationMoment
    private let now: Instant
    private var contracts: [String: Result<InForce, DeskError>] = [:]

    /// A contract in force, with the version of its file.
    private struct InForce {
        let contract: Contract
        let file: ConfigurationVersion
    }

    /// What is known of a submission before anything is written.
    private struct Prepared {
        let submission: Submission
        let contents: Handoff.Contents
        let canonical: CanonicalContents
        let fingerprint: ContentHash

        init(_ submission: Submission) {
            self.submission = submission
            contents = submission.contents
            canonical = CanonicalContents(contents)
            fingerprint = canonical.fingerprint(contract: submission.contract)
        }

        var agent: String { contents.agent }
        var key: SubmissionKey { SubmissionKey(agent: agent, key: contents.key, fingerprint: fingerprint) }
    }

    package init(_ desk: Desk) throws(DeskError) {
        self.desk = desk
        let moment = ConfigurationMoment()
        (people, systems, lists, files) = try moment.hold {
            (
                try desk.configuration.people(), try desk.configuration.systems(),
                try desk.configuration.referenceLists(), try desk.configurationInForce()
            )
        }
        self.moment = moment
        now = desk.now
    }

    /// Takes in a batch: each for itself, all in one transaction. What is answered is on the disk.
    ///
    /// Throws where the store fails: then nothing of the batch was taken.
    ///
    /// - Parameter isWhole: All of the batch or nothing of it: throws what is wrong with the first that can't be taken.
    package mutating func submit(
        _ submissions: [Submission], isWhole: Bool = false
    ) throws(DeskError) -> [Result<Receipt, DeskError>] {
        try moment.hold { try submitNow(submissions, isWhole: isWhole) }
    }

    private mutating func submitNow(
        _ submissions: [Submission], isWhole: Bool
    ) throws(DeskError) -> [Result<Receipt, DeskError>] {
        let prepared = submissions.map(Prepared.init)
        var receipts = try desk.read { snapshot in
            try prepared.map { item in try Self.answer { try duplicate(item, snapshot) } }
        }
        let open = receipts.indices.filter { index in if case .success(.some) = receipts[index] { false } else { true }
        }
        for index in open {
            receipts[index] = receipts[index].flatMap { _ in check(prepared[index]).map { _ in nil } }
        }
        if isWhole { for receipt in receipts { _ = try receipt.get() } }
        let sound = receipts.indices.filter { index in if case .success(nil) = receipts[index] { true } else { false } }
        try keepEvidence(of: sound.map { prepared[$0].submission })
        let unmanaged = receipts.indices.filter { index in
            if case .failure(.noContract) = receipts[index] { true } else { false }
        }
        guard !sound.isEmpty || !unmanaged.isEmpty else { return receipts.map(Self.receipt) }
        let taken = try desk.write { transaction in
            for index in unmanaged { try count(prepared[index], transaction) }
            return try sound.map { index in
                let answer = try Self.answer { try take(prepared[index], transaction) }
                if isWhole { _ = try answer.get() }
                return answer
            }
        }
        for (index, result) in zip(sound, taken) { receipts[index] = result.map { $0 } }
        return receipts.map(Self.receipt)
    }

    private static func receipt(_ answer: Result<Receipt?, DeskError>) -> Result<Receipt, DeskError> {
        answer.flatMap { receipt in
            receipt.map(Result.success) ?? .failure(.usage("nothing became of this submission"))
        }
    }

    /// What is wrong with one submission is its own answer; what is wrong with the store ends the batch.
    private static func answer<Value>(_ body: () throws -> Value) throws -> Result<Value, DeskError> {
        do throws(DeskError) {
            return .success(try deskErrors(body))
        } catch {
            if case .store(let failure) = error, !failure.isAboutOneHandoff { throw error }
            return .failure(error)
        }
    }

    private func keepEvidence(of submissions: [Submission]) throws(DeskError) {
        var contents: [ContentHash: [UInt8]] = [:]
        for item in submissions.flatMap(\.evidence) { contents[item.item.sha256] = item.bytes }
        guard !contents.isEmpty else { return }
        try deskErrors { try desk.vault.put(all: Array(contents.values)) }
    }

    private func count(_ item: Prepared, _ transaction: StoreTransaction) throws {
        var commit = Commit()
        commit.unmanaged = UnmanagedWork(
            contract: item.submission.contract, agent: item.agent,
            workflow: item.contents.envelope.producer.workflow ?? "", at: now)
        try transaction.commit(commit)
    }

    /// What keeps a submission out before the store is looked at.
    private mutating func check(_ item: Prepared) -> Result<Void, DeskError> {
        let account = desk.identity.isDeclared ? nil : desk.actor.account
        if let refusal = people.refusalToSubmit(as: item.agent, account: account) {
            return .failure(DeskError(refusal))
        }
        return inForce(item.submission.contract).map { _ in }
    }

    private mutating func inForce(_ name: String) -> Result<InForce, DeskError> {
        if let known = contracts[name] { return known }
        let found = Result<InForce, DeskError> { () throws(DeskError) in
            let (contract, file) = try desk.configuration.contract(name)
            let missing = contract.missingReferences(people: people, systems: systems)
            guard missing.isEmpty else { throw .unusableContract(name, reason: missing.joined(separator: "; ")) }
            return InForce(contract: contract, file: desk.version(of: file))
        }
        contracts[name] = found
        return found
    }

    private func duplicate(_ item: Prepared, _ snapshot: StoreSnapshot) throws -> Receipt? {
        guard let (id, known) = try snapshot.handoff(agent: item.agent, key: item.contents.key) else { return nil }
        guard known == item.fingerprint else {
            if item.submission.revises != nil { return nil }
            throw DeskError.usedKey(key: item.contents.key, id: id)
        }
        guard let handoff = try snapshot.handoff(id) else { return nil }
        return Receipt(
            id: id, state: handoff.status.state, version: handoff.status.version, isDuplicate: true,
            violations: handoff.contents.findings.violations, observed: handoff.status.observed)
    }

    private func take(_ item: Prepared, _ transaction: StoreTransaction) throws -> Receipt {
        // The same may have come in since, or earlier in this batch.
        if let receipt = try duplicate(item, transaction.snapshot) { return receipt }
        guard let inForce = try contracts[item.submission.contract]?.get() else {
            throw DeskError.noContract(item.submission.contract)
        }
        try checkVersion(inForce, transaction.snapshot)
        let files = files + [inForce.file]
        if item.submission.revises != nil { return try revise(item, files, transaction) }
        try checkRollback(item.submission, transaction.snapshot)
        var random = desk.random
        let id = HandoffID(at: now, using: &random)
        let contract = inForce.contract
        let texts = item.submission.evidence.map(\.text)
        let (admission, draft) = try admit(
            Candidate(id: id, contents: item.contents, texts: texts, submittedAt: now), contract, item.canonical,
            transaction.snapshot)
        let ruling = contract.ruling(
            onSubmission: draft, as: id, admission, store: desk.identity.id, by: desk.actor(among: people), at: now,
            using: random)
        let status = try desk.commit(ruling, after: nil, contract, files, key: item.key, transaction)
        return Self.receipt(of: id, status, admission)
    }

    /// Admits a changed draft in place of the one that a submission names in `revises`.
    private func revise(
        _ item: Prepared, _ files: [ConfigurationVersion], _ transaction: StoreTransaction
    ) throws -> Receipt {
        let snapshot = transaction.snapshot
        let handoff = try revised(item, snapshot)
        try desk.check(version: item.submission.revises?.version, digest: nil, handoff, snapshot)
        return try admitAgain(
            handoff, .revision, item.contents, item.canonical, item.submission.evidence.map(\.text), files,
            key: item.key, naming: item.submission.revises?.version, transaction)
    }

    /// The handoff that a submission revises.
    private func revised(_ item: Prepared, _ snapshot: StoreSnapshot) throws -> Handoff {
        guard let revision = item.submission.revises else { throw DeskError.usage("a revision says what it revises") }
        let id: HandoffID
        if let key = revision.key {
            guard let known = try snapshot.handoff(agent: item.agent, key: key) else {
                throw SubmissionError(
                    "this agent has submitted nothing under that key", at: JSONPointer(["revises", "key"]))
            }
            id = known.id
        } else {
            id = try snapshot.handoffID(beginningWith: revision.id ?? "")
        }
        if let (other, _) = try snapshot.handoff(agent: item.agent, key: item.contents.key), other != id {
            throw DeskError.usedKey(key: item.contents.key, id: other)
        }
        guard let handoff = try snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
        let situation = try desk.situation(of: handoff, nil, snapshot)
        if let error = situation.error(inRevision: item.submission) { throw error }
        return handoff
    }

    /// Holds an unchanged draft to its contract again: after it was returned, or when a list it failed on was completed.
    func resubmit(_ id: HandoffID, ifVersion version: Int?, _ transaction: StoreTransaction) throws -> Receipt {
        try moment.hold { try resubmitNow(id, ifVersion: version, transaction) }
    }

    private func resubmitNow(
        _ id: HandoffID, ifVersion version: Int?, _ transaction: StoreTransaction
    ) throws -> Receipt {
        guard let handoff = try transaction.snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
        try desk.check(version: version, digest: nil, handoff, transaction.snapshot)
        return try admitAgain(
            handoff, .resubmission, handoff.contents, CanonicalContents(handoff.contents), desk.texts(of: handoff),
            files, key: nil, naming: version, transaction)
    }

    /// Brings in by itself what a hold kept out, now that it is released; false where it is something else that keeps it out.
    func admitReleased(_ id: HandoffID, _ transaction: StoreTransaction) throws -> Bool {
        guard let handoff = try transaction.snapshot.handoff(id),
            try desk.situation(of: handoff, nil, transaction.snapshot).isKeptOutByHold
        else { return false }
        let answer = try Self.answer {
            try admitAgain(
                handoff, .resubmission, handoff.contents, CanonicalContents(handoff.contents), desk.texts(of: handoff),
                files, key: nil, naming: nil, as: .system, transaction)
        }
        // What something else holds, and what can't be read, stays for its producer to bring in.
        return (try? answer.get()) != nil
    }

    private func admitAgain(
        _ handoff: Handoff, _ renewal: ReviewSituation.Renewal, _ contents: Handoff.Contents,
        _ canonical: CanonicalContents, _ texts: [String?], _ files: [ConfigurationVersion], key: SubmissionKey?,
        naming version: Int?, as actor: Actor? = nil, _ transaction: StoreTransaction
    ) throws -> Receipt {
        let snapshot = transaction.snapshot
        let contract = try desk.contract(of: handoff.status, snapshot)
        let situation = try desk.situation(of: handoff, contract, snapshot, as: actor)
        if renewal == .revision, let refusal = situation.refusalToReplace(naming: version) {
            try desk.refusing(handoff, snapshot) { () throws(RefusalError) in throw refusal }
        }
        if let refusal = situation.refusal(of: renewal) {
            // What was decided on is refused as ever; what has expired is a conflict.
            guard handoff.status.expired(at: now) != nil else { throw DeskError(refusal) }
            try desk.refusing(handoff, snapshot) { () throws(RefusalError) in throw refusal }
        }
        guard let contract else { throw desk.unusableContract(of: handoff) }
        let candidate = Candidate(
            id: handoff.id, contents: contents, texts: texts, submittedAt: handoff.status.submittedAt)
        let (admission, draft) = try admit(candidate, contract, canonical, snapshot)
        let ruling: Ruling
        do throws(RefusalError) {
            ruling = try situation.ruling(on: renewal, to: draft, admission, under: contract, using: desk.random)
        } catch {
            throw DeskError(error)
        }
        let status = try desk.commit(ruling, on: handoff, contract, files, key: key, transaction)
        return Self.receipt(of: handoff.id, status, admission)
    }

    private static func receipt(of id: HandoffID, _ status: HandoffStatus?, _ admission: Admission) -> Receipt {
        Receipt(
            id: id, state: status?.state ?? admission.state, version: status?.version ?? 1, isDuplicate: false,
            violations: admission.findings.violations, observed: admission.observed)
    }

    /// Holds a draft to its contract: the record that it is about first, for which others are on that record is a fact.
    private func admit(
        _ candidate: Candidate, _ contract: Contract, _ canonical: CanonicalContents, _ snapshot: StoreSnapshot
    ) throws -> (Admission, AdmittedDraft) {
        var examination = Examination(
            of: candidate, under: contract, lists: lists.values, unreadable: lists.unreadable, now: now)
        let draft = AdmittedDraft(
            candidate.contents, canonical, contract: contract.reference.name, reference: examination.reference)
        var facts = Facts(lists: lists.values, people: people, systems: systems)
        facts.unreadableLists = lists.unreadable
        facts.related = try Desk.related(examination.relations(draft.contentHash), snapshot)
        facts.holds = try snapshot.holds()
        return (examination.admission(facts, sample: desk.sample()), draft)
    }

    /// A rollback undoes one handoff, under the contract that let it through.
    private func checkRollback(_ submission: Submission, _ snapshot: StoreSnapshot) throws {
        guard let text = submission.envelope.rollsBack else { return }
        let pointer = JSONPointer(["links", "rolls_back"])
        guard let id = HandoffID(text), let original = try snapshot.status(of: id) else {
            throw SubmissionError("there is no handoff of this id to roll back", at: pointer)
        }
        guard sameText(original.contract.name, submission.contract) else {
            throw SubmissionError(
                "a rollback comes under the contract of what it undoes, \(original.contract.name)", at: pointer)
        }
    }

    /// A version of a contract is one content for good: handoffs are held to it, and people remember it.
    private func checkVersion(_ inForce: InForce, _ snapshot: StoreSnapshot) throws {
        let reference = inForce.contract.reference
        guard let known = try snapshot.digest(ofContract: inForce.file.file, version: reference.version),
            known != reference.digest
        else { return }
        throw DeskError.unusableContract(
            reference.name,
            reason: "\(inForce.file.file) changed, but still says version \(reference.version); raise the version")
    }
}

extension StoreError {
    /// Whether it is about one handoff, while the rest of the store is sound.
    fileprivate var isAboutOneHandoff: Bool {
        switch self {
        case .noHandoff, .ambiguous, .unreadable, .inconsistent: true
        case .noStore, .exists, .busy, .unusable, .uncertain, .tooNew: false
        }
    }
}
