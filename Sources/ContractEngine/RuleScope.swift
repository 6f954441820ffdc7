import CommonExpression
import Handoff
import JSON

/// The variables that a contract's rules read: always bound, absent ones to null.
enum RuleScope {
    /// Their names.
    static let names: Set<String> = [
        "handoff", "payload", "confidence", "producer", "requested_by", "evidence", "trace", "lists", "related", "now",
    ]

    static func variables(
        _ candidate: Candidate, _ contract: Contract, lists: JSONValue, _ facts: Facts? = nil, now: Instant
    ) -> Variables {
        let contents = candidate.contents
        let texts = candidate.texts
        var variables = Variables()
        variables["payload"] = Value(contents.payload)
        variables["confidence"] = contents.confidence.map { Value(.number($0)) } ?? .null
        variables["producer"] = Value(contents.envelope["producer"] ?? .null)
        variables["requested_by"] = Value(contents.envelope["requested_by"] ?? .null)
        variables.define("evidence") { evidence(contents.evidence, texts) }
        variables.define("trace") { Value(trace(contents.trace)) }
        variables["lists"] = Value(lists)
        variables["related"] = Value(
            related(sameRecord: facts?.sameRecord ?? [], sameContent: facts?.sameContent ?? []))
        variables["now"] = timestamp(now)
        variables.define("handoff") {
            Value([
                "id": .string(candidate.id.description), "contract": .string(contract.reference.name),
                "contract_version": .number(JSONNumber(contract.reference.version)), "title": .string(contents.title),
                "state": "draft", "final": false, "owner": nil, "band": .string(contract.band(contents.confidence)),
                "confidence": contents.confidence.map { .number($0) } ?? .null, "version": nil, "digest": nil,
                "stake": nil, "submitted_at": .string(candidate.submittedAt.description), "due_at": nil, "step": nil,
                "key": .string(contents.key), "unresolved": .array(contents.unresolved.map { .string($0) }),
            ])
        }
        return variables
    }

    /// `text` is null for what is no text, so that reading it is an error and never a pass.
    static func evidence(_ items: [EvidenceItem], _ texts: [String?]) -> Value {
        Value(
            .array(
                items.enumerated().map { index, item in
                    guard var object = item.json.object else { return .null }
                    object["text"] = (texts.indices.contains(index) ? texts[index] : nil).map { .string($0) } ?? .null
                    return .object(object)
                }))
    }

    /// Rules may count on `trace.sources` being a list.
    static func trace(_ trace: JSONValue) -> JSONValue {
        guard case .object(var object) = trace else { return ["sources": []] }
        if object["sources"]?.array == nil { object["sources"] = [] }
        return .object(object)
    }

    static func related(sameRecord: [Facts.Relative], sameContent: [Facts.Relative]) -> JSONValue {
        [
            "same_record": .array(sameRecord.map(\.json)), "same_content": .array(sameContent.map(\.json)),
        ]
    }

    static func timestamp(_ now: Instant) -> Value {
        let seconds = now.milliseconds / 1_000
        return Timestamp(secondsSince1970: seconds, nanoseconds: Int32(now.milliseconds % 1_000) * 1_000_000)
            .map(Value.timestamp) ?? .null
    }
}

extension Contract {
    /// The confidence band: the last one whose lower bound the confidence reaches, else `unknown`.
    public func band(_ confidence: JSONNumber?) -> String {
        guard let confidence else { return "unknown" }
        return review.bands.last { $0.from.double <= confidence.double }?.name ?? "unknown"
    }

    /// The place of a band among the contract's, from 1; `unknown` is 0 and comes first.
    public func rank(ofBand band: String) -> Int {
        (review.bands.firstIndex { $0.name == band } ?? -1) + 1
    }
}
