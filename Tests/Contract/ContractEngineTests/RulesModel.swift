import Handoff

@testable import ContractEngine

/// The rules of review as a plain table, written apart from the engine: it keeps its own account of a handoff under the sample's
/// contract and says of each command whether it is allowed and where it leads.
struct RulesModel {
    enum Place: Equatable { case draft, proposed, escalated, unsettled, approved, executed, rejected }

    /// Who is in which party.
    static let members: [Party: Set<String>] = [
        .role("clerk"): ["kim", "sam", "mei", "lee"], .role("cfo"): ["mei", "robin"],
        .team("ap"): ["kim", "sam", "mei", "lee"], .team("finance"): ["robin", "petra"], .team("brand"): ["hugo"],
        .person("kim"): ["kim"], .person("sam"): ["sam"], .person("mei"): ["mei"], .person("lee"): ["lee"],
        .person("robin"): ["robin"], .person("petra"): ["petra"], .person("hugo"): ["hugo"],
    ]
    static let everybody: Set<String> = ["kim", "sam", "mei", "lee", "robin", "petra", "hugo"]
    /// Whom the contract escalates to, who leads the owning team, who answers for the agent.
    static let escalatee = "robin", lead = "petra", agentOwner = "kim"

    struct Step: Equatable {
        var name: String, by: Party, quorum: Int
    }

    struct Vote: Equatable {
        var step: String, person: String
    }

    let edition: Edition
    let quorum: Int, cfoAlways: Bool, completesWithApproval: Bool
    let submitter: String, asker: String
    var amount: Int
    let isUnknownInvoice: Bool
    let isConfident: Bool

    var place = Place.draft
    var steps: [Step] = []
    var open: Int?
    var assigned: Party?
    var escalatedTo: [Party] = []
    var votes: [Vote] = []
    var editors: Set<String> = [], revisers: Set<String> = []
    var isRunning = false, attempts = 0
    var clock: Int64 = 0, expires: Int64?

    private static let twoDays: Int64 = 172_800_000

    init(
        edition: Edition, quorum: Int, cfoAlways: Bool, completesWithApproval: Bool, submitter: String, asker: String,
        amount: Int, isUnknownInvoice: Bool, isConfident: Bool, isSampled: Bool,
        at now: Int64
    ) {
        clock = now
        self.edition = edition
        (self.quorum, self.cfoAlways, self.completesWithApproval) = (quorum, cfoAlways, completesWithApproval)
        (self.submitter, self.asker, self.amount) = (submitter, asker, amount)
        (self.isUnknownInvoice, self.isConfident) = (isUnknownInvoice, isConfident)
        admit(isSampled: isSampled)
    }

    // MARK: What is allowed

    func allows(_ person: String, _ choice: Decision.Choice, nothingWritten: Bool, hasSeen: Bool) -> Bool {
        guard Self.everybody.contains(person) || choice == .withdraw else { return false }
        let isOpen = place == .proposed || place == .escalated || place == .unsettled && nothingWritten
        switch choice {
        case .comment: return true
        case .withdraw:
            return [.draft, .proposed, .escalated].contains(place) && (person == submitter || person == Self.agentOwner)
        case .approve:
            return isOpen && deciders.contains(person) && hasSeen
                && (place == .unsettled ? isApart(person, fromEarlier: false) : open != nil && isFree(person))
        case .reject(let reason):
            guard reason == "wrong-amount" else { return false }
            return place == .draft ? person == Self.lead : isOpen && mayDecide(person)
        case .returnForRework: return isOpen && mayDecide(person)
        case .attest: return place == .unsettled && mayDecide(person)
        case .escalate(let reason, let parties):
            return reason == "over-limit" && place == .proposed && mayDecide(person) && canReach(parties)
        case .assign(let party):
            return [.proposed, .escalated, .unsettled].contains(place) && person == Self.lead && canTake(party)
        case .recall, .recallAndReject:
            if case .recallAndReject(let reason) = choice, reason != "wrong-amount" { return false }
            return place == .approved && !isRunning && (person == Self.lead || votes.contains { $0.person == person })
        }
    }

    func allowsEdit(_ person: String) -> Bool {
        [.proposed, .escalated].contains(place) && deciders.contains(person)
    }

    func allowsRenewal(_ person: String, isRevision: Bool) -> Bool {
        (place == .draft || isRevision && place == .proposed) && !isExpired
            && (person == submitter || person == Self.agentOwner)
    }

    private var isExpired: Bool { place == .proposed && (expires.map { $0 <= clock } ?? false) }

    private var openStep: Step? { open.map { steps[$0] } }

    private func members(_ parties: [Party]) -> Set<String> {
        parties.reduce(into: []) { $0.formUnion(Self.members[$1] ?? []) }
    }

    /// Who is entitled: who may take the open step, and whom the contract escalates to.
    private var entitled: Set<String> { members(openStep.map { [$0.by] } ?? []).union([Self.escalatee]) }

    private var deciders: Set<String> {
        let isFirst = edition == .first
        switch place {
        case .proposed:
            guard let step = openStep else { return [] }
            let taker = members([assigned ?? step.by])
            return isFirst ? taker : taker.intersection(members([step.by]))
        case .escalated:
            return isFirst ? members(escalatedTo).union([Self.lead]) : members(escalatedTo).intersection(entitled)
        case .unsettled: return isFirst ? members(escalatedTo).union([Self.lead]) : members(escalatedTo)
        default: return []
        }
    }

    private func mayDecide(_ person: String) -> Bool { deciders.contains(person) || person == Self.lead }

