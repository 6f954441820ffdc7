import JSON
import Yams

/// A payload as YAML for an editor, and back: numbers keep their text, strings every character.
///
/// What could act on a terminal or turn the direction of text stands as an escape. Lines that begin with `#` are comments: what the
/// contract's schema says of each property.
package enum PayloadText {
    /// The payload as YAML. `schema` gives the comments, `heading` the lines above them.
    package static func write(_ payload: JSONValue, schema: JSONValue? = nil, heading: [String] = []) -> String {
        var writer = PayloadWriter(schema: schema ?? .null)
        for line in heading { writer.comment(line, level: 0) }
        if !heading.isEmpty { writer.text += "\n" }
        writer.document(payload)
        return writer.text
    }

    /// The payload that a text holds, or everything that keeps it from being read, with line and column.
    package static func read(_ text: String, file: String = "payload") -> Result<JSONValue, PayloadTextError> {
        let reading = YAMLReading(file: file)
        guard let root = reading.root(of: text) else { return .failure(PayloadTextError(problems: reading.problems)) }
        root.noteUnreadable(depth: JSONLimits.standard.depth)
        guard reading.problems.isEmpty else { return .failure(PayloadTextError(problems: reading.problems)) }
        return .success(root.payload)
    }
}

/// Why a text holds no payload.
package struct PayloadTextError: Error, Sendable, Hashable {
    /// What is wrong, and where.
    package let problems: [Problem]
}

/// What is no part of a text and keeps it exact. The parser drops the mark U+FEFF at a text's beginning, and takes names that are
/// canonically equivalent for the same.
enum PayloadTag {
    /// The text begins with U+FEFF.
    static let mark = "!mark"
    /// The name is another one than that of the same look before it. Followed by a number.
    static let other = "!other"
    static let text = "tag:yaml.org,2002:str"
}

extension Node {
    fileprivate var tagText: String { scalar?.tag.description ?? "" }

    /// The text of what is marked as one.
    fileprivate var exactText: String? {
        guard let text = scalar?.string, !tagText.utf8.isEmpty else { return nil }
        return tagText.hasPrefix(PayloadTag.mark) ? "\u{FEFF}" + text : text
    }

    /// What a payload's property is called by this key.
    var payloadName: String { exactText ?? scalar?.string ?? "" }
}

extension YAMLNode {
    /// The value, where nothing was noted.
    fileprivate var payload: JSONValue {
        switch node {
        case .scalar: node.exactText.map { .string($0) } ?? json
        case .alias: .null
        case .sequence: .array((items ?? []).map(\.payload))
        case .mapping: .object(JSONObject((entries ?? []).map { ($0.key.node.payloadName, $0.value.payload) }))
        }
    }

    /// Notes what is YAML and has no place in a payload.
    fileprivate func noteUnreadable(depth: Int) {
        guard depth > 0 else { return note("it is nested too deeply") }
        switch node {
        case .scalar:
            let tag = node.tagText
            let isKnown = tag.utf8.isEmpty || tag == PayloadTag.text || tag == "!"
            if !isKnown, !tag.hasPrefix(PayloadTag.mark), !tag.hasPrefix(PayloadTag.other) {
                note("a tag has no place in a payload")
            }
        case .alias: note("an alias has no place in a payload")
        case .sequence: for item in items ?? [] { item.noteUnreadable(depth: depth - 1) }
        case .mapping:
            for entry in entries ?? [] {
                if entry.key.node.scalar == nil { entry.key.note("a name is a text") }
                entry.key.noteUnreadable(depth: depth - 1)
                entry.value.noteUnreadable(depth: depth - 1)
            }
        }
    }
}
