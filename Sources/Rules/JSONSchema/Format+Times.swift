import CivilTime

extension Format {
    /// `full-date` of RFC 3339.
    static func isDate(_ text: String) -> Bool {
        var reader = RFC3339Reader(text)
        return reader.date() != nil && reader.isAtEnd
    }

    /// `full-time` of RFC 3339.
    static func isTime(_ text: String) -> Bool {
        var reader = RFC3339Reader(text)
        return isTime(&reader)
    }

    /// `date-time` of RFC 3339.
    static func isDateTime(_ text: String) -> Bool {
        var reader = RFC3339Reader(text)
        return reader.date() != nil && reader.acceptSeparator() && isTime(&reader)
    }

    /// A leap second falls at the end of a day in UTC.
    private static func isTime(_ reader: inout RFC3339Reader) -> Bool {
        guard let time = reader.time(), reader.isAtEnd else { return false }
        return time.second < 60 || time.isLastMinute
    }

    /// `duration` of RFC 3339, appendix A: weeks alone, or units without a gap between the first and the last.
    static func isDuration(_ text: String) -> Bool {
        guard let parts = DurationParts(text) else { return false }
        let units = parts.date.map(\.unit)
        guard let time = parts.time?.map(\.unit) else { return units == ["W"] || isChain(units, of: ["Y", "M", "D"]) }
        return (units.isEmpty || isChain(units, of: ["Y", "M", "D"])) && isChain(time, of: ["H", "M", "S"])
    }

    private static func isChain(_ units: [Unicode.Scalar], of known: [Unicode.Scalar]) -> Bool {
        guard let first = units.first, let start = known.firstIndex(of: first) else { return false }
        return known[start...].starts(with: units)
    }
}
