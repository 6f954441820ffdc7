import CivilTime
import Fixtures
import Handoff
import JSON

/// Events with random members, and those of one handoff that tests begin with.
extension Event {
    static let sampleID = HandoffID("01ARZ3NDEKTSV4RRFFQ69G5FAV")!

    /// An event of a kind with a random choice of its members.
    static func any(_ kind: Kind, _ random: inout SeededRandom) -> Event {
        var make = RandomMembers(random: random)
        var event = Event(at: .any(&make.random), by: make.actor, make.subject(kind))
        event.sequence = .random(in: 0...1_000_000, using: &make.random)
        random = make.random
        return event
    }

    static func admitted(_ state: HandoffState, version: Int = 1, from: HandoffState? = nil) -> Admitted {
        let hash = ContentHash(of: [1])
        return Admitted(
            move: Move(version: version, from: from, to: state, digest: hash),
            contract: ContractReference(name: "c", version: 1, digest: hash), system: "erp", record: "bill",
            owner: .team("ap"), band: "high",
            plan: [
                PlannedStep(step: "first", by: .role("clerk"), quorum: 1),
                PlannedStep(step: "second", by: .role("cfo"), quorum: 1),
            ], step: "first", due: Instant(milliseconds: 50), expires: Instant(milliseconds: 100),
            commitments: Commitments(
                title: hash, payload: hash, evidence: [hash], trace: hash, unresolved: hash, envelope: hash),
            findings: hash)
    }

    static let judgment = Judgment(on: Decided(version: 1, digest: ContentHash(of: [1])))

    static func approval(step: String, next: String?, to: HandoffState, version: Int) -> Happening {
        .approved(
            Approved(
                from: .proposed, to: to, version: version, digest: ContentHash(of: [2]), judgment: judgment,
                approvedStep: step, step: next))
    }
}

extension HandoffStatus {
    /// What a submission of sam makes.
    static func submitted(_ state: HandoffState) -> HandoffStatus {
        HandoffStatus(
            submitted: Event.admitted(state), at: Instant(milliseconds: 1), by: Actor(person: "sam", account: "sam"))
    }

    mutating func apply(_ happening: Event.Happening, by person: String = "kim") {
        apply(happening, at: Instant(milliseconds: 3), by: Actor(person: person, account: person))
    }
}

/// Random members of events.
struct RandomMembers {
    var random: SeededRandom

    var name: String {
        mutating get { ["kim", "sam", "a.b", "step-1", "finance.payment"].randomElement(using: &random)! }
    }
    var hash: ContentHash { mutating get { ContentHash(of: [UInt8.random(in: 0...255, using: &random)]) } }
    var instant: Instant { mutating get { .any(&random) } }
    var state: HandoffState { mutating get { HandoffState.allCases.randomElement(using: &random)! } }
    var number: Int { mutating get { .random(in: 1...99, using: &random) } }
    var party: Party {
        mutating get {
            let name = name
            return [.person(name), .team(name), .role(name)].randomElement(using: &random)!
        }
    }
    var actor: Actor {
        mutating get {
            let person = maybe { $0.name }
            return Actor(person: person, account: name)
        }
    }

    mutating func maybe<Value>(_ value: (inout RandomMembers) -> Value) -> Value? {
        Bool.random(using: &random) ? value(&self) : nil
    }

