import CivilTime
import ContractEngine
import Handoff
import JSON
import Terminal

extension Wording {
    /// What is left of a time, to the minute while that matters: `45m`, `3h02`, `12d`.
    package static func left(_ milliseconds: Int64) -> DisplayText {
        let minutes = abs(milliseconds) / 60_000
        guard (60..<48 * 60).contains(minutes) else { return span(milliseconds) }
        let rest = minutes % 60
        return "\(minutes / 60)h\(rest < 10 ? "0" : "" as DisplayText)\(rest)"
    }

    /// An amount with its digits in groups, and its currency, where one is known.
    package static func amount(_ number: JSONNumber, _ currency: String?) -> DisplayText {
        DisplayText(WrittenAmount.grouped(number.text, currency: currency))
    }

    /// The colour of a state. What was rejected and what was executed never look the same.
    package static func role(_ state: HandoffState) -> ThemeRole {
        switch state {
        case .draft, .proposed, .approved: .provisional
        case .escalated: .warning
        case .executed: .final
        case .rejected: .error
        }
    }
}
