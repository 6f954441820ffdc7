import CommonExpression
import JSON

extension DecisionTable {
    /// Values in words, such as `payload.amount is 10000 and payload.kind is "payment"`.
    package typealias Words = String

    /// The values for which certainly none of the conditions holds, told as widely as they go; no more than so many.
    package func gaps(most: Int = 5) -> [Words] {
        let isGap = cells.map { $0.outcomes.allSatisfy { $0 == .fails } }
        return areas(isGap, most: most).map(words)
    }

    /// Values that lie between those for which one of the conditions holds, and for which none does: all of them about one number alone.
    package func innerGaps(most: Int = 5) -> [Words] {
        guard dimensions.count == 1, dimensions[0].isNumber, asked.allSatisfy({ $0 == [0] }) else { return [] }
        let isGap = cells.map { $0.outcomes.allSatisfy { $0 == .fails } }
        guard let first = isGap.firstIndex(of: false), let last = isGap.lastIndex(of: false) else { return [] }
        let isInner = isGap.indices.map { isGap[$0] && $0 > first && $0 < last }
        return areas(isInner, most: most).map(words)
    }

    /// Two conditions about the same number alone, of which neither takes in the other, and the values for which both hold.
    package func overlaps() -> [(first: Int, second: Int, words: Words)] {
        var found: [(first: Int, second: Int, words: Words)] = []
        for first in conditionCount.indices {
            for second in conditionCount.indices where second > first {
                guard let line = asked[first], line.count == 1, line == asked[second], let place = line.first,
                    dimensions[place].isNumber
                else { continue }
                func holds(_ cell: Cell, _ condition: Int) -> Bool { cell.outcomes[condition] == .holds }
                let both = cells.map { holds($0, first) && holds($0, second) }
                guard both.contains(true), cells.contains(where: { holds($0, first) && !holds($0, second) }),
                    cells.contains(where: { holds($0, second) && !holds($0, first) })
                else { continue }
                for area in areas(both, most: 1) { found.append((first, second, words(area))) }
            }
        }
        return found
    }

    /// Values for which certainly all of these conditions hold; nil where there are none.
    package func meeting(of conditions: [Int]) -> Words? {
        areas(cells.map { cell in conditions.allSatisfy { cell.outcomes[$0] == .holds } }, most: 1).first.map(words)
    }

    private var conditionCount: Range<Int> { 0..<asked.count }

    /// For each dimension the places from one value to another; nil for all of them.
    private typealias Area = [ClosedRange<Int>?]

    /// The marked cells as areas, each as wide as it can be.
    private func areas(_ isMarked: [Bool], most: Int) -> [Area] {
        var (left, found): ([Bool], [Area]) = (isMarked, [])
        while found.count < most, let start = left.firstIndex(of: true) {
            var area: Area = cells[start].places.map { place in place.map { $0...$0 } }
            for dimension in dimensions.indices { widen(&area, dimension, isMarked) }
            found.append(area)
            for index in cells.indices where holds(area, cells[index]) { left[index] = false }
        }
        return found
    }

    private func widen(_ area: inout Area, _ dimension: Int, _ isMarked: [Bool]) {
        func isAllMarked(_ area: Area) -> Bool {
            cells.indices.allSatisfy { isMarked[$0] || !holds(area, cells[$0]) }
        }
        guard let span = area[dimension] else { return }
        var wide = area
        wide[dimension] = nil
        if isAllMarked(wide) {
            area = wide
            return
        }
        guard dimensions[dimension].isNumber else { return }
        var (lower, upper) = (span.lowerBound, span.upperBound)
        while upper + 1 < dimensions[dimension].values.count {
            wide[dimension] = lower...(upper + 1)
            guard isAllMarked(wide) else { break }
            upper += 1
        }
        while lower > 0 {
            wide[dimension] = (lower - 1)...upper
            guard isAllMarked(wide) else { break }
            lower -= 1
        }
        area[dimension] = lower...upper
    }

    private func holds(_ area: Area, _ cell: Cell) -> Bool {
        zip(area, cell.places).allSatisfy { span, place in
            guard let span else { return true }
            return place.map(span.contains) ?? false
        }
    }

    private func words(_ area: Area) -> Words {
        let parts = dimensions.indices.compactMap { index in area[index].map { dimensions[index].words($0) } }
        return parts.isEmpty ? "whatever comes in" : parts.joined(separator: " and ")
    }
}

extension DecisionTable.Dimension {
    fileprivate func words(_ span: ClosedRange<Int>) -> String {
        let text = SyntaxPrinter.text(subject)
        switch (values[span.lowerBound], values[span.upperBound]) {
        case (.number(let low), .number(let high)):
            return "\(text) is \(NumberRange(lower: low.lower, upper: high.upper).words)"
        case (.constant(let value), _): return "\(text) is \(value.printable)"
        case (.other(let values), _):
            return "\(text) is none of \(values.map(\.printable).joined(separator: ", "))"
        case (.truth(let isTrue), _):
            if case .has(let operand, let field) = subject.kind {
                return "\(SyntaxPrinter.text(operand)).\(field) is \(isTrue ? "there" : "absent")"
            }
            return "\(text) is \(isTrue)"
        default: return text
        }
    }
}

extension NumberRange {
    /// The range in words: `10000`, `over 5 and below 10`, `7 or more`.
    fileprivate var words: String {
        if let single { return single.description }
        let from = lower.map { $0.isIncluded ? "from \($0.value)" : "over \($0.value)" }
        let to = upper.map { $0.isIncluded ? "up to \($0.value)" : "below \($0.value)" }
        let parts = [from, to].compactMap { $0 }
        return parts.isEmpty ? "any number" : parts.joined(separator: " and ")
    }
}