    mutating func some<Value>(_ value: (inout RandomMembers) -> Value) -> [Value] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in value(&self) }
    }

    mutating func plan() -> [PlannedStep] {
        some { PlannedStep(step: $0.name, by: $0.party, quorum: .random(in: 1...4, using: &$0.random)) }
    }

    mutating func move() -> Event.Move {
        let from = maybe { $0.state }
        return Event.Move(version: number, from: from, to: state, digest: hash)
    }

    mutating func judgment() -> Event.Judgment {
        let viewed = some { $0.hash }
        let overClaim = maybe { $0.name }
        let note = maybe { $0.hash }
        return Event.Judgment(
            on: Event.Decided(version: number, digest: hash, viewed: viewed), overClaim: overClaim,
            statesNothingWritten: .random(using: &random), note: note)
    }

    mutating func admitted() -> Event.Admitted {
        let owner = maybe { $0.party }
        let (step, parties) = (maybe { $0.name }, maybe { make in make.some { $0.party } })
        let (due, expires, deliverable) = (maybe { $0.instant }, maybe { $0.instant }, maybe { $0.instant })
        let (evidence, reference, request) = (some { $0.hash }, maybe { $0.hash }, maybe { $0.hash })
        let move = move()
        let observed = move.to == .draft ? maybe { $0.state } : nil
        return Event.Admitted(
            move: move, contract: ContractReference(name: name, version: number, digest: hash), system: name,
            record: name, owner: owner, band: name, plan: plan(), step: step, parties: parties, due: due,
            expires: expires, deliverable: deliverable, observed: observed,
            commitments: Commitments(
                title: hash, payload: hash, evidence: evidence, trace: hash, unresolved: hash, envelope: hash,
                request: request),
            findings: hash, reference: reference,
            alone: maybe {
                Event.Alone(
                    threshold: JSONNumber("0.90")!, confidence: JSONNumber("0.97")!,
                    isSampled: .random(using: &$0.random))
            })
    }

    mutating func subject(_ kind: Event.Kind) -> Event.Subject {
        switch kind {
        case .created:
            .created(store: name, isDeclared: .random(using: &random), Edition.allCases.randomElement(using: &random)!)
        case .configured:
            .configured(
                file: "contracts/" + name, digest: hash,
                source: maybe { Event.FileSource(owner: $0.name, time: $0.instant) })
        case .edition: .edition(.first)
        case .held: .held(HoldScope(Bool.random(using: &random) ? "everything" : "producer:\(name)")!, reason: hash)
        case .released: .released(HoldScope("system:\(name)")!, note: maybe { $0.hash })
        default: .handoff(HandoffID(at: Instant(milliseconds: 1), using: &random), happening(kind))
        }
    }

    private mutating func happening(_ kind: Event.Kind) -> Event.Happening {
        switch kind {
        case .submitted: return .submitted(admitted())
        case .revised: return .revised(admitted())
        case .resubmitted: return .resubmitted(admitted())
        case .edited: return .edited(Event.Edited(admitted: admitted(), judgment: judgment(), patch: hash))
        case .withdrawn: return .withdrawn(Event.Closed(move: move(), judgment: judgment()))
        case .returned: return .returned(Event.Closed(move: move(), judgment: judgment()))
        case .approved:
            let version = maybe { $0.number }
            let digest = version.map { _ in hash }
            let (approved, step, deliverable) = (maybe { $0.name }, maybe { $0.name }, maybe { $0.instant })
            return .approved(
                Event.Approved(
                    from: state, to: state, version: version, digest: digest, judgment: judgment(),
                    approvedStep: approved, step: step, deliverable: deliverable))
        case .rejected:
            let (reason, judgment) = (maybe { $0.name }, maybe { $0.judgment() })
            return .rejected(Event.Rejected(move: move(), reason: reason, judgment: judgment))
        case .escalated:
            let (reason, step) = (maybe { $0.name }, maybe { $0.name })
            let parties = some { $0.party }
            return .escalated(
                Event.Escalated(move: move(), reason: reason, parties: parties, step: step, judgment: judgment()))
        case .commented:
            return .commented(
                Bool.random(using: &random)
                    ? .note(hash) : .lateReceipt(attempt: number, receipt: hash, message: hash))
        case .assigned:
            let (step, plan) = (maybe { $0.name }, maybe { $0.plan() })
            let (parties, before) = (some { $0.party }, some { $0.party })
            return .assigned(
                Event.Assigned(
                    move: move(), step: step, parties: parties, insteadOf: before, plan: plan, judgment: judgment()))
        case .recalled:
            let (reason, step, plan) = (maybe { $0.name }, maybe { $0.name }, maybe { $0.plan() })
            let (due, expires) = (maybe { $0.instant }, maybe { $0.instant })
            return .recalled(
                Event.Recalled(
                    move: move(), reason: reason, step: step, plan: plan, due: due, expires: expires,
                    judgment: judgment()))
        case .leased: return .leased(attempt: number)
        case .executed:
            let delivered = maybe { Event.Executed.Delivered(attempt: $0.number, receipt: $0.hash) }
            return .executed(Event.Executed(move: move(), delivered: delivered))
        case .deliveryFailed:
            let parties = some { $0.party }
            let end: Event.DeliveryFailed.End =
                Bool.random(using: &random)
                ? .retried(from: instant) : .escalated(move(), to: parties, isUncertain: .random(using: &random))
            return .deliveryFailed(Event.DeliveryFailed(attempt: number, message: hash, end: end))
        case .attested: return .attested(Event.Attested(move: move(), judgment: judgment(), receipt: hash))
        case .rendered:
            let (request, step, plan) = (maybe { $0.hash }, maybe { $0.name }, maybe { $0.plan() })
            let (due, expires) = (maybe { $0.instant }, maybe { $0.instant })
            return .rendered(
                Event.Rendered(
                    move: move(), request: request, step: step, plan: plan, due: due, expires: expires))
        case .created, .configured, .edition, .held, .released: preconditionFailure("nothing of a handoff")
        }
    }
}

extension Instant {
    static func any(_ random: inout SeededRandom) -> Instant {
        Instant(milliseconds: .random(in: -62_135_596_800_000...253_402_300_799_999, using: &random))
    }
}
