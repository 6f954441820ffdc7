import CivilTime
import CommonExpression
import Handoff
import JSON

/// A CEL expression over handoffs, for `list --where` and filters: it sees what rules see.
package struct HandoffFilter: Sendable {
    private let expression: Expression
    /// Whether it reads more than a list's line, so that the whole handoff has to be loaded.
    package let readsContents: Bool
    /// Whether it reads the text of evidence; the relatives of a handoff.
    package let readsEvidence: Bool, readsRelatives: Bool

    /// A filter from its text; the error says what is wrong and where.
    package init(_ text: String) throws(ExpressionError) {
        expression = try Expression(text, variables: RuleScope.names)
        // Of the handoff's own fields, only these stand in no list's line.
        let namesContents = expression.paths(of: "handoff").contains { path in
            path.first.map(["unresolved", "key"].contains) ?? true
        }
        readsContents = namesContents || !expression.variablesRead.isSubset(of: ["handoff", "confidence", "now"])
        readsEvidence = expression.variablesRead.contains("evidence")
        readsRelatives = expression.variablesRead.contains("related")
    }

    /// What a filter sees beside a list's line.
    package struct Background: Sendable {
        /// What the handoff carries, and the texts of its evidence in its order.
        package var contents: Handoff.Contents?, texts: [String?] = []
        /// Other handoffs, by how they are related.
        package var related: [String: RelatedHandoffs] = [
            RelatedList.sameRecord: RelatedHandoffs(), RelatedList.sameContent: RelatedHandoffs(),
        ]
        /// The reference lists.
        package var lists: JSONValue = [:]

        /// Nothing.
        package init() {}
    }

    /// Whether a handoff passes. What can't be evaluated does not pass: a filter shows, it never decides.
    package func passes(_ row: QueueRow, _ background: Background, now: Instant) -> Bool {
        let contents = background.contents
        var variables = Variables()
        var handoff = row.json.object ?? JSONObject()
        handoff["key"] = contents.map { .string($0.key) } ?? .null
        handoff["unresolved"] = .array((contents?.unresolved ?? []).map { .string($0) })
        variables["handoff"] = Value(.object(handoff))
        variables["confidence"] = row.confidence.map { Value(.number($0)) } ?? .null
        variables["now"] = RuleScope.timestamp(now)
        variables["lists"] = Value(background.lists)
        variables["payload"] = Value(contents?.payload ?? .null)
        variables["producer"] = contents.map { Value($0.envelope.producer.json) } ?? .null
        variables["requested_by"] = contents?.requestedBy.map { Value(.string($0.description)) } ?? .null
        variables["trace"] = Value(contents.map { RuleScope.trace($0.trace) } ?? .null)
        variables["evidence"] = RuleScope.evidence(contents?.evidence ?? [], background.texts)
        variables["related"] = RuleScope.related(background.related)
        return (try? expression.truth(variables)) ?? false
    }
}
