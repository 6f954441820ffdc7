extension Duration {
    /// The duration in nanoseconds, when it is of that precision and fits 64 bits: about ±292 years.
    package var wholeNanoseconds: Int64? {
        Int64(exactly: totalNanoseconds)
    }

    private var totalNanoseconds: Int128 {
        let (seconds, attoseconds) = components
        return Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000)
    }

    /// Seconds with their fraction and an `s`: `3600s`, `-1.5s`.
    var expressionText: String {
        let total = totalNanoseconds
        let magnitude = total.magnitude
        let fraction = fractionText(Int64(magnitude % 1_000_000_000))
        return "\(total < 0 ? "-" : "")\(magnitude / 1_000_000_000)\(fraction)s"
    }

    /// A duration from numbers with units, `1h30m`, `-1.5s`, `250ms`; nil when it is none or doesn't fit.
    package init?(expression text: String) {
        var bytes = Substring(text).utf8
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        if bytes.elementsEqual("0".utf8) {
            self = .zero
            return
        }
        guard !bytes.isEmpty else { return nil }
        var total: Int128 = 0
        while !bytes.isEmpty {
            guard let part = Self.part(&bytes) else { return nil }
            total += part
            guard total < 1 << 64 else { return nil }
        }
        guard let nanoseconds = Int64(exactly: isNegative ? -total : total) else { return nil }
        self = .nanoseconds(nanoseconds)
    }

    private static let units: [(name: String, nanoseconds: Int128)] = [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// Reads one number with its unit and gives it in nanoseconds.
    private static func part(_ bytes: inout Substring.UTF8View) -> Int128? {
        var digits: Int128 = 0
        var scale: Int128 = 1
        var count = 0
        var inFraction = false
        while let byte = bytes.first {
            if byte == UInt8(ascii: "."), !inFraction {
                inFraction = true
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                count += 1
                guard count <= 20 else { return nil }
                digits = digits * 10 + Int128(byte - UInt8(ascii: "0"))
                if inFraction { scale *= 10 }
            } else {
                break
            }
            bytes.removeFirst()
        }
        guard count > 0 else { return nil }
        let unit = bytes.prefix { $0 != UInt8(ascii: ".") && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let found = units.first(where: { unit.elementsEqual($0.name.utf8) }) else { return nil }
        bytes.removeFirst(unit.count)
        return digits * found.nanoseconds / scale
    }
}
