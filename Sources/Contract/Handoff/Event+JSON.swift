import CivilTime
import JSON

extension Event {
    /// The bytes that the log keeps and hashes: RFC 8785.
    package var canonicalBytes: [UInt8] { CanonicalJSON.bytes(of: json) }

    /// The event as a JSON object.
    package var json: JSONValue {
        var object = JSONObject([
            ("seq", .number(JSONNumber(sequence))), ("at", .string(at.description)), ("kind", .string(kind.rawValue)),
        ])
        var actor = JSONObject([("account", .string(by.account))])
        actor["person"] = by.person.map { .string($0) }
        object["by"] = .object(actor)
        object["handoff"] = handoff.map { .string($0.description) }
        object["version"] = version.map { .number(JSONNumber($0)) }
        object["from"] = from.map { .string($0.rawValue) }
        object["to"] = to.map { .string($0.rawValue) }
        object["contract"] = contract?.json
        object["system"] = system.map { .string($0) }
        object["record"] = record.map { .string($0) }
        object["owner"] = owner.map { .string($0.description) }
        object["band"] = band.map { .string($0) }
        object["plan"] = plan.map { .array($0.map(\.json)) }
        object["step"] = step.map { .string($0) }
        object["approved_step"] = approvedStep.map { .string($0) }
        object["digest"] = digest.map { .string($0.description) }
        object["decided_on"] = decidedOn.map {
            [
                "version": .number(JSONNumber($0.version)), "digest": .string($0.digest.description),
                "viewed": .array($0.viewed.map { .string($0.description) }),
            ]
        }
        object["reason"] = reason.map { .string($0) }
        object["parties"] = parties.map { .array($0.map { .string($0.description) }) }
        object["instead_of"] = insteadOf.map { .array($0.map { .string($0.description) }) }
        object["over_claim"] = overClaim.map { .string(Party.person($0).description) }
        if isAboutDelivery { object["about_delivery"] = true }
        if statesNothingWritten { object["nothing_written"] = true }
        object["due"] = due.map { .string($0.description) }
        object["expires"] = expires.map { .string($0.description) }
        object["deliverable"] = deliverable.map { .string($0.description) }
        object["attempt"] = attempt.map { .number(JSONNumber($0)) }
        object["commitments"] = commitments?.json
        if !attachments.isEmpty {
            object["attachments"] = .object(
                JSONObject(attachments.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.description)) }))
        }
        object["file"] = file.map { .string($0) }
        object["file_digest"] = fileDigest.map { .string($0.description) }
        object["store"] = store.map { .string($0) }
        object["identity"] = isDeclared.map { .string($0 ? "declared" : "os") }
        return .object(object)
    }

    /// An event from the log; nil when the bytes are not one.
    package init?(_ bytes: some Sequence<UInt8>) {
        guard let json = try? JSONValue(parsing: bytes) else { return nil }
        let fields = Fields(json: json)
        guard let at = fields.instant("at"), let kind = fields.text("kind").flatMap(Kind.init(rawValue:)),
            let account = json["by"]?["account"]?.string, let sequence = fields.integer("seq")
        else { return nil }
        self.init(kind, at: at, by: Actor(person: json["by"]?["person"]?.string, account: account))
        self.sequence = sequence
        handoff = fields.text("handoff").flatMap(HandoffID.init(_:))
        version = fields.integer("version")
        from = fields.text("from").flatMap(HandoffState.init(rawValue:))
        to = fields.text("to").flatMap(HandoffState.init(rawValue:))
        contract = json["contract"].flatMap(ContractReference.init(_:))
        system = fields.text("system")
        record = fields.text("record")
        owner = fields.text("owner").flatMap(Party.init(_:))
        band = fields.text("band")
        plan = json["plan"]?.array?.compactMap(PlannedStep.init(_:))
        step = fields.text("step")
        approvedStep = fields.text("approved_step")
        digest = fields.hash("digest")
        if let decided = json["decided_on"], let version = decided["version"]?.number?.int64,
            let digest = decided["digest"]?.string.flatMap(ContentHash.init(hex:))
        {
            let viewed = decided["viewed"]?.array?.compactMap { $0.string.flatMap(ContentHash.init(hex:)) } ?? []
            decidedOn = Decided(version: Int(version), digest: digest, viewed: viewed)
        }
        reason = fields.text("reason")
        parties = json["parties"]?.array?.compactMap { $0.string.flatMap(Party.init(_:)) }
        insteadOf = json["instead_of"]?.array?.compactMap { $0.string.flatMap(Party.init(_:)) }
        if case .person(let id)? = fields.text("over_claim").flatMap(Party.init(_:)) { overClaim = id }
        isAboutDelivery = json["about_delivery"]?.bool ?? false
        statesNothingWritten = json["nothing_written"]?.bool ?? false
        due = fields.instant("due")
        expires = fields.instant("expires")
        deliverable = fields.instant("deliverable")
        attempt = fields.integer("attempt")
        commitments = Commitments(json["commitments"])
        for member in json["attachments"]?.object?.members ?? [] {
            attachments[member.name] = member.value.string.flatMap(ContentHash.init(hex:))
        }
        file = fields.text("file")
        fileDigest = fields.hash("file_digest")
        store = fields.text("store")
        isDeclared = fields.text("identity").map { $0 == "declared" }
    }

    private struct Fields {
        let json: JSONValue
        func text(_ name: String) -> String? { json[name]?.string }
        func integer(_ name: String) -> Int? { json[name]?.number?.int64.map { Int($0) } }
        func instant(_ name: String) -> Instant? { text(name).flatMap(Instant.init(_:)) }
        func hash(_ name: String) -> ContentHash? { text(name).flatMap(ContentHash.init(hex:)) }
    }
}

extension ContractReference {
    /// As it stands in an event.
    package var json: JSONValue {
        [
            "name": .string(name), "version": .number(JSONNumber(version)), "digest": .string(digest.description),
        ]
    }

    init?(_ json: JSONValue) {
        guard let name = json["name"]?.string, let version = json["version"]?.number?.int64,
            let digest = json["digest"]?.string.flatMap(ContentHash.init(hex:))
        else { return nil }
        self.init(name: name, version: Int(version), digest: digest)
    }
}

extension PlannedStep {
    /// As it stands in an event.
    package var json: JSONValue {
        ["step": .string(step), "by": .string(by.description), "quorum": .number(JSONNumber(quorum))]
    }

    init?(_ json: JSONValue) {
        guard let step = json["step"]?.string, let by = json["by"]?.string.flatMap(Party.init(_:)),
            let quorum = json["quorum"]?.number?.int64
        else { return nil }
        self.init(step: step, by: by, quorum: Int(quorum))
    }
}
