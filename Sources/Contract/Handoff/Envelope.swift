import JSON

/// What came with a draft beside what a person decides on: key, producer, who asked, confidence, the producer's own checks.
package struct Envelope: Sendable, Hashable {
    /// The producer's own idempotency key.
    package var key: String
    /// Who drafted it.
    package var producer: Producer
    /// Who asked for it.
    package var requestedBy: Party?
    /// How sure the producer says it is, from 0 to 1; nil is below every threshold.
    package var confidence: JSONNumber?
    /// What the producer itself checked.
    package var checks: [ProducerCheck]
    /// The handoff that this one rolls back.
    package var rollsBack: String?

    package init(
        key: String, producer: Producer, requestedBy: Party? = nil, confidence: JSONNumber? = nil,
        checks: [ProducerCheck] = [], rollsBack: String? = nil
    ) {
        self.key = key
        self.producer = producer
        self.requestedBy = requestedBy
        self.confidence = confidence
        self.checks = checks
        self.rollsBack = rollsBack
    }

    /// In the place of one that was erased.
    package static let erased = Envelope(key: "", producer: Producer(agent: "", json: .null))

    /// As it is committed and kept; members that were not sent are left out.
    package var json: JSONValue {
        var object = JSONObject([("key", .string(key)), ("producer", producer.json)])
        object["requested_by"] = requestedBy.map { .string($0.description) }
        object["confidence"] = confidence.map { .number($0) }
        if !checks.isEmpty { object["checks"] = .array(checks.map(\.json)) }
        object["rolls_back"] = rollsBack.map { .string($0) }
        return .object(object)
    }

    /// From its kept form; nil where that is not one.
    package init?(_ json: JSONValue) {
        guard let key = json["key"]?.string, let producer = json["producer"].flatMap(Producer.init(_:)) else {
            return nil
        }
        self.init(key: key, producer: producer)
        if let text = json["requested_by"] {
            guard let party = text.string.flatMap(Party.init(_:)) else { return nil }
            requestedBy = party
        }
        if let number = json["confidence"] {
            guard let number = number.number else { return nil }
            confidence = number
        }
        for item in json["checks"]?.array ?? [] {
            guard let check = ProducerCheck(item) else { return nil }
            checks.append(check)
        }
        rollsBack = json["rolls_back"]?.string
    }
}

/// The agent and model that drafted a handoff. `json` keeps members beyond the known ones.
package struct Producer: Sendable, Hashable {
    package var agent: String
    /// The model and the workflow, where they were named.
    package var model: String?, workflow: String?
    /// The owner that the producer claims; people.yaml overrules it.
    package var owner: Party?
    /// Everything that was sent as `producer`.
    package var json: JSONValue

    package init(agent: String, model: String? = nil, workflow: String? = nil, owner: Party? = nil, json: JSONValue) {
        self.agent = agent
        (self.model, self.workflow) = (model, workflow)
        self.owner = owner
        self.json = json
    }

    /// From its kept form; nil where that names no agent.
    package init?(_ json: JSONValue) {
        guard let agent = json["agent"]?.string else { return nil }
        self.init(
            agent: agent, model: json["model"]?.string, workflow: json["workflow"]?.string,
            owner: json["owner"]?.string.flatMap(Party.init(_:)), json: json)
    }
}

/// A check that the producer ran itself.
package struct ProducerCheck: Sendable, Hashable {
    /// Its name, `passed` or `failed` or whatever was sent, and a sentence.
    package var id: String, result: String, message: String

    package init(id: String, result: String, message: String) {
        (self.id, self.result, self.message) = (id, result, message)
    }

    var json: JSONValue { ["id": .string(id), "result": .string(result), "message": .string(message)] }

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, let result = json["result"]?.string, let message = json["message"]?.string
        else { return nil }
        self.init(id: id, result: result, message: message)
    }
}
