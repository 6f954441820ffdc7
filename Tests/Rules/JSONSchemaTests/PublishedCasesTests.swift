import Fixtures
import Foundation
import JSON
import JSONSchema
import Testing

/// The published suite of the draft, run as its README asks.
@Suite(.enabled(if: SharedData.isThere, "needs ../shared/data")) struct `Published cases` {
    static let folder = "json-schema/tests/draft2020-12"

    @Test func `every required case is decided as published`() throws {
        let (count, wrong) = try Self.run(Self.folder, formats: false)
        #expect(wrong == [])
        #expect(count == 1_299)
    }

    @Test func `every case of a format is decided as published`() throws {
        let (count, wrong) = try Self.run(Self.folder + "/optional/format", formats: true)
        #expect(wrong == [])
        #expect(count > 300)
    }

    @Test func `the optional cases are decided as published but for other drafts`() throws {
        let (count, wrong) = try Self.run(Self.folder + "/optional", formats: false)
        // The one thing that is not supported: a reference into a document of an older draft.
        #expect(wrong.filter { !$0.hasPrefix("cross-draft.json") } == [])
        #expect(count > 100)
    }

    /// Runs every file of a folder; returns how many cases there were and which were decided wrongly.
    static func run(_ folder: String, formats: Bool) throws -> (count: Int, wrong: [String]) {
        let files = try FileManager.default.contentsOfDirectory(atPath: SharedData.folder.appending(path: folder).path)
        var count = 0
        var wrong: [String] = []
        for file in files.sorted() where file.hasSuffix(".json") {
            let groups = try JSONValue(parsing: SharedData.bytes("\(folder)/\(file)")).array ?? []
            for group in groups {
                let name = "\(file): \(group["description"]?.string ?? "")"
                let tests = group["tests"]?.array ?? []
                count += tests.count
                do {
                    let schema = try Schema(group["schema"] ?? .null, formats: formats, resolve: remote)
                    for test in tests {
                        let data = test["data"] ?? .null
                        let isValid = test["valid"]?.bool
                        let label = "\(name): \(test["description"]?.string ?? "")"
                        if schema.accepts(data) != isValid || schema.violations(of: data).isEmpty != isValid {
                            wrong.append(label)
                        }
                    }
                } catch {
                    wrong += tests.map { _ in "\(name): \(error)" }
                }
            }
        }
        return (count, wrong)
    }

    @Sendable static func remote(_ uri: String) -> JSONValue? {
        let root = "http://localhost:1234/"
        guard uri.hasPrefix(root) else { return nil }
        return try? JSONValue(parsing: SharedData.bytes("json-schema/remotes/" + uri.dropFirst(root.count)))
    }
}
