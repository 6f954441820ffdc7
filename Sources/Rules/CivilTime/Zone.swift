import Foundation

/// The distance of a place's clocks from UTC: a fixed one, or that of a name in the IANA database.
package struct Zone: Sendable, Hashable {
    private enum Distance: Hashable {
        case fixed(seconds: Int64)
        case named(TimeZone)
    }

    /// As it was written.
    package let name: String
    private let distance: Distance

    /// A zone of the IANA database, such as `Europe/Berlin`; nil when there is none of that name.
    package init?(named name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        (self.name, distance) = (name, .named(zone))
    }

    /// A zone from its distance (`+11:00`, `02:00`), `UTC`, `Z` or a name of the IANA database; nil when there is no such zone.
    package init?(_ text: String) {
        if ["UTC", "Z"].contains(where: { $0.utf8.elementsEqual(text.utf8) }) {
            self.init(name: text, distance: .fixed(seconds: 0))
        } else if let minutes = Self.offset(text) {
            self.init(name: text, distance: .fixed(seconds: Int64(minutes) * 60))
        } else {
            guard Self.isName(text) else { return nil }
            self.init(named: text)
        }
    }

    private init(name: String, distance: Distance) { (self.name, self.distance) = (name, distance) }

    private static func offset(_ text: String) -> Int? {
        let isSigned = text.utf8.first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } ?? false
        var reader = RFC3339Reader(isSigned ? text : "+" + text)
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        return offset
    }

    /// True of a text in the form of a zone's name, so that nothing else reaches the database of zones.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789_+-/".unicodeScalars.contains($0))
            }
    }

    /// Seconds east of UTC at a moment that is given in seconds since 1970-01-01T00:00:00Z.
    package func offset(at seconds: Int64) -> Int64 {
        switch distance {
        case .fixed(let offset): offset
        case .named(let zone): Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
        }
    }
}
