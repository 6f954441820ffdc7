extension TextReader {
    /// `full-date` of RFC 3339.
    mutating func date() -> Bool {
        guard let year = number(digits: 4), accept("-"), let month = number(digits: 2), accept("-"),
            let day = number(digits: 2), 1...12 ~= month
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1...days[month - 1] ~= day
    }

    /// `full-time` of RFC 3339. A leap second falls at the end of a day in UTC.
    mutating func time() -> Bool {
        guard let hour = number(digits: 2), accept(":"), let minute = number(digits: 2), accept(":"),
            let second = number(digits: 2), hour < 24, minute < 60, second <= 60
        else { return false }
        if accept("."), number() == nil { return false }
        var offset = 0
        if !accept(letter: "z") {
            let sign: Int
            if accept("+") { sign = 1 } else if accept("-") { sign = -1 } else { return false }
            guard let hours = number(digits: 2), accept(":"), let minutes = number(digits: 2), hours < 24, minutes < 60
            else {
                return false
            }
            offset = sign * (hours * 60 + minutes)
        }
        return second < 60 || (hour * 60 + minute - offset + 2 * 1440) % 1440 == 1439
    }

    /// `duration` of RFC 3339, appendix A.
    mutating func duration() -> Bool {
        guard accept("P") else { return false }
        let start = place
        if number() != nil, accept("W") { return isAtEnd }
        place = start
        let hasDate = chain(["Y", "M", "D"])
        guard hasDate || place == start else { return false }
        guard accept("T") else { return hasDate && isAtEnd }
        return chain(["H", "M", "S"]) && isAtEnd
    }

    /// Numbers with these units in order, none left out between the first and the last; at least one.
    private mutating func chain(_ units: [Unicode.Scalar]) -> Bool {
        var next: Int?
        while let byte = peek, byte.isDigit {
            guard number() != nil, let unit = peek.map({ Unicode.Scalar($0) }), let found = units.firstIndex(of: unit)
            else {
                return false
            }
            guard next == nil || found == next else { return false }
            next = found + 1
            place += 1
        }
        return next != nil
    }
}
