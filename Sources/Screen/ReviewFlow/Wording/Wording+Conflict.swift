import ContractEngine
import Handoff
import ReviewDesk
import Terminal

extension Wording {
    /// Who was first, with what, in a sentence.
    package static func conflict(_ conflict: DeskError.Conflict) -> DisplayText {
        if let expired = conflict.expired {
            return "it expired at \(moment(expired)): it is \(DisplayText(conflict.state.rawValue)) now"
        }
        guard let event = conflict.event else { return "it is not what it was when it was tagged" }
        let what = DisplayText(event.kind.words)
        let reason = event.reason.map { ", \(DisplayText($0))" as DisplayText } ?? ""
        let state = DisplayText(conflict.state.rawValue)
        return "\(DisplayText(conflict.by)) \(what) it at \(moment(event.at))\(reason): it is \(state) now"
    }

    /// What is said where somebody was first, sentence by sentence.
    package static func lines(of conflict: DeskError.Conflict, _ action: Action) -> [DisplayText] {
        var lines: [DisplayText] = []
        if let expired = conflict.expired {
            lines.append("It expired at \(moment(expired)).")
        } else if let event = conflict.event {
            let what = DisplayText(event.kind.words)
            lines.append("\(DisplayText(conflict.by)) \(what) it at \(moment(event.at)).")
            if let reason = event.reason { lines.append("Reason: \(DisplayText(reason)).") }
            if let parties = event.parties, !parties.isEmpty {
                lines.append("To: \(DisplayText(parties.map(\.description).joined(separator: ", "))).")
            }
        } else {
            lines.append("What stood on your screen is not what it is now.")
        }
        lines.append("It is \(DisplayText(conflict.state.rawValue)) now, version \(conflict.present).")
        lines.append("Your decision to \(DisplayText(action.verb)) it was not recorded.")
        return lines
    }
}
