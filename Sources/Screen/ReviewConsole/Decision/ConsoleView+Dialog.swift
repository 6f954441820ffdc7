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
        return frame(title, body.inset(columns: 1).centred(width: min(width, body.width - 2), height: height + 2))
    }

    /// Draws a framed box and gives its inside.
    mutating func frame(_ title: DisplayText, _ box: Rectangle) -> Rectangle {
        canvas.fill(box)
        canvas.frame(box, style: Style(.accent))
        let caption: DisplayText = " \(title) "
        canvas.draw(
            caption.truncated(to: box.width - 4), column: box.column + 2, row: box.row, in: box, style: Style(.title))
        return box.inset(columns: 2, rows: 1)
    }

    mutating func drawField(
        _ name: DisplayText, _ editor: LineEditor, key: DisplayText, isEditing: Bool, _ inner: Rectangle, _ row: Int
    ) -> Int {
        canvas.draw(name, column: inner.column, row: row, in: inner, style: Style(.dim))
        let indent = inner.width < 50 ? 7 : 11
        let field = Rectangle(column: inner.column + indent, row: row, width: inner.width - indent, height: 1)
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

    mutating func drawChoice(_ decision: BegunDecision, _ inner: Rectangle, _ row: Int) {
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
