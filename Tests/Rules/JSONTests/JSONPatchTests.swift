import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `JSON Patch` {
    /// A document, a patch, and the result, or nil where it must fail.
    static let table: [(document: String, patch: String, result: String?)] = [
        ("{}", #"[{"op": "add", "path": "/a", "value": 1}]"#, #"{"a":1}"#),
        (#"{"a":1,"b":2}"#, #"[{"op": "add", "path": "/a", "value": 3}]"#, #"{"a":3,"b":2}"#),
        ("[1,3]", #"[{"op": "add", "path": "/1", "value": 2}]"#, "[1,2,3]"),
        (
            "[1]", #"[{"op": "add", "path": "/-", "value": [2]}, {"op": "add", "path": "/1/0", "value": 0}]"#,
            "[1,[0,2]]"
        ),
        ("[1]", #"[{"op": "add", "path": "/1", "value": 2}]"#, "[1,2]"),
        ("[1]", #"[{"op": "add", "path": "/2", "value": 2}]"#, nil),
        ("[1]", #"[{"op": "add", "path": "/01", "value": 2}]"#, nil),
        ("[1]", #"[{"op": "add", "path": "/-1", "value": 2}]"#, nil),
        ("{}", #"[{"op": "add", "path": "/a/b", "value": 2}]"#, nil),
        ("1", #"[{"op": "add", "path": "", "value": 2}]"#, "2"),
        ("1", #"[{"op": "add", "path": "/a", "value": 2}]"#, nil),
        (#"{"a":1,"b":2}"#, #"[{"op": "remove", "path": "/a"}]"#, #"{"b":2}"#),
        ("[1,2,3]", #"[{"op": "remove", "path": "/1"}]"#, "[1,3]"),
        ("[1]", #"[{"op": "remove", "path": "/-"}]"#, nil),
        ("[1]", #"[{"op": "remove", "path": "/1"}]"#, nil),
        ("{}", #"[{"op": "remove", "path": "/a"}]"#, nil),
        ("{}", #"[{"op": "remove", "path": ""}]"#, nil),
        (#"{"a":[{"b":1.10}]}"#, #"[{"op": "replace", "path": "/a/0/b", "value": 2.20}]"#, #"{"a":[{"b":2.20}]}"#),
        ("{}", #"[{"op": "replace", "path": "/a", "value": 1}]"#, nil),
        (#"{"a":{"b":1}}"#, #"[{"op": "move", "from": "/a/b", "path": "/c"}]"#, #"{"a":{},"c":1}"#),
        (#"{"a":1}"#, #"[{"op": "move", "from": "/a", "path": "/a"}]"#, #"{"a":1}"#),
        (#"{"a":{"b":1}}"#, #"[{"op": "move", "from": "/a", "path": "/a/c"}]"#, nil),
        ("[1,2,3]", #"[{"op": "move", "from": "/0", "path": "/2"}]"#, "[2,3,1]"),
        ("[1,2]", #"[{"op": "copy", "from": "/0", "path": "/-"}]"#, "[1,2,1]"),
        ("{}", #"[{"op": "copy", "from": "/a", "path": "/b"}]"#, nil),
        (#"{"a":1.0}"#, #"[{"op": "test", "path": "/a", "value": 1}]"#, #"{"a":1.0}"#),
        (#"{"a":"\u00e9"}"#, #"[{"op": "test", "path": "/a", "value": "e\u0301"}]"#, nil),
        (#"{"a/b~":1}"#, #"[{"op": "test", "path": "/a~1b~0", "value": 1}]"#, #"{"a/b~":1}"#),
        ("{}", #"{"op": "add"}"#, nil), ("{}", "[1]", nil), ("{}", #"[{"op": "add", "path": "/a"}]"#, nil),
        ("{}", #"[{"op": "swap", "path": "/a"}]"#, nil), ("{}", #"[{"op": "add", "path": "a", "value": 1}]"#, nil),
        ("{}", #"[{"op": "copy", "path": "/a"}]"#, nil), ("{}", #"[{"path": "/a", "value": 1}]"#, nil),
        ("{}", #"[{"op": "test", "path": "/~2", "value": 1}]"#, nil), ("{}", "[]", "{}"),
    ]

    @Test(arguments: table)
    func `a patch is applied or refused`(_ row: (document: String, patch: String, result: String?)) throws {
        let document = try JSONValue(parsing: row.document)
        let patch = try JSONValue(parsing: row.patch)
        if let result = row.result {
            #expect(try JSONPatch(patch).apply(to: document).description == result)
        } else {
            #expect(throws: JSONPatchError.self) { try JSONPatch(patch).apply(to: document) }
        }
    }

    @Test func `an error names the operation and the place, and nothing is changed`() throws {
        let document: JSONValue = ["a": [1]]
        let patch = try JSONPatch([
            ["op": "remove", "path": "/a/0"], ["op": "test", "path": "/a/0", "value": 1],
        ])
        let error = #expect(throws: JSONPatchError.self) { try patch.apply(to: document) }
        #expect(error?.operation == 1 && error?.pointer?.description == "/a/0")
        #expect(document == ["a": [1]])
    }

    @Test func `copies can't double without end`() throws {
        let twice: JSONValue = ["op": "copy", "from": "", "path": "/-"]
        let patch = try JSONPatch(.array([JSONValue](repeating: twice, count: 200)))
        #expect(throws: JSONPatchError.self) { try patch.apply(to: [1]) }
    }

    @Test func `a patch can't nest deeper than the parser reads`() throws {
        let half = try JSONValue(parsing: String(repeating: "[", count: 300) + String(repeating: "]", count: 300))
        let deep = JSONPointer([String](repeating: "0", count: 299) + ["-"]).description
        let patch = try JSONPatch([["op": "add", "path": .string(deep), "value": half]])
        #expect(throws: JSONPatchError.self) { try patch.apply(to: half) }
    }

    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `every published case agrees`() throws {
        var count = 0
        for name in ["tests", "spec_tests"] {
            var text = String(decoding: try SharedData.bytes("json-patch/\(name).json"), as: UTF8.self)
            // Each file has a disabled case with a repeated name, which is no JSON here.
            text.replace(#/"value": "qux",\s*"op"/#, with: #""value": "qux", "other""#)
            for entry in try JSONValue(parsing: text).array ?? [] where entry["disabled"] == nil {
                count += 1
                let label = Comment(rawValue: entry.description)
                do {
                    let result = try JSONPatch(entry["patch"] ?? .null).apply(to: entry["doc"] ?? .null)
                    #expect(entry["error"] == nil, label)
                    if let expected = entry["expected"] { #expect(result == expected, label) }
                } catch {
                    #expect(entry["error"] != nil, label)
                }
            }
        }
        #expect(count == 108)
    }
}
