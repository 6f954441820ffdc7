/// Why a text is not a JSON document, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence without a full stop.
    public let message: String
    /// How many bytes stand before the place of the error.
    public let offset: Int
    /// The line of the place, counted from 1; lines end with a line feed.
    public let line: Int
    /// The column in bytes, from 1.
    public let column: Int

    /// `LINE:COLUMN: message`
    public var description: String { "\(line):\(column): \(message)" }
}

/// What the parser accepts at the most.
public struct JSONLimits: Sendable {
    /// How deep arrays and objects may be nested.
    public var depth: Int

    /// Limits that let arrays and objects be nested so many levels deep; a reader that recurses takes stack for each.
    public init(depth: Int) { self.depth = depth }

    /// 512 levels: deeper than any real document, shallow enough for every recursive reader of the value.
    public static let standard = JSONLimits(depth: 512)
}

extension JSONValue {
    /// Parses one document from UTF-8 bytes, as RFC 8259 has it and no more.
    ///
    /// Errors beside bad syntax: invalid UTF-8, a lone surrogate, a repeated member name, excess depth, anything after the document.
    public init(parsing bytes: some Sequence<UInt8>, limits: JSONLimits = .standard) throws(JSONError) {
        var parser = JSONParser(Array(bytes), limits: limits)
        self = try parser.document()
    }

    /// Parses one document from a string.
    public init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: text.utf8, limits: limits)
    }
}

struct JSONParser {
    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0
    private let limits: JSONLimits

    init(_ bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipSpace()
        let value = try value()
        skipSpace()
        guard place == bytes.count else { throw error("there is something after the end of the document") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        guard let byte = peek else { throw error("the document ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw error("a value is expected here")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        guard place + length <= bytes.count,
            bytes[place..<place + length].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: length))
        else { throw error("a value is expected here") }
        place += length
        return value
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        try enter()
        var object = JSONObject()
        skipSpace()
        if peek == UInt8(ascii: "}") {
            leave()
            return .object(object)
        }
        while true {
            guard peek == UInt8(ascii: "\"") else { throw error("a member name in quotes is expected here") }
            let start = place
            let name = try string()
            skipSpace()
            guard peek == UInt8(ascii: ":") else { throw error("a colon is expected here") }
            place += 1
            skipSpace()
            guard object.insert(name, try value()) else {
                throw error("the member name \(quoted(name)) is repeated", at: start)
            }
            skipSpace()
            switch peek {
            case UInt8(ascii: ","):
                place += 1
                skipSpace()
            case UInt8(ascii: "}"):
                leave()
                return .object(object)
            default: throw error("a comma or } is expected here")
            }
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try enter()
        var items: [JSONValue] = []
        skipSpace()
        if peek == UInt8(ascii: "]") {
            leave()
            return .array(items)
        }
        while true {
            items.append(try value())
            skipSpace()
            switch peek {
            case UInt8(ascii: ","):
                place += 1
                skipSpace()
            case UInt8(ascii: "]"):
                leave()
                return .array(items)
            default: throw error("a comma or ] is expected here")
            }
        }
    }

    private mutating func enter() throws(JSONError) {
        guard depth < limits.depth else { throw error("it is nested deeper than \(limits.depth) levels") }
        depth += 1
        place += 1
    }

    private mutating func leave() {
        depth -= 1
        place += 1
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = place
        if peek == UInt8(ascii: "-") { place += 1 }
        if peek == UInt8(ascii: "0") { place += 1 } else { try digits() }
        if peek == UInt8(ascii: ".") {
            place += 1
            try digits()
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            place += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { place += 1 }
            try digits()
        }
        return JSONNumber(checked: String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func digits() throws(JSONError) {
        let start = place
        while let byte = peek, byte &- UInt8(ascii: "0") < 10 { place += 1 }
        guard place > start else { throw error("a digit is expected here") }
    }

    private mutating func string() throws(JSONError) -> String {
        place += 1
        let start = place
        // Most strings have no escape: find the end first and copy once.
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { place += 1 }
        if peek == UInt8(ascii: "\"") {
            defer { place += 1 }
            return try text(of: bytes[start..<place], at: start)
        }
        var unescaped = Array(bytes[start..<place])
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return try text(of: unescaped[...], at: start)
            case UInt8(ascii: "\\"): try escape(into: &unescaped)
            case 0..<0x20: throw error("a control character must be escaped in a string")
            default:
                unescaped.append(byte)
                place += 1
            }
        }
        throw error("the document ends inside a string")
    }

    private func text(of slice: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw error("the string is not valid UTF-8", at: start)
        }
        return text
    }

    private mutating func escape(into unescaped: inout [UInt8]) throws(JSONError) {
        let start = place
        place += 1
        guard let byte = peek else { throw error("the document ends inside a string") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if 0xD800..<0xDC00 ~= code, place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"),
                bytes[place + 1] == UInt8(ascii: "u")
            {
                place += 2
                let low = try hexadecimal()
                guard 0xDC00..<0xE000 ~= low else { throw loneSurrogate(at: start) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw loneSurrogate(at: start) }
            unescaped.append(contentsOf: UTF8.encode(scalar)!)
        default: throw error("no such escape in a JSON string", at: start)
        }
    }

    private func loneSurrogate(at start: Int) -> JSONError {
        error("a lone surrogate stands for no character; send the value another way", at: start)
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("four hexadecimal digits are expected here")
            }
            code = code << 4 | UInt32(digit)
            place += 1
        }
        return code
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x09, 0x0A, 0x0D: place += 1
            default: return
            }
        }
    }

    private func error(_ message: String, at offset: Int? = nil) -> JSONError {
        let offset = offset ?? place
        var (line, lineStart) = (1, 0)
        for (index, byte) in bytes[..<offset].enumerated() where byte == 0x0A {
            line += 1
            lineStart = index + 1
        }
        return JSONError(message: message, offset: offset, line: line, column: offset - lineStart + 1)
    }
}

/// A string as a JSON literal, for messages.
func quoted(_ text: String) -> String { JSONValue.string(text).description }
