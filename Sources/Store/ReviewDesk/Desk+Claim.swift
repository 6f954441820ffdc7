import ContractEngine
import Handoff
import HandoffStore

extension Desk {
    /// Takes a handoff to work on it, for as long as its contract says, so that others see it; again, it is prolonged.
    @discardableResult
    package func claim(_ id: HandoffID, version: Int? = nil, digest: String? = nil) throws(DeskError) -> Claim {
        try act(on: id, version: version, digest: digest) { handoff, transaction in
            guard let contract = try contract(of: handoff.status, transaction.snapshot) else {
                throw DeskError.unusableContract(handoff.status.contract.name, reason: "its version can't be loaded")
            }
            let situation = try situation(of: handoff, contract, transaction.snapshot)
            if let refusal = situation.refusalToClaim {
                return try refusing(handoff, transaction) { () throws(Refusal) in throw refusal }
            }
            let until = now.adding(milliseconds: contract.review.claimLasts.milliseconds)
            let claim = Claim(person: actor.person ?? "", until: until)
            try transaction.setClaim(claim, on: id, now: now)
            return claim
        }
    }

    /// Ends a claim: one's own, or as a lead of the owning team somebody else's. False when nobody had it.
    @discardableResult
    package func release(_ id: HandoffID) throws(DeskError) -> Bool {
        try act(on: id, version: nil, digest: nil) { handoff, transaction in
            let contract = try contract(of: handoff.status, transaction.snapshot)
            let situation = try situation(of: handoff, contract, transaction.snapshot)
            if let refusal = situation.refusalToRelease { throw DeskError.refused(refusal) }
            return try transaction.endClaim(on: id) && situation.liveClaim != nil
        }
    }

    /// Who has taken which of these handoffs now: one look-up by primary key for each.
    package func claims(on ids: [HandoffID]) throws(DeskError) -> [HandoffID: Claim] {
        let now = now
        return try read { try $0.claims(on: ids).filter { $0.value.isLive(at: now) } }
    }
}
