import ReviewDesk
import ReviewFlow
import Terminal

extension PlainCommand.Word {
    /// Why it can't be used now; nil when it can.
    func whyNot(_ session: PlainSession) -> DisplayText? {
        switch self {
        case .more: session.isWhole ? "all of it is listed" : nil
        case .next: session.isWhole && (session.place ?? -1) + 1 >= session.listed.count ? "that was the last one" : nil
        case .previous: (session.place ?? 0) == 0 ? "there is none before" : nil
        case .last: session.lastDecided == nil ? "nothing was decided yet" : nil
        case .again: session.pattern.utf8.isEmpty ? "nothing was looked for yet" : nil
        case .summary, .payload, .evidence, .checks, .trace, .history, .difference: session.whyNotOpen
        case .open:
            session.whyNotOpen
                ?? (session.dossier?.handoff.contents.evidence.isEmpty ?? true ? "it has no evidence" : nil)
        case .edit: session.whyNot(.action(.edit)) ?? session.whyNoEditor
        case .untag, .bulk: session.tags.isEmpty ? "nothing is tagged" : nil
        case .results: session.bulk.run == nil ? "there was no decision on many yet" : nil
        default: request.flatMap { session.whyNot($0) }
        }
    }

    /// What it asks for where it decides; nil for what decides nothing on the open handoff.
    var request: PlainRequest.Kind? { self == .nothingWritten ? .settlement : action.map { .action($0) } }
}

extension PlainSession {
    /// Why nothing can be said of an open handoff; nil when one is open.
    var whyNotOpen: DisplayText? { printed == nil ? "no handoff is open" : nil }

    /// Why no editor can be had; nil when one can.
    var whyNoEditor: DisplayText? {
        context.hasTerminal
            ? nil : "an editor opens on a terminal only; 'countersign edit' changes a payload by a patch or a file"
    }

    /// Why something can't be asked for now, by what is known of the open handoff.
    func whyNot(_ kind: PlainRequest.Kind) -> DisplayText? {
        if let why = whyNotOpen { return why }
        guard let dossier, printed == Printed(dossier) else { return "it has changed since it was printed" }
        return PlainRequest.refusal(of: kind, dossier)
    }
}
