import Terminal
import Testing

@Suite struct `The canvas` {
    @Test func `draws text where it is told and clips it to its area`() {
        var canvas = Canvas(width: 12, height: 3)
        let area = Rectangle(column: 2, row: 1, width: 5, height: 1)
        #expect(canvas.draw("abcdefgh", column: 2, row: 1, in: area) >= 7)
        canvas.draw("above", column: 2, row: 0, in: area)
        canvas.draw("xyz", column: 0, row: 2)
        #expect(canvas.rows == ["", "  abcde", "xyz"])
    }

    @Test func `never draws half of a wide character`() {
        var canvas = Canvas(width: 5, height: 1)
        canvas.draw(DisplayText(sanitising: "日本語"), column: 0, row: 0)
        #expect(canvas.rows == ["日本"])
        canvas.draw("x", column: 1, row: 0)
        #expect(canvas.rows == [" x本"])
        canvas.draw("y", column: 2, row: 0)
        #expect(canvas.rows == [" xy"])
        canvas.draw(DisplayText(sanitising: "語"), column: 1, row: 0)
        #expect(canvas.rows == [" 語"])
    }

    @Test func `marks stand over their own character, and go with it`() {
        var canvas = Canvas(width: 4, height: 1)
        let text = DisplayText(sanitising: "e\u{301}\u{302}日\u{3099}o\u{308}x\u{308}")
        canvas.draw(text, column: 0, row: 0)
        #expect(canvas.rows == ["e\u{301}\u{302}日\u{3099}o\u{308}"])
        #expect(canvas.marks(column: 0, row: 0) == ["\u{301}", "\u{302}"])
        canvas.draw(text, column: 0, row: 0)
        #expect(canvas.marks(column: 0, row: 0).count == 2)
        canvas.draw("a", column: 0, row: 0)
        #expect(canvas.rows == ["a日\u{3099}o\u{308}"])
        canvas.draw("b", column: 2, row: 0)
        #expect(canvas.rows == ["a bo\u{308}"])
        // What is left of the area takes its marks with it.
        canvas.fill(canvas.bounds)
        canvas.draw(text, column: -1, row: 0)
        #expect(canvas.rows == ["日\u{3099}o\u{308}x\u{308}"])
    }

    @Test func `drawing outside changes nothing`() {
        var canvas = Canvas(width: 4, height: 2)
        for (column, row) in [(-3, 0), (4, 0), (0, -1), (0, 2), (-100, -100)] {
            canvas.draw("ab", column: column, row: row)
        }
        canvas.fill(Rectangle(column: -5, row: -5, width: 3, height: 3))
        canvas.horizontalLine(column: 2, row: 9, length: 5)
        canvas.frame(Rectangle(column: 0, row: 0, width: 1, height: 1))
        #expect(canvas.rows == ["", ""])
    }

    @Test func `draws lines in ASCII where nothing else can be shown`() {
        var canvas = Canvas(width: 4, height: 3, isUnicode: false)
        canvas.frame(canvas.bounds)
        #expect(canvas.rows == ["+--+", "|  |", "+--+"])
        var fine = Canvas(width: 4, height: 3)
        fine.frame(fine.bounds)
        #expect(fine.rows == ["┌──┐", "│  │", "└──┘"])
    }

    @Test func `marks escapes as what they are, whatever the style`() {
        var canvas = Canvas(width: 12, height: 1)
        canvas.draw(DisplayText(sanitising: "a\u{1B}b"), column: 0, row: 0, style: Style(.ok, .selected))
        let picture = canvas.roleRows { style in
            style.role == .escaped ? "E" : style.role == .ok ? "o" : nil
        }
        #expect(picture == ["oEEEEo"])
        #expect(canvas[1, 0].style.attributes == .selected)
    }

    @Test func `rectangles split and meet`() {
        let whole = Rectangle(column: 0, row: 0, width: 10, height: 4)
        let (left, rest) = whole.splitLeft(3)
        #expect(left == Rectangle(column: 0, row: 0, width: 3, height: 4))
        #expect(rest == Rectangle(column: 3, row: 0, width: 7, height: 4))
        #expect(whole.splitTop(9).rest.isEmpty)
        #expect(whole.splitLeft(-1).left.isEmpty)
        #expect(left.intersection(rest).isEmpty)
        #expect(whole.inset(columns: 6).width == 0)
        #expect(whole.centred(width: 4, height: 2) == Rectangle(column: 3, row: 1, width: 4, height: 2))
    }
}

@Suite struct `Keys` {
    @Test(arguments: [
        "j", "J", "space", "ctrl-d", "alt-x", "f1", "f12", "pgdn", "enter", "esc", "/", "?", "é", "backtab",
    ])
    func `have names that are read back`(_ name: String) throws {
        #expect(try #require(Key(name: name)).name == name)
    }

    @Test(arguments: ["", "f0", "f99", "ctrl-", "nothing", "ctrl-ab", "ctrl-A", "ctrl-1", "\t", "\u{9B}"])
    func `no other name is a key`(_ name: String) {
        #expect(Key(name: name) == nil)
    }
}
