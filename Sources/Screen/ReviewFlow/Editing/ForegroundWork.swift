import Foundation
import Handoff
import ReviewDesk
import Terminal

/// What needs the terminal for a while.
package enum ForegroundWork: Sendable {
    /// Change a payload, beginning with a text or with the payload as it is.
    case edit(PayloadEditing, from: String?, overridesClaim: Bool)
    /// Write a note, beginning with what is there.
    case note(HandoffID, String)
    /// Show an item of evidence of a handoff.
    case show(EvidenceContent, HandoffID, Int)

    /// What came of it.
    package enum Reply: Sendable {
        case edited(PayloadEditing.End)
        case note(String)
        case shown
        case failed(String)
    }
}

/// Gives the terminal to programs of the person's own choice, and takes it back.
package final class Foreground {
    private let environment: [String: String]
    /// Files that a viewer may still read after it has gone to the background.
    private var shown: [PrivateFile] = []

    package init(_ environment: [String: String]) { self.environment = environment }

    /// Removes what was written for other programs.
    package func end() {
        for file in shown { file.remove() }
        shown = []
    }

    /// Does it.
    ///
    /// - Parameter goesOn: Shows what is wrong with an edit, and asks whether the editor is to be opened again.
    package func perform(
        _ work: ForegroundWork, _ source: some ReviewSource, goesOn: ([String]) -> Bool = asks
    ) -> ForegroundWork.Reply {
        do {
            switch work {
            case .edit(let editing, let text, let overridesClaim):
                return .edited(try edit(editing, text, overridesClaim, source, goesOn))
            case .note(_, let text):
                return .note(try Self.note(in: try changed(text, name: "note.txt")))
            case .show(let content, _, _):
                try show(content)
                return .shown
            }
        } catch let error as DeskError {
            return .failed(error.message)
        } catch {
            return .failed(error.localizedDescription)
        }
    }

    private func edit(
        _ editing: PayloadEditing, _ text: String?, _ overridesClaim: Bool, _ source: some ReviewSource,
        _ goesOn: ([String]) -> Bool
    ) throws -> PayloadEditing.End {
        let file = try PrivateFile(name: "\(editing.id).yaml", bytes: editing.original.utf8)
        defer { file.remove() }
        let program = ForegroundProgram.editor(environment)
        return try editing.run(
            from: text, request: { Self.request($0, overridesClaim) },
            editor: { shown in
                try file.write(shown)
                try program.open(file)
                return try file.text()
            }, goesOn: goesOn, preview: { edit throws(DeskError) in try source.preview(edit, of: editing.id) })
    }

    package static func request(_ change: Edit.Change, _ overridesClaim: Bool) -> Edit {
        var edit = Edit(change)
        edit.overridesClaim = overridesClaim
        return edit
    }

    // The screen is put away while the editor runs, so this is asked on the plain terminal.
    package static func asks(_ notes: [String]) -> Bool {
        for note in notes { print("  \(DisplayText(note))") }
        print("It is not stored so. Edit again? [Y/n]")
        guard let answer = readLine() else { return false }
        let word = answer.filter { $0 != " " }.lowercased()
        return word.isEmpty || "yes".hasPrefix(word)
    }

    private func changed(_ text: String, name: String) throws(DeskError) -> String {
        let file = try PrivateFile(name: name, bytes: text.utf8)
        defer { file.remove() }
        try ForegroundProgram.editor(environment).open(file)
        return try file.text()
    }

    /// A note as it was written, without the end of its last line.
    private static func note(in text: String) throws(DeskError) -> String {
        guard text.utf8.count <= Desk.longestNote else {
            throw DeskError.usage("a note is at most \(Desk.longestNote) bytes long; it is as it was before")
        }
        var scalars = text.unicodeScalars[...]
        while let last = scalars.last, last == "\n" || last == "\r" || last == " " { scalars.removeLast() }
        return String(scalars)
    }

    private func show(_ content: EvidenceContent) throws(DeskError) {
        if let text = content.text {
            let lines = DisplayText.lines(sanitising: text).map(\.description)
            return try ForegroundProgram.pager(environment).read(lines.joined(separator: "\n") + "\n")
        }
        guard let viewer = ForegroundProgram.viewer(environment) else {
            throw DeskError.usage(
                "it is \(content.item.media): COUNTERSIGN_VIEWER says what opens that, for instance xdg-open")
        }
        let file = try PrivateFile(name: "evidence.\(Self.ending(content.item.media))", bytes: content.bytes)
        shown.append(file)
        try viewer.show(file)
    }

    // Never the producer's own name for it: that could be anything.
    private static func ending(_ media: String) -> String {
        let known = [
            "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp",
            "image/tiff": "tiff", "application/zip": "zip",
        ]
        return known[media] ?? "bin"
    }
}
