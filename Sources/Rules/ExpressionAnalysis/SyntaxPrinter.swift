import CommonExpression
import JSON

/// Writes a parsed expression down again: for messages, and as the key by which equal parts of expressions are known.
struct SyntaxPrinter {
    private(set) var bytes: [UInt8] = []
    private var scope: [String]
    /// Whether local names carry the place where they are bound, so that two of one name are not the same.
    private let isKey: Bool
    /// Long texts are cut in messages.
    private static let mostInMessages = 80

    /// The text for a message.
    static func text(_ syntax: Syntax) -> String {
        var printer = SyntaxPrinter(scope: [], isKey: false)
        printer.print(syntax)
        guard printer.bytes.count > mostInMessages else { return String(decoding: printer.bytes, as: UTF8.self) }
        return String(decoding: printer.bytes, as: UTF8.self).prefix(mostInMessages) + "…"
    }

    /// The key of an expression in a scope.
    static func key(_ syntax: Syntax, _ scope: [String]) -> [UInt8] {
        var printer = SyntaxPrinter(scope: scope, isKey: true)
        printer.print(syntax)
        return printer.bytes
    }

    private init(scope: [String], isKey: Bool) {
        self.scope = scope
        self.isKey = isKey
    }

    private mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func print(_ syntax: Syntax) {
        guard isKey || bytes.count <= Self.mostInMessages * 4 else { return }
        switch syntax.kind {
        case .literal(let value): literal(value)
        case .name(let name, let isAbsolute):
            if isAbsolute { add(".") }
            add(name)
            if isKey, !isAbsolute, let place = scope.lastIndex(of: name) { add("#\(place)") }
        case .select(let operand, let field, let isOptional):
            print(operand)
            add(isOptional ? ".?\(field)" : ".\(field)")
        case .has(let operand, let field):
            add("has(")
            print(operand)
            add(".\(field))")
        case .index(let operand, let index, let isOptional):
            print(operand)
            if !isOptional, case .literal(.string(let name)) = index.kind, isKey {
                add(".\(name)")
            } else {
                add(isOptional ? "[?" : "[")
                print(index)
                add("]")
            }
        case .call(let name, let target, let arguments):
            if let target {
                print(target)
                add(".")
            }
            add("\(name)(")
            list(arguments)
            add(")")
        case .list(let elements):
            add("[")
            list(elements.map(\.value), optional: elements.map(\.isOptional))
            add("]")
        case .map(let entries):
            add("{")
            for (index, entry) in entries.enumerated() {
                add(index == 0 ? "" : ", ")
                add(entry.isOptional ? "?" : "")
                print(entry.key)
                add(": ")
                print(entry.value)
            }
            add("}")
        case .conditional(let cases, let otherwise):
            add("(")
            for (condition, value) in cases {
                print(condition)
                add(" ? ")
                print(value)
                add(" : ")
            }
            print(otherwise)
            add(")")
        case .and(let operands): joined(operands, " && ")
        case .or(let operands): joined(operands, " || ")
        case .arithmetic(let first, let rest):
            add(isKey ? "(" : "")
            print(first)
            for (op, _, operand) in rest {
                add(" \(op.rawValue) ")
                print(operand)
            }
            add(isKey ? ")" : "")
        case .compare(let op, let left, let right):
            add(isKey ? "(" : "")
            print(left)
            add(" \(op.rawValue) ")
            print(right)
            add(isKey ? ")" : "")
        case .not(let operand):
            add("!")
            print(operand)
        case .negative(let operand):
            add("-")
            print(operand)
        case .loop(let loop): self.loop(loop)
        case .bind(let name, let bound, let body):
            add("cel.bind(\(name), ")
            print(bound)
            add(", ")
            print(body, with: [name])
            add(")")
        case .optionalMap(let target, let name, let body, let isFlat):
            print(target)
            add(isFlat ? ".optFlatMap(\(name), " : ".optMap(\(name), ")
            print(body, with: [name])
            add(")")
        }
    }

    private mutating func literal(_ value: Value) {
        switch value {
        // A text in a key carries its length, so that no text can pass for something else.
        case .string(let text): add(isKey ? "\(text.utf8.count):\"\(text)\"" : "\"\(text)\"")
        case .bytes(let bytes): add("b\(bytes)")
        case .uint(let value): add("\(value)u")
        case .number(let number): add(number.text)
        default: add(value.json?.printable ?? "?")
        }
    }

    private mutating func loop(_ loop: Loop) {
        print(loop.range)
        let names = [loop.first] + (loop.second.map { [$0] } ?? [])
        add(".\(loop.kind.rawValue)(\(names.joined(separator: ", ")), ")
        if let filter = loop.filter {
            print(filter, with: names)
            add(", ")
        }
        print(loop.body, with: names)
        add(")")
    }

    private mutating func print(_ body: Syntax, with names: [String]) {
        scope += names
        print(body)
        scope.removeLast(names.count)
    }

    private mutating func list(_ items: [Syntax], optional: [Bool] = []) {
        for (index, item) in items.enumerated() {
            add(index == 0 ? "" : ", ")
            add(optional.indices.contains(index) && optional[index] ? "?" : "")
            print(item)
        }
    }

    private mutating func joined(_ operands: [Syntax], _ op: String) {
        add("(")
        for (index, operand) in operands.enumerated() {
            add(index == 0 ? "" : op)
            print(operand)
        }
        add(")")
    }
}
