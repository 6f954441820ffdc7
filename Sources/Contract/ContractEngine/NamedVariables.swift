import CommonExpression
import JSON

/// A rule of a contract that other rules read by its name.
package struct NamedVariable: Sendable {
    package let name: String
    package let rule: Rule

    /// The name under which rules read it.
    package var qualifiedName: String { NamedVariables.prefix + name }
}

/// Reads `payload.variables`: rules with names, each evaluated when a rule first reads it, in an order in which every one stands behind
/// those that it reads itself.
enum NamedVariables {
    static let prefix = "variables."
    /// The greatest number of them in a contract. Each is built on those before it.
    static let most = 100

    /// The names that are declared and well formed, so that every rule can be checked against them before any is read.
    static func names(_ node: YAMLNode?) -> [String] {
        let names = (node?.entries ?? []).compactMap { entry -> String? in
            if isName(entry.name) { return entry.name }
            entry.key.note(
                "'\(entry.name)' can't be read in a rule: letters, digits and '_' make the name of a variable")
            return nil
        }
        if names.count > most { node?.note("a contract has at most \(most) variables") }
        return names
    }

    /// The variables in the order of their dependence; those of a circle, and what is wrong with it, are noted.
    static func read(_ node: YAMLNode?) -> [NamedVariable] {
        var rules: [String: Rule] = [:]
        let entries = (node?.entries ?? []).filter { isName($0.name) }
        for entry in entries { rules[entry.name] = entry.value.variableRule }
        guard entries.count <= most else { return [] }
        var order = Order(rules: rules)
        for entry in entries {
            guard let circle = order.place(entry.name) else { continue }
            let chain = circle.map { "\($0) (\(entry.value.reading.file):\(rules[$0]?.line ?? 0))" }
            entry.value.note("variables may not depend on each other in a circle: \(chain.joined(separator: " → "))")
        }
        return order.placed
    }

    /// An identifier of CEL that is none of its words.
    static func isName(_ name: String) -> Bool {
        guard name.utf8.count <= 128, let first = name.utf8.first, !(48...57).contains(first) else { return false }
        let isPlain = name.utf8.allSatisfy { 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 95 }
        return isPlain && (try? Expression(prefix + name, variables: [prefix + name])) != nil
    }

    /// Puts each variable behind those that it reads.
    private struct Order {
        let rules: [String: Rule]
        private(set) var placed: [NamedVariable] = []
        private var done: Set<String> = []
        private var path: [String] = []

        init(rules: [String: Rule]) { self.rules = rules }

        /// Places a variable behind all that it reads. Gives the circle that it leads into, the first time somebody comes upon it.
        mutating func place(_ name: String) -> [String]? {
            if let start = path.firstIndex(of: name) { return path[start...] + [name] }
            guard let rule = rules[name], done.insert(name).inserted else { return nil }
            path.append(name)
            defer { path.removeLast() }
            for other in rule.variables.sorted() {
                if let circle = place(other) { return circle }
            }
            placed.append(NamedVariable(name: name, rule: rule))
            return nil
        }
    }
}

extension Rule {
    /// The named variables that it reads.
    var variables: Set<String> {
        Set(
            expression.variablesRead.filter { $0.hasPrefix(NamedVariables.prefix) }
                .map { String($0.dropFirst(NamedVariables.prefix.count)) })
    }
}
