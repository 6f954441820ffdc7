import JSON

extension Function {
    static let textFunctions: [Function] = [
        Function(
            "size",
            [
                .global(.string, to: .int), .method(.string, to: .int), .global(.bytes, to: .int),
                .method(.bytes, to: .int),
                .global(.list(.dyn), to: .int), .method(.list(.dyn), to: .int), .global(.map(.dyn, .dyn), to: .int),
                .method(.map(.dyn, .dyn), to: .int),
            ], size),
        Function("charAt", [.method(.string, .int, to: .string)], charAt),
        Function(
            "substring", [.method(.string, .int, to: .string), .method(.string, .int, .int, to: .string)], substring),
        Function("lowerAscii", [.method(.string, to: .string)], lowerAscii),
        Function("upperAscii", [.method(.string, to: .string)], upperAscii),
        Function("trim", [.method(.string, to: .string)], trim),
        Function("reverse", [.method(.string, to: .string), .method(.list(.dyn), to: .list(.dyn))], reverse),
        Function("join", [.method(.list(.string), to: .string), .method(.list(.string), .string, to: .string)], join),
        Function(
            "split",
            [.method(.string, .string, to: .list(.string)), .method(.string, .string, .int, to: .list(.string))], split),
        Function(
            "replace",
            [.method(.string, .string, .string, to: .string), .method(.string, .string, .string, .int, to: .string)],
            replace),
        Function("strings.quote", [.global(.string, to: .string)], quote),
        Function("format", [.method(.string, .list(.dyn), to: .string)], format),
        Function("base64.encode", [.global(.bytes, to: .string)], encode),
        Function("base64.decode", [.global(.string, to: .bytes)], decode),
    ]

    private static func size(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .string(let text):
            try context.spend(reading: text.utf8.count)
            return .int(Int64(TextBytes.characters(text)))
        case .bytes(let bytes): return .int(Int64(bytes.count))
        case .list(let list): return .int(Int64(list.count))
        case .map(let map): return .int(Int64(map.count))
        default: throw EvaluationError.noOverload("size", arguments)
        }
    }

    private static func charAt(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .string(let text) = arguments[0], case .int(let index) = arguments[1] else {
            throw EvaluationError.noOverload("charAt", arguments)
        }
        try context.spend(bytes: text.utf8.count)
        let scalars = text.unicodeScalars
        guard index >= 0, index <= text.utf8.count,
            let place = scalars.index(scalars.startIndex, offsetBy: Int(index), limitedBy: scalars.endIndex)
        else { throw EvaluationError("index out of range: \(index)") }
        return .string(place == scalars.endIndex ? "" : String(scalars[place]))
    }

    private static func substring(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .string(let text) = arguments[0], case .int(let start) = arguments[1] else {
            throw EvaluationError.noOverload("substring", arguments)
        }
        try context.spend(bytes: text.utf8.count)
        let scalars = text.unicodeScalars
        let count = Int64(scalars.count)
        var end = count
        if arguments.count == 3 {
            guard case .int(let given) = arguments[2] else { throw EvaluationError.noOverload("substring", arguments) }
            end = given
        }
        for place in [start, end] where !(0...count).contains(place) {
            throw EvaluationError("index out of range: \(place)")
        }
        guard start <= end else { throw EvaluationError("invalid substring range. start: \(start), end: \(end)") }
        return .string(String(scalars.dropFirst(Int(start)).prefix(Int(end - start))))
    }

    private static func lowerAscii(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        try mapBytes("lowerAscii", arguments, context) {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
        }
    }

    private static func upperAscii(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        try mapBytes("upperAscii", arguments, context) {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 & ~0x20 : $0
        }
    }

    private static func mapBytes(
        _ name: String, _ arguments: [Value], _ context: Context, _ transform: (UInt8) -> UInt8
    ) throws(EvaluationError) -> Value {
        guard case .string(let text) = arguments[0] else { throw EvaluationError.noOverload(name, arguments) }
        try context.spend(bytes: text.utf8.count)
        var copy = text
        let changed = copy.withUTF8 { bytes in
            String(unsafeUninitializedCapacity: bytes.count) { buffer in
                for place in bytes.indices { buffer[place] = transform(bytes[place]) }
                return bytes.count
            }
        }
        return .string(changed)
    }

    private static func trim(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .string(let text) = arguments[0] else { throw EvaluationError.noOverload("trim", arguments) }
        try context.spend(bytes: text.utf8.count)
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return .string(String(scalars))
    }

    private static func reverse(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .string(let text):
            try context.spend(bytes: text.utf8.count)
            let bytes = Array(text.utf8)
            var reversed: [UInt8] = []
            reversed.reserveCapacity(bytes.count)
            var end = bytes.count
            for start in bytes.indices.reversed() where bytes[start] & 0xC0 != 0x80 {
                if bytes[start] < 0x80 {
                    reversed.append(bytes[start])
                } else {
                    reversed.append(contentsOf: bytes[start..<end])
                }
                end = start
            }
            return .string(String(decoding: reversed, as: UTF8.self))
        case .list(let list):
            try context.spend(elements: list.count)
            return .list(Value.List(list.reversed()))
        default: throw EvaluationError.noOverload("reverse", arguments)
        }
    }

    private static func join(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .list(let list) = arguments[0] else { throw EvaluationError.noOverload("join", arguments) }
        var separator = ""
        if arguments.count == 2 {
            guard case .string(let text) = arguments[1] else { throw EvaluationError.noOverload("join", arguments) }
            separator = text
        }
        var joined = ""
        for (place, element) in list.enumerated() {
            guard case .string(let text) = element else { throw EvaluationError.noOverload("join", [element]) }
            try context.step()
            try context.spend(bytes: text.utf8.count + separator.utf8.count)
            if place > 0 { joined += separator }
            joined += text
        }
        return .string(joined)
    }

    private static func quote(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .string(let text) = arguments[0] else {
            throw EvaluationError.noOverload("strings.quote", arguments)
        }
        try context.spend(bytes: text.utf8.count)
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if let letter = escapeLetter(byte) {
                quoted.append(UInt8(ascii: "\\"))
                quoted.append(letter)
            } else {
                quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return .string(String(decoding: quoted, as: UTF8.self))
    }

    private static func escapeLetter(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x07: UInt8(ascii: "a")
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0B: UInt8(ascii: "v")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): byte
        default: nil
        }
    }

    private static func encode(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .bytes(let bytes) = arguments[0] else {
            throw EvaluationError.noOverload("base64.encode", arguments)
        }
        try context.spend(bytes: bytes.count)
        return .string(Base64.text(of: bytes))
    }

    private static func decode(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        guard case .string(let text) = arguments[0] else {
            throw EvaluationError.noOverload("base64.decode", arguments)
        }
        try context.spend(bytes: text.utf8.count)
        guard let bytes = Base64.bytes(of: text) else { throw EvaluationError("the text is no base64") }
        return .bytes(bytes)
    }
}
