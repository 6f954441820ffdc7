import CommonExpression
import Testing

/// The caret stands under the place that an error names.
@Suite struct RenderingTests {
    @Test(arguments: [
        ("a ===b", "1:5: unexpected character '='\n | a ===b\n |     ^"),
        ("a &&\n\tb == = 2", "2:7: unexpected character '='\n | \tb == = 2\n | \t     ^"),
        ("'日本' == = 2", "1:9: unexpected character '='\n | '日本' == = 2\n |           ^"),
        ("'e\u{301}' == = 2", "1:9: unexpected character '='\n | 'e\u{301}' == = 2\n |        ^"),
        ("'\u{1B}[2J' @", "1:8: unexpected character '@'\n | '\u{FFFD}[2J' @\n |        ^"),
        ("1 +", "1:4: the expression ends where more is expected\n | 1 +\n |    ^"),
        ("1 +\n", "2:1: the expression ends where more is expected\n | \n | ^"),
        ("1 +\r\n* 2", "2:1: unexpected '*'\n | * 2\n | ^"),
    ])
    func `a caret`(source: String, rendering: String) {
        #expect(throws: ExpressionError.self) { try CommonExpression.Expression(source) }
        do throws(ExpressionError) {
            _ = try CommonExpression.Expression(source)
        } catch {
            #expect(error.rendering == rendering, "\(error.rendering)")
        }
    }

    @Test func `of a long line the part around the place is shown`() {
        let source = String(repeating: "a+", count: 20_000) + "+" + String(repeating: "+a", count: 20_000)
        do throws(ExpressionError) {
            _ = try CommonExpression.Expression(source)
            Issue.record("it loads")
        } catch {
            let lines = error.rendering.split(separator: "\n")
            #expect(error.description == "1:40001: unexpected '+'")
            #expect(lines[1].utf8.count < 200 && lines[1].hasPrefix(" | …a+") && lines[1].hasSuffix("…"))
            #expect(Array(lines[1].unicodeScalars)[lines[2].unicodeScalars.count - 1] == "+")
        }
    }
}
