import CivilTime
import ContractEngine
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// What stands in front of the queue and takes the keys.
enum Dialog: Sendable {
    case decision(BegunDecision)
    /// The views to switch to, one of them marked.
    case views(Int)
    /// Somebody was first, or the contract refuses: what it says.
    case message(title: DisplayText, lines: [DisplayText])
    case help(HelpPage)
    case palette(Palette)
    /// The themes, the one under the cursor shown.
    case themes(ThemePicker)
    /// What an edit comes to, before it is stored.
    case edit(BegunEdit)
    case bulk(BulkDialog)
    /// What the person decided last.
    case decided(DecidedList)
}
