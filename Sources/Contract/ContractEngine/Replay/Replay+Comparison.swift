import CivilTime
import Handoff
import JSON

extension Replay {
    /// What comes of one command that an event can have come from.
    enum Outcome {
        /// The engine allows it and makes this of it. `reference` is the record that the handoff is about afterwards.
        case made(Ruling, reference: String?, Footing)
        case refused(RefusalError)
        /// There is nothing to do.
        case nothing
    }

    /// How certain the facts are that an outcome stands on.
    enum Footing {
        case certain
        /// Its rules read related handoffs: that it is another one proves nothing.
        case related
        /// Another handoff on its record is supposed, or none, which the store no longer knows.
        case supposed
    }

    typealias Attempt = () throws -> Outcome

    /// Gives the engine each command that the event can have come from, until one makes the same event.
    mutating func compare(_ event: Event, after before: HandoffStatus?, _ past: PastFacts, _ attempts: [Attempt]) throws
        -> Verdict
    {
        var reason: String?
        var isUnknown = false
        for attempt in attempts {
            switch try attempt() {
            case .refused(let refusal): reason = reason ?? unentitled(event.by, refusal)
            case .nothing: reason = reason ?? "by the rules there was nothing to do"
            case .made(let ruling, let reference, let footing):
                guard let first = ruling.events.first, let happening = event.happening else { continue }
                let made = first.happening?.matched(
                    to: happening,
                    Binding(store: store, id: id, before: before, at: event.at, by: first.by, reference: reference),
                    takesTimes: past.edition == .first)
                if made == happening, first.by == event.by {
                    if footing == .supposed { return .unknown(.related) }
                    owed = ruling.events.dropFirst().compactMap { next in next.happening.map { ($0, next.by) } }
                    return .replayed
                }
                isUnknown = isUnknown || footing == .related
                if footing != .supposed { reason = made.map { difference($0, first.by, event) } ?? reason }
            }
        }
        return isUnknown ? .unknown(.related) : .fault(reason ?? "no command makes it")
    }

    private func unentitled(_ actor: Actor, _ refusal: RefusalError) -> String {
        "\(actor.person.map { "'\($0)'" } ?? "the account '\(actor.account)'") was not entitled to it: \(refusal.message)"
    }

    /// In what an event differs from what the rules make.
    func difference(_ made: Event.Happening, _ by: Actor, _ event: Event) -> String {
        var expected = Event(made, to: id, at: event.at, by: by)
        expected.sequence = event.sequence
        let (left, right) = (expected.json.object ?? JSONObject(), event.json.object ?? JSONObject())
        let names = Set(left.names + right.names).filter { left[$0] != right[$0] && $0 != "digest" }.sorted()
        return "the rules make another event of it: they differ in "
            + (names.isEmpty ? "its digest" : names.map { "'\($0)'" }.joined(separator: ", "))
    }
}

/// What the digest of an event is made over beside the event.
struct Binding {
    let store: String, id: HandoffID
    let before: HandoffStatus?
    let at: Instant, by: Actor
    let reference: String?

    /// Binds a happening to the handoff as it is after it.
    func bind(_ happening: inout Event.Happening) {
        guard happening.move != nil else { return }
        var after = before
        if after != nil {
            after?.apply(happening, at: at, by: by)
        } else if let admitted = happening.admitted {
            after = HandoffStatus(submitted: admitted, at: at, by: by)
        }
        guard let after else { return }
        happening.bind(to: Handoff.digest(store: store, id: id, status: after, reference: reference))
    }
}

extension Event.Happening {
    /// The same with the commitments of a recorded one: each was made under a salt of its own. A digest is made over them anew.
    ///
    /// - Parameter takesTimes: Whether the times that follow from its own are taken too.
    func matched(to recorded: Event.Happening, _ binding: Binding, takesTimes: Bool) -> Event.Happening {
        var made = self
        made.take(from: recorded, takesTimes)
        binding.bind(&made)
        return made
    }

