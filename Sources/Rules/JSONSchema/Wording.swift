import JSON

/// A value as it stands in a sentence: whole when it is short, by its kind when it has parts.
func shown(_ value: JSONValue) -> String {
    switch value {
    case .array(let items): items.isEmpty ? "[]" : "the array of \(counted(items.count, "element"))"
    case .object(let object): object.isEmpty ? "{}" : "the object"
    case .string(let text): JSONValue.string(shortened(text)).description
    default: shortened(value.description)
    }
}

/// The value as the subject of a sentence about its form.
func subject(_ value: JSONValue) -> String {
    switch value {
    case .array: "the array"
    case .object: "the object"
    default: shown(value)
    }
}

func kind(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
}

func listed(_ types: TypeSet) -> String {
    types.memberNames.map { name in
        switch name {
        case "null": "null"
        case "array", "object", "integer": "an \(name)"
        default: "a \(name)"
        }
    }.joined(separator: " or ")
}

func shown(choices: [JSONValue]) -> String {
    let few = choices.prefix(10).map(shown).joined(separator: ", ")
    return choices.count > 10 ? few + " and \(choices.count - 10) more" : few
}

func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// The text, cut when it is longer than a sentence bears.
func shortened(_ text: String) -> String {
    guard text.utf8.count > 60, text.unicodeScalars.count > 60 else { return text }
    var cut = String.UnicodeScalarView()
    cut.append(contentsOf: text.unicodeScalars.prefix(57))
    return String(cut) + "…"
}

/// `there are 2 elements, and at least 3 are needed`.
func tooFew(_ count: Int, _ noun: String, _ kind: String = "", least: Int) -> String {
    "there \(count == 1 ? "is" : "are") \(counted(count, noun))\(kind), and at least \(least) \(least == 1 ? "is" : "are") needed"
}

/// `there are 3 elements, and at most 2 are allowed`.
func tooMany(_ count: Int, _ noun: String, _ kind: String = "", most: Int) -> String {
    "there \(count == 1 ? "is" : "are") \(counted(count, noun))\(kind), and at most \(most) \(most == 1 ? "is" : "are") allowed"
}

func fitsTwo(_ value: JSONValue, _ first: Int, _ second: Int) -> String {
    "\(subject(value)) fits form \(first) and form \(second), and only one form may fit"
}

func fitsNone(_ value: JSONValue, of count: Int) -> String {
    count == 1
        ? "\(subject(value)) does not fit the only form that is allowed here"
        : "\(subject(value)) fits none of the \(count) forms that are allowed here"
}

func isNot(_ value: JSONValue, _ constant: JSONValue) -> String {
    "\(shown(value)) is not \(shown(constant)), the only value that is allowed here"
}

func isNoneOf(_ value: JSONValue, _ choices: [JSONValue]) -> String {
    choices.isEmpty ? "no value is allowed here" : "\(shown(value)) is not one of \(shown(choices: choices))"
}
