import Fixtures
import JSON
import Testing

/// The rows of `Cases`: what canonical JSON and JSON Patch make of a value.
@Suite struct `Cases of JSON` {
    struct Unreadable: Error { let row: CaseGroup.Row }

    static let canonical = CaseGroup.all().filter { $0.file == "canonical" }
    static let patches = CaseGroup.all().filter { $0.file == "patches" }

    private static func sides(_ row: CaseGroup.Row) throws -> (given: String, made: String) {
        guard let arrow = row.text.ranges(of: " => ").last else { throw Unreadable(row: row) }
        return (String(row.text[..<arrow.lowerBound]), String(row.text[arrow.upperBound...]))
    }

    @Test func `there are cases of both`() { #expect(Self.canonical.count > 8 && Self.patches.count > 8) }

    @Test(arguments: canonical)
    func `a value has one canonical form`(_ group: CaseGroup) throws {
        #expect(!group.rows.isEmpty)
        for row in group.rows {
            let (given, canonical) = try Self.sides(row)
            let bytes = CanonicalJSON.bytes(of: try JSONValue(parsing: given))
            #expect(bytes == Array(canonical.utf8), "\(row), not \(String(decoding: bytes, as: UTF8.self))")
            #expect(
                CanonicalJSON.bytes(of: try JSONValue(parsing: bytes)) == bytes, "\(row) has another one of its own")
        }
    }

    @Test(arguments: patches)
    func `a patch makes a document or fails`(_ group: CaseGroup) throws {
        let document = try JSONValue(parsing: try #require(group.rows.first).text)
        #expect(group.rows.count > 1)
        for row in group.rows.dropFirst() {
            let (text, made) = try Self.sides(row)
            let patch = try JSONValue(parsing: text)
            if made == "error" {
                #expect(throws: JSONPatchError.self, "\(row)") { try JSONPatch(patch).apply(to: document) }
            } else {
                #expect(try JSONPatch(patch).apply(to: document).description == made, "\(row)")
            }
        }
    }

    @Test func `every operation has rows that succeed and rows that fail`() throws {
        let rows = try Self.patches.flatMap { try $0.rows.dropFirst().map(Self.sides) }
        for operation in ["add", "remove", "replace", "move", "copy", "test"] {
            let its = rows.filter { $0.given.contains(#""op":"\#(operation)""#) }
            #expect(its.contains { $0.made == "error" } && its.contains { $0.made != "error" }, "\(operation)")
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a double has a short text that reads back as it`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
            guard value.isFinite else { continue }
            let text = CanonicalJSON.text(of: value)
            #expect(Double(text) == value)
            let digits = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }.replacing(#/0+$/#, with: "")
            #expect(digits.count <= 17, "\(text)")
        }
    }
}
