import CivilTime
import Handoff
import JSON

/// A handoff's history, held once more to the rules that it was made by.
///
/// Each event says which command it came from and who gave it. The engine is given that command again, with what was known then: it
/// has to allow it, and to make the same event of it. No rule stands here.
package struct Replay {
    /// The store's id, and whether people say themselves who they are.
    let store: String, isDeclared: Bool
    /// The handoff.
    let id: HandoffID
    /// What is kept of it beside the log.
    let kept: any KeptPast
    /// What the events so far have made of it.
    package private(set) var status: HandoffStatus?
    /// What it carries since it was last held to its contract; nil where some of that is gone.
    private var contents: Handoff.Contents?
    /// What the command before has to have brought with it: it comes next.
    var owed: [(happening: Event.Happening, by: Actor)] = []

    package init(of id: HandoffID, in store: String, isDeclared: Bool, _ kept: any KeptPast) {
        (self.id, self.store, self.isDeclared, self.kept) = (id, store, isDeclared, kept)
    }

    /// What an event comes to.
    package enum Verdict: Sendable, Hashable {
        /// The rules of then allow it and make the same of it.
        case replayed
        /// What they would read is not there any more.
        case unknown(Unknown)
        /// The rules of then don't make it: why.
        case fault(String)
    }

    /// Why an event can't be replayed.
    package enum Unknown: Sendable, Hashable {
        /// A content was erased.
        case erased
        /// Its contract's rules read related handoffs, and what they were then does not follow from what is kept.
        case related
    }

    /// The contract that an event of this handoff is judged by.
    package func contract(of event: Event) -> ContractReference? {
        status?.contract ?? event.happening?.admitted?.contract
    }

    /// Judges the next event, and goes on from what it makes of the handoff.
    package mutating func judge(_ event: Event, _ past: PastFacts) throws -> Verdict {
        guard case .handoff(let named, let happening) = event.subject, named == id else {
            return .fault("it is not of this handoff")
        }
        let before = status
        do throws(EventError) {
            try HandoffStatus.fold(&status, event)
        } catch {
            return .fault(error.reason)
        }
        let draft = try happening.admitted.flatMap { try PastDraft($0, kept) }
        let verdict = try verdict(on: event, happening, after: before, draft, past)
        if happening.admitted != nil { contents = draft?.contents }
        return verdict
    }

    /// What the history lacks after its last event; nil where it lacks nothing.
    package var missing: String? { owed.first.map { "'\($0.happening.kind.words)' has to follow it at once" } }

    private mutating func verdict(
        on event: Event, _ happening: Event.Happening, after before: HandoffStatus?, _ draft: PastDraft?,
        _ past: PastFacts
    ) throws -> Verdict {
        if !owed.isEmpty {
            let next = owed.removeFirst()
            let binding = Binding(
                store: store, id: id, before: before, at: event.at, by: next.by, reference: contents?.reference)
            let made = next.happening.matched(to: happening, binding, takesTimes: past.edition == .first)
            return made == happening && next.by == event.by ? .replayed : .fault(difference(made, next.by, event))
        }
        if let fault = past.faultOfIdentity(event.by, isDeclared: isDeclared) { return .fault(fault) }
        guard let contract = past.contract else { return .fault("the contract that it is held to can't be loaded") }
        guard let before else {
            guard let draft else { return .unknown(.erased) }
            return try compare(event, after: nil, past, submissions(event, draft, contract, past))
        }
        // Whoever decides is held apart from those whom the contents name.
        guard let contents else { return .unknown(.erased) }
        if happening.admitted != nil, draft == nil { return .unknown(.erased) }
        let situation = situation(Handoff(id: id, status: before, contents: contents), event, contract, past)
        return try compare(event, after: before, past, attempts(event, happening, situation, draft, contract, past))
    }
}
