/// What readers of a history ask of any kind of event.
extension Event.Happening {
    /// The move that raises the version; nil where none does.
    package var move: Event.Move? {
        switch self {
        case .submitted(let admitted), .revised(let admitted), .resubmitted(let admitted): admitted.move
        case .edited(let edited): edited.admitted.move
        case .withdrawn(let closed), .returned(let closed): closed.move
        case .approved(let approved):
            approved.version.map { version in
                Event.Move(
                    version: version, from: approved.from, to: approved.to,
                    digest: approved.digest ?? ContentHash(of: []))
            }
        case .rejected(let rejected): rejected.move
        case .escalated(let escalated): escalated.move
        case .assigned(let assigned): assigned.move
        case .recalled(let recalled): recalled.move
        case .executed(let executed): executed.move
        case .attested(let attested): attested.move
        case .rendered(let rendered): rendered.move
        case .deliveryFailed(let failed):
            switch failed.end {
            case .escalated(let move, to: _, isUncertain: _): move
            case .retried: nil
            }
        case .commented, .leased: nil
        }
    }

    /// What the contract made of a draft; nil where none was looked at.
    package var admitted: Event.Admitted? {
        switch self {
        case .submitted(let admitted), .revised(let admitted), .resubmitted(let admitted): admitted
        case .edited(let edited): edited.admitted
        case .withdrawn, .approved, .rejected, .escalated, .returned, .commented, .assigned, .recalled, .leased,
            .executed, .deliveryFailed, .attested, .rendered:
            nil
        }
    }

    /// What a decision of a person has; nil where no person decided.
    package var judgment: Event.Judgment? {
        switch self {
        case .edited(let edited): edited.judgment
        case .withdrawn(let closed), .returned(let closed): closed.judgment
        case .approved(let approved): approved.judgment
        case .rejected(let rejected): rejected.judgment
        case .escalated(let escalated): escalated.judgment
        case .assigned(let assigned): assigned.judgment
        case .recalled(let recalled): recalled.judgment
        case .attested(let attested): attested.judgment
        case .submitted, .revised, .resubmitted, .commented, .leased, .executed, .deliveryFailed, .rendered: nil
        }
    }
}

extension Event.Happening {
    /// The commitment of what a person said with it: a note to a decision, or a comment.
    package var words: ContentHash? {
        if case .commented(.note(let note)) = self { note } else { judgment?.note }
    }

    /// Puts in the digest of the handoff after the event, which is over what the event makes of it.
    package mutating func bind(to digest: ContentHash) {
        switch self {
        case .submitted(var admitted):
            admitted.move.digest = digest
            self = .submitted(admitted)
        case .revised(var admitted):
            admitted.move.digest = digest
            self = .revised(admitted)
        case .resubmitted(var admitted):
            admitted.move.digest = digest
            self = .resubmitted(admitted)
        case .edited(var edited):
            edited.admitted.move.digest = digest
            self = .edited(edited)
        case .withdrawn(var closed):
            closed.move.digest = digest
            self = .withdrawn(closed)
        case .returned(var closed):
            closed.move.digest = digest
            self = .returned(closed)
        case .approved(var approved):
            approved.digest = approved.version.map { _ in digest }
            self = .approved(approved)
        case .rejected(var rejected):
            rejected.move.digest = digest
            self = .rejected(rejected)
        case .escalated(var escalated):
            escalated.move.digest = digest
            self = .escalated(escalated)
        case .assigned(var assigned):
            assigned.move.digest = digest
            self = .assigned(assigned)
        case .recalled(var recalled):
            recalled.move.digest = digest
            self = .recalled(recalled)
        case .executed(var executed):
            executed.move.digest = digest
            self = .executed(executed)
        case .attested(var attested):
            attested.move.digest = digest
            self = .attested(attested)
        case .rendered(var rendered):
            rendered.move.digest = digest
            self = .rendered(rendered)
        case .deliveryFailed(var failed):
            guard case .escalated(var move, let parties, let isUncertain) = failed.end else { return }
            move.digest = digest
            failed.end = .escalated(move, to: parties, isUncertain: isUncertain)
            self = .deliveryFailed(failed)
        case .commented, .leased: break
        }
    }
}

