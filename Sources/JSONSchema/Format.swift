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

    func accepts(_ text: String) -> Bool { true }

    /// The format in a sentence: `a date`.
    var phrase: String { "of the format \(rawValue)" }
}
