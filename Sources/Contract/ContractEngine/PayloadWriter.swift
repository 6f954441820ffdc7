import JSON

/// Writes YAML in blocks, with what a schema says of each property above it.
struct PayloadWriter {
    let schema: JSONValue
    var text = ""

    /// A name longer than this stands behind a question mark, as YAML demands.
    private static let longestName = 500
    private static let longestComment = 2_000

    /// The whole document.
    mutating func document(_ value: JSONValue) {
        let rule = resolved(schema)
        switch value {
        case .object(let object) where !object.isEmpty: mapping(object, rule, level: 0, isIndented: true)
        case .array(let items) where !items.isEmpty: sequence(items, rule, level: 0)
        case .object:
            text += "{}\n"
            absent(from: JSONObject(), rule, level: 0)
        default: text += scalar(value) + "\n"
        }
    }

    /// A line, or more where it holds line breaks, that is no part of the payload.
    mutating func comment(_ line: String, level: Int) {
        for part in line.split(separator: "\n", omittingEmptySubsequences: true) {
            text += String(repeating: "  ", count: level) + "# \(Self.oneLine(String(part)))\n"
        }
    }

    /// One line in which nothing acts.
    static func oneLine(_ line: String) -> String {
        var made = ""
        for scalar in line.unicodeScalars.prefix(longestComment) {
            if isShown(scalar) { made.unicodeScalars.append(scalar) } else { made += escape(scalar) }
        }
        return made
    }

    private mutating func mapping(_ object: JSONObject, _ rule: JSONValue, level: Int, isIndented: Bool) {
        // Compared as the parser does, by canonical equivalence.
        var seen: Set<String> = []
        for (index, member) in object.members.enumerated() {
            let other = seen.insert(member.name).inserted ? nil : index
            let inner = resolved(rule["properties"]?[member.name] ?? .null)
            // Behind the dash of a list stands the first name itself; what is said of it stands above the dash.
            let isFirst = index == 0 && !isIndented
            if !isFirst { describe(member.name, inner, rule, level: level, isThere: true) }
            text += isFirst ? "" : String(repeating: "  ", count: level)
            if member.name.utf8.count > Self.longestName {
                text += "? \(quoted(member.name, other))\n" + String(repeating: "  ", count: level) + ":"
            } else {
                text += "\(other == nil ? word(member.name) : quoted(member.name, other)):"
            }
            value(member.value, inner, level: level)
        }
        absent(from: object, rule, level: level)
    }

    private mutating func sequence(_ items: [JSONValue], _ rule: JSONValue, level: Int) {
        let inner = resolved(rule["items"] ?? .null)
        let indent = String(repeating: "  ", count: level)
        for (index, item) in items.enumerated() {
            switch item {
            case .object(let object) where !object.isEmpty:
                if let first = object.members.first {
                    let said = resolved(inner["properties"]?[first.name] ?? .null)
                    // What is said of the elements is said once.
                    if index == 0 { describe(first.name, said, inner, level: level, isThere: true) }
                }
                text += indent + "- "
                mapping(object, index == 0 ? inner : .null, level: level + 1, isIndented: false)
            case .array(let nested) where !nested.isEmpty:
                text += indent + "-\n"
                sequence(nested, index == 0 ? inner : .null, level: level + 1)
            default:
                text += indent + "-"
                value(item, .null, level: level)
            }
        }
    }

    /// What stands behind a name or a dash.
    private mutating func value(_ value: JSONValue, _ rule: JSONValue, level: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            text += "\n"
            mapping(object, rule, level: level + 1, isIndented: true)
        case .array(let items) where !items.isEmpty:
            text += "\n"
            sequence(items, rule, level: level + 1)
        case .string(let string) where isBlock(string):
            let isEnded = string.utf8.last == UInt8(ascii: "\n")
            text += isEnded ? " |\n" : " |-\n"
            let indent = String(repeating: "  ", count: level + 1)
            for line in (isEnded ? string.dropLast() : string[...]).split(
                separator: "\n", omittingEmptySubsequences: false)
            {
                text += line.isEmpty ? "\n" : "\(indent)\(line)\n"
            }
        default: text += " \(scalar(value))\n"
        }
    }

    private func scalar(_ value: JSONValue) -> String {
        switch value {
        case .string(let string): word(string)
        case .array: "[]"
        case .object: "{}"
        case .null, .bool, .number: value.description
        }
    }
}