    private mutating func take(from recorded: Event.Happening, _ takesTimes: Bool) {
        switch self {
        case .submitted(var made):
            guard case .submitted(let known) = recorded else { return }
            made.take(from: known, takesTimes)
            self = .submitted(made)
        case .revised(var made):
            guard case .revised(let known) = recorded else { return }
            made.take(from: known, takesTimes)
            self = .revised(made)
        case .resubmitted(var made):
            guard case .resubmitted(let known) = recorded else { return }
            made.take(from: known, takesTimes)
            self = .resubmitted(made)
        case .edited(var made):
            guard case .edited(let known) = recorded else { return }
            made.admitted.take(from: known.admitted, takesTimes)
            made.judgment.take(from: known.judgment)
            made.patch = known.patch
            self = .edited(made)
        case .withdrawn(var made):
            guard case .withdrawn(let known) = recorded else { return }
            made.judgment.take(from: known.judgment)
            self = .withdrawn(made)
        case .returned(var made):
            guard case .returned(let known) = recorded else { return }
            made.judgment.take(from: known.judgment)
            self = .returned(made)
        case .approved(var made):
            guard case .approved(let known) = recorded else { return }
            made.judgment.take(from: known.judgment)
            if takesTimes { keep(&made.deliverable, known.deliverable) }
            self = .approved(made)
        case .rejected(var made):
            guard case .rejected(let known) = recorded else { return }
            if let judgment = known.judgment { made.judgment?.take(from: judgment) }
            self = .rejected(made)
        case .escalated(var made):
            guard case .escalated(let known) = recorded else { return }
            made.judgment.take(from: known.judgment)
            self = .escalated(made)
        case .assigned(var made):
            guard case .assigned(let known) = recorded else { return }
            made.judgment.take(from: known.judgment)
            self = .assigned(made)
        case .recalled(var made):
            guard case .recalled(let known) = recorded else { return }
            made.judgment.take(from: known.judgment)
            if takesTimes {
                keep(&made.due, known.due)
                keep(&made.expires, known.expires)
            }
            self = .recalled(made)
        case .attested(var made):
            guard case .attested(let known) = recorded else { return }
            made.judgment.take(from: known.judgment)
            made.receipt = known.receipt
            self = .attested(made)
        case .commented(.note):
            guard case .commented(.note(let known)) = recorded else { return }
            self = .commented(.note(known))
        case .commented(.lateReceipt(let attempt, receipt: _, message: _)):
            guard case .commented(.lateReceipt(attempt: _, let receipt, let message)) = recorded else { return }
            self = .commented(.lateReceipt(attempt: attempt, receipt: receipt, message: message))
        case .executed(var made):
            guard case .executed(let known) = recorded else { return }
            if let receipt = known.delivered?.receipt { made.delivered?.receipt = receipt }
            self = .executed(made)
        case .deliveryFailed(var made):
            guard case .deliveryFailed(let known) = recorded else { return }
            made.message = known.message
            if takesTimes, case .retried = made.end, case .retried = known.end { made.end = known.end }
            self = .deliveryFailed(made)
        case .rendered(var made):
            guard case .rendered(let known) = recorded else { return }
            made.request = known.request
            if takesTimes {
                keep(&made.due, known.due)
                keep(&made.expires, known.expires)
            }
            self = .rendered(made)
        case .leased: break
        }
    }
}

extension Event.Admitted {
    fileprivate mutating func take(from known: Event.Admitted, _ takesTimes: Bool) {
        commitments = known.commitments
        findings = known.findings
        keep(&reference, known.reference)
        guard takesTimes else { return }
        keep(&due, known.due)
        keep(&expires, known.expires)
        keep(&deliverable, known.deliverable)
    }
}

extension Event.Judgment {
    fileprivate mutating func take(from known: Event.Judgment) { keep(&note, known.note) }
}

/// Whether something is there is the rules' to say; what it is, where it is, the record's.
private func keep<Value>(_ made: inout Value?, _ known: Value?) {
    if made != nil, let known { made = known }
}
