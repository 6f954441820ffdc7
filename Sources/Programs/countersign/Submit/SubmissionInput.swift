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
        name = file
        folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
    }

    /// Gives each object in turn. A document over several lines is taken as one object when its first line is none by itself.
    func forEach(_ body: (Item) throws -> Void) throws {
        var reader = LineReader(descriptor: descriptor)
        var number = 0
        var isFirst = true
        while let line = try next(&reader) {
            number += 1
            let isFollowed = reader.hasLineAtHand
            guard case .text(let bytes) = line else {
                try body(Item(line: number, content: .failure(Self.tooLong), isFollowed: isFollowed))
                continue
            }
            if Self.isBlank(bytes) { continue }
            let content = Self.parse(bytes)
            if isFirst, case .failure = content, let rest = try reader.rest() {
                return try spread(bytes + [0x0A] + rest, from: number, body)
            }
            isFirst = false
            try body(Item(line: number, content: content.mapError(Self.syntax), isFollowed: isFollowed))
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
            case .text(let bytes) where Self.isBlank(bytes): continue
            case .text(let bytes):
                try body(Item(line: number, content: Self.parse(bytes).mapError(Self.syntax)))
            }
        }
    }

    private static var tooLong: DeskError { invalid("a line is at most 16 MiB long; this one is longer") }

    /// A first line that is no JSON by itself: either the beginning of one object over many lines, or a bad line before others.
    private func spread(_ bytes: [UInt8], from first: Int, _ body: (Item) throws -> Void) throws {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let whole = Self.parse(bytes)
        if case .failure(let error) = whole {
            let contents = lines.map { Self.parse($0) }
            guard contents.dropFirst().contains(where: { if case .success(.object) = $0 { true } else { false } })
            else {
                let isAlone = !lines.dropFirst().contains { !Self.isBlank($0) }
                let line = isAlone ? first : first + error.line - 1
                return try body(Item(line: line, content: .failure(Self.syntax(error))))
            }
            for (offset, content) in contents.enumerated() where !Self.isBlank(lines[offset]) {
                try body(Item(line: first + offset, content: content.mapError(Self.syntax)))
            }
        } else {
            try body(Item(line: first, content: whole.mapError(Self.syntax)))
        }
    }

    /// The bytes of evidence that is named by path: below the submitted file's folder, wherever symbolic links lead.
    func evidence(_ path: String) throws(SubmissionError) -> [UInt8] {
        let pointer = JSONPointer(["evidence"])
        guard let folder else {
            throw SubmissionError(
                "evidence by path needs a submitted file, not standard input; send it as text or base64", at: pointer)
        }
        let root = URL(filePath: folder).resolvingSymlinksInPath().path(percentEncoded: false)
        let full = URL(filePath: root).appending(path: path).resolvingSymlinksInPath().path(percentEncoded: false)
        let inside = root.hasSuffix("/") ? root : root + "/"
        guard !path.hasPrefix("/"), full.hasPrefix(inside) else {
            throw SubmissionError(
                "evidence lies below the folder of the submitted file; '\(path)' does not", at: pointer)
        }
        guard let data = FileManager.default.contents(atPath: full) else {
            throw SubmissionError("'\(path)' can't be read", at: pointer)
        }
        return Array(data)
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

    private static func syntax(_ error: JSONError) -> DeskError {
        invalid("this is not JSON: \(error.message) (column \(error.column))")
    }

    /// The error of input that can't be taken.
    static func invalid(_ message: String) -> DeskError {
        .invalid(SubmissionError(message, at: JSONPointer()))
    }
}
