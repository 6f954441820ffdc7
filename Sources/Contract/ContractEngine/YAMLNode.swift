import CivilTime
import Handoff
import JSON
import Yams

/// Collects what is wrong in one YAML file while it is read, so that its writer is told everything at once.
package final class YAMLReading {
    package let file: String
    package private(set) var problems: [Problem] = []
    /// The variables that the file declares for its rules.
    var variables: [String] = []
    private static let largest = 2_000_000

    package init(file: String) { self.file = file }

    /// The root of a document; nil, with the problem noted, when it is not YAML or empty.
    package func root(of text: String) -> YAMLNode? {
        // The parser would take the mark that an editor may put first for a part of the first line.
        let isMarked = text.unicodeScalars.first == "\u{FEFF}"
        do {
            guard let node = try Yams.compose(yaml: isMarked ? String(text.unicodeScalars.dropFirst()) : text) else {
                problems.append(Problem(file: file, "the file is empty"))
                return nil
            }
            var left = Self.largest
            guard Self.isSmall(node, &left) else {
                problems.append(Problem(file: file, "it is too large: \(Self.largest) values are the most"))
                return nil
            }
            return YAMLNode(node: node, reading: self)
        } catch let error as YamlError {
            note(error)
        } catch {
            problems.append(Problem(file: file, "it can't be read as YAML"))
        }
        return nil
    }

    /// True of a document that stays small when its aliases are written out: a few lines of them can stand for billions of values.
    private static func isSmall(_ node: Node, _ left: inout Int) -> Bool {
        left -= 1
        guard left > 0 else { return false }
        switch node {
        case .scalar, .alias: return true
        case .sequence(let sequence): return sequence.allSatisfy { isSmall($0, &left) }
        case .mapping(let mapping): return mapping.allSatisfy { isSmall($0.key, &left) && isSmall($0.value, &left) }
        }
    }

    package func add(_ problem: Problem) { problems.append(problem) }

    func note(_ message: String, at mark: Mark?, severity: Problem.Severity = .error) {
        problems.append(
            Problem(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, severity: severity, message))
    }

    private func note(_ error: YamlError) {
        switch error {
        // Where the text ends is no help with what has no end.
        case .scanner(let context?, let problem, _, _) where problem == "found unexpected end of stream":
            note("this is not YAML: \(problem) \(context.text)", at: context.mark)
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            note("this is not YAML: \(problem)", at: mark)
        case .duplicatedKeysInMapping(let keys, let context):
            note(
                "the key \(keys.map { "'\($0)'" }.joined(separator: ", ")) stands twice in one mapping",
                at: context.mark)
        case .reader(let problem, let offset?, _, let text):
            let line = 1 + text.prefix(offset).count { $0.isNewline }
            problems.append(Problem(file: file, line: line, column: 1, "this is not YAML: \(problem)"))
        default: note("it can't be read as YAML", at: nil)
        }
    }
}

