import ContractEngine
import Foundation
import Handoff
import JSON
import ReviewDesk

/// An edit in the person's own editor: until the contract is fulfilled and they say yes, or give up.
struct EditingSession {
    let desk: Desk
    let id: HandoffID
    /// The edit that a change is asked for with.
    let edit: (Edit.Change) -> Edit

    /// Opens the editor, shows what was changed, asks, and stores.
    func run() throws {
        let dossier = try desk.dossier(id)
        if let refusal = dossier.refusal(of: .edit), refusal.obligation != "claim" || !edit(.patch([])).overridesClaim {
            throw DeskError.refused(refusal)
        }
        let payload = dossier.handoff.contents.payload
        let original = PayloadText.write(
            payload, schema: dossier.payloadSchema,
            heading: [
                "\(dossier.row.title)", "\(id), version \(dossier.row.version)",
                "Lines that begin with # are not read. Leave it as it is to change nothing.",
            ])
        let file = try EditedFile(name: "\(id).yaml", text: original)
        var kept = false
        defer { if !kept { file.remove() } }
        while true {
            try file.openEditor()
            let text = PayloadText.annotate(try file.text(), with: [])
            if text == original { return Output.note("nothing was changed") }
            switch try attempt(text, dossier) {
            case .wrong(let notes):
                for note in notes(0) { Output.line("  \(note)") }
                guard Self.ask("It is not stored so. Edit again?", preferring: true) else { return }
                // The notes push the text down, and the lines that they name with it.
                try file.write(PayloadText.annotate(text, with: notes(notes(0).count)))
            case .right(let request, let result):
                Self.show(result, id)
                guard Self.ask("Store this edit?", preferring: false) else {
                    guard Self.ask("Edit again?", preferring: true) else { return }
                    continue
                }
                do {
                    let stored = try desk.edit(request, of: id)
                    return Output.line("\(id)  \(stored.standing.state.rawValue), version \(stored.standing.version)")
                } catch {
                    kept = true
                    Output.note("your text is in \(file.path)")
                    throw error
                }
            }
        }
    }

    private enum Attempt {
        /// What is wrong, where the text stands so many lines further down.
        case wrong((Int) -> [String])
        case right(Edit, EditResult)
    }

    private func attempt(_ text: String, _ dossier: Dossier) throws -> Attempt {
        let payload: JSONValue
        do {
            payload = try PayloadText.read(text).get()
        } catch {
            return .wrong { shift in error.problems.map { "line \($0.line + shift): \($0.message)" } }
        }
        // The edit is of what the editor showed.
        var request = edit(.payload(payload))
        request.version = request.version ?? dossier.row.version
        request.digest = request.digest ?? dossier.row.digest.description
        do throws(DeskError) {
            let result = try desk.preview(request, of: id)
            guard result.isRefused else { return .right(request, result) }
            let wrong = result.violations.filter { $0.severity == .error }
            return .wrong { _ in wrong.map { "\($0.path): \($0.message) [\($0.id)]" } }
        } catch {
            switch error {
            case .invalid, .usage: return .wrong { _ in [error.message] }
            case .refused(let refusal) where refusal.obligation == "reference": return .wrong { _ in [error.message] }
            default: throw error
            }
        }
    }

    /// Prints what an edit changes, and what follows from it.
    static func show(_ result: EditResult, _ id: HandoffID) {
        for line in result.difference.lines { Output.line("  \(line)") }
        for violation in result.violations {
            Output.line("  \(violation.severity.rawValue) \(violation.path): \(violation.message) [\(violation.id)]")
        }
        let steps = result.plan.map { "\($0.step) by \($0.by)" }.joined(separator: ", ")
        Output.line("\(id)  steps: \(steps); owner: \(result.owner.map(\.description) ?? "unowned")")
    }

    private static func ask(_ question: String, preferring yes: Bool) -> Bool {
        Output.line("\(question) \(yes ? "[Y/n]" : "[y/N]")")
        guard let answer = readLine() else { return false }
        let word = answer.trimmingCharacters(in: .whitespaces).lowercased()
        return word.isEmpty ? yes : "yes".hasPrefix(word)
    }
}

/// A file that the person's editor opens, in a folder that is theirs alone.
struct EditedFile {
    /// Where it is.
    let path: String
    private let folder: String

    /// Makes it.
    init(name: String, text: String) throws {
        var template = Array((NSTemporaryDirectory() + "/countersign-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw DeskError.usage("no folder for the editor's file can be made: \(String(cString: strerror(errno)))")
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = folder + "/" + name
        try write(text)
    }

    /// Puts another text into it.
    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

    /// What is in it.
    func text() throws -> String {
        guard let text = String(validating: try Data(contentsOf: URL(filePath: path)), as: UTF8.self) else {
            throw DeskError.usage("\(path) is not UTF-8 any more")
        }
        return text
    }

    /// Opens it in the person's editor and waits for its end.
    func openEditor() throws {
        let environment = ProcessInfo.processInfo.environment
        let editor = [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty } ?? "vi"
        // The editor has to stay in the terminal's foreground, and VISUAL may have arguments of its own.
        let status = system("\(editor) '\(path.replacing("'", with: "'\\''"))'")
        guard status == 0 else { throw DeskError.usage("the editor '\(editor)' did not end well; nothing was changed") }
    }

    /// Removes it with its folder.
    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
