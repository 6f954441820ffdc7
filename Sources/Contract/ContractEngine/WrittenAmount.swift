import JSON

/// An amount as a person reads it: `128,450.75 EUR`.
package enum WrittenAmount {
    /// A number with its digits in groups of three; as it was written where it has an exponent, and its fraction always as written.
    package static func grouped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let start = bytes.first == UInt8(ascii: "-") ? 1 : 0
        let end = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
        guard JSONNumber(text) != nil, !bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return text }
        var grouped = Array(bytes[..<start])
        for (index, digit) in bytes[start..<end].enumerated() {
            if index > 0, (end - start - index) % 3 == 0 { grouped.append(UInt8(ascii: ",")) }
            grouped.append(digit)
        }
        return String(decoding: grouped + bytes[end...], as: UTF8.self)
    }

    /// The same with a currency behind it.
    package static func grouped(_ text: String, currency: String?) -> String {
        currency.map { "\(grouped(text)) \($0)" } ?? grouped(text)
    }
}

/// The numbers that stand in a text, however their digits are grouped: `128450.75`, `128,450.75`, `128.450,75`, `128 450.75` and
/// `128'450.75` are one number.
///
/// Where a mark can be read in two ways, as in `128.450`, both numbers are taken to stand there.
package struct WrittenNumbers: Sendable {
    private var found: Set<String> = []

    package init(in text: String) {
        var scanner = NumberScanner(text)
        while let run = scanner.next() { add(run) }
    }

    /// Whether a number stands in the text, its sign left aside.
    package func contains(_ number: JSONNumber) -> Bool {
        let text = number.text.first == "-" ? String(number.text.dropFirst()) : number.text
        guard !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        return found.contains(Self.normal(parts[0], parts.count > 1 ? parts[1] : ""))
    }

    /// A run of digits with marks between them: every number that it can be read as.
    private mutating func add(_ run: NumberScanner.Run) {
        for part in run.groups { found.insert(Self.normal(part, "")) }
        let most = 8
        for first in run.groups.indices.suffix(most) {
            for last in run.groups[first...].indices where last > first {
                let groups = run.groups[first...last], marks = Set(run.marks[first..<last])
                let isGrouped = groups.dropFirst().allSatisfy { $0.utf8.count == 3 } && groups[first].utf8.count <= 3
                if marks.count == 1, isGrouped { found.insert(Self.normal(groups.joined(), "")) }
                // The last mark as the decimal one: what stands before it is one group, or grouped by another mark.
                guard run.marks[last - 1] == UInt8(ascii: ".") || run.marks[last - 1] == UInt8(ascii: ",") else {
                    continue
                }
                let whole = groups.dropLast(), others = Set(run.marks[first..<last - 1])
                let isWholeGrouped = whole.dropFirst().allSatisfy { $0.utf8.count == 3 } && whole[first].utf8.count <= 3
                if whole.count == 1 || (others.count == 1 && !others.contains(run.marks[last - 1]) && isWholeGrouped) {
                    found.insert(Self.normal(whole.joined(), groups[last]))
                }
            }
        }
    }

    private static func normal(_ whole: String, _ fraction: String) -> String {
        let whole = whole.drop { $0 == "0" }
        var fraction = Substring(fraction)
        while fraction.last == "0" { fraction.removeLast() }
        return (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : "." + fraction)
    }
}

/// Goes through a text from one run of digits to the next.
private struct NumberScanner {
    struct Run {
        var groups: [String], marks: [UInt8]
    }

    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func next() -> Run? {
        while index < bytes.count, !isDigit(index) { index += 1 }
        guard index < bytes.count else { return nil }
        var run = Run(groups: [group()], marks: [])
        while let (mark, length) = mark(), isDigit(index + length), run.groups.count < 16 {
            index += length
            run.marks.append(mark)
            run.groups.append(group())
        }
        return run
    }

    private func isDigit(_ index: Int) -> Bool { index < bytes.count && bytes[index] &- 0x30 < 10 }

    private mutating func group() -> String {
        let start = index
        while isDigit(index) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// What can stand between groups of digits: all kinds of blanks are one mark, and so are all apostrophes.
    private func mark() -> (UInt8, Int)? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "."), UInt8(ascii: ","): return (bytes[index], 1)
        case UInt8(ascii: "'"), UInt8(ascii: "_"): return (UInt8(ascii: "'"), 1)
        case UInt8(ascii: " "): return (UInt8(ascii: " "), 1)
        case 0xC2 where bytes[index...].starts(with: [0xC2, 0xA0]): return (UInt8(ascii: " "), 2)
        case 0xE2:
            let rest = bytes[index...].prefix(3)
            if [[0xE2, 0x80, 0x89], [0xE2, 0x80, 0xAF], [0xE2, 0x80, 0x87]].contains(where: { rest.elementsEqual($0) })
            {
                return (UInt8(ascii: " "), 3)
            }
            return rest.elementsEqual([0xE2, 0x80, 0x99]) ? (UInt8(ascii: "'"), 3) : nil
        default: return nil
        }
    }
}
