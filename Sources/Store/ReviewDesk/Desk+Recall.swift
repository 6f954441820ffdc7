import ContractEngine
import Handoff
import HandoffStore

extension Desk {
    /// The steps of what was approved without a person and is recalled to be reviewed by one.
    func planOfRecalled(
        _ handoff: Handoff, _ contract: Contract, _ snapshot: StoreSnapshot
    ) throws -> [PlannedStep] {
        guard let owner = handoff.status.owner else { return [] }
        let candidate = Candidate(
            id: handoff.id, contents: handoff.contents, texts: try texts(of: handoff),
            submittedAt: handoff.status.submittedAt)
        let facts = try facts(
            contract, handoff.id, handoff.contents.reference,
            contentHash(contract.reference.name, handoff.contents.payload), snapshot)
        return contract.planOfRecalled(
            candidate, owner: owner, facts: facts, now: handoff.status.proposedAt ?? now)
    }
}
