import ReviewFlow
import Terminal

extension ConsoleView {
    /// Draws a question: what speaks against it, what it is, what follows, the reasons, the note, the answers.
    mutating func draw(_ decision: BegunDecision) {
        let layout = state.layout(of: decision, isUnicode: isUnicode)
        let inner = frame(heading(decision), layout.box)
        var row = inner.row
        func next() -> Int {
            row += 1
            return row - 1
        }
        for line in layout.concerns { draw(line, inner, next()) }
        if layout.rules > 0 { canvas.horizontalLine(column: inner.column, row: next(), length: inner.width) }
        for line in layout.subject { draw(line, inner, next()) }
        drawPayload(decision, layout, inner, &row)
        if layout.rules > 1 { canvas.horizontalLine(column: inner.column, row: next(), length: inner.width) }
        for line in layout.outcome { draw(line, inner, next()) }
        for line in layout.extras { draw(line, inner, next()) }
        drawReasons(decision, layout.reasons, inner, &row)
        if decision.asksWhom {
            row = drawField("to", decision.to, key: "t", isEditing: decision.editing == .to, inner, row)
        }
        if decision.action == .attest {
            row = drawField("record", decision.record, key: "r", isEditing: decision.editing == .record, inner, row)
        }
        row = drawField("note", decision.note, key: "n", isEditing: decision.editing == .note, inner, row)
        drawChoice(decision, inner, inner.endRow - 1)
    }

    /// What it does, for which step; with tags, that they are not meant.
    private func heading(_ decision: BegunDecision) -> DisplayText {
        let verb = decision.heading ?? Wording.verb(decision.action)
        let isPlain = decision.action == .approve && decision.heading == nil && state.tags.isEmpty
        let step = isPlain ? decision.subject.step : nil
        let rest: DisplayText =
            state.tags.isEmpty ? "" : " this one only, not the \(Wording.count(state.tags.count)) tagged"
        return verb + (step.map { " as \($0)" } ?? "") + rest
    }

    private mutating func draw(_ line: QuestionLayout.Line, _ inner: Rectangle, _ row: Int) {
        var column = inner.column
        for span in line { column = canvas.draw(span.text, column: column, row: row, in: inner, style: span.style) }
    }

    private mutating func drawPayload(
        _ decision: BegunDecision, _ layout: QuestionLayout, _ inner: Rectangle, _ row: inout Int
    ) {
        let top = layout.top(decision)
        let isCut = layout.payload.count > layout.payloadRows
        let rows = isCut ? max(0, layout.payloadRows - 1) : layout.payloadRows
        // A name that a producer chose never stands where the question's own do.
        let lead: DisplayText = layout.rules > 1 ? "  " : "> "
        for line in layout.payload.dropFirst(top).prefix(rows) {
            draw([.init(text: lead, style: Style(.dim))] + line, inner, row)
            row += 1
        }
        guard isCut, layout.payloadRows > 0 else { return }
        let hidden = layout.hidden(from: top)
        let fields: DisplayText = hidden == 1 ? "1 field not shown: p" : "\(hidden) fields not shown: p"
        let below = layout.payload.count - top - rows
        let more: DisplayText = below > 0 ? "\(isUnicode ? "↓ " : "" as DisplayText)\(below) more" : ""
        canvas.draw(
            fields.truncated(to: inner.width - more.width), column: inner.column, row: row, in: inner,
            style: Style(.warning))
        canvas.draw(more, column: inner.endColumn - more.width, row: row, in: inner, style: Style(.keyHint))
        row += 1
    }

    private mutating func drawReasons(
        _ decision: BegunDecision, _ shown: Range<Int>, _ inner: Rectangle, _ row: inout Int
    ) {
        let indent = inner.width < 50 ? 7 : 11
        for index in shown {
            let isChosen = index == decision.chosen
            let text: DisplayText =
                "\(isChosen ? "(*)" : "( )" as DisplayText) \(index + 1) \(DisplayText(decision.reasons[index]))"
            if index == shown.lowerBound {
                canvas.draw(
                    decision.choices.isEmpty ? "reason" : "then", column: inner.column, row: row, in: inner,
                    style: Style(.dim))
            }
            canvas.draw(
                text.truncated(to: inner.width - indent), column: inner.column + indent, row: row, in: inner,
                style: isChosen ? Style(.accent, .bold) : .text)
            // What is out of sight is counted where it would stand.
            let above = index == shown.lowerBound ? shown.lowerBound : 0
            let below = index == shown.upperBound - 1 ? decision.reasons.count - shown.upperBound : 0
            let more: DisplayText =
                (above > 0 ? "\(isUnicode ? "↑ " : "" as DisplayText)\(above) before" : "")
                + (below > 0 ? " \(isUnicode ? "↓ " : "" as DisplayText)\(below) more" : "")
            if !more.isEmpty {
                canvas.draw(
                    more, column: inner.endColumn - more.width, row: row, in: inner, style: Style(.keyHint))
            }
            row += 1
        }
    }
}

extension ConsoleState {
    /// How a question stands on this screen.
    func layout(of decision: BegunDecision, isUnicode: Bool) -> QuestionLayout {
        let column = isDecidedBeside ? size.width - Self.questionBeside : 0
        let room = size.width - column
        let width = ConsoleView.questionWidth(room)
        let extras = ConsoleView.extras(decision, width: width, now: now).map {
            [Sheet.Span(text: $0.text.truncated(to: width), style: $0.style)]
        }
        return QuestionLayout(
            decision, extras, size: (room, size.height), column: column, now: now, isUnicode: isUnicode)
    }

    /// Why a question can't be asked on a screen of this size; nil where it stands there whole.
    func whyNoRoom(for decision: BegunDecision) -> DisplayText? {
        let layout = layout(of: decision, isUnicode: context.isUnicode)
        if layout.isWhole { return nil }
        return
            "too small to decide in: this question needs \(QuestionLayout.columns) columns and \(layout.rowsNeeded) rows"
    }
}
