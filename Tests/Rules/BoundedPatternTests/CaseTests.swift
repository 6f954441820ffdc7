import Fixtures
import JSON
import Testing

@testable import BoundedPattern

/// A pattern of `Cases`, with the texts in which it is found and those in which it is not, or as one that is refused.
struct WrittenPattern {
    struct Unreadable: Error { let row: CaseGroup.Row }

    let pattern: String
    let number: Int
    var found: [String] = []
    var absent: [String] = []
    /// The place that the refusal names; "" for any.
    var refusal: String?

    /// The patterns of a group, each with the rows below it.
    static func all(in group: CaseGroup) throws -> [WrittenPattern] {
        var patterns: [WrittenPattern] = []
        for row in group.rows {
            if row.text.utf8.first == UInt8(ascii: "`"), let end = row.text.lastIndex(of: "`"),
                end > row.text.startIndex
            {
                let text = row.text[row.text.index(after: row.text.startIndex)..<end]
                patterns.append(WrittenPattern(pattern: String(text), number: row.number))
                continue
            }
            guard let place = patterns.indices.last else { throw Unreadable(row: row) }
            if let texts = row.after("+ ") {
                patterns[place].found += try strings(texts, row)
            } else if let texts = row.after("- ") {
                patterns[place].absent += try strings(texts, row)
            } else if let offset = row.after("!") {
                patterns[place].refusal = offset
            } else {
                throw Unreadable(row: row)
            }
        }
        return patterns
    }

    private static func strings(_ text: String, _ row: CaseGroup.Row) throws -> [String] {
        let values = try JSONValue(parsing: "[\(text)]").array ?? []
        let strings = values.compactMap(\.string)
        guard strings.count == values.count, !strings.isEmpty else { throw Unreadable(row: row) }
        return strings
    }
}

@Suite struct `Cases of patterns` {
    static let groups = CaseGroup.all()

    @Test(arguments: groups)
    func `a pattern is found or not, or refused`(_ group: CaseGroup) throws {
        let dialect: BoundedPattern.Dialect = group.file.hasPrefix("re2") ? .re2 : .ecmaScript
        let patterns = try WrittenPattern.all(in: group)
        #expect(!patterns.isEmpty)
        for one in patterns {
            let label = Comment(rawValue: "line \(one.number): \(one.pattern)")
            if let place = one.refusal {
                let error = #expect(throws: PatternError.self, label) {
                    try BoundedPattern(one.pattern, dialect: dialect)
                }
                #expect(place == "" || error.map { String($0.offset) } == place, label)
                #expect(!BoundedPattern.isPattern(one.pattern, dialect: dialect), label)
                continue
            }
            let pattern = try #require(try? BoundedPattern(one.pattern, dialect: dialect), label)
            #expect(!one.found.isEmpty || !one.absent.isEmpty, label)
            #expect(one.found.filter { !pattern.isFound(in: $0) } == [], label)
            #expect(one.absent.filter { pattern.isFound(in: $0) } == [], label)
        }
    }

    @Test func `every name of a Unicode property has a row`() throws {
        let patterns = try Self.groups.flatMap { try WrittenPattern.all(in: $0) }.filter { $0.refusal == nil }
        let names = ScalarSet.categoryNames.flatMap(\.names) + ScalarSet.binaryProperties.flatMap(\.names)
        #expect(names.count > 100)
        for name in names {
            #expect(
                patterns.contains { $0.pattern.contains("\\p{\(name)}") && !$0.absent.isEmpty }, "\(name) has no row")
        }
    }

    @Test func `every named class of ASCII has a row`() throws {
        let patterns = try Self.groups.flatMap { try WrittenPattern.all(in: $0) }.filter { $0.refusal == nil }
        for name in ScalarSet.posixClasses.keys.sorted() {
            #expect(
                patterns.contains { $0.pattern.contains("[:\(name):]") && !$0.absent.isEmpty }, "\(name) has no row")
        }
    }
}
