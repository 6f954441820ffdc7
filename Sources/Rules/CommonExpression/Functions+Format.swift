import JSON

extension Function {
    /// `"…".format([…])` with the clauses `%s %d %b %o %x %X %e %f %%`.
    static func format(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .string(let form) = arguments[0], case .list(let values) = arguments[1] else {
            throw EvaluationError.noOverload("format", arguments)
        }
        try context.spend(bytes: form.utf8.count)
        var formatter = Formatter(context: context)
        var rest = Substring(form).utf8
        var used = 0
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            try formatter.append(Substring(rest[..<percent]))
            rest = rest[rest.index(after: percent)...]
            if rest.first == UInt8(ascii: "%") {
                rest.removeFirst()
                try formatter.append("%")
                continue
            }
            let precision = try precision(&rest)
            guard let clause = rest.popFirst() else {
                throw EvaluationError("could not parse formatting clause: it is not complete")
            }
            guard Formatter.clauses.contains(clause) else {
                let name = Unicode.Scalar(clause)
                throw EvaluationError("could not parse formatting clause: unrecognized formatting clause \"\(name)\"")
            }
            guard used < values.count else {
                throw EvaluationError("index \(used) out of range: format() needs more arguments")
            }
            try formatter.append(values[used], clause: clause, precision: precision)
            used += 1
        }
        try formatter.append(Substring(rest))
        return .string(formatter.text)
    }

    private static func precision(_ rest: inout Substring.UTF8View) throws(EvaluationError) -> Int {
        guard rest.first == UInt8(ascii: ".") else { return 6 }
        rest.removeFirst()
        let digits = rest.prefix { Lexer.isDigit($0) }
        rest.removeFirst(digits.count)
        guard let precision = Int(Substring(digits)), precision <= 1_000 else {
            throw EvaluationError("could not parse formatting clause: the precision is no number up to 1000")
        }
        return precision
    }
}

/// Puts together the result of `format`.
private struct Formatter {
    let context: Context
    private(set) var text = ""
    private var depth = 0

    /// How deep lists and maps may be nested that are shown.
    private static let greatestDepth = 100

    static let clauses = Set("sdboxXef".utf8)

    init(context: Context) { self.context = context }

    mutating func append(_ part: Substring) throws(EvaluationError) {
        try context.spend(bytes: part.utf8.count)
        text += part
    }

    mutating func append(_ value: Value, clause: UInt8, precision: Int) throws(EvaluationError) {
        try context.step()
        switch clause {
        case UInt8(ascii: "s"): try append(plain: value)
        case UInt8(ascii: "d"): try append(Substring(try whole(value)))
        case UInt8(ascii: "b"):
            if case .bool(let isTrue) = value {
                text += isTrue ? "1" : "0"
            } else {
                text += try digits(value, radix: 2) {
                    "only integers and bools can be formatted as binary, was given \($0)"
                }
            }
        case UInt8(ascii: "o"):
            text += try digits(value, radix: 8) { "octal clause can only be used on integers, was given \($0)" }
        case UInt8(ascii: "x"): try append(Substring(try hex(value, uppercase: false)))
        case UInt8(ascii: "X"): try append(Substring(try hex(value, uppercase: true)))
        case UInt8(ascii: "e"):
            try context.spend(bytes: precision)
            text += try real(value) { "scientific clause can only be used on numbers, was given \($0)" }.scientific(
                precision)
        default:
            try context.spend(bytes: precision)
            try append(
                Substring(
                    try real(value) { "fixed-point clause can only be used on numbers, was given \($0)" }.fixed(
                        precision)))
        }
    }

    private func failure(_ message: String) -> EvaluationError {
        EvaluationError("error during formatting: \(message)")
    }

    private func whole(_ value: Value) throws(EvaluationError) -> String {
        switch value {
        case .int(let value): return String(value)
        case .uint(let value): return String(value)
        case .double, .number, .decimal:
            return try real(value) { "decimal clause can not be used on \($0)" }.text
        default: throw failure("decimal clause can only be used on numbers, was given \(value.typeName)")
        }
    }

    private func digits(_ value: Value, radix: Int, _ message: (String) -> String) throws(EvaluationError) -> String {
        switch value {
        case .int(let value): return String(value, radix: radix)
        case .uint(let value): return String(value, radix: radix)
        default: throw failure(message(value.typeName))
        }
    }

    private func hex(_ value: Value, uppercase: Bool) throws(EvaluationError) -> String {
        let bytes: [UInt8]
        switch value {
        case .int(let value): return String(value, radix: 16, uppercase: uppercase)
        case .uint(let value): return String(value, radix: 16, uppercase: uppercase)
        case .string(let text): bytes = Array(text.utf8)
        case .bytes(let given): bytes = given
        default:
            throw failure(
                "only integers, byte buffers, and strings can be formatted as hex, was given \(value.typeName)")
        }
        try context.spend(bytes: bytes.count * 2)
        let alphabet = Array((uppercase ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        var digits: [UInt8] = []
        digits.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            digits.append(alphabet[Int(byte >> 4)])
            digits.append(alphabet[Int(byte & 15)])
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private func real(_ value: Value, _ message: (String) -> String) throws(EvaluationError) -> DecimalText {
        guard let number = try Numeric(value) else { throw failure(message(value.typeName)) }
        if case .decimal(let exact) = number {
            try context.spend(converting: exact)
            return .finite(exact, shortest: exact.description)
        }
        // Its digits may be hundreds, most of which a precision cuts off again.
        try context.spend(512)
        let double = number.double
        guard let exact = ExactDecimal(exactly: double), let shortest = JSONNumber(double)?.decimal else {
            return .special(double.expressionText)
        }
        return .finite(exact, shortest: shortest.description)
    }

    /// A value as `%s` shows it.
    private mutating func append(plain value: Value) throws(EvaluationError) {
        try context.step()
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.greatestDepth else {
            throw failure("a value is nested more than \(Self.greatestDepth) levels deep")
        }
        switch value {
        case .null: text += "null"
        case .bool(let value): text += String(value)
        case .int, .uint, .double, .number, .decimal: text += try whole(value)
        case .string(let part): try append(Substring(part))
        case .bytes(let bytes):
            try context.spend(bytes: bytes.count)
            text += String(decoding: bytes, as: UTF8.self)
        case .timestamp(let time): text += time.description
        case .duration(let duration): text += duration.expressionText
        case .type(let name): text += name
        case .optional: throw failure("string clause can only be used on values, was given optional_type")
        case .list(let list):
            text += "["
            for (place, element) in list.enumerated() {
                if place > 0 { text += ", " }
                try append(plain: element)
            }
            text += "]"
        case .map(let map):
            var entries: [(key: String, value: Value)] = []
            for (key, value) in map.entries {
                var formatter = Formatter(context: context)
                try formatter.append(plain: key)
                entries.append((formatter.text, value))
            }
            entries.sort { TextBytes.order($0.key, $1.key) == .less }
            text += "{"
            for (place, entry) in entries.enumerated() {
                if place > 0 { text += ", " }
                text += entry.key + ": "
                try append(plain: entry.value)
            }
            text += "}"
        }
    }
}
