import Fixtures
import JSON
import Testing

@Suite struct `The difference of two documents` {
    @Test(
        "As a patch",
        arguments: [
            ("{}", "{}", "[]"), ("1", "1.0", "[]"), (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, "[]"),
            (#"{"a":1}"#, #"{"a":1.50}"#, #"[{"op":"replace","path":"/a","value":1.50}]"#),
            (#"{"a":1}"#, #"{"b":2}"#, #"[{"op":"add","path":"/b","value":2},{"op":"remove","path":"/a"}]"#),
            ("[1,2,3]", "[1,3]", #"[{"op":"remove","path":"/1"}]"#),
            ("[1,3]", "[1,2,3]", #"[{"op":"add","path":"/1","value":2}]"#),
            (#"[{"a":1,"b":[1]},2]"#, #"[{"a":1,"b":[2]},2]"#, #"[{"op":"replace","path":"/0/b/0","value":2}]"#),
            ("[1]", "{}", #"[{"op":"replace","path":"","value":{}}]"#),
            (#"{"a/b":{"~":0}}"#, #"{"a/b":{"~":1}}"#, #"[{"op":"replace","path":"/a~1b/~0","value":1}]"#),
            ("[5,1,2,3,6]", "[7,1,2,3]", #"[{"op":"remove","path":"/4"},{"op":"replace","path":"/0","value":7}]"#),
            (#""\u00e9""#, #""e\u0301""#, "[{\"op\":\"replace\",\"path\":\"\",\"value\":\"e\u{301}\"}]"),
        ])
    func patch(old: String, new: String, expected: String) throws {
        let difference = JSONPatch.difference(from: try JSONValue(parsing: old), to: try JSONValue(parsing: new))
        #expect(difference.description.utf8.elementsEqual(expected.utf8), "\(difference)")
    }

    @Test("Applied, it makes the one of the other", arguments: 0..<60 as Range<UInt64>)
    func applied(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<40 {
            let old = JSONValue.any(depth: 4, &random)
            let new = Bool.random(using: &random) ? old.changed(&random) : JSONValue.any(depth: 4, &random)
            let difference = JSONPatch.difference(from: old, to: new)
            #expect(try JSONPatch(difference).apply(to: old) == new)
            #expect((difference == []) == (old == new))
        }
    }

    @Test func `Long lists that share little are still compared in time`() throws {
        let old = JSONValue.array((0..<5_000).map { .number(JSONNumber($0)) })
        let new = JSONValue.array((0..<5_000).map { .number(JSONNumber($0 * 3 + 1)) })
        #expect(try JSONPatch(JSONPatch.difference(from: old, to: new)).apply(to: old) == new)
    }
}

extension JSONValue {
    /// A value with few different parts, so that two of them have much in common.
    fileprivate static func any(depth: Int, _ random: inout SeededRandom) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &random) {
        case 0: return .number(JSONNumber(Int.random(in: 0...3, using: &random)))
        case 1: return .string(["", "a", "/", "~", "\u{e9}", "e\u{301}"].randomElement(using: &random)!)
        case 2: return .bool(.random(using: &random))
        case 3: return .null
        case 4, 5:
            return .array((0..<Int.random(in: 0...6, using: &random)).map { _ in any(depth: depth - 1, &random) })
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0...4, using: &random)).map { _ in
                        (["a", "b", "c/d", "~"].randomElement(using: &random)!, any(depth: depth - 1, &random))
                    }))
        }
    }

    /// The value with one place changed.
    fileprivate func changed(_ random: inout SeededRandom) -> JSONValue {
        switch self {
        case .array(var items) where !items.isEmpty:
            let index = Int.random(in: items.indices, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: items.remove(at: index)
            case 1: items.insert(.any(depth: 2, &random), at: index)
            default: items[index] = items[index].changed(&random)
            }
            return .array(items)
        case .object(var object) where !object.isEmpty:
            let name = object.names.randomElement(using: &random)!
            object[name] = Bool.random(using: &random) ? nil : object[name]?.changed(&random)
            return .object(object)
        default: return .any(depth: 2, &random)
        }
    }
}
