extension DisplayText {
    /// A piece of a line, and whether it belongs to something that was looked for.
    package struct Piece: Sendable, Hashable {
        /// The text.
        package let text: DisplayText
        /// Whether it is part of a find.
        package let isFound: Bool
    }

    /// Where words stand in the text, as ranges of cells in order; case is ignored in ASCII, and so are marks. What an escape shows is
    /// never found: it is not in the text.
    package func places(of words: [DisplayText]) -> [Range<Int>] {
        // With its end, so that a find takes the marks of its last character with it.
        let starts = cells.indices.filter { !cells[$0].isJoined } + [cells.count]
        let folded = starts.dropLast().map { cells[$0].isEscaped ? nil : Self.folded(cells[$0].scalar) }
        var isFound = [Bool](repeating: false, count: folded.count)
        for word in words where !word.isEmpty {
            let wanted = word.cells.filter { !$0.isJoined }.map { Self.folded($0.scalar) }
            guard wanted.count <= folded.count else { continue }
            for start in 0...(folded.count - wanted.count)
            where folded[start] == wanted[0] && folded[start..<start + wanted.count].elementsEqual(wanted, by: ==) {
                for index in start..<start + wanted.count { isFound[index] = true }
            }
        }
        var places: [Range<Int>] = []
        for index in isFound.indices where isFound[index] {
            if let last = places.last, last.upperBound == starts[index] {
                places[places.count - 1] = last.lowerBound..<starts[index + 1]
            } else {
                places.append(starts[index]..<starts[index + 1])
            }
        }
        return places
    }

    private static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
        let value = scalar.value
        return (0x41...0x5A).contains(value) ? value + 0x20 : value
    }

    /// The lines that the text takes in a width, as `wrapped` makes them, each cut where a find begins or ends.
    package func wrapped(to width: Int, finding words: [DisplayText], limit: Int = .max) -> [[Piece]] {
        let places = places(of: words)
        guard !places.isEmpty else {
            return wrapped(to: width, limit: limit).map { [Piece(text: $0, isFound: false)] }
        }
        let width = max(width, 2)
        var lines: [[Piece]] = []
        var start = 0
        while start < cells.count, lines.count < limit {
            let end = lineEnd(from: start, width: width)
            lines.append(pieces(of: start..<end.shown, places))
            start = end.next
        }
        return lines
    }

    private func pieces(of line: Range<Int>, _ places: [Range<Int>]) -> [Piece] {
        var pieces: [Piece] = []
        var start = line.lowerBound
        func add(_ range: Range<Int>, isFound: Bool) {
            guard !range.isEmpty else { return }
            var text = DisplayText(cells: Array(cells[range]))
            text.unjoinEnd()
            pieces.append(Piece(text: text, isFound: isFound))
        }
        for place in places {
            let part = place.clamped(to: line)
            guard !part.isEmpty else { continue }
            add(start..<part.lowerBound, isFound: false)
            add(part, isFound: true)
            start = part.upperBound
        }
        add(start..<line.upperBound, isFound: false)
        return pieces
    }
}
