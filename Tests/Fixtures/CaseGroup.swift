import Foundation

/// A sentence about behaviour and the rows that show it, from a text file beside the tests.
///
/// Such a file is a list of groups. A line that begins with `## ` is the sentence of the next group, and the lines below it
/// are its rows, whose form the suite that reads them knows. What stands before the first group explains the file. Lines
/// without text are left out.
public struct CaseGroup: Sendable, CustomStringConvertible {
    /// A line of a group, with its number in the file.
    public struct Row: Sendable, CustomStringConvertible {
        /// The number of the line, from 1.
        public let number: Int
        /// The whole line.
        public let text: String

        /// What stands after a mark at the beginning of the row and the spaces behind it; nil without the mark.
        public func after(_ mark: String) -> String? {
            guard text.utf8.starts(with: mark.utf8) else { return nil }
            return String(text.dropFirst(mark.count).drop { $0 == " " })
        }

        /// The line with its number.
        public var description: String { "line \(number): \(text)" }
    }

    /// The name of the file, without its ending.
    public let file: String
    /// What the rows show.
    public let sentence: String
    /// The lines below the sentence.
    public let rows: [Row]

    /// The file and the sentence.
    public var description: String { "\(file): \(sentence)" }

    /// The groups of all files in the folder `Cases` beside a source file, in the order of the files' names.
    public static func all(besides source: String = #filePath) -> [CaseGroup] {
        let folder = URL(filePath: source).deletingLastPathComponent().appending(path: "Cases")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }.flatMap { file in
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            return groups(of: text, file: file.deletingPathExtension().lastPathComponent)
        }
    }

    private static func groups(of text: String, file: String) -> [CaseGroup] {
        var groups: [CaseGroup] = []
        var sentence: String?
        var rows: [Row] = []
        func close() {
            if let sentence { groups.append(CaseGroup(file: file, sentence: sentence, rows: rows)) }
            rows = []
        }
        // By line feeds alone: a case may hold any other character.
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(line)
            if line.utf8.starts(with: "## ".utf8) {
                close()
                sentence = String(line.dropFirst(3))
            } else if sentence != nil, line.contains(where: { $0 != " " }) {
                rows.append(Row(number: index + 1, text: line))
            }
        }
        close()
        return groups
    }
}
