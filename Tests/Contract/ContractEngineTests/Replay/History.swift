import CivilTime
import ContractFixtures
import Handoff
import JSON

@testable import ContractEngine

/// The history of a review, as a log and what is kept beside it, to be changed and replayed.
struct History: KeptPast {
    var events: [Event]
    var kept: [ContentHash: JSONValue]
    var contract: Contract
    var people = Sample.people
    var edition = Edition.present
    var isDeclared = false
    /// Whom an account stands for.
    var accounts = Dictionary(uniqueKeysWithValues: ReviewPropertyTests.names.map { ($0, $0) })
    var inForce: ContentHash?
    /// Those on the same record, as they are found now.
    var relatives: [Facts.Relative] = []

    init(_ review: Review) {
        (events, kept, contract) = (review.log, review.kept, review.contract)
        inForce = review.contract.reference.digest
        // In these histories everybody submits in the agent's name.
        people.agents["ap-bot"]?.submitAs += ReviewPropertyTests.names
    }

    /// What the replay says of each event, and of the end.
    func verdicts() throws -> [Replay.Verdict] {
        var replay = Replay(of: Sample.id, in: "s", isDeclared: isDeclared, self)
        var verdicts: [Replay.Verdict] = []
        for event in events {
            let past = PastFacts(
                edition: edition, people: people, personOfAccount: accounts[event.by.account],
                systems: Sample.systems, lists: [:], contract: contract, contractInForce: inForce)
            verdicts.append(try replay.judge(event, past))
        }
        if let missing = replay.missing { verdicts.append(.fault(missing)) }
        return verdicts
    }

    /// The places of the events that the rules don't make.
    func faults() throws -> [Int] {
        try verdicts().enumerated().compactMap { place, verdict in
            if case .fault = verdict { place } else { nil }
        }
    }

    func content(_ commitment: ContentHash) -> JSONValue? { kept[commitment] }

    func text(of item: EvidenceItem) -> KeptText { .text("Invoice 4711") }

    func related(by relations: Relations, at event: Event) -> [String: RelatedHandoffs] {
        relations.nobody.merging([RelatedList.sameRecord: RelatedHandoffs(relatives)]) { _, found in found }
    }

    /// The place of the last event of a kind.
    func last(_ kind: Event.Kind) -> Int? { events.lastIndex { $0.kind == kind } }

    /// Puts another actor into an event.
    mutating func put(_ actor: Actor, into place: Int) {
        guard case .handoff(let id, let happening) = events[place].subject else { return }
        events[place] = Event(happening, to: id, at: events[place].at, by: actor)
    }

    /// Puts something else in the place of what happened, with the digest that its events make.
    mutating func put(_ happening: Event.Happening, into place: Int) throws(EventError) {
        var before: HandoffStatus?
        for event in events[..<place] { try HandoffStatus.fold(&before, event) }
        let (at, by) = (events[place].at, events[place].by)
        var happening = happening
        var reference: String?
        for event in events[...place].reversed() {
            if let named = event.happening?.admitted?.reference { reference = reference ?? kept[named]?.string }
        }
        Binding(store: "s", id: Sample.id, before: before, at: at, by: by, reference: reference).bind(&happening)
        events[place] = Event(happening, to: Sample.id, at: at, by: by)
    }

    mutating func move(_ place: Int, to time: Instant) {
        events[place].at = time
    }
}
