import CommonExpression
import JSON

extension Contract {
    /// What the checks look for in the evidence: the values of the payload that they compare it with.
    ///
    /// A contract whose checks read no evidence looks for nothing; then every short value of the payload is worth finding there.
    package func wordsSought(in payload: JSONValue) -> [String] {
        let rules = self.payload.checks.map(\.rule.expression).filter { $0.variablesRead.contains("evidence") }
        var words: [String] = []
        for rule in rules {
            for path in rule.paths(of: "payload") {
                var names = path
                while !names.isEmpty, JSONPointer(names).resolve(in: payload) == nil { names.removeLast() }
                guard !names.isEmpty, let value = JSONPointer(names).resolve(in: payload) else { continue }
                Self.gather(value, into: &words)
            }
        }
        if words.isEmpty { Self.gather(payload, into: &words) }
        return words
    }

    private static let mostWords = 40
    private static let shortest = 3, longest = 80

    private static func gather(_ value: JSONValue, into words: inout [String]) {
        guard words.count < mostWords else { return }
        switch value {
        case .string(let text): note(text, into: &words)
        case .number(let number): note(number.text, into: &words)
        case .array(let items): for item in items { gather(item, into: &words) }
        case .object(let object): for member in object { gather(member.value, into: &words) }
        case .null, .bool: break
        }
    }

    private static func note(_ text: String, into words: inout [String]) {
        guard (shortest...longest).contains(text.utf8.count), !words.contains(where: { sameText($0, text) }) else {
            return
        }
        words.append(text)
    }

    /// The text of each check's rule, by its id.
    package var checkRules: [String: String] {
        Dictionary(payload.checks.map { ($0.id, $0.rule.expression.source) }) { first, _ in first }
    }
}
