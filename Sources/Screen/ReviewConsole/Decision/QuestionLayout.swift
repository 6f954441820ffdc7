import CivilTime
import ReviewDesk
import ReviewFlow
import Terminal

/// Which lines a question has on a screen of a size: a pure function of both.
///
/// What speaks against it and the answers always stand; what would be written scrolls between them; and where not even title, record and
/// amount have room, there is no question.
struct QuestionLayout {
    typealias Line = [Sheet.Span]

    /// The whole box on the screen.
    let box: Rectangle
    /// Above: what speaks against it. Then what it is: title, record, amount.
    let concerns: [Line], subject: [Line]
    /// What would be written, in this width, and how many of the lines stand there.
    let payload: [Line], payloadRows: Int
    /// For each leaf of the payload the line on which it ends, and the one on which it begins.
    let leafLines: [Range<Int>]
    /// The first reason that stands there, and how many do.
    let reasons: Range<Int>
    /// What follows, and the digest.
    let outcome: [Line]
    /// What is said below: a claim that is taken over, the time that is left, whom it could go to.
    let extras: [Line]
    /// Whether lines are drawn above and below what would be written.
    let rules: Int
    /// How many rows of the screen it takes at least, and whether there are as many.
    let rowsNeeded: Int, isWhole: Bool
    private let fields: Int

    /// The narrowest screen.
    static let columns = 36

    var inner: Rectangle { box.inset(columns: 2, rows: 1) }

    /// - Parameter column: The column at which its part of the screen begins.
    init(
        _ decision: BegunDecision, _ extras: [Line], size: (width: Int, height: Int), column: Int = 0, now: Instant,
        isUnicode: Bool
    ) {
        let isLow = size.height < 18
        let body = Rectangle(
            column: column, row: isLow ? 0 : 1, width: size.width, height: isLow ? size.height - 2 : size.height - 3)
        let width = ConsoleView.questionWidth(size.width)
        let boxWidth = width + 4
        let room = body.height - 2
        let asked = decision.subject
        let concerns = asked.concerns
        let counts = Self.counts(concerns, width, now, isUnicode)
        subject = Self.subject(asked, width)
        let outcome = Self.outcome(decision, width)
        fields = (decision.asksWhom ? 1 : 0) + (decision.action == .attest ? 1 : 0)
        let count = decision.reasons.count
        let (payload, leaves) = Self.payload(asked.table, width - 2, isUnicode)

        // What is never left out, and the fewest rows that make sense of the rest.
        let answers = 2 + fields + extras.count
        let least = counts.count + subject.count + 1 + answers + min(count, 2) + min(payload.count, 1)
        rowsNeeded = least + 4
        isWhole = least <= room && size.width >= Self.columns

        // Then one after the other, as far as there is room.
        var left = max(0, room - least)
        func take(_ wanted: Int) -> Int {
            let taken = max(0, min(wanted, left))
            left -= taken
            return taken
        }
        let newest = Self.words(concerns.words.prefix(1), width, now, isUnicode)
        var wordRows = take(min(newest.count, 4))
        var reasonRows = min(count, 2) + take(min(count, 6) - min(count, 2))
        var payloadRows = min(payload.count, 1) + take(min(payload.count, 5) - min(payload.count, 1))
        let outcomeRows = 1 + take(outcome.count - 1)
        rules = left >= 2 ? take(2) : 0
        let said = Self.texts(concerns, width, isUnicode)
        let textRows = take(min(said.count, max(0, left / 2)))
        payloadRows += take(payload.count - payloadRows)
        reasonRows += take(count - reasonRows)
        let words = Self.words(concerns.words[...], width, now, isUnicode)
        wordRows += take(max(0, words.count - wordRows))
        let textsWhole = textRows + take(said.count - textRows)

        var above = counts + Self.cut(said, to: textsWhole, width, "more: go back, Summary shows them")
        above += Self.cut(
            words.count <= wordRows ? words : newest + words.dropFirst(newest.count), to: wordRows, width,
            "more was said: go back")
        self.concerns = above
        self.extras = extras
        self.outcome =
            outcome.count <= outcomeRows
            ? outcome
            : outcome.prefix(outcomeRows - 1) + [[Self.span(Self.short(decision).truncated(to: width), .warning)]]
        (self.payload, self.payloadRows, leafLines) = (payload, payloadRows, leaves)
        let first = max(0, min((decision.chosen ?? 0) - reasonRows / 2, count - reasonRows))
        reasons = first..<first + min(reasonRows, count)
        let height =
            above.count + subject.count + payloadRows + reasons.count + self.outcome.count + answers + rules + 2
        box = body.centred(width: boxWidth, height: min(height, body.height))
    }

    /// The first line of the payload that stands there.
    func top(_ decision: BegunDecision) -> Int {
        guard payload.count > payloadRows else { return 0 }
        return max(0, min(decision.top, payload.count - max(0, payloadRows - 1)))
    }

    /// How many leaves do not stand there whole, where the payload's lines begin at one.
    func hidden(from top: Int) -> Int {
        // The last row is taken by the line that counts.
        let rows = top..<top + (payload.count > payloadRows ? max(0, payloadRows - 1) : payloadRows)
        return leafLines.count { $0.lowerBound < rows.lowerBound || $0.upperBound > rows.upperBound }
    }