/// A node of a YAML file that remembers where it stands. Reading it as the wrong type notes a problem and gives nil.
///
/// Scalars follow YAML 1.2's core schema: only a plain `true`, `false`, `null` or JSON number is not a string, so that `no` and `1e3x`
/// stay what they look like.
package struct YAMLNode {
    let node: Node
    package let reading: YAMLReading

    package func note(_ message: String, severity: Problem.Severity = .error) {
        reading.note(message, at: node.mark, severity: severity)
    }

    /// The line and the column at which it begins, from 1; 0 where that is not known.
    package var line: Int { node.mark?.line ?? 0 }
    package var column: Int { node.mark?.column ?? 0 }

    /// The value as JSON. Keys have to be strings.
    package var json: JSONValue {
        switch node {
        case .scalar(let scalar): return Self.json(scalar)
        case .sequence(let sequence): return .array(sequence.map { child($0).json })
        case .mapping(let mapping):
            return .object(JSONObject(mapping.map { ($0.key.scalar?.string ?? "", child($0.value).json) }))
        case .alias: return .null
        }
    }

    private static func json(_ scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return JSONNumber(scalar.string).map { .number($0) } ?? .string(scalar.string)
        }
    }

    private func child(_ node: Node) -> YAMLNode { YAMLNode(node: node, reading: reading) }

    package var string: String? {
        if case .string(let text) = json { return text }
        note("a text is expected here, not \(json.typeName)" + (node.scalar == nil ? "" : "; put it in quotes"))
        return nil
    }

    package var number: JSONNumber? {
        if let number = json.number { return number }
        note("a number is expected here")
        return nil
    }

    package var integer: Int? {
        if let number = json.number?.int64 { return Int(number) }
        note("a whole number is expected here")
        return nil
    }

    package var bool: Bool? {
        if let bool = json.bool { return bool }
        note("true or false is expected here")
        return nil
    }

    package var items: [YAMLNode]? {
        if case .sequence(let sequence) = node { return sequence.map(child) }
        note("a list is expected here")
        return nil
    }

    /// A list, or one thing that stands for a list of one.
    package var oneOrMore: [YAMLNode] {
        if case .sequence(let sequence) = node { return sequence.map(child) }
        return [self]
    }

    /// The entries of a mapping whose keys are free.
    package var entries: [(key: YAMLNode, name: String, value: YAMLNode)]? {
        guard case .mapping(let mapping) = node else {
            note("a mapping is expected here")
            return nil
        }
        return mapping.map { (child($0.key), $0.key.scalar?.string ?? "", child($0.value)) }
    }

    /// The value of a mapping's key; nil where it is not there or this is no mapping.
    package func member(_ key: some MappingKey) -> YAMLNode? {
        guard case .mapping(let mapping) = node else { return nil }
        return mapping.first { $0.key.scalar?.string == key.rawValue }.map { child($0.value) }.flatMap {
            $0.json.isNull ? nil : $0
        }
    }

    /// The entries of a mapping whose keys are fixed; any other key is a problem.
    package func fields<Key: MappingKey>(_: Key.Type = Key.self) -> YAMLFields<Key>? {
        guard let entries else { return nil }
        var fields: [Key: YAMLNode] = [:]
        for entry in entries {
            guard let key = Key(rawValue: entry.name) else {
                entry.key.note("'\(entry.name)' is not known here; the keys are \(Key.names.joined(separator: ", "))")
                continue
            }
            if !entry.value.json.isNull { fields[key] = entry.value }
        }
        return YAMLFields(fields: fields, parent: self)
    }

    /// The node at a JSON pointer, or the nearest one above it.
    package func nearest(to pointer: JSONPointer) -> YAMLNode {
        var place = self
        for token in pointer.tokens {
            switch place.node {
            case .mapping(let mapping):
                guard let entry = mapping.first(where: { $0.key.scalar?.string == token }) else { return place }
                place = child(entry.value)
            case .sequence(let sequence):
                guard let index = Int(token), sequence.indices.contains(index) else { return place }
                place = child(sequence[index])
            default: return place
            }
        }
        return place
    }
}

/// The entries of a mapping with fixed keys.
package struct YAMLFields<Key: MappingKey> {
    let fields: [Key: YAMLNode]
    package let parent: YAMLNode

    package subscript(_ key: Key) -> YAMLNode? { fields[key] }

    /// The entry, noting a problem when it is not there.
    package func required(_ key: Key) -> YAMLNode? {
        if let node = fields[key] { return node }
        parent.note("'\(key.rawValue)' is missing here")
        return nil
    }
}

extension YAMLNode {
    /// One of an enumeration's words.
    package func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type = Choice.self) -> Choice?
    where Choice.RawValue == String {
        guard let text = string else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        note("'\(text)' is not one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    /// A person, team or role.
    package var party: Party? {
        guard let text = string else { return nil }
        if let party = Party(text) { return party }
        note("'\(text)' is written person:NAME, team:NAME or role:NAME")
        return nil
    }

    /// The longest that a file may ask for, in milliseconds: what is due later would leave the years that a date can be written in.
    private static let longestDuration: Int64 = 3_653 * 86_400_000

    /// An ISO 8601 duration.
    package var duration: ISODuration? {
        guard let text = string else { return nil }
        if let duration = ISODuration(text) {
            if duration.milliseconds <= Self.longestDuration { return duration }
            note("'\(text)' is longer than ten years")
            return nil
        }
        note("'\(text)' is not a duration; write for example PT30M, PT4H or P2D")
        return nil
    }
}
