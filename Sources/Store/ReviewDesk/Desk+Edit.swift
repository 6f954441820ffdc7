import ContractEngine
import Handoff
import HandoffStore
import JSON

/// A change of a payload by who reviews it, as it is asked for.
package struct Edit: Sendable {
    /// What is to be changed.
    package enum Change: Sendable {
        /// A patch (RFC 6902).
        case patch(JSONValue)
        /// The whole payload as it is to be.
        case payload(JSONValue)
    }

    /// What is to be changed.
    package var change: Change
    /// What the next reviewer and the producer are told.
    package var note: String?
    /// The version and digest that stood on the screen; nil leaves that unchecked.
    package var version: Int?, digest: String?
    /// Whether the person edits although somebody else has claimed the handoff.
    package var overridesClaim = false

    /// An edit.
    package init(_ change: Change, note: String? = nil, version: Int? = nil, digest: String? = nil) {
        self.change = change
        self.note = note
        self.version = version
        self.digest = digest
    }
}

/// What an edit comes to.
package struct EditResult: Sendable {
    /// What it changes.
    package let difference: PayloadDifference
    /// What of the contract the new payload does not fulfil, and warnings.
    package let violations: [Findings.Violation]
    /// The owner, the steps and the amount at stake that follow from the new payload.
    package let owner: Party?, plan: [PlannedStep], stake: JSONNumber?
    /// Where the handoff stands; before the edit is stored, and where it can't be, where it stood.
    package internal(set) var status: HandoffStatus

    /// Whether the contract keeps the edit from being stored.
    package var isRefused: Bool { violations.contains { $0.severity == .error } }
}

extension Desk {
    /// The most bytes of a payload as canonical JSON.
    private static let largestPayload = 16 << 20

    /// Changes the payload of a handoff under review, or refuses and says why; then nothing is stored.
    ///
    /// The whole contract is evaluated again on the result. Approvals so far are void, and the person counts as an editor.
    package func edit(_ edit: Edit, of id: HandoffID) throws(DeskError) -> EditResult {
        try act(on: id, note: edit.note, version: edit.version, digest: edit.digest) { handoff, transaction in
            let evaluation = try evaluate(edit, of: handoff, transaction.snapshot) { body in
                try refusing(handoff, transaction, body)
            }
            guard !evaluation.result.isRefused else { throw DeskError.unfulfilled(evaluation.result.violations) }
            return try store(evaluation, edit, handoff, transaction)
        }
    }

    /// What an edit would come to; nothing is stored, and what is wrong stands in the result. For who may edit only.
    package func preview(_ edit: Edit, of id: HandoffID) throws(DeskError) -> EditResult {
        try read { snapshot in
            guard let handoff = try snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            try check(version: edit.version, digest: edit.digest, handoff, snapshot)
            return try evaluate(edit, of: handoff, snapshot) { body in
                do throws(Refusal) { return try body() } catch { throw DeskError.refused(error) }
            }.result
        }
    }

    private struct Evaluation {
        var result: EditResult
        let contract: Contract
        let payload: JSONValue
        let patch: JSONValue
        let event: Event?
        let findings: Findings
        let reference: String?
    }

