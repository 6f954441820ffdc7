import ContractEngine
import Handoff
import HandoffStore

extension Desk {
    /// Takes a handoff to work on it, for as long as its contract says, so that others see it; again, it is prolonged.
    @discardableResult
    package func claim(_ id: HandoffID, version: Int? = nil, digest: String? = nil) throws(DeskError) -> Claim {
        try act(.claim, on: id, version: version, digest: digest) { action in
            let situation = action.situation
            guard let contract = situation.contract else { throw unusableContract(of: situation.handoff) }
            if let refusal = situation.refusal(of: .claim) {
                return try refusing(situation.handoff, action.transaction.snapshot) { () throws(RefusalError) in
                    throw refusal
                }
            }
            let claim = Claim(
                person: actor.person ?? "", until: now.adding(milliseconds: contract.review.claimLasts.milliseconds))
            var commit = Commit(began: began, files: action.files)
            commit.claim = .taken(claim, on: id, now: now)
            try action.transaction.commit(commit)
            return claim
        }
    }

    /// Ends a claim: one's own, or as a lead of the owning team somebody else's. False when nobody had it.
    @discardableResult
    package func release(_ id: HandoffID) throws(DeskError) -> Bool {
        try act(.release, on: id, version: nil, digest: nil) { action in
            let isHeld = action.situation.liveClaim != nil
            if let refusal = action.situation.refusal(of: .release), isHeld || refusal.obligation != .claim {
                throw DeskError(refusal)
            }
            guard isHeld else { return false }
            var commit = Commit(began: began, files: action.files)
            commit.claim = .ended(on: id)
            try action.transaction.commit(commit)
            return true
        }
    }

    /// Who has taken which of these handoffs now: one look-up by primary key for each.
    package func claims(on ids: [HandoffID]) throws(DeskError) -> [HandoffID: Claim] {
        let now = now
        return try read { try $0.claims(on: ids).filter { $0.value.isLive(at: now) } }
    }
}
