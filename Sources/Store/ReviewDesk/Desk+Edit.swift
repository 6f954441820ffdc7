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
        try act(.edit, on: id, note: edit.note, version: edit.version, digest: edit.digest) { action in
            let handoff = action.situation.handoff
            let evaluation = try evaluate(edit, action.situation, action.transaction.snapshot) { body in
                try refusing(handoff, action.transaction.snapshot, body)
            }
            guard !evaluation.result.isRefused, let ruling = evaluation.ruling else {
                throw DeskError.unfulfilled(evaluation.result.violations)
            }
            var result = evaluation.result
            result.status = try commit(ruling, on: handoff, action.situation.contract, action.files, action.transaction)
            return result
        }
    }

    /// What an edit would come to; nothing is stored, and what is wrong stands in the result. For who may edit only.
    package func preview(_ edit: Edit, of id: HandoffID) throws(DeskError) -> EditResult {
        try read { snapshot in
            guard let handoff = try snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            try check(version: edit.version, digest: edit.digest, handoff, snapshot)
            let situation = try situation(of: handoff, try contract(of: handoff.status, snapshot), snapshot)
            return try evaluate(edit, situation, snapshot) { body in try refusing(handoff, snapshot, body) }.result
        }
    }

    private func evaluate(
        _ edit: Edit, _ situation: ReviewSituation, _ snapshot: StoreSnapshot,
        refusing: (() throws(RefusalError) -> Void) throws -> Void
    ) throws -> (result: EditResult, ruling: Ruling?) {
        let handoff = situation.handoff
        guard let contract = situation.contract else { throw unusableContract(of: handoff) }
        var situation = situation
        situation.overridesClaim = edit.overridesClaim
        let refusal = situation.refusal(of: .edit)
        try refusing { () throws(RefusalError) in if let refusal { throw refusal } }
        var contents = handoff.contents
        let patch: JSONValue
        (contents.payload, patch) = try apply(edit.change, to: handoff.contents.payload)
        let difference = PayloadDifference(from: handoff.contents.payload, to: contents.payload)
        guard !difference.isEmpty else { throw DeskError.usage("the edit changes nothing") }
        let candidate = Candidate(
            id: handoff.id, contents: contents, texts: try texts(of: handoff),
            submittedAt: handoff.status.submittedAt)
        let lists = try configuration.referenceLists()
        var examination = Examination(
            of: candidate, under: contract, lists: lists.values, unreadable: lists.unreadable, now: now)
        let draft = AdmittedDraft(
            contents, CanonicalContents(contents), contract: contract.reference.name, reference: examination.reference)
        let facts = try facts(examination.relations(draft.contentHash), snapshot)
        // An edit never passes without a person.
        let admission = examination.admission(facts, sample: nil)
        var ruling: Ruling?
        if !admission.findings.isHeld {
            let random = random
            try refusing { () throws(RefusalError) in
                ruling = try situation.ruling(
                    onEdit: admission, of: draft, patch: patch, note: edit.note, using: random)
            }
        }
        let result = EditResult(
            difference: difference, violations: admission.findings.violations, owner: admission.owner,
            plan: admission.plan, stake: admission.findings.stake, status: handoff.status)
        return (result, ruling)
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
}
