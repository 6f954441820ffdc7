import JSON

extension Event {
    /// An event from the log. Throws where the bytes are not one that this program knows whole.
    package init(decoding bytes: some Sequence<UInt8>) throws(EventError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw EventError("it is no JSON")
        }
        do throws(EventError) {
            try self.init(json)
        } catch {
            throw EventError(error.reason, sequence: EventMember.integer(json["seq"] ?? .null))
        }
    }

    private init(_ json: JSONValue) throws(EventError) {
        var reader = try EventReader(json)
        let sequence = try reader.required("seq", EventMember.integer)
        let at = try reader.required("at", EventMember.instant)
        let by = try reader.required("by", EventMember.actor)
        let word = try reader.required("kind", EventMember.text)
        guard let kind = Kind(rawValue: word) else { throw EventError("there is no kind of event '\(word)' here") }
        self.init(at: at, by: by, try reader.subject(kind))
        self.sequence = sequence
        try reader.end()
    }
}

extension EventReader {
    fileprivate mutating func subject(_ kind: Event.Kind) throws(EventError) -> Event.Subject {
        switch kind {
        case .created:
            let identity = try required("identity", EventMember.text)
            guard identity == "os" || identity == "declared" else {
                throw EventError("there is no identity '\(identity)'")
            }
            return .created(
                store: try required("store", EventMember.name), isDeclared: identity == "declared",
                try optional("edition", EventMember.edition) ?? .first)
        case .configured:
            let (file, digest) = (
                try required("file", EventMember.name), try required("file_digest", EventMember.hash)
            )
            guard let owner = try optional("file_owner", EventMember.name) else {
                return .configured(file: file, digest: digest)
            }
            let source = Event.FileSource(owner: owner, time: try required("file_time", EventMember.instant))
            return .configured(file: file, digest: digest, source: source)
        case .edition:
            return .edition(try required("edition", EventMember.edition))
        case .held, .released: return try hold(kind)
        case .submitted, .revised, .resubmitted, .withdrawn, .approved, .rejected, .escalated, .returned, .commented,
            .edited, .assigned, .recalled, .leased, .executed, .deliveryFailed, .attested, .rendered:
            let id = try required("handoff", EventMember.handoff)
            return .handoff(id, try happening(kind))
        }
    }

    private mutating func hold(_ kind: Event.Kind) throws(EventError) -> Event.Subject {
        let scope = try required("hold", EventMember.scope)
        var attachments = try optional("attachments") { (json: JSONValue) throws(EventError) in
            try EventReader(json, of: "its attachments")
        }
        let note = try attachments?.optional(ContentKind.note.rawValue, EventMember.hash)
        try attachments?.end()
        guard kind == .held else { return .released(scope, note: note) }
        guard let note else { throw EventError("it lacks the commitment of its reason") }
        return .held(scope, reason: note)
    }

    private mutating func happening(_ kind: Event.Kind) throws(EventError) -> Event.Happening {
        var attachments = try optional("attachments") { (json: JSONValue) throws(EventError) in
            try EventReader(json, of: "its attachments")
        }
        let happening = try happening(kind, &attachments)
        try attachments?.end()
        return happening
    }

    private mutating func happening(
        _ kind: Event.Kind, _ attachments: inout EventReader?
    ) throws(EventError) -> Event.Happening {
        switch kind {
        case .submitted: return .submitted(try admitted(&attachments))
        case .revised: return .revised(try admitted(&attachments))
        case .resubmitted: return .resubmitted(try admitted(&attachments))
        case .edited:
            return .edited(
                Event.Edited(
                    admitted: try admitted(&attachments), judgment: try judgment(&attachments),
                    patch: try attached(.patch, &attachments)))
        case .withdrawn: return .withdrawn(try closed(&attachments))
        case .returned: return .returned(try closed(&attachments))
        case .approved: return .approved(try approved(&attachments))
        case .rejected:
            let move = try move()
            return .rejected(
                Event.Rejected(
                    move: move, reason: try optional("reason", EventMember.text),
                    judgment: try optionalJudgment(&attachments)))
        case .escalated:
            return .escalated(
                Event.Escalated(
                    move: try move(), reason: try optional("reason", EventMember.text),
                    parties: try required("parties", EventReader.list(EventMember.party)),
                    step: try optional("step", EventMember.name), judgment: try judgment(&attachments)))
        case .commented:
            guard let attempt = try optional("attempt", EventMember.integer) else {
                return .commented(.note(try attached(.note, &attachments)))
            }
            return .commented(
                .lateReceipt(
                    attempt: attempt, receipt: try attached(.receipt, &attachments),
                    message: try attached(.message, &attachments)))
        case .assigned:
            return .assigned(
                Event.Assigned(
                    move: try move(), step: try optional("step", EventMember.name),
                    parties: try required("parties", EventReader.list(EventMember.party)),
                    insteadOf: try required("instead_of", EventReader.list(EventMember.party)),
                    plan: try optional("plan", EventReader.list(EventMember.step)),
                    judgment: try judgment(&attachments)))
        case .recalled:
            return .recalled(
                Event.Recalled(
                    move: try move(), reason: try optional("reason", EventMember.text),
                    step: try optional("step", EventMember.name),
                    plan: try optional("plan", EventReader.list(EventMember.step)),
                    due: try optional("due", EventMember.instant),
                    expires: try optional("expires", EventMember.instant),
                    judgment: try judgment(&attachments)))
        case .leased: return .leased(attempt: try required("attempt", EventMember.integer))
        case .executed:
            let move = try move()
            guard let attempt = try optional("attempt", EventMember.integer) else {
                return .executed(Event.Executed(move: move, delivered: nil))
            }
            let receipt = try attached(.receipt, &attachments)
            return .executed(
                Event.Executed(move: move, delivered: Event.Executed.Delivered(attempt: attempt, receipt: receipt)))
        case .deliveryFailed: return .deliveryFailed(try deliveryFailed(&attachments))
        case .attested:
            return .attested(
                Event.Attested(
                    move: try move(), judgment: try judgment(&attachments),
                    receipt: try attached(.receipt, &attachments)))
        case .rendered:
            return .rendered(
                Event.Rendered(
                    move: try move(),
                    request: try attachments?.optional(ContentKind.request.rawValue, EventMember.hash),
                    step: try optional("step", EventMember.name),
                    plan: try optional("plan", EventReader.list(EventMember.step)),
                    due: try optional("due", EventMember.instant),
                    expires: try optional("expires", EventMember.instant)))
        case .created, .configured, .edition, .held, .released: throw EventError("a store's event stands at a handoff")
        }
    }

