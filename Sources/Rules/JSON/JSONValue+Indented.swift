extension JSONValue {
    /// JSON over many lines, two spaces a level, for people.
    public var indented: String {
        var text = ""
        write(into: &text, level: 0)
        return text
    }

    private func write(into text: inout String, level: Int) {
        let inner = String(repeating: "  ", count: level + 1)
        let outer = String(repeating: "  ", count: level)
        switch self {
        case .array(let items) where !items.isEmpty:
            text += "["
            for (index, item) in items.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + inner
                item.write(into: &text, level: level + 1)
            }
            text += "\n\(outer)]"
        case .object(let object) where !object.isEmpty:
            text += "{"
            for (index, member) in object.members.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + inner + JSONValue.string(member.name).description + ": "
                member.value.write(into: &text, level: level + 1)
            }
            text += "\n\(outer)}"
        default: text += description
        }
    }
}
