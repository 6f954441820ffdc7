import ContractEngine
import Foundation
import Handoff
import JSON
import ReviewDesk
import ReviewFlow

/// An edit in the person's own editor: until the contract is fulfilled and they say yes, or give up.
struct EditingSession {
    let desk: Desk
    let id: HandoffID
    /// The edit that a change is asked for with.
    let edit: (Edit.Change) -> Edit

    /// Opens the editor, shows what was changed, asks, and stores.
    func run() throws {
        let dossier = try desk.dossier(id)
        if let refusal = dossier.refusal(of: .edit), refusal.obligation != .claim || !edit(.patch([])).overridesClaim {
            throw DeskError.refused(refusal)
        }
        let editing = PayloadEditing(dossier)
        let file = try PrivateFile(name: "\(id).yaml", bytes: editing.original.utf8)
        var kept = false
        defer { if !kept { file.remove() } }
        let program = ForegroundProgram.editor(ProcessInfo.processInfo.environment)
        var text: String?
        while true {
            let end = try editing.run(
                from: text, request: edit,
                editor: { shown in
                    try file.write(shown)
                    try program.open(file)
                    return try file.text()
                },
                goesOn: { notes in
                    for note in notes { Output.line("  \(note)") }
                    return Self.ask("It is not stored so. Edit again?", preferring: true)
                }, preview: { (edit) throws(DeskError) in try desk.preview(edit, of: id) })
            switch end {
            case .unchanged: return Output.note("nothing was changed")
            case .givenUp: return
            case .failed(let error, let written):
                try? file.write(written)
                kept = true
                Output.note("your text is in \(file.path)")
                throw error
            case .right(let request, let result, let edited):
                Self.show(result, id)
                guard Self.ask("Store this edit?", preferring: false) else {
                    guard Self.ask("Edit again?", preferring: true) else { return }
                    text = edited
                    continue
                }
                do {
                    let stored = try desk.edit(request, of: id)
                    Output.hasRecorded("the edit is stored; 'countersign show \(id)' shows it")
                    return Output.line("\(id)  \(stored.status.state.rawValue), version \(stored.status.version)")
                } catch {
                    // As it was read: what was wrong before may still stand in the file.
                    try? file.write(edited)
                    kept = true
                    Output.note("your text is in \(file.path)")
                    throw error
                }
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
