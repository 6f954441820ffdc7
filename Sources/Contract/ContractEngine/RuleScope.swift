import CivilTime
import CommonExpression
import Handoff
import JSON

/// The variables that a contract's rules read: always bound, absent ones to null.
package enum RuleScope {
    /// Their names.
    static let names: Set<String> = [
        "handoff", "payload", "confidence", "producer", "requested_by", "evidence", "trace", "lists", "related", "now",
    ]

    /// Their names and those of a contract's own variables.
    static func names(with variables: [String]) -> Set<String> {
        names.union(variables.map { NamedVariables.prefix + $0 })
    }

    /// What may have been meant where a rule reads a variable that is not declared.
    static func hint(on error: ExpressionError, in rule: String, _ variables: [String]) -> String {
        guard error.message.contains("'variables'") else { return "" }
        let read = rule.matches(of: /\bvariables\.([A-Za-z_][A-Za-z0-9_]*)/).map { String($0.1) }
        guard let unknown = read.first(where: { !variables.contains($0) }) else {
            return "; a variable is read as variables.NAME"
        }
        let near = Spelling.nearest(to: unknown, among: variables).map { "; did you mean '\($0)'?" }
        return ": no variable '\(unknown)' is declared under payload.variables" + (near ?? "")
    }

    static func variables(
        _ candidate: Candidate, _ contract: Contract, lists: JSONValue, _ related: RelatedFacts, now: Instant
    ) -> Variables {
        let contents = candidate.contents
        let texts = candidate.texts
        var variables = Variables()
        variables["payload"] = Value(contents.payload)
        variables["confidence"] = contents.confidence.map { Value(.number($0)) } ?? .null
        variables["producer"] = Value(contents.envelope.producer.json)
        variables["requested_by"] = contents.requestedBy.map { Value(.string($0.description)) } ?? .null
        variables.define("evidence") { evidence(contents.evidence, texts) }
        variables.define("trace") { Value(trace(contents.trace)) }
        variables["lists"] = Value(lists)
        variables.define("related") { related.read() }
        variables["now"] = timestamp(now)
        variables.define("handoff") {
            Value([
                "id": .string(candidate.id.description), "contract": .string(contract.reference.name),
                "contract_version": .number(JSONNumber(contract.reference.version)), "title": .string(contents.title),
                "state": "draft", "final": false, "owner": nil, "band": .string(contract.band(contents.confidence)),
                "confidence": contents.confidence.map { .number($0) } ?? .null, "version": nil, "digest": nil,
                "stake": nil, "submitted_at": .string(candidate.submittedAt.description), "due_at": nil,
                "expires_at": nil, "step": nil, "observed": nil,
                "key": .string(contents.key), "unresolved": .array(contents.unresolved.map { .string($0) }),
            ])
        }
        for variable in contract.payload.variables {
            variables.define(variable.qualifiedName, by: variable.rule.expression)
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

    /// The lists of related handoffs. One that is not whole is not there.
    static func related(_ related: [String: RelatedHandoffs]) -> Value {
        .map(
            Value.Map(
                related.sorted { $0.key < $1.key }.filter(\.value.isWhole).map { name, related in
                    (name, .list(Value.List(related.items.map(self.related))))
                }))
    }

    private static func related(_ handoff: RelatedHandoff) -> Value {
        .map(
            Value.Map([
                ("id", .string(handoff.id.description)), ("state", .string(handoff.state.rawValue)),
                ("stake", handoff.stake.map { Value(.number($0)) } ?? .null),
                ("at", handoff.at.map(timestamp) ?? .null),
            ]))
    }

    static func timestamp(_ now: Instant) -> Value {
        let seconds = now.milliseconds / 1_000
        return Timestamp(secondsSince1970: seconds, nanoseconds: Int32(now.milliseconds % 1_000) * 1_000_000)
            .map(Value.timestamp) ?? .null
    }
}

extension Contract {
    /// The confidence band: the last one whose lower bound the confidence reaches, else `unknown`.
    package func band(_ confidence: JSONNumber?) -> String {
        guard let confidence else { return "unknown" }
        return review.bands.last { $0.from.double <= confidence.double }?.name ?? "unknown"
    }

    /// The place of a band among the contract's, from 1; `unknown` is 0 and comes first.
    package func rank(ofBand band: String) -> Int {
        (review.bands.firstIndex { $0.name == band } ?? -1) + 1
    }
}
