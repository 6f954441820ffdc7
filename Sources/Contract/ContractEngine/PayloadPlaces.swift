import JSON
import Yams

/// Where in a payload's text a comment can stand above what it is about.
///
/// That is the beginning of a line on which a name or an item of a list begins: in front of it a comment is never part of a text that
/// spans lines. What does not begin on a line of its own is found at what it stands in.
struct PayloadPlaces {
    /// The beginning of a line, and whether that line is the one that was asked for rather than that of something around it.
    struct Place: Hashable {
        let offset: Int, isExact: Bool
    }

    let bytes: [UInt8]
    /// Where the first line begins: an editor may have put the mark U+FEFF before it.
    let begin: Int
    /// Where each line begins, as the parser counts them: to it more characters end a line than to an editor.
    private let lines: [Int]
    /// Nothing where the text is no YAML.
    private let root: Node?

    private typealias Spot = (line: Int, column: Int)

    /// A name or an item, and the value that stands there.
    private struct Step {
        let spot: Spot, value: Node
    }

    init(_ text: String) {
        bytes = Array(text.utf8)
        begin = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        lines = Self.lines(bytes, begin)
        root = YAMLReading(file: "").root(of: text)?.node
    }

    /// Where a comment about the value at a pointer stands. Nil for the whole payload, and for what is not in the text.
    func place(of pointer: JSONPointer) -> Place? {
        guard let root, !pointer.tokens.isEmpty else { return nil }
        var steps = [Step(spot: spot(root), value: root)]
        for token in pointer.tokens {
            let last = steps[steps.count - 1]
            guard let step = index(of: token, in: last.value).flatMap({ step(from: last.value, at: $0) }) else {
                return nil
            }
            // An alias leads to what stands elsewhere: the comment belongs to where it is used.
            guard step.spot >= last.spot else { return place(of: steps, isWhole: false) }
            steps.append(step)
        }
        return place(of: steps, isWhole: true)
    }

    /// Where a comment about a line stands, counted as the parser counts; nil where there is no such line.
    func place(ofLine line: Int) -> Place? {
        guard line > 0 else { return nil }
        guard let root else {
            // Without a tree nobody can tell what the line is part of.
            let offset = lines[min(line, lines.count) - 1]
            return Place(offset: (bytes[begin..<offset].lastIndex(of: 0x0A) ?? begin - 1) + 1, isExact: true)
        }
        var steps = [Step(spot: spot(root), value: root)]
        while true {
            let last = steps[steps.count - 1]
            let within = (0..<count(last.value)).reversed().lazy.compactMap { step(from: last.value, at: $0) }
            guard let step = within.first(where: { $0.spot >= last.spot && $0.spot.line <= line }) else { break }
            steps.append(step)
        }
        return place(of: steps, isWhole: true)
    }

    private func place(of steps: [Step], isWhole: Bool) -> Place? {
        for (index, step) in steps.enumerated().reversed() where offset(of: step.spot) != nil {
            return Place(offset: lines[step.spot.line - 1], isExact: isWhole && index == steps.count - 1)
        }
        return nil
    }

    // MARK: The text

    private static func lines(_ bytes: [UInt8], _ begin: Int) -> [Int] {
        var lines = [begin]
        for (index, byte) in bytes.enumerated().dropFirst(begin) {
            let isEnd =
                switch byte {
                case 0x0A: true
                case 0x0D: index + 1 == bytes.count || bytes[index + 1] != 0x0A
                case 0x85: index > 0 && bytes[index - 1] == 0xC2
                case 0xA8, 0xA9: index > 1 && bytes[index - 2] == 0xE2 && bytes[index - 1] == 0x80
                default: false
                }
            if isEnd { lines.append(index + 1) }
        }
        return lines
    }

    /// Where something begins, if nothing but dashes and question marks stands before it on its line, as an editor shows it.
    private func offset(of spot: Spot) -> Int? {
        guard lines.indices.contains(spot.line - 1) else { return nil }
        let start = lines[spot.line - 1]
        guard start == begin || bytes[start - 1] == 0x0A else { return nil }
        let offset = start + spot.column - 1
        guard start...bytes.count ~= offset else { return nil }
        return bytes[start..<offset].allSatisfy(" \t-?".utf8.contains) ? offset : nil
    }

    private func byte(at spot: Spot) -> UInt8? {
        guard let offset = offset(of: spot), offset < bytes.count else { return nil }
        return bytes[offset]
    }

    // MARK: The tree

    private func spot(_ node: Node) -> Spot { (node.mark?.line ?? 0, node.mark?.column ?? 0) }

    private func count(_ node: Node) -> Int { node.mapping?.count ?? node.sequence?.count ?? 0 }

    private func index(of token: String, in node: Node) -> Int? {
        switch node {
        case .mapping(let mapping): mapping.firstIndex { sameText($0.key.payloadName, token) }
        case .sequence(let sequence):
            Int(token).flatMap { sequence.indices.contains($0) && String($0) == token ? $0 : nil }
        case .scalar, .alias: nil
        }
    }

    private func step(from parent: Node, at index: Int) -> Step? {
        switch parent {
        case .mapping(let mapping):
            return Step(spot: spot(mapping[index].key), value: mapping[index].value)
        case .sequence(let sequence):
            let item = spot(sequence[index])
            return Step(spot: dash(before: item, spot(parent)) ?? item, value: sequence[index])
        case .scalar, .alias: return nil
        }
    }

    /// The dash of an item in a block, which can stand lines before it. All dashes of a list stand in the column of the first.
    private func dash(before item: Spot, _ list: Spot) -> Spot? {
        guard list <= item, byte(at: list) == UInt8(ascii: "-") else { return nil }
        return (list.line...item.line).reversed().lazy.map { ($0, list.column) }.first {
            byte(at: $0) == UInt8(ascii: "-")
        }
    }
}
