import JSON

extension DeliveryOutcome {
    /// The most bytes of a record's id, of its address and of a message, the most lines of a message, and the most bytes of an answer that
    /// is kept whole.
    package static let longestID = 256, longestURL = 2_048, longestMessage = 8 << 10, mostLines = 40
    package static let largestAnswer = 64 << 10

    /// The same, as much of it as is taken from outside.
    ///
    /// A record's id that is too long, or has something in it that can't be seen, is none: then nobody knows what was written.
    package var bounded: DeliveryOutcome {
        switch self {
        case .executed(let id, let url, let message, let raw):
            guard !id.isEmpty, id.utf8.count <= Self.longestID, id.unicodeScalars.allSatisfy(\.canBeSeen) else {
                return .unknown(
                    message:
                        "the record's id that it gave is empty, over \(Self.longestID) bytes long, or has characters in it "
                        + "that can't be seen: \(Self.bounded(String(id.prefix(Self.longestID))))")
            }
            let address = url.flatMap { url in
                url.utf8.count <= Self.longestURL && url.unicodeScalars.allSatisfy(\.canBeSeen) ? url : nil
            }
            let message = message.map(Self.bounded)
            let isSmall = raw.compactBytes.count <= Self.largestAnswer
            return .executed(
                recordID: id, url: address, message: message,
                raw: isSmall
                    ? raw : ["record": ["id": .string(id)], "left_out": "the answer is too large to be kept"])
        case .retry(let message): return .retry(message: Self.bounded(message))
        case .failed(let message): return .failed(message: Self.bounded(message))
        case .unknown(let message): return .unknown(message: Self.bounded(message))
        case .unusable(let message): return .unusable(message: Self.bounded(message))
        }
    }

    /// So much of a message, with everything in it that can't be seen written out.
    private static func bounded(_ message: String) -> String {
        var text = String.UnicodeScalarView()
        var (lines, bytes) = (1, 0)
        for scalar in message.unicodeScalars {
            if scalar == "\n" { lines += 1 }
            let shown =
                scalar == "\n" || scalar.canBeSeen
                ? [scalar] : Array("\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
            bytes += shown.reduce(0) { $0 + UTF8.width($1) }
            guard lines <= mostLines, bytes <= longestMessage else {
                text.append("…")
                break
            }
            text += shown
        }
        return String(text)
    }
}

extension Unicode.Scalar {
    /// Whether it stands for something on a screen, and does nothing there.
    package var canBeSeen: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: self == " "
        default: !properties.isDefaultIgnorableCodePoint
        }
    }
}
