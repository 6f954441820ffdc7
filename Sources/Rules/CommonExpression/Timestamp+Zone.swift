import Foundation
import JSON

extension Timestamp {
    /// The civil time in a zone: an offset (`+11:00`, `02:00`) or a name of the IANA database; nil when there is no such zone.
    func civil(in zone: String?) -> CivilTime? {
        guard let zone, !sameText(zone, "UTC"), !sameText(zone, "Z") else { return CivilTime(seconds) }
        if let offset = Self.offset(zone) { return CivilTime(seconds + offset) }
        guard Self.isZoneName(zone), let named = TimeZone(identifier: zone) else { return nil }
        let offset = named.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        return CivilTime(seconds + Int64(offset))
    }

    private static func offset(_ text: String) -> Int64? {
        guard let first = text.utf8.first else { return nil }
        let signed = first == UInt8(ascii: "+") || first == UInt8(ascii: "-") ? text : "+" + text
        var reader = DigitReader(signed)
        guard let offset = reader.offset(), reader.isAtEnd, offset.magnitude < 86_400 else { return nil }
        return offset
    }

    /// Whether a text has the form of a zone's name, so that nothing else reaches the database of zones.
    private static func isZoneName(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789_+-/".unicodeScalars.contains($0))
            }
    }
}
