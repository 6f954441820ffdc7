import JSON

/// A list of `lists/`: facts that rules read and that an AI can't supply itself.
package enum ReferenceList {
    /// Reads a list from YAML.
    package static func load(_ text: String, file: String) -> Result<JSONValue, ConfigurationError> {
        let reading = YAMLReading(file: file)
        guard let root = reading.root(of: text), reading.problems.isEmpty else {
            return .failure(ConfigurationError(reading.problems))
        }
        return .success(root.json)
    }

    /// The lists that a contract's rules name and the store does not have: every such rule would fail, and hold its handoffs.
    package static func missing(from lists: JSONValue, in contract: String, file: String) -> [Problem] {
        var problems: [Problem] = []
        var known = Set(lists.object?.names ?? [])
        for (index, line) in contract.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let code = line.drop { $0 == " " }.hasPrefix("#") ? "" : line
            for match in code.matches(of: /\blists\.([A-Za-z_][A-Za-z0-9_]*)/) {
                guard known.insert(String(match.1)).inserted else { continue }
                let column = code.distance(from: code.startIndex, to: match.range.lowerBound) + 1
                var problem = Problem(
                    file: file, line: index + 1, column: column,
                    "there is no lists/\(match.1).yaml: every rule that reads it fails, and holds its handoffs")
                problem.id = LintRule.missingList.rawValue
                problem.suggestion = "Add the list, or take the rule out"
                problems.append(problem)
            }
        }
        return problems
    }
}
