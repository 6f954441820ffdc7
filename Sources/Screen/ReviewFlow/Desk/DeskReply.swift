import CivilTime
import ContractEngine
import Handoff
import ReviewDesk

/// What the desk answers.
package enum DeskReply: Sendable {
    case window(QueueWindow)
    case dossier(HandoffID, Result<Dossier, DeskError>)
    /// A dossier that was read before anybody asked; nil where it could not be read.
    case ahead(Dossier?)
    case evidence(HandoffID, Int, Result<EvidenceContent, DeskError>)
    case decided(Decision, HandoffID, Result<HandoffStatus, DeskError>)
    /// Work of the desk is done.
    case worked(DeskWork, DeskWork.Reply)
    case searched(SearchJob, SearchJob.Outcome)
    /// A filter at work has found this so far.
    case filtered(FilterJob)
    /// The names that complete a filter.
    case names(FilterNames)
    /// A piece of what is to be tagged.
    case tagging(TagJob, Result<TagJob.Piece, DeskError>)
    /// What was read of those that are tagged.
    case readTagged(Int, [BulkReading.Item])
    case configurationErrors(Int, clock: String?)
    /// What is on hold, each in a sentence.
    case holds([String])
    /// How many handoffs views have; nil where no kept count says it.
    case viewCounts([Int?])
    /// What a group is in sum; nil where that is not known.
    case group(GroupFacts?)
    /// What this person decided last, newest first.
    case decidedLast(Result<[PersonalDecision], DeskError>)
    /// The store could not be read.
    case failed(DeskError)

    /// Whether it only says how far work has come that nobody waits for key by key.
    package var isProgress: Bool {
        switch self {
        case .filtered, .tagging, .readTagged, .searched(_, .more): true
        case .window(let window): window.request.isProgress
        default: false
        }
    }
}
