import JSON

/// Something that is wrong with a payload's text: what it is, and where.
package struct PayloadRemark: Sendable, Hashable {
    let message: String
    /// The place in the handoff; empty where it has none or a line says it.
    let path: String
    /// The line as the parser counts; 0 where none is known.
    let line: Int

    /// What is wrong at a place in the handoff, `/payload/amount` for instance.
    package init(_ message: String, path: String = "") { (self.message, self.path, line) = (message, path, 0) }

    /// What keeps the text from being read.
    package init(_ problem: Problem) { (message, path, line) = (problem.message, "", problem.line) }

    /// The remark as one sentence, with the line that it stands above.
    func told(line: Int?) -> String {
        let place = [line.map { "line \($0)" } ?? "", path].filter { !$0.utf8.isEmpty }
        return place.isEmpty ? message : "\(place.joined(separator: ", ")): \(message)"
    }

    fileprivate func place(in places: PayloadPlaces) -> PayloadPlaces.Place? {
        if line > 0 { return places.place(ofLine: line) }
        guard let tokens = JSONPointer(parsing: path)?.tokens, let first = tokens.first, sameText(first, "payload")
        else { return nil }
        return places.place(of: JSONPointer(Array(tokens.dropFirst())))
    }
}

/// Remarks as comments in a text, each above the line that it is about, and taken out of it again.
///
/// A text can hold lines that look like remarks, as comments of the person's own or inside a text of the payload. So a remark ends
/// with a sign that no such line of the text ends with. Only lines with both signs are taken out: also where an editor moved them,
/// brought them back, or replaced a word in them together with the value that they quote.
package struct PayloadRemarks: Sendable {
    /// A text with remarks in it.
    package struct Marked: Sendable {
        /// The text.
        package let text: String
        /// The remarks in their order, for a person who does not see the text: each with its place in the handoff and, where it stands
        /// above a line, with the number that an editor shows for that line once it opens this text.
        package let told: [String]
    }

    private static let sign = "#! "
    private static let mostNumbers = 8
    /// What the remarks ended with that were put in so far.
    private var ends: Set<String> = []

    /// None so far.
    package init() {}

    /// Puts remarks into a text that holds none. At its top it is said how many there are, with those that have no line.
    package mutating func put(_ remarks: [PayloadRemark], into text: String) -> Marked {
        let places = PayloadPlaces(text)
        let found = remarks.map { $0.place(in: places) }
        let (bytes, begin) = (places.bytes, places.begin)
        // An editor takes the whole text to end its lines as the first one does.
        let isCRLF = bytes.firstIndex(of: 0x0A).map { $0 > 0 && bytes[$0 - 1] == 0x0D } ?? false
        let end = end(notIn: bytes[begin...]) + (isCRLF ? "\r\n" : "\n")
        func line(_ words: String) -> [UInt8] { Array((Self.sign + PayloadWriter.oneLine(words) + end).utf8) }

        let top = zip(remarks, found).filter { $0.1 == nil }.map { $0.0.told(line: nil) }
        var body: [UInt8] = []
        var (from, number) = (begin, top.count + 2)
        var numbers: [Int: Int] = [:]
        let indices = Dictionary(grouping: found.indices.filter { found[$0] != nil }) { found[$0]?.offset ?? begin }
        for (offset, indices) in indices.sorted(by: { $0.key < $1.key }) {
            number += bytes[from..<offset].count { $0 == 0x0A }
            body += bytes[from..<offset]
            let indent = bytes[offset...].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            for index in indices {
                // Above its own line a remark needs no further place.
                let isExact = found[index]?.isExact == true
                body += indent + line(isExact ? remarks[index].message : remarks[index].told(line: nil))
            }
            number += indices.count
            // Below the last line there is none.
            numbers[offset] = offset < bytes.count ? number : number - 1
            from = offset
        }
        body += bytes[from...]
        let summary = Self.summary(remarks.count, top.count, numbers.values.sorted())
        let head = ([summary] + top).map(line)
        return Marked(
            text: String(decoding: bytes[..<begin] + head.joined() + body, as: UTF8.self),
            told: zip(remarks, found).map { remark, place in remark.told(line: place.flatMap { numbers[$0.offset] }) })
    }

    /// The text without what was put into it.
    package func taken(from text: String) -> String {
        let bytes = Array(text.utf8)
        let begin = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let kept = Self.lines(of: bytes[begin...]).filter { line in
            !ends.contains { Self.isRemark(line.text, endingWith: $0) }
        }
        return String(decoding: bytes[..<begin] + kept.map { bytes[$0.range] }.joined(), as: UTF8.self)
    }

    /// What no line of a text ends with that looks like a remark.
    private mutating func end(notIn bytes: ArraySlice<UInt8>) -> String {
        let own = Self.lines(of: bytes).map(\.text).filter { $0.starts(with: Self.sign.utf8) }
        var (end, count) = (" !#", 1)
        while own.contains(where: { Self.isRemark($0, endingWith: end) }) {
            count += 1
            end = " !\(count)#"
        }
        ends.insert(end)
        return end
    }

    private static func isRemark(_ line: ArraySlice<UInt8>, endingWith end: String) -> Bool {
        line.count >= sign.utf8.count + end.utf8.count && line.starts(with: sign.utf8)
            && line.reversed().starts(with: end.utf8.reversed())
    }

    private static func summary(_ all: Int, _ top: Int, _ lines: [Int]) -> String {
        let things = all == 1 ? "1 thing is wrong" : "\(all) things are wrong"
        guard top < all else { return "\(things):" }
        var numbers = lines.prefix(mostNumbers).map(String.init).joined(separator: ", ")
        if lines.count > mostNumbers { numbers += " and more" }
        if top > 0 { return "\(things); they stand here and above their lines: \(numbers)" }
        return "\(things); \(all == 1 ? "it stands above line" : "each stands above its line:") \(numbers)"
    }

    // MARK: Lines as editors count them

    private static func lines(of bytes: ArraySlice<UInt8>) -> [(text: ArraySlice<UInt8>, range: Range<Int>)] {
        var lines: [(text: ArraySlice<UInt8>, range: Range<Int>)] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            var end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.endIndex
            let text = trimmed(bytes[start..<end])
            if end < bytes.endIndex { end += bytes[end...].starts(with: [0x0D, 0x0A]) ? 2 : 1 }
            lines.append((text, start..<end))
            start = end
        }
        return lines
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let line = line.drop(while: isBlank)
        return line.prefix((line.lastIndex { !isBlank($0) } ?? line.startIndex - 1) - line.startIndex + 1)
    }
}
