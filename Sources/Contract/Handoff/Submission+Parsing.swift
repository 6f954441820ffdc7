import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why a submitted object is no handoff, and where.
package struct SubmissionError: Error, Sendable, Hashable {
    /// What is wrong and what to do about it.
    package let message: String
    /// The place in the submitted object.
    package let pointer: JSONPointer
    /// What else is wrong with the object.
    package private(set) var others: [SubmissionError] = []

    /// An error.
    package init(_ message: String, at pointer: JSONPointer) {
        self.message = message
        self.pointer = pointer
    }

    /// All faults of one object as one error; nil where there are none.
    package init?(_ faults: [SubmissionError]) {
        guard let first = faults.first else { return nil }
        self = first
        others = Array(faults.dropFirst())
    }

    /// Each fault by itself.
    package var all: [SubmissionError] { [SubmissionError(message, at: pointer)] + others }
}

/// Reads parts of an object one after another, so that whoever sent it is told of all that is wrong at once.
private struct FaultCollector {
    private(set) var faults: [SubmissionError] = []

    mutating func read<Value>(
        or placeholder: Value, _ body: () throws(SubmissionError) -> Value
    ) -> Value {
        do throws(SubmissionError) {
            return try body()
        } catch {
            note(error)
            return placeholder
        }
    }

    mutating func note(_ error: SubmissionError) { faults += error.all }
}

extension Submission {
    /// How long a title, key or other short text may be, in bytes of UTF-8.
    private static let shortText = 2_000

    /// Reads a submitted object. `file` gives the bytes of evidence that is named by path.
    package init(
        _ json: JSONValue, file: (String) throws(SubmissionError) -> [UInt8]
    ) throws(SubmissionError) {
        guard case .object(let object) = json else {
            throw SubmissionError("a handoff is a JSON object, not \(json.typeName)", at: JSONPointer())
        }
        let known = [
            "contract", "key", "title", "producer", "requested_by", "confidence", "payload", "evidence", "trace",
            "checks", "unresolved", "links", "revises",
        ]
        var faults = FaultCollector()
        for member in object where !known.contains(member.name) {
            faults.note(
                SubmissionError(
                    "no such key in a handoff; the keys are \(known.joined(separator: ", "))",
                    at: JSONPointer([member.name])))
        }
        if let inexact = CanonicalJSON.firstInexactNumber(in: json) {
            faults.note(
                SubmissionError("this number would change its value when it is kept; send it as a string", at: inexact))
        }
        let reader = ObjectReader(object, at: JSONPointer())
        contract = faults.read(or: "") { () throws(SubmissionError) in
            let name = try reader.required("contract")
            guard Party.isName(name) else {
                throw SubmissionError(
                    "a contract's name has letters, digits, '.', '_' and '-' only", at: JSONPointer(["contract"]))
            }
            return name
        }
        envelope = Envelope(
            key: faults.read(or: "") { () throws(SubmissionError) in try reader.required("key") },
            producer: faults.read(or: Producer(agent: "", model: nil, workflow: nil, owner: nil, json: .null)) {
                () throws(SubmissionError) in try Producer(submitted: object["producer"])
            })
        title = faults.read(or: "") { () throws(SubmissionError) in try reader.required("title") }
        envelope.requestedBy = faults.read(or: nil) { () throws(SubmissionError) in try reader.party("requested_by") }
        envelope.confidence = faults.read(or: nil) { () throws(SubmissionError) in
            try Self.confidence(object["confidence"])
        }
        payload = object["payload"] ?? .object(JSONObject())
        trace = object["trace"] ?? .object(JSONObject())
        if case .object = trace {
        } else {
            faults.note(SubmissionError("trace is an object", at: JSONPointer(["trace"])))
        }
        evidence = []
        let items = faults.read(or: []) { () throws(SubmissionError) in try reader.array("evidence") }
        for (index, item) in items.enumerated() {
            let read = faults.read(or: EvidenceContent?.none) { () throws(SubmissionError) in
                try EvidenceContent(item, at: JSONPointer(["evidence", String(index)]), file: file)
            }
            if let read { evidence.append(read) }
        }
        let checks = faults.read(or: []) { () throws(SubmissionError) in try reader.array("checks") }
        for (index, item) in checks.enumerated() {
            let read = faults.read(or: ProducerCheck?.none) { () throws(SubmissionError) in
                try ProducerCheck(submitted: item, at: JSONPointer(["checks", String(index)]))
            }
            if let read { envelope.checks.append(read) }
        }
        unresolved = []
        let questions = faults.read(or: []) { () throws(SubmissionError) in try reader.array("unresolved") }
        for (index, item) in questions.enumerated() {
            guard let text = item.string else {
                faults.note(
                    SubmissionError(
                        "an unresolved question is a string", at: JSONPointer(["unresolved", String(index)])))
                continue
            }
            unresolved.append(text)
        }
        envelope.rollsBack = faults.read(or: nil) { () throws(SubmissionError) in
            try Self.rollsBack(object["links"])
        }
        revises = faults.read(or: nil) { () throws(SubmissionError) in try Revision(object["revises"]) }
        if let error = SubmissionError(faults.faults) { throw error }
    }

    private static func confidence(_ json: JSONValue?) throws(SubmissionError) -> JSONNumber? {
        guard let json, !json.isNull else { return nil }
        guard let number = json.number, number.double >= 0, number.double <= 1 else {
            throw SubmissionError("confidence is a number from 0 to 1, or left out", at: JSONPointer(["confidence"]))
        }
        return number
    }

