import CivilTime
import ContractEngine
import Handoff
import HandoffStore
import JSON

extension Desk {
    /// How often checks are held anew because what they read changes meanwhile.
    private static let mostAttempts = 20
    /// How old an answer that hangs on the time may be, in milliseconds.
    private static let freshness: Int64 = 1_000

    /// What comes of an action that the checks of a handoff have a say in.
    enum Attempt<Result> {
        case done(Result)
        /// They have to be held first.
        case held(ChecksToRepeat)
    }

    /// Runs an action until the checks that it went by are those of its own moment. They are held between the attempts.
    func withChecks<Result>(
        _ attempt: () throws(DeskError) -> Attempt<Result>
    ) throws(DeskError) -> Result {
        for _ in 0..<Self.mostAttempts {
            switch try attempt() {
            case .done(let result): return result
            case .held(let checks): hold(checks)
            }
        }
        throw .store(.busy)
    }

    /// What has to be held again of a handoff as it is read; nil where there is nothing: no such rule, or no state in which one counts.
    func checksToRepeat(
        _ handoff: Handoff, _ contract: Contract?, _ snapshot: StoreSnapshot
    ) throws -> ChecksToRepeat? {
        let state = handoff.status.state
        guard let contract, state.isPending || state == .approved, !contract.readAgain.isNothing else { return nil }
        var related: [String: RelatedHandoffs] = [:]
        if contract.readAgain.variables.contains("related") {
            related = try self.related(to: handoff, contract, snapshot)
        }
        return ChecksToRepeat(
            handoff: handoff, contract: contract, lists: try configuration.referenceLists(), related: related, now: now)
    }

    /// Those that were related at intake, as they stand now, and all others that were let through since. What was submitted later
    /// and nobody approved has no say: who submits a copy can't hold up the original.
    private func related(
        to handoff: Handoff, _ contract: Contract, _ snapshot: StoreSnapshot
    ) throws -> [String: RelatedHandoffs] {
        let present = try Self.related(handoff.relations(under: contract), snapshot)
        let intake = handoff.status.proposedAt ?? handoff.status.submittedAt
        var found: [String: RelatedHandoffs] = [:]
        for (name, list) in present {
            let settled = list.items.filter(\.isSettled)
            let earlier: [RelatedHandoff]
            if let known = handoff.contents.findings.related {
                let ids = Set(settled.map(\.id))
                earlier = try snapshot.related((known[name] ?? []).filter { !ids.contains($0) })
            } else {
                // What came in under an earlier program did not note them.
                earlier = list.items.filter { !$0.isSettled && $0.at.map { $0 <= intake } ?? true }
            }
            found[name] = RelatedHandoffs(settled + earlier, isWhole: list.isWhole)
        }
        return found
    }

    private func text(of item: EvidenceItem) -> String? {
        item.isText
            ? (try? vault.get(item.sha256.description)).flatMap { String(validating: $0, as: UTF8.self) } : nil
    }

    /// What the checks say, if that is known for what they would read now.
    func known(_ checks: ChecksToRepeat) -> RepeatedChecks? {
        guard let answer = heldChecks.withLock({ $0[checks.handoff.id] }), answer.basis == checks.basis else {
            return nil
        }
        if checks.contract.readAgain.isTimed {
            let age = checks.now.milliseconds - answer.at.milliseconds
            guard 0...Self.freshness ~= age else { return nil }
        }
        return answer.checks
    }

    /// Holds the checks, and keeps what they say.
    @discardableResult
    func hold(_ checks: ChecksToRepeat) -> RepeatedChecks {
        if let known = known(checks) { return known }
        let readsEvidence = checks.contract.readAgain.variables.contains("evidence")
        // What is gone or damaged has no text, so that a check that reads it is no pass.
        let texts = readsEvidence ? checks.handoff.contents.evidence.map(text) : []
        let held = checks.held(texts)
        heldChecks.withLock {
            $0[checks.handoff.id] = HeldChecks.Answer(basis: checks.basis, at: now, checks: held)
        }
        return held
    }
}
