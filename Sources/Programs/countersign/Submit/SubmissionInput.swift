import Foundation
import Handoff
import HandoffStore
import JSON
import ReviewDesk

/// Handoffs to be submitted, from a file or standard input: one JSON object, or JSON Lines.
struct SubmissionInput {
    /// One object that was read, or why it could not be.
    struct Item {
        let line: Int
        let content: Result<JSONValue, DeskError>
        /// Whether the next one is there already, so that nobody waits for an answer to this one first.
        var isFollowed = false
    }

    /// The name for messages.
    let name: String
    private let folder: String?
    private let descriptor: Int32

    /// Opens a file; `-` and nil are standard input.
    init(_ file: String?) throws {
        guard let file, file != "-" else {
            (name, folder, descriptor) = ("standard input", nil, STDIN_FILENO)
            return
        }
        descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Self.invalid("\(file) can't be read: \(String(cString: strerror(errno)))")
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT != S_IFDIR else {
            throw Self.invalid("\(file) can't be read: it is a folder")
        }
        name = file
        folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
    }

    /// Ends the reading.
    func close() { if descriptor != STDIN_FILENO { Foundation.close(descriptor) } }

    /// Gives each object in turn. A document over several lines is taken as one object when its first line is none by itself.
    func forEach(_ body: (Item) throws -> Void) throws {
        var reader = LineReader(descriptor: descriptor)
        var number = 0
        var isFirst = true
        while let line = try next(&reader) {
            number += 1
            let isFollowed = reader.hasLineAtHand
            guard case .text(var bytes) = line else {
                isFirst = false
                try body(Item(line: number, content: .failure(Self.tooLong), isFollowed: isFollowed))
                continue
            }
            if number == 1, let encoding = InputEncoding.foreign(bytes) {
                return try body(Item(line: 1, content: .failure(Self.foreign(encoding))))
            }
            InputEncoding.skipMark(&bytes)
            if Self.isBlank(bytes) { continue }
            let content = Self.parse(bytes)
            if isFirst, case .failure(let error) = content, mayGoOn(bytes, error), let rest = try reader.rest() {
                return try spread(bytes + [0x0A] + rest, from: number, error, body)
            }
            isFirst = false
            try body(Item(line: number, content: Self.item(bytes, content), isFollowed: isFollowed))
        }
    }

    /// Gives each line in turn, blank ones left out: JSON Lines and nothing else.
    func forEachLine(_ body: (Item) throws -> Void) throws {
        var reader = LineReader(descriptor: descriptor)
        var number = 0
        while let line = try next(&reader) {
            number += 1
            switch line {
            case .tooLong: try body(Item(line: number, content: .failure(Self.tooLong)))
            case .text(var bytes):
                if number == 1, let encoding = InputEncoding.foreign(bytes) {
                    return try body(Item(line: 1, content: .failure(Self.foreign(encoding))))
                }
                InputEncoding.skipMark(&bytes)
                if !Self.isBlank(bytes) {
                    try body(Item(line: number, content: Self.item(bytes, Self.parse(bytes))))
                }
            }
        }
    }

    private static var tooLong: DeskError { invalid("a line is at most 16 MiB long; this one is longer") }

    /// What is no JSON at all is not read any further: nobody can tell where its lines end.
    private static func foreign(_ encoding: String) -> DeskError { invalid("it is \(encoding); send UTF-8") }

    /// Whether a first line that is no JSON by itself can be the beginning of one object over many lines: it breaks off where the
    /// line ends.
    private func mayGoOn(_ bytes: [UInt8], _ error: JSONError) -> Bool {
        let isLines = name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson")
        return !isLines && error.offset >= bytes.count - Self.trailingBlanks(bytes)
    }

    /// A first line that breaks off, with what follows it: one object over many lines, or a bad line before others.
    private func spread(
        _ bytes: [UInt8], from first: Int, _ broken: JSONError, _ body: (Item) throws -> Void
    ) throws {
        let whole = Self.parse(bytes)
        guard case .failure(let error) = whole else {
            return try body(Item(line: first, content: Self.item(bytes, whole)))
        }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            InputEncoding.withoutMark(Array(line))
        }
        let contents = lines.map { Self.parse($0) }
        let hasObject = contents.dropFirst().contains { if case .success(.object) = $0 { true } else { false } }
        if hasObject || !Self.goesOn(lines, error) {
            for (offset, content) in contents.enumerated() where !Self.isBlank(lines[offset]) {
                try body(Item(line: first + offset, content: Self.item(lines[offset], content)))
            }
            return
        }
        let isAlone = !lines.dropFirst().contains { !Self.isBlank($0) }
        let line = isAlone ? first : first + error.line - 1
        try body(Item(line: line, content: .failure(Self.syntax(isAlone ? broken : error, bytes))))
    }

    /// Whether the line after the first goes on with what the first began, as far as it goes: a bad line does not.
    private static func goesOn(_ lines: [[UInt8]], _ error: JSONError) -> Bool {
        guard let second = lines.indices.dropFirst().first(where: { !isBlank(lines[$0]) }) else { return true }
        // Lines that all begin as objects do are objects of their own.
        if lines.allSatisfy({ isBlank($0) || $0.first == UInt8(ascii: "{") }) { return false }
        return error.line > second + 1 || error.line == second + 1 && error.column > 1
    }

    private static func trailingBlanks(_ bytes: [UInt8]) -> Int { bytes.reversed().prefix { $0 <= 0x20 }.count }

    /// The bytes of evidence that is named by path.
    func evidence(_ path: String) throws(SubmissionError) -> [UInt8] {
        guard let folder else {
            throw SubmissionError(
                "evidence by path needs a submitted file, not standard input; send it as text or base64",
                at: JSONPointer(["evidence"]))
        }
        return try EvidenceFile(folder: folder, path: path).read()
    }

    private func next(_ reader: inout LineReader) throws -> LineReader.Line? {
        do {
            return try reader.next()
        } catch InputError.unreadable(let reason) {
            throw DeskError.store(.unusable(path: name, reason: reason))
        }
    }

    private static func isBlank(_ bytes: some Sequence<UInt8>) -> Bool { !bytes.contains { $0 > 0x20 } }

    private static func parse(_ bytes: some Sequence<UInt8>) -> Result<JSONValue, JSONError> {
        Result { () throws(JSONError) in try JSONValue(parsing: bytes) }
    }

    private static func item(
        _ bytes: [UInt8], _ content: Result<JSONValue, JSONError>
    ) -> Result<JSONValue, DeskError> {
        content.mapError { syntax($0, bytes) }
    }

    private static func syntax(_ error: JSONError, _ bytes: [UInt8]) -> DeskError {
        let isText = String(validating: bytes, as: UTF8.self) != nil
        return invalid(
            "this is not JSON: \(error.message) (column \(error.column))" + (isText ? "" : "; send UTF-8"))
    }

    /// The error of input that can't be taken.
    static func invalid(_ message: String) -> DeskError {
        .invalid(SubmissionError(message, at: JSONPointer()))
    }
}
