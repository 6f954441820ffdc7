extension DisplayText {
    /// The end of the text that fits a width, with an ellipsis in the first column when something is missing.
    package func ending(in width: Int) -> DisplayText {
        guard self.width > width else { return self }
        var used = 1
        let kept = cells.reversed().prefix { cell in
            used += Int(cell.width)
            return used <= width
        }
        // What joined a character that is gone has nothing to join.
        return width > 0
            ? DisplayText(cells: [Self.ellipsis] + kept.reversed().drop { $0.isJoined }) : DisplayText()
    }

    /// The text cut to a width, with an ellipsis in the last column when something is missing.
    package func truncated(to width: Int) -> DisplayText {
        guard width > 0 else { return DisplayText() }
        var used = 0
        var fits = 0
        for (index, cell) in cells.enumerated() {
            used += Int(cell.width)
            if used > width {
                var start = DisplayText(cells: Array(cells[..<min(fits, index)]))
                start.unjoinEnd()
                start.cells.append(Self.ellipsis)
                return start
            }
            if used <= width - 1 { fits = index + 1 }
        }
        return self
    }

    /// The text cut to a width in its middle, so that both its beginning and its end can be read.
    package func shortened(to width: Int) -> DisplayText {
        guard self.width > width else { return self }
        guard width > 8 else { return truncated(to: width) }
        let end = (width - 1) / 3
        let ending = ending(in: end + 1)
        return prefix(width - ending.width) + ending
    }

    /// As many whole characters from the start as a width holds, without a sign that something is missing.
    package func prefix(_ width: Int) -> DisplayText {
        var used = 0
        let end = cells.firstIndex { cell in
            used += Int(cell.width)
            return used > width
        }
        var text = DisplayText(cells: Array(cells[..<(end ?? cells.endIndex)]))
        text.unjoinEnd()
        return text
    }

    /// The text with spaces after it up to a width, or cut to it.
    package func padded(to width: Int) -> DisplayText {
        var text = truncated(to: width)
        let missing = width - text.width
        if missing > 0 { text.cells += Array(repeating: Cell(" "), count: missing) }
        return text
    }

    /// The text with spaces before it up to a width, or cut to it.
    package func paddedLeft(to width: Int) -> DisplayText {
        let text = truncated(to: width)
        return DisplayText(cells: Array(repeating: Cell(" "), count: max(0, width - text.width)) + text.cells)
    }

    /// The lines that the text takes in a width: broken at spaces where there are some, otherwise anywhere. At least one line.
    package func wrapped(to width: Int, limit: Int = .max) -> [DisplayText] {
        let width = max(width, 2)
        var lines: [DisplayText] = []
        var start = 0
        while start < cells.count, lines.count < limit {
            let end = lineEnd(from: start, width: width)
            var line = DisplayText(cells: Array(cells[start..<end.shown]))
            line.unjoinEnd()
            lines.append(line)
            start = end.next
        }
        return lines.isEmpty ? [DisplayText()] : lines
    }

    func lineEnd(from start: Int, width: Int) -> (shown: Int, next: Int) {
        var used = 0
        var index = start
        var lastSpace: Int?
        while index < cells.count {
            let cell = cells[index]
            let isSpace = cell.scalar == " " && !cell.isEscaped
            if used + Int(cell.width) > width {
                // The space that doesn't fit is where the line breaks.
                if isSpace { return (index, index + 1) }
                if let lastSpace, lastSpace > start { return (lastSpace, lastSpace + 1) }
                return (max(index, start + 1), max(index, start + 1))
            }
            if isSpace { lastSpace = index }
            used += Int(cell.width)
            index += 1
        }
        return (cells.count, cells.count)
    }

    /// The text repeated.
    package func repeated(_ count: Int) -> DisplayText {
        var text = DisplayText()
        for _ in 0..<max(0, count) { text += self }
        return text
    }

    /// The texts in order with another between them.
    package static func joined(_ parts: [DisplayText], by separator: DisplayText) -> DisplayText {
        var text = DisplayText()
        for (index, part) in parts.enumerated() {
            if index > 0 { text += separator }
            text += part
        }
        return text
    }
}

extension DisplayText {
    /// The text without its first character.
    package static func dropFirst(of text: DisplayText) -> DisplayText {
        DisplayText(cells: Array(text.cells.dropFirst().drop { $0.isJoined }))
    }
}
