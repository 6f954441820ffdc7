import CivilTime
import JSON

extension Event {
    /// The bytes that the log keeps and hashes: RFC 8785.
    package var canonicalBytes: [UInt8] { CanonicalJSON.bytes(of: json) }

    /// The event as a JSON object. Members that don't apply are left out.
    package var json: JSONValue {
        var object = JSONObject([
            ("seq", .number(JSONNumber(sequence))), ("at", .string(at.description)), ("kind", .string(kind.rawValue)),
        ])
        var actor = JSONObject([("account", .string(by.account))])
        actor["person"] = by.person.map { .string($0) }
        if !by.relyingOn.isEmpty { actor["relying_on"] = .array(by.relyingOn.map { .string($0.description) }) }
        object["by"] = .object(actor)
        switch subject {
        case .created(let store, let isDeclared, let edition):
            object.put("store", store)
            object.put("identity", isDeclared ? "declared" : "os")
            // Program 0.1 knew of no editions, and its first events stay as they are.
            if edition > .first { object.put("edition", edition.rawValue) }
        case .configured(let file, let digest, let source):
            object.put("file", file)
            object.put("file_digest", digest)
            if let source {
                object.put("file_owner", source.owner)
                object.put("file_time", source.time.description)
            }
        case .edition(let edition): object.put("edition", edition.rawValue)
        case .held(let scope, _), .released(let scope, _):
            object.put("hold", scope)
            var attachments = JSONObject()
            for (kind, commitment) in self.attachments { attachments.put(kind.rawValue, commitment) }
            if !attachments.isEmpty { object["attachments"] = .object(attachments) }
        case .handoff(let id, let happening):
            object.put("handoff", id)
            happening.put(into: &object)
        }
        return .object(object)
    }
}

extension Event.Happening {
    fileprivate func put(into object: inout JSONObject) {
        if let move { object.put(move) }
        if let judgment { object.put(judgment) }
        var attachments = JSONObject()
        func attach(_ kind: ContentKind, _ commitment: ContentHash?) { attachments.put(kind.rawValue, commitment) }
        attach(.note, judgment?.note)
        switch self {
        case .submitted(let admitted), .revised(let admitted), .resubmitted(let admitted):
            object.put(admitted)
            attach(.findings, admitted.findings)
            attach(.reference, admitted.reference)
        case .edited(let edited):
            object.put(edited.admitted)
            attach(.findings, edited.admitted.findings)
            attach(.reference, edited.admitted.reference)
            attach(.patch, edited.patch)
        case .withdrawn, .returned: break
        case .approved(let approved):
            object.put("from", approved.from.rawValue)
            object.put("to", approved.to.rawValue)
            object.put("approved_step", approved.approvedStep)
            object.put("step", approved.step)
            object.put("deliverable", approved.deliverable)
        case .rejected(let rejected): object.put("reason", rejected.reason)
        case .escalated(let escalated):
            object.put("reason", escalated.reason)
            object.put("parties", escalated.parties)
            object.put("step", escalated.step)
        case .commented(.note(let note)): attach(.note, note)
        case .commented(.lateReceipt(let attempt, let receipt, let message)):
            object.put("attempt", attempt)
            attach(.receipt, receipt)
            attach(.message, message)
        case .assigned(let assigned):
            object.put("step", assigned.step)
            object.put("parties", assigned.parties)
            object.put("instead_of", assigned.insteadOf)
            object.put("plan", assigned.plan)
        case .recalled(let recalled):
            object.put("reason", recalled.reason)
            object.put("step", recalled.step)
            object.put("plan", recalled.plan)
            object.put("due", recalled.due)
            object.put("expires", recalled.expires)
        case .leased(let attempt): object.put("attempt", attempt)
        case .executed(let executed):
            object.put("attempt", executed.delivered?.attempt)
            attach(.receipt, executed.delivered?.receipt)
        case .deliveryFailed(let failed):
            object.put("attempt", failed.attempt)
            object.put("reason", failed.condition.rawValue)
            attach(.message, failed.message)
            switch failed.end {
            case .retried(let moment): object.put("deliverable", moment)
            case .escalated(_, to: let parties, isUncertain: _):
                object["about_delivery"] = true
                object.put("parties", parties)
            }
        case .attested(let attested): attach(.receipt, attested.receipt)
        case .rendered(let rendered):
            attach(.request, rendered.request)
            object.put("step", rendered.step)
            object.put("plan", rendered.plan)
            object.put("due", rendered.due)
            object.put("expires", rendered.expires)
        }
        if !attachments.isEmpty { object["attachments"] = .object(attachments) }
    }
}

extension JSONObject {
    fileprivate mutating func put(_ name: String, _ value: (some CustomStringConvertible)?) {
        if let value { self[name] = .string(value.description) }
    }

    fileprivate mutating func put(_ name: String, _ value: Int?) {
        if let value { self[name] = .number(JSONNumber(value)) }
    }

    fileprivate mutating func put(_ name: String, _ parties: [Party]?) {
        if let parties { self[name] = .array(parties.map { .string($0.description) }) }
    }

    fileprivate mutating func put(_ name: String, _ plan: [PlannedStep]?) {
        if let plan { self[name] = .array(plan.map(\.json)) }
    }

    fileprivate mutating func put(_ move: Event.Move) {
        put("version", move.version)
        put("from", move.from?.rawValue)
        put("to", move.to.rawValue)
        put("digest", move.digest)
    }

    fileprivate mutating func put(_ judgment: Event.Judgment) {
        let decided = judgment.on
        self["decided_on"] = [
            "version": .number(JSONNumber(decided.version)), "digest": .string(decided.digest.description),
            "viewed": .array(decided.viewed.map { .string($0.description) }),
        ]
        put("over_claim", judgment.overClaim.map(Party.person))
        if judgment.statesNothingWritten { self["nothing_written"] = true }
    }

    fileprivate mutating func put(_ admitted: Event.Admitted) {
        self["contract"] = admitted.contract.json
        put("system", admitted.system)
        put("record", admitted.record)
        put("owner", admitted.owner)
        put("band", admitted.band)
        put("plan", admitted.plan)
        put("step", admitted.step)
        put("parties", admitted.parties)
        put("due", admitted.due)
        put("expires", admitted.expires)
        put("deliverable", admitted.deliverable)
        put("observed", admitted.observed?.rawValue)
        self["commitments"] = admitted.commitments.json
        self["alone"] = admitted.alone?.json
    }
}

extension Event.Alone {
    fileprivate var json: JSONValue {
        ["threshold": .number(threshold), "confidence": .number(confidence), "sampled": .bool(isSampled)]
    }
}

extension ContractReference {
    /// As it stands in an event.
    package var json: JSONValue {
        [
            "name": .string(name), "version": .number(JSONNumber(version)), "digest": .string(digest.description),
        ]
    }
}

extension PlannedStep {
    /// As it stands in an event.
    package var json: JSONValue {
        ["step": .string(step), "by": .string(by.description), "quorum": .number(JSONNumber(quorum))]
    }
}
