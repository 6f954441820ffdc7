import CivilTime
import JSON

/// The members of an event, each read by its type and once. What is missing, of another type, or left over is an error.
struct EventReader {
    private let object: JSONObject
    private let place: String
    private var count = 0

    init(_ json: JSONValue, of place: String = "it") throws(EventError) {
        guard case .object(let object) = json else { throw EventError("\(place) is no object") }
        (self.object, self.place) = (object, place)
    }

    private mutating func take(_ name: String) -> JSONValue? {
        guard let value = object[name] else { return nil }
        count += 1
        return value
    }

    private func malformed(_ name: String) -> EventError { EventError("its member '\(name)' is malformed") }

    /// A member as something that its JSON makes; nil where there is none.
    mutating func optional<Value>(
        _ name: String, _ make: (JSONValue) throws(EventError) -> Value?
    ) throws(EventError) -> Value? {
        guard let json = take(name) else { return nil }
        guard let value = try make(json) else { throw malformed(name) }
        return value
    }

    /// A member that has to be there.
    mutating func required<Value>(
        _ name: String, _ make: (JSONValue) throws(EventError) -> Value?
    ) throws(EventError) -> Value {
        guard let value = try optional(name, make) else { throw EventError("its member '\(name)' is missing") }
        return value
    }

    /// A list, each item of it as something.
    static func list<Value>(
        _ make: @escaping (JSONValue) throws(EventError) -> Value?
    ) -> (JSONValue) throws(EventError) -> [Value]? {
        { (json: JSONValue) throws(EventError) -> [Value]? in
            guard let items = json.array else { return nil }
            var values: [Value] = []
            values.reserveCapacity(items.count)
            for item in items {
                guard let value = try make(item) else { return nil }
                values.append(value)
            }
            return values
        }
    }

    /// Ends the reading. Members that nothing asked for mean that there is more to the event than this program knows.
    func end() throws(EventError) {
        guard count < object.count else { return }
        throw EventError("\(place) has \(object.count - count) member(s) that an event of its kind does not have")
    }
}

/// The types of an event's members.
enum EventMember {
    static func text(_ json: JSONValue) -> String? { json.string }
    static func name(_ json: JSONValue) -> String? { json.string.flatMap { $0.utf8.isEmpty ? nil : $0 } }
    static func integer(_ json: JSONValue) -> Int? {
        json.number?.int64.flatMap { 0...Int64(Int32.max) * 4_096 ~= $0 ? Int($0) : nil }
    }
    static func edition(_ json: JSONValue) throws(EventError) -> Edition? {
        guard let number = integer(json) else { return nil }
        guard let edition = Edition(rawValue: number) else {
            throw EventError("edition \(number) of the rules is of a later program")
        }
        return edition
    }
    static func instant(_ json: JSONValue) -> Instant? { json.string.flatMap(Instant.init(_:)) }
    static func hash(_ json: JSONValue) -> ContentHash? { json.string.flatMap(ContentHash.init(hex:)) }
    static func party(_ json: JSONValue) -> Party? { json.string.flatMap(Party.init(_:)) }
    static func state(_ json: JSONValue) -> HandoffState? { json.string.flatMap(HandoffState.init(rawValue:)) }
    static func scope(_ json: JSONValue) -> HoldScope? { json.string.flatMap(HoldScope.init(_:)) }
    static func handoff(_ json: JSONValue) -> HandoffID? { json.string.flatMap(HandoffID.init(_:)) }
    /// Such a member is there only where it is true.
    static func yes(_ json: JSONValue) -> Bool? { json.bool == true ? true : nil }
    static func person(_ json: JSONValue) -> String? {
        if case .person(let id)? = party(json) { id } else { nil }
    }

    static func step(_ json: JSONValue) throws(EventError) -> PlannedStep? {
        var reader = try EventReader(json, of: "a step of its plan")
        let step = PlannedStep(
            step: try reader.required("step", name), by: try reader.required("by", party),
            quorum: try reader.required("quorum", integer))
        try reader.end()
        return step.quorum > 0 ? step : nil
    }

    static func contract(_ json: JSONValue) throws(EventError) -> ContractReference? {
        var reader = try EventReader(json, of: "its contract")
        let contract = ContractReference(
            name: try reader.required("name", name), version: try reader.required("version", integer),
            digest: try reader.required("digest", hash))
        try reader.end()
        return contract
    }

    static func commitments(_ json: JSONValue) throws(EventError) -> Commitments? {
        var reader = try EventReader(json, of: "its commitments")
        let commitments = Commitments(
            title: try reader.required("title", hash), payload: try reader.required("payload", hash),
            evidence: try reader.required("evidence", EventReader.list(hash)),
            trace: try reader.required("trace", hash), unresolved: try reader.required("unresolved", hash),
            envelope: try reader.required("envelope", hash), request: try reader.optional("request", hash))
        try reader.end()
        return commitments
    }

    static func alone(_ json: JSONValue) throws(EventError) -> Event.Alone? {
        var reader = try EventReader(json, of: "what it may pass on alone")
        let alone = Event.Alone(
            threshold: try reader.required("threshold") { (json: JSONValue) in json.number },
            confidence: try reader.required("confidence") { (json: JSONValue) in json.number },
            isSampled: try reader.required("sampled") { (json: JSONValue) in json.bool })
        try reader.end()
        return alone
    }

    static func decided(_ json: JSONValue) throws(EventError) -> Event.Decided? {
        var reader = try EventReader(json, of: "what it was decided on")
        let decided = Event.Decided(
            version: try reader.required("version", integer), digest: try reader.required("digest", hash),
            viewed: try reader.required("viewed", EventReader.list(hash)))
        try reader.end()
        return decided
    }

    static func actor(_ json: JSONValue) throws(EventError) -> Actor? {
        var reader = try EventReader(json, of: "who did it")
        var actor = Actor(person: try reader.optional("person", text), account: try reader.required("account", text))
        if let parties = try reader.optional("relying_on", EventReader.list(party)) {
            // An empty one is left out.
            guard !parties.isEmpty else { return nil }
            actor.relyingOn = parties
        }
        try reader.end()
        return actor
    }
}
