/// Host names: RFC 1123, with labels of other scripts as IDNA 2008 has them.
enum Hostname {
    static func accepts(_ text: String) -> Bool {
        guard 1...253 ~= text.utf8.count else { return false }
        var labels: [[Unicode.Scalar]] = []
        for label in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard isPlainLabel(label) else { return false }
            guard label.count >= 4, label.prefix(4).elementsEqual("xn--".utf8, by: { $0 | 0x20 == $1 })
            else {
                labels.append(label.map { Unicode.Scalar($0) })
                continue
            }
            guard let decoded = Punycode.decode(label.dropFirst(4)), decoded.contains(where: { !$0.isASCII }),
                InternationalLabel.accepts(decoded)
            else { return false }
            labels.append(decoded)
        }
        return Bidirectional.accepts(labels)
    }

    static func acceptsInternational(_ text: String) -> Bool {
        // No character of four bytes becomes less than one of the 253.
        guard text.utf8.count <= 253 * 4 else { return false }
        var labels: [[Unicode.Scalar]] = [[]]
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x2E, 0x3002, 0xFF0E, 0xFF61: labels.append([])
            default: labels[labels.count - 1].append(scalar)
            }
        }
        var length = labels.count - 1
        for (index, label) in labels.enumerated() {
            if label.allSatisfy(\.isASCII) {
                let plain = String(String.UnicodeScalarView(label))
                guard accepts(plain), isPrefixed(label) || !hasReservedHyphens(label) else { return false }
                if isPrefixed(label), let decoded = Punycode.decode(plain.utf8.dropFirst(4)) { labels[index] = decoded }
                length += label.count
            } else {
                guard InternationalLabel.accepts(label), let encoded = Punycode.encodedLength(label), encoded + 4 <= 63
                else {
                    return false
                }
                length += encoded + 4
            }
        }
        return length <= 253 && Bidirectional.accepts(labels)
    }

    private static func isPlainLabel(_ label: some BidirectionalCollection<UInt8>) -> Bool {
        1...63 ~= label.count && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
            && label.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }

    static func hasReservedHyphens(_ label: [Unicode.Scalar]) -> Bool {
        label.count >= 4 && label[2] == "-" && label[3] == "-"
    }

    private static func isPrefixed(_ label: [Unicode.Scalar]) -> Bool {
        hasReservedHyphens(label) && label[0].value | 0x20 == 0x78 && label[1].value | 0x20 == 0x6E
    }
}

/// The encoding of labels in other scripts (RFC 3492).
enum Punycode {
    static func decode(_ label: some Collection<UInt8>) -> [Unicode.Scalar]? {
        let bytes = Array(label)
        let delimiter = bytes.lastIndex(of: UInt8(ascii: "-"))
        var output = bytes[..<(delimiter ?? 0)].map { Unicode.Scalar($0) }
        var (code, index, bias) = (128, 0, 72)
        var place = delimiter.map { $0 + 1 } ?? 0
        guard place < bytes.count, bytes.count <= 63 else { return nil }
        while place < bytes.count {
            let start = index
            var (weight, step) = (1, 36)
            while true {
                guard place < bytes.count, let digit = digit(bytes[place]) else { return nil }
                place += 1
                index += digit * weight
                let threshold = min(max(step - bias, 1), 26)
                if digit < threshold { break }
                weight *= 36 - threshold
                step += 36
                guard weight < 1 << 32, index < 1 << 40 else { return nil }
            }
            bias = adapted(index - start, output.count + 1, isFirst: start == 0)
            code += index / (output.count + 1)
            index %= output.count + 1
            guard code <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
            output.insert(scalar, at: index)
            index += 1
        }
        return output
    }

    /// How many characters the encoding has, without the prefix; nil when it is far too long.
    static func encodedLength(_ label: [Unicode.Scalar]) -> Int? {
        guard label.count <= 63 else { return nil }
        let basic = label.count(where: \.isASCII)
        var (code, delta, bias, handled) = (128, 0, 72, basic)
        var length = basic > 0 ? basic + 1 : 0
        while handled < label.count {
            guard let next = label.lazy.map({ Int($0.value) }).filter({ $0 >= code }).min() else { return nil }
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in label {
                if scalar.value < code { delta += 1 }
                guard scalar.value == code else { continue }
                var (rest, step) = (delta, 36)
                while true {
                    length += 1
                    let threshold = min(max(step - bias, 1), 26)
                    if rest < threshold { break }
                    rest = (rest - threshold) / (36 - threshold)
                    step += 36
                }
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return length
    }

    private static func digit(_ byte: UInt8) -> Int? {
        if byte.isDigit { return Int(byte - UInt8(ascii: "0")) + 26 }
        return byte.isLetter ? Int((byte | 0x20) - UInt8(ascii: "a")) : nil
    }

    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var step = 0
        while delta > 455 {
            delta /= 35
            step += 36
        }
        return step + 36 * delta / (delta + 38)
    }
}