    private mutating func move() throws(EventError) -> Event.Move {
        Event.Move(
            version: try required("version", EventMember.integer), from: try optional("from", EventMember.state),
            to: try required("to", EventMember.state), digest: try required("digest", EventMember.hash))
    }

    private mutating func closed(_ attachments: inout EventReader?) throws(EventError) -> Event.Closed {
        Event.Closed(move: try move(), judgment: try judgment(&attachments))
    }

    private mutating func approved(_ attachments: inout EventReader?) throws(EventError) -> Event.Approved {
        let version = try optional("version", EventMember.integer)
        let digest = try optional("digest", EventMember.hash)
        guard (version == nil) == (digest == nil) else { throw EventError("a version comes with its digest") }
        return Event.Approved(
            from: try required("from", EventMember.state), to: try required("to", EventMember.state),
            version: version, digest: digest, judgment: try judgment(&attachments),
            approvedStep: try optional("approved_step", EventMember.name), step: try optional("step", EventMember.name),
            deliverable: try optional("deliverable", EventMember.instant))
    }

    private mutating func admitted(_ attachments: inout EventReader?) throws(EventError) -> Event.Admitted {
        let move = try move()
        let observed = try optional("observed", EventMember.state)
        guard observed == nil || move.to == .draft else { throw EventError("what is only observed is a draft") }
        return Event.Admitted(
            move: move, contract: try required("contract", EventMember.contract),
            system: try required("system", EventMember.text), record: try required("record", EventMember.text),
            owner: try optional("owner", EventMember.party), band: try required("band", EventMember.text),
            plan: try required("plan", EventReader.list(EventMember.step)),
            step: try optional("step", EventMember.name),
            parties: try optional("parties", EventReader.list(EventMember.party)),
            due: try optional("due", EventMember.instant), expires: try optional("expires", EventMember.instant),
            deliverable: try optional("deliverable", EventMember.instant), observed: observed,
            commitments: try required("commitments", EventMember.commitments),
            findings: try attached(.findings, &attachments),
            reference: try attachments?.optional(ContentKind.reference.rawValue, EventMember.hash),
            alone: try optional("alone", EventMember.alone))
    }

    private mutating func optionalJudgment(
        _ attachments: inout EventReader?
    ) throws(EventError) -> Event.Judgment? {
        guard let decided = try optional("decided_on", EventMember.decided) else { return nil }
        return Event.Judgment(
            on: decided, overClaim: try optional("over_claim", EventMember.person),
            statesNothingWritten: try optional("nothing_written", EventMember.yes) ?? false,
            note: try attachments?.optional(ContentKind.note.rawValue, EventMember.hash))
    }

    private mutating func judgment(_ attachments: inout EventReader?) throws(EventError) -> Event.Judgment {
        guard let judgment = try optionalJudgment(&attachments) else {
            throw EventError("its member 'decided_on' is missing")
        }
        return judgment
    }

    private mutating func deliveryFailed(
        _ attachments: inout EventReader?
    ) throws(EventError) -> Event.DeliveryFailed {
        let attempt = try required("attempt", EventMember.integer)
        let message = try attached(.message, &attachments)
        let reason = try required("reason", EventMember.text)
        let end: Event.DeliveryFailed.End
        switch HandoffStatus.Delivery.Condition(rawValue: reason) {
        case .retry: end = .retried(from: try required("deliverable", EventMember.instant))
        case .failed, .unknown:
            _ = try required("about_delivery", EventMember.yes)
            end = .escalated(
                try move(), to: try required("parties", EventReader.list(EventMember.party)),
                isUncertain: reason == HandoffStatus.Delivery.Condition.unknown.rawValue)
        case .running, .executed, nil: throw EventError("a delivery does not fail with '\(reason)'")
        }
        return Event.DeliveryFailed(attempt: attempt, message: message, end: end)
    }

    private func attached(
        _ kind: ContentKind, _ attachments: inout EventReader?
    ) throws(EventError) -> ContentHash {
        guard let hash = try attachments?.optional(kind.rawValue, EventMember.hash) else {
            throw EventError("it lacks the commitment of its \(kind.rawValue)")
        }
        return hash
    }
}
