import JSON

extension Function {
    static let conversions: [Function] = [
        Function("type", [.global(.dyn, to: .type)], typeOf),
        Function("dyn", [.global(.dyn, to: .dyn)], { (arguments, _) throws(EvaluationError) in arguments[0] }),
        Function("bool", [.global(.bool, to: .bool), .global(.string, to: .bool)], bool),
        Function(
            "int",
            [.global(.number, to: .int), .global(.string, to: .int), .global(.timestamp, to: .int)],
            int),
        Function("uint", [.global(.number, to: .uint), .global(.string, to: .uint)], uint),
        Function("double", [.global(.number, to: .double), .global(.string, to: .double)], double),
        Function("decimal", [.global(.number, to: .decimal), .global(.string, to: .decimal)], decimal),
        Function(
            "string",
            [.string, .bool, .number, .bytes, .timestamp, .duration].map { .global($0, to: .string) }, string),
        Function("bytes", [.global(.bytes, to: .bytes), .global(.string, to: .bytes)], bytes),
        Function(
            "timestamp",
            [.global(.timestamp, to: .timestamp), .global(.string, to: .timestamp), .global(.int, to: .timestamp)],
            timestamp),
        Function(
            "duration",
            [.global(.duration, to: .duration), .global(.string, to: .duration)], duration),
    ]

    private static func typeOf(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        if case .number(let number) = arguments[0] { _ = try number.checkedDouble }
        return .type(arguments[0].typeName)
    }

    private static func bool(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .bool: return arguments[0]
        case .string(let text):
            switch text {
            case "1", "t", "T", "true", "TRUE", "True": return true
            case "0", "f", "F", "false", "FALSE", "False": return false
            default: throw EvaluationError("\(arguments[0].keyText) is no bool")
            }
        default: throw EvaluationError.noOverload("bool", arguments)
        }
    }

    private static func int(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .int: return arguments[0]
        case .uint(let value):
            guard let int = Int64(exactly: value) else { throw outOfRange("int") }
            return .int(int)
        case .double, .number, .decimal:
            guard let number = try Numeric(arguments[0]) else { throw outOfRange("int") }
            if case .decimal(let exact) = number {
                try context.spend(converting: exact)
                guard let int = Int64(whole(exact)) else { throw outOfRange("int") }
                return .int(int)
            }
            // The bounds themselves are what doubles beyond them are rounded to.
            guard number.double > -0x1p63, number.double < 0x1p63 else { throw outOfRange("int") }
            return .int(Int64(number.double))
        case .string(let text):
            try context.spend(reading: text.utf8.count)
            guard let int = Int64(text) else { throw EvaluationError("\(arguments[0].keyText) is no int") }
            return .int(int)
        case .timestamp(let time): return .int(time.seconds)
        default: throw EvaluationError.noOverload("int", arguments)
        }
    }

    /// The digits before the point of a decimal, with its sign; nothing that is an integer for one beyond any.
    private static func whole(_ value: ExactDecimal) -> String {
        value.double.magnitude < 0x1p65 ? String(value.description.prefix { $0 != "." }) : ""
    }

    private static func uint(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .uint: return arguments[0]
        case .int(let value):
            guard let uint = UInt64(exactly: value) else { throw outOfRange("uint") }
            return .uint(uint)
        case .double, .number, .decimal:
            guard let number = try Numeric(arguments[0]) else { throw outOfRange("uint") }
            if case .decimal(let exact) = number {
                try context.spend(converting: exact)
                guard let uint = UInt64(whole(exact)) else { throw outOfRange("uint") }
                return .uint(uint)
            }
            guard number.double >= 0, number.double < 0x1p64 else { throw outOfRange("uint") }
            return .uint(UInt64(number.double))
        case .string(let text):
            try context.spend(reading: text.utf8.count)
            guard let uint = UInt64(text) else { throw EvaluationError("\(arguments[0].keyText) is no uint") }
            return .uint(uint)
        default: throw EvaluationError.noOverload("uint", arguments)
        }
    }

    private static func double(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        if let number = try Numeric(arguments[0]) {
            if case .written = number { return arguments[0] }
            if case .decimal(let exact) = number { try context.spend(converting: exact) }
            return .double(number.double)
        }
        guard case .string(let text) = arguments[0] else { throw EvaluationError.noOverload("double", arguments) }
        try context.spend(bytes: text.utf8.count)
        guard let value = Double(text) else { throw EvaluationError("\(arguments[0].keyText) is no double") }
        return .double(value)
    }

    private static func decimal(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let value: ExactDecimal?
        switch arguments[0] {
        case .decimal: return arguments[0]
        case .int(let int): value = ExactDecimal(int)
        case .uint(let uint): value = ExactDecimal(JSONNumber(uint))
        case .double(let double): value = JSONNumber(double).flatMap(ExactDecimal.init)
        case .number(let number):
            try context.spend(number.text.utf8.count)
            value = ExactDecimal(number)
        case .string(let text):
            try context.spend(text.utf8.count)
            value = ExactDecimal(text)
        default: throw EvaluationError.noOverload("decimal", arguments)
        }
        guard let value else {
            throw EvaluationError("\(arguments[0].keyText) is no decimal number, or one of too many digits")
        }
        return .decimal(value)
    }

    private static func string(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .string: return arguments[0]
        case .bytes(let bytes):
            try context.spend(bytes: bytes.count)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw EvaluationError("the bytes are no UTF-8 text")
            }
            return .string(text)
        case .double(let value): return .string(value.expressionText)
        case .number(let number): return .string(try number.checkedDouble.expressionText)
        case .bool(let value): return .string(String(value))
        case .int(let value): return .string(String(value))
        case .uint(let value): return .string(String(value))
        case .decimal(let value):
            try context.spend(converting: value)
            return .string(value.description)
        case .timestamp(let time): return .string(time.description)
        case .duration(let duration): return .string(duration.expressionText)
        default: throw EvaluationError.noOverload("string", arguments)
        }
    }

    private static func bytes(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .bytes: return arguments[0]
        case .string(let text):
            try context.spend(bytes: text.utf8.count)
            return .bytes(Array(text.utf8))
        default: throw EvaluationError.noOverload("bytes", arguments)
        }
    }

    private static func timestamp(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let time: Timestamp?
        switch arguments[0] {
        case .timestamp: return arguments[0]
        case .int(let seconds): time = Timestamp(secondsSince1970: seconds)
        case .string(let text):
            try context.spend(reading: text.utf8.count)
            time = Timestamp(text)
        default: throw EvaluationError.noOverload("timestamp", arguments)
        }
        guard let time else {
            throw EvaluationError(
                "\(arguments[0].keyText) is no timestamp like 2009-02-13T23:31:30Z in the years 1 to 9999, or out of range"
            )
        }
        return .timestamp(time)
    }

    private static func duration(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        let duration: Duration?
        switch arguments[0] {
        case .duration: return arguments[0]
        case .string(let text):
            try context.spend(reading: text.utf8.count)
            duration = Duration(expression: text)
        default: throw EvaluationError.noOverload("duration", arguments)
        }
        guard let duration else {
            throw EvaluationError("\(arguments[0].keyText) is no duration like 1h30m, or out of range")
        }
        return .duration(duration)
    }

    private static func outOfRange(_ type: String) -> EvaluationError {
        EvaluationError("the number is out of the range of \(type)")
    }
}

extension Double {
    /// The shortest text that reads back as the same double; `NaN`, `Infinity`.
    var expressionText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
        if self == 0, sign == .minus { return "-0" }
        return JSONNumber(self)?.text ?? "0"
    }
}
