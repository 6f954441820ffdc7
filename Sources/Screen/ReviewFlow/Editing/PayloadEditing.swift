import ContractEngine
import Handoff
import JSON
import ReviewDesk

/// An edit of a payload as text: what an editor is given, and what is made of what comes back.
package struct PayloadEditing: Sendable {
    /// What the editor is given at first.
    package let original: String
    /// The handoff whose payload it is.
    package let id: HandoffID
    private let version: Int, digest: String

    /// What a text comes to.
    package enum Attempt: Sendable {
        case unchanged
        /// What is wrong.
        case wrong([PayloadRemark])
        case right(Edit, EditResult)
    }

    /// How editing ended.
    package enum End: Sendable {
        case unchanged
        /// The person left it at what is wrong.
        case givenUp(String)
        /// Something kept it from being looked at, and the text is as it was written.
        case failed(any Error, String)
        /// What is to be stored, what it comes to, and the text that it was read from.
        case right(Edit, EditResult, String)
    }

    /// The edit of a handoff's payload as it stands on the screen.
    package init(_ dossier: Dossier) {
        id = dossier.handoff.id
        (version, digest) = (dossier.row.version, dossier.row.digest.description)
        original = PayloadText.write(
            dossier.handoff.contents.payload, schema: dossier.payloadSchema,
            heading: [
                dossier.row.title, "\(dossier.handoff.id), version \(dossier.row.version)",
                "Lines that begin with # are not read. Leave it as it is to change nothing.",
            ])
    }

    /// Opens the editor until the contract is fulfilled, or the person gives up. What is wrong stands in the text, above the lines
    /// that it is about, while the editor is open; it is no part of what is read or kept.
    ///
    /// - Parameters:
    ///   - text: What the editor begins with; nil for the payload as it is.
    ///   - request: The edit that a change is asked for with.
    ///   - editor: Lets the person change a text.
    ///   - goesOn: Shows what is wrong, and asks whether the editor is to be opened again. Lines are numbered as the editor would then
    ///     show them, with what is wrong in the text.
    ///   - preview: What an edit would come to.
    package func run(
        from text: String? = nil, request: (Edit.Change) -> Edit, editor: (String) throws -> String,
        goesOn: ([String]) -> Bool, preview: (Edit) throws(DeskError) -> EditResult
    ) throws -> End {
        var shown = text ?? original
        var remarks = PayloadRemarks()
        var last = text
        while true {
            let edited: String
            do {
                edited = try editor(shown)
            } catch {
                // Nothing was written yet that was not there before.
                guard let last else { throw error }
                return .failed(error, last)
            }
            let text = remarks.taken(from: edited)
            last = text
            let attempt: Attempt
            do {
                attempt = try self.attempt(text, request: request, preview: preview)
            } catch {
                return .failed(error, text)
            }
            switch attempt {
            case .unchanged: return .unchanged
            case .right(let edit, let result): return .right(edit, result, text)
            case .wrong(let wrong):
                let marked = remarks.put(wrong, into: text)
                guard goesOn(marked.told) else { return .givenUp(text) }
                shown = marked.text
            }
        }
    }

    /// What one text comes to.
    package func attempt(
        _ text: String, request: (Edit.Change) -> Edit, preview: (Edit) throws(DeskError) -> EditResult
    ) throws(DeskError) -> Attempt {
        if sameText(text, original) { return .unchanged }
        let payload: JSONValue
        switch PayloadText.read(text) {
        case .success(let read): payload = read
        case .failure(let error):
            return .wrong(error.problems.map { PayloadRemark($0) })
        }
        // The edit is of what the editor showed.
        var edit = request(.payload(payload))
        edit.version = edit.version ?? version
        edit.digest = edit.digest ?? digest
        do throws(DeskError) {
            let result = try preview(edit)
            guard result.isRefused else { return .right(edit, result) }
            let wrong = result.violations.filter { $0.severity == .error }
            return .wrong(wrong.map { PayloadRemark("\($0.message) [\($0.id)]", path: $0.path) })
        } catch {
            switch error {
            case .invalid(let invalid):
                return .wrong([PayloadRemark(invalid.message, path: invalid.pointer.description)])
            case .usage: return .wrong([PayloadRemark(error.message)])
            case .refused(let refusal) where refusal.obligation == .reference:
                return .wrong([PayloadRemark(error.message)])
            default: throw error
            }
        }
    }
}
