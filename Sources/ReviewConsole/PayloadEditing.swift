import ContractEngine
import Handoff
import JSON
import ReviewDesk

/// An edit of a payload as text: what an editor is given, and what is made of what comes back.
public struct PayloadEditing: Sendable {
    /// What the editor is given at first.
    public let original: String
    /// The handoff whose payload it is.
    public let id: HandoffID
    private let version: Int, digest: String

    /// What a text comes to.
    public enum Attempt: Sendable {
        case unchanged
        /// What is wrong, where the text stands so many lines further down.
        case wrong(@Sendable (Int) -> [String])
        case right(Edit, EditResult)
    }

    /// How editing ended.
    public enum End: Sendable {
        case unchanged
        /// The person left it at what is wrong.
        case givenUp(String)
        /// What is to be stored, what it comes to, and the text that it was read from.
        case right(Edit, EditResult, String)
    }

    /// The edit of a handoff's payload as it stands on the screen.
    public init(_ dossier: Dossier) {
        id = dossier.handoff.id
        (version, digest) = (dossier.row.version, dossier.row.digest.description)
        original = PayloadText.write(
            dossier.handoff.contents.payload, schema: dossier.payloadSchema,
            heading: [
                dossier.row.title, "\(dossier.handoff.id), version \(dossier.row.version)",
                "Lines that begin with # are not read. Leave it as it is to change nothing.",
            ])
    }

    /// Opens the editor until the contract is fulfilled, or the person gives up. What is wrong is put above the text.
    ///
    /// - Parameters:
    ///   - text: What the editor begins with; nil for the payload as it is.
    ///   - request: The edit that a change is asked for with.
    ///   - editor: Lets the person change a text.
    ///   - goesOn: Shows what is wrong, and asks whether the editor is to be opened again.
    ///   - preview: What an edit would come to.
    public func run(
        from text: String? = nil, request: (Edit.Change) -> Edit, editor: (String) throws -> String,
        goesOn: ([String]) -> Bool, preview: (Edit) throws(DeskError) -> EditResult
    ) throws -> End {
        var shown = text ?? original
        while true {
            let text = PayloadText.annotate(try editor(shown), with: [])
            switch try attempt(text, request: request, preview: preview) {
            case .unchanged: return .unchanged
            case .right(let edit, let result): return .right(edit, result, text)
            case .wrong(let notes):
                guard goesOn(notes(0)) else { return .givenUp(text) }
                // The notes push the text down, and the lines that they name with it.
                shown = PayloadText.annotate(text, with: notes(notes(0).count))
            }
        }
    }

    /// What one text comes to.
    func attempt(
        _ text: String, request: (Edit.Change) -> Edit, preview: (Edit) throws(DeskError) -> EditResult
    ) throws(DeskError) -> Attempt {
        if sameText(text, original) { return .unchanged }
        let payload: JSONValue
        switch PayloadText.read(text) {
        case .success(let read): payload = read
        case .failure(let error):
            return .wrong { shift in error.problems.map { "line \($0.line + shift): \($0.message)" } }
        }
        // The edit is of what the editor showed.
        var edit = request(.payload(payload))
        edit.version = edit.version ?? version
        edit.digest = edit.digest ?? digest
        do throws(DeskError) {
            let result = try preview(edit)
            guard result.isRefused else { return .right(edit, result) }
            let wrong = result.violations.filter { $0.severity == .error }
            return .wrong { _ in wrong.map { "\($0.path): \($0.message) [\($0.id)]" } }
        } catch {
            let message = error.message
            switch error {
            case .invalid, .usage: return .wrong { _ in [message] }
            case .refused(let refusal) where refusal.obligation == "reference": return .wrong { _ in [message] }
            default: throw error
            }
        }
    }
}
