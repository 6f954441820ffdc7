import ContractEngine
import Handoff
import HandoffStore
import JSON

extension Desk {
    /// The longest note, in bytes of UTF-8.
    package static let longestNote = 64 << 10
    /// How many digits of a digest name it at least.
    private static let shortestDigest = 8

    /// Decides on a handoff, or refuses and says why. When this returns, the decision is on the disk.
    @discardableResult
    package func decide(_ decision: Decision, on id: HandoffID) throws(DeskError) -> HandoffStatus {
        // What the checks read and what the decision goes by is the configuration of one moment.
        try ConfigurationMoment().hold {
            _ = try configurationInForce()
            if decision.choice == .approve, heldChecks.withLock({ $0[id] }) == nil { try look(at: id) }
            return try withChecks { () throws(DeskError) in try attempt(decision, on: id) }
        }
    }

    private func attempt(_ decision: Decision, on id: HandoffID) throws(DeskError) -> Attempt<HandoffStatus> {
        try act(
            decision.choice.action, on: id, note: decision.note, version: decision.version, digest: decision.digest
        ) { action in
            var situation = action.situation
            let handoff = situation.handoff
            let snapshot = action.transaction.snapshot
            guard let contract = situation.contract else { throw unusableContract(of: handoff) }
            if decision.choice == .approve, let checks = try checksToRepeat(handoff, contract, snapshot) {
                guard let known = known(checks) else { return .held(checks) }
                situation.checks = known
            }
            if decision.choice == .recall, handoff.status.plan.isEmpty {
                situation.draft = try draft(of: handoff, contract, snapshot)
            }
            let ruling = try refusing(handoff, snapshot) { () throws(RefusalError) in
                try situation.ruling(on: decision, using: random)
            }
            return .done(try commit(ruling, on: handoff, contract, action.files, action.transaction))
        }
    }

    /// Holds the checks of a handoff before anything is to be written.
    private func look(at id: HandoffID) throws(DeskError) {
        let checks = try read { snapshot -> ChecksToRepeat? in
            guard let handoff = try snapshot.handoff(id) else { return nil }
            return try checksToRepeat(handoff, try contract(of: handoff.status, snapshot), snapshot)
        }
        if let checks { hold(checks) }
    }

    /// An action on a handoff: its situation as this transaction has it, and the configuration that takes effect with it.
    struct HandoffAction {
        let situation: ReviewSituation
        let files: [ConfigurationVersion]
        let transaction: StoreTransaction
    }

    /// Acts on a handoff as it was seen, in one transaction and by the configuration of one moment. What is due on it is fired first,
    /// unless what is done stands after the expiry too; whoever acts too late is told.
    func act<Result>(
        _ kind: Action, on id: HandoffID, note: String? = nil, version: Int?, digest: String?,
        _ body: (HandoffAction) throws -> Result
    ) throws(DeskError) -> Result {
        try ConfigurationMoment().hold { try actNow(kind, on: id, note: note, version: version, digest: digest, body) }
    }

    private func actNow<Result>(
        _ kind: Action, on id: HandoffID, note: String?, version: Int?, digest: String?,
        _ body: (HandoffAction) throws -> Result
    ) throws(DeskError) -> Result {
        if let note, note.utf8.count > Self.longestNote {
            throw .usage("a note is at most \(Self.longestNote) bytes long")
        }
        if let digest, digest.utf8.count < Self.shortestDigest {
            throw .usage("a digest is named by at least \(Self.shortestDigest) of its digits")
        }
        let files = try configurationInForce()
        let done: Result? = try write { transaction in
            let snapshot = transaction.snapshot
            guard let handoff = try snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            try check(version: version, digest: digest, handoff, snapshot)
            let contract = try contract(of: handoff.status, snapshot)
            let situation = try situation(of: handoff, contract, snapshot)
            if !kind.standsAfterExpiry, let expiry = situation.rulingOfExpiry(using: random) {
                try commit(expiry, on: handoff, contract, files, transaction)
                return nil
            }
            return try body(HandoffAction(situation: situation, files: files, transaction: transaction))
        }
        if let done { return done }
        // The expiry is on the disk; whoever decided too late is told of it.
        return try read { snapshot in
            guard let handoff = try snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            throw conflict(handoff, named: version, try lastDecision(on: id, snapshot))
        }
    }

    func unusableContract(of handoff: Handoff) -> DeskError {
        .unusableContract(handoff.status.contract.name, reason: "its version can't be loaded")
    }

    func situation(
        of handoff: Handoff, _ contract: Contract?, _ snapshot: StoreSnapshot, as actor: Actor? = nil
    ) throws -> ReviewSituation {
        let people = try configuration.people()
        let actor = actor ?? self.actor(among: people)
        let viewed = try actor.person.map {
            try snapshot.viewed(handoff.id, by: $0, beside: handoff.status.commitments.payload)
        }
        var situation = ReviewSituation(
            store: store.identity.id, handoff: handoff, contract: contract, people: people, actor: actor,
            viewed: viewed ?? [],
            hasConnector: (try? configuration.systems())?[handoff.status.system]?.connector != nil, now: now)
        situation.isDeclared = store.identity.isDeclared
        situation.claim = try snapshot.claim(on: handoff.id)
        situation.holds = try snapshot.holds().filter { $0.scope.covers(handoff) }
        return situation
    }

    /// A handoff as a draft that is held to its contract again.
    func draft(of handoff: Handoff, _ contract: Contract, _ snapshot: StoreSnapshot) throws -> DraftFacts {
        let candidate = Candidate(
            id: handoff.id, contents: handoff.contents, texts: try texts(of: handoff),
            submittedAt: handoff.status.submittedAt)
        return DraftFacts(candidate: candidate, facts: try facts(handoff.relations(under: contract), snapshot))
    }
}
