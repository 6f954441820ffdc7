import Fixtures
import Foundation

/// A page of the documentation.
struct Page {
    struct Block {
        var language: String
        var section: String
        var lines: [String] = []
    }

    /// A table with the heading over it; cells are as written.
    struct Table {
        var section: String
        var header: [String]
        var rows: [[String]] = []

        /// The texts in backticks of a cell.
        static func spans(_ cell: String) -> [String] { cell.matches(of: /`([^`]+)`/).map { String($0.1) } }
    }

    let file: URL
    var name: String { file.lastPathComponent }
    private(set) var blocks: [Block] = []
    private(set) var anchors: Set<String> = []
    private(set) var tables: [Table] = []
    private var prose = ""

    /// A page by its path in the package.
    init(path: String) throws { try self.init(SharedData.package.appending(path: path)) }

    static func all() throws -> [Page] {
        let docs = SharedData.package.appending(path: "docs")
        let pages = try FileManager.default.contentsOfDirectory(at: docs, includingPropertiesForKeys: nil)
        let front = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map { SharedData.package.appending(path: $0) }
        return try (front + pages.filter { $0.pathExtension == "md" }).map { try Page($0) }
    }

    init(_ file: URL) throws {
        self.file = file
        var section = ""
        var block: Block?
        var isInTable = false
        for line in try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n") {
            let isRow = block == nil && line.hasPrefix("|")
            defer { isInTable = isRow }
            if isRow { take(row: line, section, isFirst: !isInTable) }
            if line.hasPrefix("```") {
                if let ended = block {
                    blocks.append(ended)
                    block = nil
                } else {
                    block = Block(language: String(line.dropFirst(3)), section: section)
                }
            } else if block != nil {
                block?.lines.append(line)
            } else {
                if line.hasPrefix("#") {
                    section = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)
                    anchors.insert(
                        section.lowercased().replacing(" ", with: "-")
                            .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
                }
                prose += line + "\n"
            }
        }
    }

    private mutating func take(row line: String, _ section: String, isFirst: Bool) {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
            .map { $0.trimmingCharacters(in: .whitespaces) }
        if isFirst {
            tables.append(Table(section: section, header: cells))
        } else if !cells.allSatisfy({ $0 == "---" }) {
            tables[tables.count - 1].rows.append(cells)
        }
    }

    /// The tables below a heading.
    func tables(in section: String) -> [Table] { tables.filter { $0.section == section } }

    var links: [String] { prose.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) } }

    /// What stands in backticks.
    var spans: [String] { prose.matches(of: /`([^`]+)`/).map { String($0.1) } }

    /// Options that the text speaks of by themselves.
    var loneOptions: [String] { spans.flatMap { $0.matches(of: /^--[a-z-]+/).map { String($0.0) } } }

    /// The words after each `countersign`, up to what ends a command.
    var calls: [[String]] {
        (spans + blocks.flatMap(\.lines)).flatMap { text in
            text.matches(of: /(?:^|[\s\/(;|&'])countersign((?:[ ]+[^\s;|&>#)']+|[ ]+'[^']*')*)/).map { match in
                match.1.split(separator: " ").map(String.init)
            }
        }
    }
}
