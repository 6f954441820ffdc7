import Fixtures
import Foundation
import Testing

/// What the pages on the house say is so in the sources.
@Suite struct `Pages on the house` {
    @Test func `every file and function on the way of a handoff exists`() throws {
        let page = try Page(path: "docs/architecture.md")
        let table = try #require(page.tables(in: "The way of a handoff").first)
        #expect(table.header == ["", "what happens", "file", "function"])
        #expect(table.rows.count > 20)
        for row in table.rows {
            let file = try #require(Page.Table.spans(row[2]).first, "\(row)")
            let function = try #require(Page.Table.spans(row[3]).first, "\(row)")
            let source = try SourceFile("Sources/" + file)
            #expect(!source.declarations(of: function).isEmpty, "\(file) declares no '\(function)'")
        }
    }

    @Test func `the table of targets is that of Package.swift, in its order and with its imports`() throws {
        let page = try Page(path: "docs/architecture.md")
        let table = try #require(page.tables(in: "Targets").first)
        let told = table.rows.map { row in
            Manifest.Target(
                name: Page.Table.spans(row[1])[0], folder: Page.Table.spans(row[0])[0],
                imports: row[3] == "–" ? [] : row[3].components(separatedBy: ", "))
        }
        let declared = try Manifest.targets()
        #expect(told.map(\.name) == declared.map(\.name))
        for (told, declared) in zip(told, declared) { #expect(told == declared) }
    }

    @Test func `a target imports only what stands above it`() throws {
        var above: Set<String> = []
        let targets = try Manifest.targets()
        let names = Set(targets.map(\.name))
        for target in targets {
            for name in target.imports where names.contains(name) {
                #expect(above.contains(name), "\(target.name) imports \(name), which stands below it")
            }
            above.insert(target.name)
        }
    }

    @Test func `every word of the glossary names a type that there is, and stands once`() throws {
        let types = try SourceFile.typeNames(below: "Sources")
        var words: Set<String> = []
        for table in try Page(path: "docs/concepts.md").tables {
            #expect(table.header == ["word", "what it is", "in the code"])
            for row in table.rows {
                #expect(words.insert(row[0]).inserted, "'\(row[0])' stands twice")
                let type = try #require(Page.Table.spans(row[2]).first, "\(row)")
                #expect(types.contains(type), "there is no type '\(type)'")
            }
        }
        #expect(words.count > 40)
    }

    @Test func `every type that the page on the architecture speaks of exists`() throws {
        let types = try SourceFile.typeNames(below: "Sources")
        // What the design of the house has and the program has not, and a word of SQLite's.
        let others: Set = ["AgentIntake", "NORMAL"]
        let known = try types.union(SourceFile.typeNames(below: "Tests/Screen/ScreenProbe")).union(others).union(
            Manifest.targets().flatMap { [$0.name, $0.folder] })
        for span in try Page(path: "docs/architecture.md").spans {
            guard span.wholeMatch(of: /[A-Z]\w*/) != nil else { continue }
            #expect(known.contains(span), "there is no type '\(span)'")
        }
        #expect(others.isDisjoint(with: types))
    }

    @Test func `every file of the package that a page names exists`() throws {
        for page in try Page.all() {
            for span in page.spans {
                guard let path = span.wholeMatch(of: /(?:Sources|Tests|Themes|docs|\.ci)\/[\w.+\/-]*/)?.0 else {
                    continue
                }
                #expect(
                    FileManager.default.fileExists(atPath: SharedData.package.appending(path: String(path)).path),
                    "\(page.name) names \(path)")
            }
        }
    }
}

/// The package's manifest, read as text.
enum Manifest {
    struct Target: Equatable {
        let name: String, folder: String
        let imports: [String]
    }

    /// The targets below `Sources`, in their order.
    static func targets() throws -> [Target] {
        let text = try String(contentsOf: SharedData.package.appending(path: "Package.swift"), encoding: .utf8)
        var products: [String: String] = [:]
        for match in text.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/) {
            products[String(match.1)] = String(match.2)
        }
        return text.matches(of: /Folder\.(\w+)\.(?:target|program)\(\s*"([\w-]+)"(?:,\s*\[([^\]]*)\])?/).map { match in
            let names = (match.3 ?? "").split { ",\n ".contains($0) }.map(String.init)
            return Target(
                name: String(match.2), folder: String(match.1).capitalized,
                imports: names.map { $0.hasPrefix("\"") ? $0.filter { $0 != "\"" } : products[$0] ?? $0 })
        }
    }
}
