import Fixtures
import Foundation
import Testing

@testable import JSONSchema

@Suite struct `The page on JSON Schema` {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: SharedData.package.appending(path: path), encoding: .utf8)
    }

    /// The lines of the block between two markers.
    private static func block(_ name: String, in page: String) throws -> String {
        let marked = try #require(page.components(separatedBy: "<!-- \(name) -->\n").dropFirst().first)
        let lines = try #require(marked.components(separatedBy: "<!-- /\(name) -->").first).split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.dropFirst().dropLast(2).joined(separator: "\n")
    }

    @Test func `its example is the one that compiles, and gives what it says`() throws {
        let page = try Self.text("docs/json-schema.md")
        #expect(try Self.block("example", in: page) + "\n" == Self.text("Tests/Rules/JSONSchemaTests/Example.swift"))
        #expect(try Self.block("output", in: page) == checkedOrder().joined(separator: "\n"))
    }

    @Test func `it names every format and limit`() throws {
        let page = try Self.text("docs/json-schema.md")
        for format in Format.allCases { #expect(page.contains("`\(format.rawValue)`")) }
        let limits = EvaluationLimits()
        #expect(page.contains("| subschemas applied within each other | \(Self.grouped(limits.depth)) |"))
        #expect(page.contains("| steps of one evaluation | \(Self.grouped(limits.steps)) |"))
        #expect(page.contains("deeper than \(limits.depthOnAnyStack) subschemas"))
        #expect(page.contains("| violations listed | \(Self.grouped(Schema.mostViolations)) |"))
    }

    /// The published counts, and that README.md and the page state what this run found.
    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `it states how many published cases are decided as published`() throws {
        let page = try Self.text("docs/json-schema.md")
        let readme = try Self.text("README.md")
        let folder = `Published cases`.folder
        for (name, path, formats) in [
            ("required", folder, false), ("optional", folder + "/optional", false),
            ("optional formats", folder + "/optional/format", true),
        ] {
            let (count, wrong) = try `Published cases`.run(path, formats: formats)
            let figure = "\(Self.grouped(count - wrong.count)) of \(Self.grouped(count))"
            #expect(page.contains("| \(name) | \(figure) |"), "\(name): \(figure)")
            guard name == "required" else { continue }
            let row = "| JSON Schema 2020-12, required cases of the official suite | \(figure) | `swift test --filter "
            #expect(readme.contains(row))
        }
    }

    private static func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
        return String(digits)
    }
}
