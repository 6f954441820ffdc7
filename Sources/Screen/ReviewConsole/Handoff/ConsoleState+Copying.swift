import ReviewDesk
import ReviewFlow
import Terminal

/// What can be copied of the handoff under the cursor.
enum Copied: String, Sendable {
    case id, record, link
}

extension ConsoleState {
    /// The text of it; nil where the handoff has none.
    func text(of part: Copied) -> DisplayText? {
        if part == .id { return selected.map { DisplayText($0.description) } }
        guard let dossier, dossier.handoff.id == selected else { return nil }
        let status = dossier.handoff.status
        switch part {
        case .id: return nil
        case .record:
            // The record that was written, else the one that would be.
            let written = dossier.receipt.flatMap { $0["record"]?["id"] ?? $0["id"] }?.string
            let reference = written ?? dossier.handoff.contents.reference
            return reference.map {
                "\(DisplayText(status.system)): \(DisplayText(status.record)) \(DisplayText($0))"
            }
        case .link:
            let written = dossier.receipt.flatMap { $0["record"]?["url"] ?? $0["url"] }?.string
            let source = dossier.handoff.contents.trace["sources"]?.array?.lazy.compactMap { $0["uri"]?.string }.first
            return (written ?? source).map { DisplayText($0) }
        }
    }

    /// Why there is nothing to copy.
    func whyNot(copy part: Copied) -> DisplayText? {
        if selected == nil { return "the cursor is on no handoff" }
        return text(of: part) == nil ? "it has no \(DisplayText(part.rawValue))" : nil
    }

    /// Gives it to the terminal.
    func copy(_ part: Copied) -> [Effect] { text(of: part).map { [.copy($0)] } ?? [] }

    /// What the terminal did with a copy.
    mutating func take(copied text: DisplayText, _ isTaken: Bool) -> [Effect] {
        // Whether it reaches a clipboard is up to the terminal: it sends no answer.
        notice =
            isTaken
            ? Notice(text: "given to the terminal to copy: \(text)", role: .ok)
            : Notice(text: "this terminal takes no copies: \(text)", role: .warning)
        return []
    }
}