    private func isApart(_ person: String, fromEarlier: Bool = true) -> Bool {
        person != submitter && person != asker && person != Self.agentOwner && !revisers.contains(person)
            && !editors.contains(person)
            && !(fromEarlier && votes.contains { $0.person == person && $0.step != openStep?.name })
    }

    private func isFree(_ person: String) -> Bool {
        isApart(person) && !votes.contains { $0.person == person && $0.step == openStep?.name }
    }

    private func canReach(_ parties: [Party]) -> Bool {
        let reached = parties.isEmpty ? [Self.escalatee] : members(parties)
        guard parties.allSatisfy({ !members([$0]).isEmpty }) else { return false }
        if edition == .first { return true }
        return parties.allSatisfy { !members([$0]).isDisjoint(with: entitled) }
            && reached.intersection(entitled).contains(where: isFree)
    }

    private func canTake(_ party: Party) -> Bool {
        let people = members([party])
        let present = place == .proposed ? openStep.map { [assigned ?? $0.by] } : escalatedTo
        guard !people.isEmpty, present != [party] else { return false }
        if place == .unsettled {
            let range = members(steps.map(\.by)).union([Self.escalatee, Self.lead])
            return edition == .first || !people.isDisjoint(with: range)
        }
        if edition == .first, place == .escalated { return true }
        guard let step = openStep else { return false }
        let range = place == .proposed ? members([step.by]) : entitled
        let free = (edition == .first ? people : people.intersection(range)).filter(isFree)
        let missing = place == .escalated ? 1 : step.quorum - votes.count { $0.step == step.name }
        return free.count >= missing
    }

    // MARK: Where it leads

    mutating func apply(_ person: String, _ choice: Decision.Choice) {
        switch choice {
        case .comment: break
        case .withdraw, .reject, .recallAndReject: end(.rejected)
        case .attest: end(.executed)
        case .returnForRework:
            (place, open, votes, escalatedTo, expires) = (.draft, nil, [], [], nil)
        case .escalate(_, let parties):
            (place, escalatedTo) = (.escalated, parties.isEmpty ? [.person(Self.escalatee)] : parties)
        case .assign(let party): if place == .proposed { assigned = party } else { escalatedTo = [party] }
        case .approve: approve(person)
        case .recall:
            if steps.isEmpty { steps = plan }
            votes.removeAll { $0.step == steps.last?.name }
            // What no person had approved begins at its first step.
            open = wasAlone ? 0 : steps.count - 1
            (place, expires, attempts) = (.proposed, clock + Self.twoDays, 0)
            assigned = wasAlone ? nil : lastAssigned
            wasAlone = false
        }
    }

    /// Whether it passed without a person; the assignment that its last step had.
    private var wasAlone = false, lastAssigned: Party?

    private mutating func approve(_ person: String) {
        escalatedTo = []
        guard place != .unsettled, let open, let step = openStep else { return approved() }
        votes.append(Vote(step: step.name, person: person))
        place = .proposed
        guard votes.count(where: { $0.step == step.name }) >= step.quorum else { return }
        if open + 1 < steps.count {
            self.open = open + 1
            assigned = nil
        } else {
            lastAssigned = assigned
            approved()
        }
    }

    private mutating func approved() {
        (open, expires, isRunning, attempts) = (nil, nil, false, 0)
        place = completesWithApproval ? .executed : .approved
    }

    private mutating func end(_ place: Place) {
        (self.place, open, expires, escalatedTo) = (place, nil, nil, [])
    }

    mutating func edit(_ person: String, amount: Int) {
        self.amount = amount
        editors.insert(person)
        (votes, assigned, lastAssigned) = ([], nil, nil)
        steps = plan
        open = 0
        if isUnknownInvoice { (place, escalatedTo) = (.escalated, [.person(Self.escalatee)]) }
    }

    mutating func renew(_ person: String) {
        revisers.insert(person)
        admit(isSampled: false)
    }

    mutating func expire() {
        guard place == .proposed || place == .escalated, let expires, expires <= clock else { return }
        end(.rejected)
    }

    /// A delivery and its end: nothing was written and it is tried again, or somebody has to look.
    mutating func deliver(_ condition: HandoffStatus.Delivery.Condition) {
        attempts += 1
        switch condition {
        case .executed: end(.executed)
        case .retry where attempts < 5, .running where attempts < 5: break
        case .retry, .running, .failed, .unknown: (place, escalatedTo) = (.unsettled, [.person(Self.escalatee)])
        }
    }

    private var plan: [Step] {
        let clerk = Step(name: "clerk", by: .role("clerk"), quorum: quorum)
        return cfoAlways || amount >= 5_000 ? [clerk, Step(name: "cfo", by: .role("cfo"), quorum: 1)] : [clerk]
    }

    /// What the contract makes of it. It passes alone where the producer is confident, the amount is small, it is not drawn for the
    /// sample, and no step applies by a condition of its own.
    private mutating func admit(isSampled: Bool) {
        (votes, assigned, lastAssigned, escalatedTo, attempts, wasAlone) = ([], nil, nil, [], 0, false)
        (steps, open, expires) = (plan, 0, clock + Self.twoDays)
        if isUnknownInvoice {
            (place, escalatedTo) = (.escalated, [.person(Self.escalatee)])
        } else if isConfident, amount <= 1_000, !isSampled, edition == .first || !cfoAlways {
            (steps, open, wasAlone) = ([], nil, true)
            approved()
        } else {
            place = .proposed
        }
    }
}
