import ContractEngine
import Handoff
import HandoffStore
import JSON

extension Desk {
    /// Admits a changed draft in place of the one that a submission names in `revises`.
    func revise(
        _ submission: Submission, _ fingerprint: ContentHash, _ transaction: StoreTransaction
    ) throws -> Receipt {
        guard let revision = submission.revises else { throw DeskError.usage("a revision says what it revises") }
        let agent = submission.producer.agent
        let id: HandoffID
        if let key = revision.key {
            guard let known = try transaction.snapshot.handoff(agent: agent, key: key) else {
                throw DeskError.invalid(
                    SubmissionError(
                        "this agent has submitted nothing under that key", at: JSONPointer(["revises", "key"])))
            }
            id = known.id
        } else {
            id = try transaction.snapshot.handoffID(beginningWith: revision.id ?? "")
        }
        if let (other, _) = try transaction.snapshot.handoff(agent: agent, key: submission.key), other != id {
            throw DeskError.usedKey(key: submission.key, id: other)
        }
        guard let handoff = try transaction.snapshot.handoff(id) else {
            throw DeskError.store(.noHandoff(id.description))
        }
        guard sameText(handoff.status.contract.name, submission.contract) else {
            throw DeskError.invalid(
                SubmissionError(
                    "a revision stays under its contract, \(handoff.status.contract.name)",
                    at: JSONPointer(["contract"])))
        }
        // Another agent has another owner, and would separate other people from the approval.
        guard sameText(handoff.contents.agent, agent) else {
            throw DeskError.invalid(
                SubmissionError(
                    "a revision comes from the same agent", at: JSONPointer(["producer", "agent"])))
        }
        try check(version: revision.version, digest: nil, handoff, transaction.snapshot)
        let draft = Draft(submission)
        let receipt = try admitAgain(handoff, .revised, draft.contents, draft.texts, transaction)
        try transaction.noteKey(agent: agent, key: submission.key, handoff: id, fingerprint: fingerprint)
        return receipt
    }

    /// Holds an unchanged draft to its contract again: after it was returned, or when a list it failed on was completed.
    package func resubmit(_ id: HandoffID, ifVersion version: Int? = nil) throws(DeskError) -> Receipt {
        let commons = try configuration.journaledFiles()
        return try write { transaction in
            try journal(commons, transaction)
            guard let handoff = try transaction.snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            try check(version: version, digest: nil, handoff, transaction.snapshot)
            guard handoff.status.state == .draft else {
                throw DeskError.refused(
                    Refusal("state", "it is \(handoff.status.state.rawValue); only a draft is resubmitted"))
            }
            return try admitAgain(handoff, .resubmitted, handoff.contents, texts(of: handoff), transaction)
        }
    }

    /// The decoded text of each item of evidence; nil for media that are no text.
    func texts(of handoff: Handoff) throws -> [String?] {
        try handoff.contents.evidence.map { item in
            item.isText ? String(validating: try vault.get(item.sha256.description), as: UTF8.self) : nil
        }
    }

    private func admitAgain(
        _ handoff: Handoff, _ kind: Event.Kind, _ contents: Handoff.Contents, _ texts: [String?],
        _ transaction: StoreTransaction
    ) throws -> Receipt {
        guard let contract = try contract(of: handoff.status, transaction.snapshot) else {
            throw DeskError.unusableContract(handoff.status.contract.name, reason: "its version can't be loaded")
        }
        let situation = try situation(of: handoff, contract, transaction.snapshot)
        if let refusal = situation.refusalToRevise { throw DeskError.refused(refusal) }
        var event = Event(kind, at: now, by: actor, handoff: handoff.id)
        event.version = handoff.status.version + 1
        var status: HandoffStatus? = handoff.status
        let candidate = Candidate(
            id: handoff.id, contents: contents, texts: texts, submittedAt: handoff.status.submittedAt)
        let violations = try admit(candidate, contract, &event, &status, isNew: false, transaction)
        return Receipt(
            id: handoff.id, state: status?.state ?? .draft, version: status?.version ?? 0, isDuplicate: false,
            violations: violations)
    }
}
