import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

extension Wording {
    /// What became of a handoff, with who, why and where.
    package static func ending(of dossier: Dossier) -> DisplayText {
        let status = dossier.handoff.status
        let state = DisplayText(status.state.rawValue)
        switch status.state {
        case .rejected:
            guard let last = dossier.history.last(where: { $0.event.kind != .commented && $0.event.version != nil })
            else { return state }
            return deed(last)
        case .executed:
            let record: DisplayText =
                (dossier.receipt?["record"]?["id"]?.string ?? dossier.receipt?["id"]?.string
                ?? dossier.handoff.contents.reference).map { " " + DisplayText($0) } ?? ""
            return "\(state): \(DisplayText(status.system)) \(DisplayText(status.record))\(record)"
        case .draft, .proposed, .escalated, .approved: return state
        }
    }

    /// What somebody did, with the reason and what they said: `rejected by Kim Alder: duplicate, “see RB-3311”`.
    package static func deed(_ entry: HistoryEntry) -> DisplayText {
        let what: DisplayText = "\(DisplayText(entry.event.kind.words)) by \(DisplayText(entry.by))"
        let why = [entry.event.reason.map { DisplayText($0) }, entry.note.map { "“\(DisplayText($0))”" }].compactMap {
            $0
        }
        return why.isEmpty ? what : "\(what): \(DisplayText.joined(why, by: ", "))"
    }
}
