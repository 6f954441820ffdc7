import Fixtures
import JSON
import Testing

@Suite struct `JSON pointers` {
    static let document: JSONValue = ["a": [1, ["b": nil]], "": 0, "a/b": 1, "m~n": 8, "~1": 9, "-": 2, "\u{E9}": 3]

    @Test(arguments: [
        ("", document), ("/a/0", 1), ("/a/1/b", nil), ("/", 0), ("/a~1b", 1), ("/m~0n", 8), ("/~01", 9), ("/-", 2),
        ("/\u{E9}", 3),
    ])
    func `a pointer leads to its value and back to its text`(_ text: String, _ value: JSONValue) throws {
        let pointer = try #require(JSONPointer(parsing: text))
        #expect(pointer.resolve(in: Self.document) == value && pointer.description == text)
    }

    @Test(arguments: [
        "/a/2", "/a/-", "/a/00", "/a/+1", "/a/1/c", "/x", "//", "/a/9999999999999999999999", "/e\u{301}", "/a/0/0",
    ])
    func `a pointer to nothing leads nowhere`(_ text: String) throws {
        #expect(try #require(JSONPointer(parsing: text)).resolve(in: Self.document) == nil)
    }

    @Test(arguments: ["a", "#/a", "/~", "/~2", "/a~", " /a"])
    func `what is no pointer is refused`(_ text: String) { #expect(JSONPointer(parsing: text) == nil) }

    @Test func `pointers are compared by code point`() {
        #expect(JSONPointer(["\u{E9}"]) != JSONPointer(["e\u{301}"]))
        #expect(Set([JSONPointer(["\u{E9}"]), JSONPointer(["e\u{301}"]), JSONPointer(["\u{E9}"])]).count == 2)
        #expect(JSONPointer(["a", "b"]) != JSONPointer(["ab"]) && JSONPointer() == JSONPointer([]))
        #expect(JSONPointer().appending("a").appending("b/c").description == "/a/b~1c")
    }

    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `every published pointer agrees`() throws {
        let published = try JSONValue(parsing: try SharedData.bytes("proof/rfc6901-pointer.json"))
        let document = try #require(published["doc"])
        let valid = try #require(published["valid"]?.array)
        #expect(valid.count == 12)
        for row in valid {
            #expect(JSONPointer(parsing: row["pointer"]?.string ?? "x")?.resolve(in: document) == row["value"])
        }
        for row in try #require(published["invalid"]?.array) {
            #expect(JSONPointer(parsing: row.string ?? "")?.resolve(in: document) == nil)
        }
    }
}
