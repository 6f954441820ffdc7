import BoundedPattern
import JSON

/// The formats of the standard that can be asserted.
enum Format: String, Sendable, CaseIterable {
    case dateTime = "date-time"
    case date, time, duration, email, hostname, ipv4, ipv6, uri, uuid, regex, iri
    case idnEmail = "idn-email"
    case idnHostname = "idn-hostname"
    case uriReference = "uri-reference"
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"

    /// The format with this name; nil for one that is not known, which asserts nothing.
    init?(name: String) { self.init(rawValue: name) }

    func accepts(_ text: String) -> Bool {
        var reader = TextReader(text)
        return switch self {
        case .date: Self.isDate(text)
        case .time: Self.isTime(text)
        case .dateTime: Self.isDateTime(text)
        case .duration: Self.isDuration(text)
        case .ipv4: reader.ipv4() && reader.isAtEnd
        case .ipv6: IPv6.accepts(text.utf8[...])
        case .uuid: reader.uuid()
        case .hostname: Hostname.accepts(text)
        case .idnHostname: Hostname.acceptsInternational(text)
        case .email: Mailbox.accepts(text, international: false)
        case .idnEmail: Mailbox.accepts(text, international: true)
        case .uri: URISyntax(international: false).accepts(text, needsScheme: true)
        case .uriReference: URISyntax(international: false).accepts(text, needsScheme: false)
        case .iri: URISyntax(international: true).accepts(text, needsScheme: true)
        case .iriReference: URISyntax(international: true).accepts(text, needsScheme: false)
        case .uriTemplate: reader.uriTemplate()
        case .jsonPointer: JSONPointer(parsing: text) != nil
        case .relativeJSONPointer: reader.relativePointer()
        case .regex: BoundedPattern.isPattern(text, dialect: .ecmaScript)
        }
    }

    /// How many steps it takes to check a text.
    func steps(for text: String) -> Int {
        let length = text.utf8.count
        return switch self {
        case .regex: length
        case .hostname, .idnHostname, .email, .idnEmail: length / 8
        default: length / 32
        }
    }

    /// The format in a sentence: `a date, such as 2024-02-29`.
    var phrase: String {
        switch self {
        case .date: "a date, such as 2024-02-29"
        case .time: "a time with its zone, such as 20:20:39Z"
        case .dateTime: "a date and time with its zone, such as 2024-02-29T20:20:39Z"
        case .duration: "a duration, such as P3D or PT36H"
        case .email, .idnEmail: "an email address"
        case .hostname, .idnHostname: "a host name"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .uri: "a URI"
        case .iri: "an IRI"
        case .uriReference: "a URI reference"
        case .iriReference: "an IRI reference"
        case .uriTemplate: "a URI template"
        case .uuid: "a UUID"
        case .regex: "a regular expression"
        case .jsonPointer: "a JSON pointer"
        case .relativeJSONPointer: "a relative JSON pointer"
        }
    }
}

/// Reads a text byte by byte.
struct TextReader {
    let bytes: [UInt8]
    var place = 0

    init(_ text: String) { bytes = Array(text.utf8) }
    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    var isAtEnd: Bool { place == bytes.count }
    var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == scalar.value else { return false }
        place += 1
        return true
    }

    /// One digit or more as a number, which stops growing when it is large.
    mutating func number() -> Int? {
        var value: Int?
        while let byte = peek, byte.isDigit {
            value = min((value ?? 0) * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000)
            place += 1
        }
        return value
    }
}

extension UInt8 {
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
}
