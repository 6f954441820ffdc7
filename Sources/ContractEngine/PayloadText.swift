import JSON

/// A payload as YAML for an editor, and back: numbers keep their text, strings every character.
///
/// What could act on a terminal or turn the direction of text stands as an escape. Lines that begin with `#` are comments: what the
/// contract's schema says of each property, and, as `#!`, what is wrong.
public enum PayloadText {
    /// The payload as YAML. `schema` gives the comments, `heading` the lines above them.
    public static func write(_ payload: JSONValue, schema: JSONValue? = nil, heading: [String] = []) -> String {
        var writer = PayloadWriter(schema: schema ?? .null)
        for line in heading { writer.comment(line, level: 0) }
        if !heading.isEmpty { writer.text += "\n" }
        writer.document(payload)
        return writer.text
    }

    /// The payload that a text holds, or everything that keeps it from being read, with line and column.
    public static func read(_ text: String, file: String = "payload") -> Result<JSONValue, PayloadTextError> {
        let reading = YAMLReading(file: file)
        guard let root = reading.root(of: text) else { return .failure(PayloadTextError(problems: reading.problems)) }
        root.noteUnreadable(depth: JSONLimits.standard.depth)
        guard reading.problems.isEmpty else { return .failure(PayloadTextError(problems: reading.problems)) }
        return .success(root.json)
    }

    /// The text with these notes as `#!` lines at its top, in the place of those that stood there.
    public static func annotate(_ text: String, with notes: [String]) -> String {
        var rest = text[...]
        while rest.hasPrefix("#!") { rest = rest.drop { !$0.isNewline }.dropFirst() }
        return notes.map { "#! \(PayloadWriter.oneLine($0))\n" }.joined() + rest
    }
}

/// Why a text holds no payload.
public struct PayloadTextError: Error, Sendable, Hashable {
    /// What is wrong, and where.
    public let problems: [Problem]
}

extension YAMLNode {
    /// Notes what is YAML and has no place in a payload.
    fileprivate func noteUnreadable(depth: Int) {
        guard depth > 0 else { return note("it is nested too deeply") }
        switch node {
        case .scalar: break
        case .alias: note("an alias has no place in a payload")
        case .sequence: for item in items ?? [] { item.noteUnreadable(depth: depth - 1) }
        case .mapping:
            for entry in entries ?? [] {
                if entry.key.node.scalar == nil { entry.key.note("a name is a text") }
                entry.value.noteUnreadable(depth: depth - 1)
            }
        }
    }
}
