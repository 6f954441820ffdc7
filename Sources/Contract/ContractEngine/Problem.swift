import JSON

/// Something wrong in a configuration file: what, where, what to do.
package struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// An error keeps the file from taking effect; a warning does not.
    package enum Severity: String, Sendable { case error, warning }
    /// The file, relative to the store.
    package var file: String
    /// Line and column, from 1; 0 when the whole file is meant.
    package var line: Int, column: Int
    /// An error, or a warning.
    package var severity: Severity
    /// The fault, and the way out.
    package var message: String
    /// The short name under which the documentation explains it; nil for what is no rule of the linter.
    package var id: String?
    /// The way out as a sentence of its own.
    package var suggestion: String?
    /// Lines of the rule with a caret under the place.
    package var excerpt: [String] = []

    package init(file: String, line: Int = 0, column: Int = 0, severity: Severity = .error, _ message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
    }

    /// `FILE:LINE:COLUMN: error: message [id]`
    package var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return "\(place): \(severity.rawValue): \(message)" + (id.map { " [\($0)]" } ?? "")
    }

    /// The lines that follow the description: the place in the rule, and what to do.
    package var details: [String] { excerpt.map { "  | \($0)" } + (suggestion.map { ["  \($0)"] } ?? []) }

    /// As `--json` prints it.
    package var json: JSONValue {
        [
            "file": .string(file), "line": .number(JSONNumber(line)), "column": .number(JSONNumber(column)),
            "severity": .string(severity.rawValue), "message": .string(message),
            "id": id.map { .string($0) } ?? .null, "suggestion": suggestion.map { .string($0) } ?? .null,
        ]
    }
}

/// The reasons for which a file can't be used: at least one problem.
package struct ConfigurationError: Error, Sendable, Hashable {
    package var problems: [Problem]

    package init(_ problems: [Problem]) { self.problems = problems }
}