// MARK: Texts

extension PayloadWriter {
    /// A text as it is where it can't be taken for anything else, otherwise in quotes.
    private func word(_ string: String) -> String {
        let bytes = string.utf8
        guard let first = bytes.first, bytes.count <= 200, bytes.last != UInt8(ascii: " "),
            65...90 ~= first & 0xDF,
            bytes.allSatisfy({ Self.isPlain($0) })
        else { return quoted(string) }
        let lower = string.lowercased()
        return ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(lower) ? quoted(string) : string
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    /// A text in quotes. `other` tells it from what the parser would take for the same.
    private func quoted(_ string: String, _ other: Int? = nil) -> String {
        var made = "\""
        // The parser drops one mark of several as well as a single one.
        let isMarked = string.unicodeScalars.first == "\u{FEFF}"
        let isAlone = string.unicodeScalars.dropFirst().first != "\u{FEFF}"
        for scalar in string.unicodeScalars.dropFirst(isMarked && isAlone ? 1 : 0) {
            switch scalar {
            case "\"": made += "\\\""
            case "\\": made += "\\\\"
            case "\n": made += "\\n"
            case "\t": made += "\\t"
            default:
                if Self.isShown(scalar) { made.unicodeScalars.append(scalar) } else { made += Self.escape(scalar) }
            }
        }
        made += "\""
        if isMarked { return PayloadTag.mark + (other.map(String.init) ?? "") + " " + made }
        return (other.map { "\(PayloadTag.other)\($0) " } ?? "") + made
    }

    /// Whether a text of several lines can stand as lines: no editor takes anything from it or adds to it.
    private func isBlock(_ string: String) -> Bool {
        guard string.utf8.contains(UInt8(ascii: "\n")), let first = string.unicodeScalars.first, first != "\n",
            first != " ", !string.utf8.reversed().starts(with: [10, 10]),
            string.unicodeScalars.allSatisfy({ $0 == "\n" || Self.isShown($0) })
        else { return false }
        let lines = string.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.allSatisfy { $0.last != UInt8(ascii: " ") }
    }

    /// Whether a character shows as itself: no control, nothing invisible, no space but the common one.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if 0x20..<0x7F ~= scalar.value { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let width = scalar.value > 0xFFFF ? 8 : 4
        return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}

// MARK: What the schema says

extension PayloadWriter {
    /// A schema behind its `$ref`s within the document.
    private func resolved(_ rule: JSONValue) -> JSONValue {
        var rule = rule
        for _ in 0..<8 {
            guard let reference = rule["$ref"]?.string, reference.hasPrefix("#"),
                let pointer = JSONPointer(parsing: String(reference.dropFirst())),
                let target = pointer.resolve(in: schema)
            else { return rule }
            rule = target
        }
        return rule
    }

    private mutating func describe(_ name: String, _ rule: JSONValue, _ parent: JSONValue, level: Int, isThere: Bool) {
        let isRequired = parent["required"]?.array?.contains(.string(name)) ?? false
        let words = [rule["title"]?.string, rule["description"]?.string].compactMap { $0 }.joined(separator: ": ")
        var facts: [String] = []
        switch rule["type"] {
        case .string(let type)?: facts.append(type)
        case .array(let types)?: facts.append(types.compactMap(\.string).joined(separator: " or "))
        default: break
        }
        if isRequired { facts.append("required") }
        if let choices = rule["enum"]?.array {
            facts.append("one of " + choices.map(\.description).joined(separator: ", "))
        }
        for key in ["const", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "pattern", "format"] {
            if let value = rule[key] { facts.append("\(key) \(value.string ?? value.description)") }
        }
        let text = [words, facts.isEmpty ? "" : "(\(facts.joined(separator: "; ")))"].filter { !$0.isEmpty }
        guard !text.isEmpty else { return }
        comment((isThere ? "" : "\(name): ") + text.joined(separator: " "), level: level)
    }

    /// Properties that the schema knows and the payload has not.
    private mutating func absent(from object: JSONObject, _ rule: JSONValue, level: Int) {
        for property in rule["properties"]?.object?.members ?? [] where object[property.name] == nil {
            describe(property.name, resolved(property.value), rule, level: level, isThere: false)
        }
    }
}