    // MARK: The parts

    private static func span(_ text: DisplayText, _ role: ThemeRole = .text, _ attributes: Style.Attributes = [])
        -> Sheet.Span
    {
        Sheet.Span(text: text, style: Style(role, attributes))
    }

    /// How many of each there are, as many beside each other as fit.
    private static func counts(_ concerns: Concerns, _ width: Int, _ now: Instant, _ isUnicode: Bool) -> [Line] {
        var lines: [Line] = []
        var used = 0
        for (text, role) in concerns.counts(now: now, isUnicode: isUnicode) {
            let text = text.truncated(to: width)
            if !lines.isEmpty, used + 3 + text.width <= width {
                lines[lines.count - 1] += [span("   "), span(text, role, .bold)]
                used += 3 + text.width
            } else {
                lines.append([span(text, role, .bold)])
                used = text.width
            }
        }
        return lines
    }

    /// What each says, a line each at first.
    private static func texts(_ concerns: Concerns, _ width: Int, _ isUnicode: Bool) -> [Line] {
        concerns.lines(isUnicode: isUnicode).filter { $0.concern.kind != .threshold }.flatMap { sign, concern in
            let name: DisplayText = concern.name.isEmpty ? "" : "\(concern.name.middleCut(to: max(12, width / 2))): "
            return (name + concern.text).wrapped(to: width - 2, most: 3).enumerated().map { index, line in
                [span(index == 0 ? sign + " " : "  ", concern.isError ? .error : .warning), span(line)]
            }
        }
    }

    private static func words(
        _ words: ArraySlice<SpokenWords>, _ width: Int, _ now: Instant, _ isUnicode: Bool
    ) -> [Line] {
        words.enumerated().flatMap { number, said -> [Line] in
            let head: DisplayText = words.count > 1 || number > 0 ? "\(said.head(now)): " : ""
            let text = DisplayText.lines(sanitising: said.text, limit: 40)
            return text.enumerated().flatMap { index, line in
                ((index == 0 ? head : "") + line).wrapped(to: width - 2, limit: 40)
            }.enumerated().map { index, line in
                [span(index == 0 ? Concerns.quote(isUnicode: isUnicode) + " " : "  ", .accent), span(line, .accent)]
            }
        }
    }

    /// So many of the lines; where that is not all, the last one says so.
    private static func cut(_ lines: [Line], to count: Int, _ width: Int, _ remark: DisplayText) -> [Line] {
        guard lines.count > count else { return lines }
        guard count > 1 else { return Array(lines.prefix(count)) }
        let remark: DisplayText = "… \(lines.count - count + 1) \(remark)"
        return lines.prefix(count - 1) + [[span(remark.truncated(to: width), .keyHint)]]
    }

    private static func subject(_ subject: DecisionSubject, _ width: Int) -> [Line] {
        var lines: [Line] = [[span(subject.title.middleCut(to: width), .title)]]
        var target = subject.target.wrapped(to: width).map { [span($0, .accent)] }
        if let amount = subject.amount {
            let last = target.last?.reduce(0) { $0 + $1.text.width } ?? 0
            let blank = width - last - amount.width
            if blank >= 2 {
                target[target.count - 1] += [
                    span(DisplayText("").padded(to: blank)), span(amount, .accent, .bold),
                ]
            } else {
                target += amount.wrapped(to: width).map { [span($0, .accent, .bold)] }
            }
        }
        lines += target
        return lines
    }

    private static func payload(
        _ table: PayloadTable, _ width: Int, _ isUnicode: Bool
    ) -> (lines: [Line], leaves: [Range<Int>]) {
        var lines: [Line] = []
        var leaves: [Range<Int>] = []
        let column = table.column(in: width)
        let labels = table.labels(width: column - 2)
        for (row, label) in zip(table.rows, labels) {
            let start = lines.count
            if label == nil { lines += row.label.wrapped(to: width).map { [span($0, .dim)] } }
            for (index, line) in row.lines(width: width - column, limit: 8, isUnicode: isUnicode).enumerated() {
                let name = index == 0 ? label ?? "" : ""
                lines.append([span(name.padded(to: column), .dim), span(line)])
            }
            for _ in row.leaves { leaves.append(start..<lines.count) }
        }
        if table.total > leaves.count {
            lines.append([span("\(table.total - leaves.count) more fields: 'countersign show' prints them", .warning)])
        }
        return (lines, leaves)
    }

    /// What follows, in a sentence.
    private static func short(_ decision: BegunDecision) -> DisplayText {
        guard decision.action == .approve, decision.choices.isEmpty, let steps = decision.subject.then else {
            return decision.consequence
        }
        return "Then \(steps)."
    }

    private static func outcome(_ decision: BegunDecision, _ width: Int) -> [Line] {
        let digest: DisplayText = "Version \(decision.version), digest \(Wording.digest(decision.digest))."
        let then = short(decision)
        if then.width + 2 + digest.width <= width { return [[span(then, .warning), span("  \(digest)", .dim)]] }
        return then.wrapped(to: width, limit: 2).map { [span($0, .warning)] } + [
            [span(digest.truncated(to: width), .dim)]
        ]
    }
}
