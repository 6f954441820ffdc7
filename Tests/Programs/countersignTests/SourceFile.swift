import Fixtures
import Foundation
import Testing

/// A Swift file of the package, read for what a page says of it.
struct SourceFile {
    let path: String
    private let lines: [String]

    init(_ path: String) throws {
        self.path = path
        let file = SharedData.package.appending(path: path)
        lines = try #require(try? String(contentsOf: file, encoding: .utf8), "there is no \(path)").components(
            separatedBy: "\n")
    }

    /// The declarations of a function, variable or initializer that begin so (`happening`, `refusal(of choice`), each from its first
    /// line to the line that closes it at the same depth.
    func declarations(of beginning: String) -> [String] {
        lines.indices.compactMap { index in
            guard Self.declares(lines[index], beginning) else { return nil }
            let indent = lines[index].prefix { $0 == " " }
            if lines[index].hasSuffix("}") { return lines[index] }
            let end = lines[(index + 1)...].firstIndex { $0 == indent + "}" || $0 == indent + "]" } ?? index
            return lines[index...end].joined(separator: "\n")
        }
    }

    private static func declares(_ line: String, _ beginning: String) -> Bool {
        let starts = beginning.hasPrefix("init") ? [beginning] : ["func ", "var ", "let "].map { $0 + beginning }
        return starts.contains { start in
            guard let range = line.range(of: start), !line.trimmingCharacters(in: .whitespaces).hasPrefix("//"),
                line[..<range.lowerBound].allSatisfy({ $0 == " " || $0.isLetter || $0 == "(" || $0 == ")" })
            else { return false }
            return line[range.upperBound...].first.map { !$0.isLetter && !$0.isNumber } ?? true
        }
    }

    /// The names of the types that files below a folder declare.
    static func typeNames(below folder: String) throws -> Set<String> {
        var names: Set<String> = []
        for path in try paths(below: folder) where path.hasSuffix(".swift") {
            let text = try String(contentsOf: SharedData.package.appending(path: path), encoding: .utf8)
            names.formUnion(
                text.matches(of: /(?:struct|enum|class|protocol|actor|typealias) ([A-Z]\w+)/).map { String($0.1) })
        }
        return names
    }

    /// The files below a folder of the package.
    static func paths(below folder: String) throws -> [String] {
        let root = SharedData.package.appending(path: folder)
        let found = try #require(FileManager.default.enumerator(atPath: root.path))
        return found.compactMap { ($0 as? String).map { "\(folder)/\($0)" } }
    }
}
