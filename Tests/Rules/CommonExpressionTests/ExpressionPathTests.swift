import Testing

@testable import CommonExpression

@Suite struct ExpressionPathTests {
    @Test(arguments: [
        ("payload.a.b == 1 && has(payload.c)", ["a.b", "c"]),
        ("payload['a'].b", ["a.b"]),
        ("payload[?'a'].orValue(payload.?b)", ["a", "b"]),
        ("payload.list[0].name", ["list"]),
        ("payload.list[payload.place].name", ["list", "place"]),
        ("payload.text.contains('payload.other')", ["text"]),
        ("other.payload.a", []),
        (".payload.a", ["a"]),
        ("size(payload) > 0", [""]),
        ("payload.all(key, payload[key] != null)", ["", ""]),
        ("payload.list.all(payload, payload.a > .payload.b)", ["list", "b"]),
        ("cel.bind(payload, payload.a, payload.b)", ["a"]),
        ("payload.list.exists(x, x.a == payload.b)", ["list", "b"]),
        ("payload.a ? {payload.b: [payload.c]} : -payload.d + payload.e", ["a", "b", "c", "d", "e"]),
    ])
    func `The members that are read of a variable`(source: String, paths: [String]) throws {
        let expression = try Expression(source, isChecked: false)
        #expect(expression.paths(of: "payload").map { $0.joined(separator: ".") } == paths)
    }
}
