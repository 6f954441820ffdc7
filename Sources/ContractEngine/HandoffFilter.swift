import CommonExpression
import Handoff
import JSON

/// A CEL expression over handoffs, for `list --where`: it sees what rules see.
public struct HandoffFilter: Sendable {
    private let expression: Expression
    /// Whether it reads more than a list's line, so that the whole handoff has to be loaded.
    public let readsContents: Bool

    /// A filter from its text; the error says what is wrong and where.
    public init(_ text: String) throws(Problem) {
        do throws(ExpressionError) {
            expression = try Expression(text, variables: RuleScope.names)
        } catch {
            throw Problem(file: "--where", "\(error)")
        }
        readsContents = !expression.variablesRead.isSubset(of: ["handoff", "confidence", "now"])
    }

    /// Whether a handoff passes. What can't be evaluated does not pass: a filter shows, it never decides.
    public func passes(_ row: QueueRow, contents: Handoff.Contents?, lists: JSONValue, now: Instant) -> Bool {
        var variables = Variables()
        variables["handoff"] = Value(row.json)
        variables["confidence"] = row.confidence.map { Value(.number($0)) } ?? .null
        variables["now"] = RuleScope.timestamp(now)
        variables["lists"] = Value(lists)
        variables["payload"] = Value(contents?.payload ?? .null)
        variables["producer"] = Value(contents?.envelope["producer"] ?? .null)
        variables["requested_by"] = Value(contents?.envelope["requested_by"] ?? .null)
        variables["trace"] = Value(contents.map { RuleScope.trace($0.trace) } ?? .null)
        variables["evidence"] = Value(.array((contents?.evidence ?? []).map(\.json)))
        variables["related"] = Value(["same_record": [], "same_content": []])
        return (try? expression.truth(variables)) ?? false
    }
}