    private func evaluate(
        _ edit: Edit, of handoff: Handoff, _ snapshot: StoreSnapshot,
        refusing: (() throws(Refusal) -> Void) throws -> Void
    ) throws -> Evaluation {
        guard let contract = try contract(of: handoff.status, snapshot) else {
            throw DeskError.unusableContract(handoff.status.contract.name, reason: "its version can't be loaded")
        }
        var situation = try situation(of: handoff, contract, snapshot)
        situation.overridesClaim = edit.overridesClaim
        let refusal = situation.refusal(of: .edit)
        try refusing { () throws(Refusal) in if let refusal { throw refusal } }
        var contents = handoff.contents
        let patch: JSONValue
        (contents.payload, patch) = try apply(edit.change, to: handoff.contents.payload)
        let difference = PayloadDifference(from: handoff.contents.payload, to: contents.payload)
        guard !difference.isEmpty else { throw DeskError.usage("the edit changes nothing") }
        let candidate = Candidate(
            id: handoff.id, contents: contents, texts: try texts(of: handoff),
            submittedAt: handoff.status.submittedAt)
        let reference =
            (try? contract.targetReference(of: candidate, lists: try configuration.lists(), now: now).get()) ?? nil
        let facts = try facts(
            contract, handoff.id, reference, contentHash(contract.reference.name, contents.payload), snapshot)
        // A sample below every share: an edit never passes without a person.
        let admission = contract.admit(candidate, facts: facts, now: now, sample: -1)
        var event: Event?
        if !admission.findings.isHeld {
            try refusing { () throws(Refusal) in event = try situation.edit(to: admission, reference: reference) }
        }
        let result = EditResult(
            difference: difference, violations: admission.findings.violations, owner: admission.owner,
            plan: admission.plan, stake: admission.findings.stake, status: handoff.status)
        return Evaluation(
            result: result, contract: contract, payload: contents.payload, patch: patch, event: event,
            findings: admission.findings, reference: reference)
    }

    /// The payload that a change makes, and the change as a patch.
    private func apply(
        _ change: Edit.Change, to payload: JSONValue
    ) throws(DeskError) -> (payload: JSONValue, patch: JSONValue) {
        let patch: JSONValue =
            switch change {
            case .patch(let patch): patch
            case .payload(let new): JSONPatch.difference(from: payload, to: new)
            }
        let edited: JSONValue
        do throws(JSONPatchError) {
            edited = try JSONPatch(patch).apply(to: payload)
        } catch {
            throw Self.invalid(error.description, at: error.pointer?.tokens ?? [])
        }
        // The patch is kept as well, with what it tests for.
        if let pointer = CanonicalJSON.firstInexactNumber(in: edited) ?? CanonicalJSON.firstInexactNumber(in: patch) {
            throw Self.invalid(
                "this number would change its value when it is kept; send it as a string", at: pointer.tokens)
        }
        guard CanonicalJSON.bytes(of: edited).count <= Self.largestPayload else {
            throw Self.invalid("the payload would be larger than 16 MiB", at: [])
        }
        return (edited, patch)
    }

    private static func invalid(_ message: String, at tokens: [String]) -> DeskError {
        .invalid(SubmissionError(message, at: JSONPointer(["payload"] + tokens)))
    }

    private func store(
        _ evaluation: Evaluation, _ edit: Edit, _ handoff: Handoff, _ transaction: StoreTransaction
    ) throws -> EditResult {
        guard var event = evaluation.event else { throw DeskError.unfulfilled(evaluation.result.violations) }
        let id = handoff.id
        var commitments = handoff.status.commitments
        commitments.payload = try keep(evaluation.payload, kind: "payload", of: id, transaction)
        event.commitments = commitments
        event.attachments["patch"] = try keep(evaluation.patch, kind: "patch", of: id, transaction)
        event.attachments["findings"] = try keep(evaluation.findings.json, kind: "findings", of: id, transaction)
        if let reference = evaluation.reference {
            event.attachments["reference"] = try keep(.string(reference), kind: "reference", of: id, transaction)
        }
        if let note = edit.note, !note.utf8.isEmpty {
            event.attachments["note"] = try keep(.string(note), kind: "note", of: id, transaction)
        }
        var status: HandoffStatus? = handoff.status
        try record(event, &status, reference: evaluation.reference, transaction)
        try transaction.endClaim(on: id)
        guard let edited = status else { return evaluation.result }
        try transaction.replace(
            StoreTransaction.Projection(
                id: id, status: edited, title: handoff.contents.title, confidence: handoff.contents.confidence,
                stake: evaluation.result.stake, reference: evaluation.reference,
                contentHash: contentHash(evaluation.contract.reference.name, evaluation.payload),
                bandRank: evaluation.contract.rank(ofBand: edited.band)))
        var result = evaluation.result
        result.status = edited
        return result
    }
}