    private static func rollsBack(_ json: JSONValue?) throws(SubmissionError) -> String? {
        guard let json, !json.isNull else { return nil }
        guard case .object(let links) = json else {
            throw SubmissionError("links is an object", at: JSONPointer(["links"]))
        }
        if let other = links.first(where: { $0.name != "rolls_back" }) {
            throw SubmissionError(
                "no such link; the one there is is rolls_back", at: JSONPointer(["links", other.name]))
        }
        return try ObjectReader(links, at: JSONPointer(["links"])).optional("rolls_back")
    }

    /// Reads members of one object, with errors that point at them.
    struct ObjectReader {
        let object: JSONObject
        let pointer: JSONPointer

        init(_ object: JSONObject, at pointer: JSONPointer) {
            self.object = object
            self.pointer = pointer
        }

        func optional(_ name: String) throws(SubmissionError) -> String? {
            guard let value = object[name], !value.isNull else { return nil }
            guard let text = value.string else {
                throw SubmissionError("\(name) is a string, not \(value.typeName)", at: pointer.appending(name))
            }
            guard text.utf8.count <= Submission.shortText else {
                throw SubmissionError(
                    "\(name) is longer than \(Submission.shortText) bytes", at: pointer.appending(name))
            }
            // To a database and to many other readers such a text would end there.
            guard !text.utf8.contains(0) else {
                throw SubmissionError("\(name) holds a zero character", at: pointer.appending(name))
            }
            return text
        }

        func required(_ name: String) throws(SubmissionError) -> String {
            guard let text = try optional(name), !text.utf8.isEmpty else {
                throw SubmissionError("\(name) is missing", at: pointer.appending(name))
            }
            return text
        }

        func party(_ name: String) throws(SubmissionError) -> Party? {
            guard let text = try optional(name) else { return nil }
            guard let party = Party(text) else {
                throw SubmissionError("\(name) is written person:NAME or team:NAME", at: pointer.appending(name))
            }
            return party
        }

        func array(_ name: String) throws(SubmissionError) -> [JSONValue] {
            guard let value = object[name], !value.isNull else { return [] }
            guard let items = value.array else {
                throw SubmissionError("\(name) is a list, not \(value.typeName)", at: pointer.appending(name))
            }
            return items
        }
    }
}

extension Producer {
    fileprivate init(submitted json: JSONValue?) throws(SubmissionError) {
        let pointer = JSONPointer(["producer"])
        guard case .object(let object)? = json else {
            throw SubmissionError("producer is missing; it is an object that names at least its agent", at: pointer)
        }
        let reader = Submission.ObjectReader(object, at: pointer)
        self.init(
            agent: try reader.required("agent"), model: try reader.optional("model"),
            workflow: try reader.optional("workflow"), owner: try reader.party("owner"), json: .object(object))
    }
}

extension ProducerCheck {
    fileprivate init(submitted json: JSONValue, at pointer: JSONPointer) throws(SubmissionError) {
        guard case .object(let object) = json else { throw SubmissionError("a check is an object", at: pointer) }
        let reader = Submission.ObjectReader(object, at: pointer)
        self.init(
            id: try reader.required("id"), result: try reader.required("result"),
            message: try reader.optional("message") ?? "")
    }
}

extension Submission.Revision {
    init?(_ json: JSONValue?) throws(SubmissionError) {
        guard let json, !json.isNull else { return nil }
        let pointer = JSONPointer(["revises"])
        guard case .object(let object) = json else {
            throw SubmissionError("revises is an object with key or id, and version", at: pointer)
        }
        let reader = Submission.ObjectReader(object, at: pointer)
        key = try reader.optional("key")
        id = try reader.optional("id")
        guard (key == nil) != (id == nil) else { throw SubmissionError("revises names either key or id", at: pointer) }
        guard let version = object["version"] else {
            self.version = nil
            return
        }
        guard let number = version.number?.int64, number > 0 else {
            throw SubmissionError("version is a whole number", at: pointer.appending("version"))
        }
        self.version = Int(number)
    }
}

extension EvidenceContent {
    init(
        _ json: JSONValue, at pointer: JSONPointer, file: (String) throws(SubmissionError) -> [UInt8]
    ) throws(SubmissionError) {
        guard case .object(let object) = json else {
            throw SubmissionError("an item of evidence is an object", at: pointer)
        }
        let known = ["role", "name", "media", "text", "base64", "path"]
        if let member = object.first(where: { !known.contains($0.name) }) {
            throw SubmissionError("no such key in an item of evidence", at: pointer.appending(member.name))
        }
        let reader = Submission.ObjectReader(object, at: pointer)
        let ways = ["text", "base64", "path"].filter { object[$0] != nil }
        guard ways.count == 1 else {
            throw SubmissionError("evidence comes as one of text, base64 or path", at: pointer)
        }
        let bytes: [UInt8]
        switch ways[0] {
        case "text":
            guard let text = object["text"]?.string else {
                throw SubmissionError("text is a string", at: pointer.appending("text"))
            }
            bytes = Array(text.utf8)
        case "base64":
            guard let decoded = object["base64"]?.string.flatMap({ Data(base64Encoded: $0) }) else {
                throw SubmissionError("this is not valid base64", at: pointer.appending("base64"))
            }
            bytes = Array(decoded)
        default:
            bytes = try file(try reader.required("path"))
        }
        self.init(
            role: try reader.required("role"), name: try reader.required("name"),
            media: try reader.optional("media") ?? "application/octet-stream", bytes: bytes)
    }
}