extension Sequence<Event> {
    /// The commitment of the payload that a handoff had at each of its digests; these are its events, in order.
    package var payloads: [ContentHash: ContentHash] {
        var found: [ContentHash: ContentHash] = [:]
        var payload: ContentHash?
        for event in self {
            payload = event.happening?.admitted?.commitments.payload ?? payload
            if let move = event.move { found[move.digest] = payload }
        }
        return found
    }
}

extension Event {
    /// The move that raises the version; nil where none does.
    package var move: Move? { happening?.move }

    /// The version after the event, where it rises.
    package var version: Int? { move?.version }

    /// The state after the event, where the event names one.
    package var to: HandoffState? {
        if case .approved(let approved)? = happening { return approved.to }
        return move?.to
    }

    /// What stood on the screen of who decided.
    package var decidedOn: Decided? { happening?.judgment?.on }

    /// The reason code. For a failed delivery, what is known of it.
    package var reason: String? {
        switch happening {
        case .rejected(let rejected)?: rejected.reason
        case .escalated(let escalated)?: escalated.reason
        case .recalled(let recalled)?: recalled.reason
        case .deliveryFailed(let failed)?: failed.condition.rawValue
        default: nil
        }
    }

    /// Whom it was escalated or assigned to.
    package var parties: [Party]? {
        switch happening {
        case .escalated(let escalated)?: return escalated.parties
        case .assigned(let assigned)?: return assigned.parties
        case .deliveryFailed(let failed)?:
            if case .escalated(_, to: let parties, isUncertain: _) = failed.end { return parties }
            return nil
        default: return happening?.admitted?.parties
        }
    }

    /// The step that an approval counts for.
    package var approvedStep: String? {
        if case .approved(let approved)? = happening { approved.approvedStep } else { nil }
    }

    /// The attempt of a delivery.
    package var attempt: Int? {
        switch happening {
        case .leased(let attempt)?: attempt
        case .executed(let executed)?: executed.delivered?.attempt
        case .deliveryFailed(let failed)?: failed.attempt
        case .commented(.lateReceipt(let attempt, receipt: _, message: _))?: attempt
        default: nil
        }
    }

    /// Commitments of contents beside those of the draft, by what they are, in the order of their names.
    package var attachments: [(kind: ContentKind, commitment: ContentHash)] {
        guard let happening else {
            switch subject {
            case .held(_, reason: let note): return [(.note, note)]
            case .released(_, let note): return note.map { [(.note, $0)] } ?? []
            case .created, .configured, .edition, .handoff: return []
            }
        }
        var found: [(ContentKind, ContentHash?)] = [
            (.findings, happening.admitted?.findings), (.note, happening.judgment?.note),
            (.reference, happening.admitted?.reference),
        ]
        switch happening {
        case .edited(let edited): found.append((.patch, edited.patch))
        case .commented(.note(let note)): found.append((.note, note))
        case .commented(.lateReceipt(attempt: _, let receipt, let message)):
            found += [(.receipt, receipt), (.message, message)]
        case .executed(let executed): found.append((.receipt, executed.delivered?.receipt))
        case .deliveryFailed(let failed): found.append((.message, failed.message))
        case .attested(let attested): found.append((.receipt, attested.receipt))
        case .rendered(let rendered): found.append((.request, rendered.request))
        case .submitted, .revised, .resubmitted, .withdrawn, .approved, .rejected, .escalated, .returned, .assigned,
            .recalled, .leased:
            break
        }
        return found.compactMap { kind, commitment in commitment.map { (kind, $0) } }
            .sorted { $0.0.rawValue < $1.0.rawValue }
    }

    /// The commitment of one of them.
    package func attachment(_ kind: ContentKind) -> ContentHash? { attachments.first { $0.kind == kind }?.commitment }
}

extension Event.DeliveryFailed {
    /// What is known of the delivery after it.
    package var condition: HandoffStatus.Delivery.Condition {
        switch end {
        case .retried: .retry
        case .escalated(_, to: _, let isUncertain): isUncertain ? .unknown : .failed
        }
    }
}
