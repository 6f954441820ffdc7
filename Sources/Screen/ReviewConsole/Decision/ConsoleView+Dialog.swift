import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleView {
    /// Draws what stands in front of everything else.
    mutating func draw(_ dialog: Dialog) {
        switch dialog {
        case .decision(let decision): draw(decision)
        case .message(let title, let lines):
            let inner = window(title, width: 64, height: lines.reduce(2) { $0 + $1.wrapped(to: boxWidth(64)).count })
            var row = inner.row
            for line in lines.flatMap({ $0.wrapped(to: inner.width) }) {
                canvas.draw(line, column: inner.column, row: row, in: inner)
                row += 1
            }
            canvas.draw(
                "any key goes on", column: inner.column, row: inner.endRow - 1, in: inner, style: Style(.keyHint))
        case .views(let index): drawViews(index)
        case .help(let page): draw(page)
        case .palette(let palette): draw(palette)
        case .themes(let picker): draw(picker)
        case .edit(let edit): draw(edit)
        case .bulk(let bulk): draw(bulk)
        case .decided(let list): draw(list)
        }
    }

    func boxWidth(_ wanted: Int) -> Int { Self.boxWidth(wanted, on: state.size.width) }

    /// How wide the inside of a framed box is that is to be as wide as that, on a screen of a width.
    static func boxWidth(_ wanted: Int, on width: Int) -> Int { min(wanted, width - 2) - 4 }

    /// Draws a framed box in the middle and gives its inside.
    mutating func window(_ title: DisplayText, width: Int, height: Int) -> Rectangle {
        let body = Rectangle(column: 0, row: 1, width: state.size.width, height: state.size.height - 3)
        let box = body.inset(columns: 1).centred(width: min(width, body.width - 2), height: height + 2)
        canvas.fill(box)
        canvas.frame(box, style: Style(.accent))
        let caption: DisplayText = " \(title) "
        canvas.draw(
            caption.truncated(to: box.width - 4), column: box.column + 2, row: box.row, in: box, style: Style(.title))
        return box.inset(columns: 2, rows: 1)
    }

    private mutating func draw(_ decision: BegunDecision) {
        let width = boxWidth(70)
        let extras = extras(decision, width: width)
        let fields = (decision.asksWhom ? 1 : 0) + (decision.action == .attest ? 1 : 0)
        let others = decision.reasons.count + fields + extras.count + 5
        // Where the screen is low, the later facts give way; title, target and what is at stake come first.
        var room = max(2, state.size.height - 5 - others)
        var facts: [(DisplayText, [DisplayText])] = []
        for fact in decision.facts where room > 0 {
            facts.append((fact.name, Self.beginning(of: fact.value, width: width - 11, lines: min(2, room))))
            room -= facts.last?.1.count ?? 0
        }
        let height = facts.reduce(0) { $0 + $1.1.count } + others
        // With tags, it is said that they are not meant.
        let rest: DisplayText =
            state.tags.isEmpty ? "" : " this one only, not the \(Wording.count(state.tags.count)) tagged"
        let inner = window((decision.heading ?? Wording.verb(decision.action)) + rest, width: 70, height: height)
        var row = inner.row
        for (name, lines) in facts {
            // Of a place deep in a payload the end tells most.
            let shown = name.width <= 10 ? name : "> " + name.ending(in: 8)
            canvas.draw(shown, column: inner.column, row: row, in: inner, style: Style(.dim))
            for line in lines {
                canvas.draw(line, column: inner.column + 11, row: row, in: inner)
                row += 1
            }
        }
        // Where the column of names leaves no room for the digest, it is left out.
        let version: DisplayText = "\(decision.version), digest \(Wording.digest(decision.digest))"
        let isRoomy = version.width + 11 <= inner.width
        if isRoomy { canvas.draw("version", column: inner.column, row: row, in: inner, style: Style(.dim)) }
        canvas.draw(isRoomy ? version : "v" + version, column: inner.column + (isRoomy ? 11 : 0), row: row, in: inner)
        row += 1
        canvas.draw(
            decision.consequence.truncated(to: inner.width), column: inner.column, row: row, in: inner,
            style: Style(.warning))
        row += 1
        for extra in extras {
            canvas.draw(
                extra.text.truncated(to: inner.width), column: inner.column, row: row, in: inner, style: extra.style)
            row += 1
        }
        row = drawReasons(decision, inner, row)
        if decision.asksWhom {
            row = drawField("to", decision.to, key: "t", isEditing: decision.editing == .to, inner, row)
        }
        if decision.action == .attest {
            row = drawField("record", decision.record, key: "r", isEditing: decision.editing == .record, inner, row)
        }
        row = drawField("note", decision.note, key: "n", isEditing: decision.editing == .note, inner, row)
        drawChoice(decision, inner, inner.endRow - 1)
    }

    /// The first lines of a text; where there is more of it, an ellipsis says so.
    private static func beginning(of text: DisplayText, width: Int, lines limit: Int) -> [DisplayText] {
        let lines = text.wrapped(to: width, limit: limit + 1)
        guard lines.count > limit else { return lines }
        return lines.prefix(limit - 1) + [(lines[limit - 1] + " " + lines[limit]).truncated(to: width)]
    }

    private mutating func drawReasons(_ decision: BegunDecision, _ inner: Rectangle, _ row: Int) -> Int {
        guard !decision.reasons.isEmpty else { return row }
        canvas.draw(
            decision.choices.isEmpty ? "reason" : "then", column: inner.column, row: row, in: inner, style: Style(.dim))
        for (index, reason) in decision.reasons.enumerated() {
            let isChosen = index == decision.chosen
            let text: DisplayText = "\(isChosen ? "(*)" : "( )" as DisplayText) \(index + 1) \(DisplayText(reason))"
            canvas.draw(
                text, column: inner.column + 11, row: row + index, in: inner,
                style: isChosen ? Style(.accent, .bold) : .text)
        }
        return row + decision.reasons.count
    }

    private mutating func drawField(
        _ name: DisplayText, _ editor: LineEditor, key: DisplayText, isEditing: Bool, _ inner: Rectangle, _ row: Int
    ) -> Int {
        canvas.draw(name, column: inner.column, row: row, in: inner, style: Style(.dim))
        let field = Rectangle(column: inner.column + 11, row: row, width: inner.width - 11, height: 1)
        let shown = editor.shown(width: field.width - 1)
        if isEditing {
            canvas.fill(field, style: Style(.input))
            canvas.draw(shown.text, column: field.column, row: row, in: field, style: Style(.input))
            canvas.cursor = (field.column + shown.cursor, row)
        } else if editor.scalars.isEmpty {
            canvas.draw("\(key) writes one", column: field.column, row: row, in: field, style: Style(.dim))
        } else {
            canvas.draw(shown.text.truncated(to: field.width), column: field.column, row: row, in: field)
        }
        return row + 1
    }

    private mutating func drawChoice(_ decision: BegunDecision, _ inner: Rectangle, _ row: Int) {
        if decision.editing != nil {
            let more: DisplayText =
                decision.editing == .note
                ? ", ctrl-e opens your editor" : decision.candidates.isEmpty ? "" : ", tab completes"
            canvas.draw("enter ends the text\(more)", column: inner.column, row: row, in: inner, style: Style(.keyHint))
            return
        }
        let verb = decision.confirmation ?? Wording.verb(decision.action)
        let column = drawChoices(
            [
                ("esc Go back", !decision.isConfirmFocused), ("y \(verb)", decision.isConfirmFocused),
            ], inner, row)
        if let missing = decision.missing {
            canvas.draw(
                missing.truncated(to: inner.endColumn - column), column: column, row: row, in: inner, style: Style(.dim)
            )
        }
    }
}
