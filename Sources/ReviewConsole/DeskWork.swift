import Handoff
import ReviewDesk

/// What the desk is asked for beside decisions.
enum DeskWork: Sendable {
    case claim(HandoffID, version: Int, digest: ContentHash)
    case release(HandoffID)
    /// An edit, and the text that it was read from.
    case store(Edit, HandoffID, text: String)
    /// An item of evidence for a program of its own.
    case readEvidence(HandoffID, Int)
    /// An item of evidence was shown by a program of its own.
    case noteEvidence(HandoffID, Int)
    case loadParties
    case tellTime

    /// What the desk answers.
    enum Reply: Sendable {
        case claimed(Claim)
        case released
        case stored(EditResult)
        case evidence(EvidenceContent)
        case parties([Party])
        case time(Instant)
        case failed(DeskError)
    }

    func perform(on source: some ReviewSource) -> Reply {
        do throws(DeskError) {
            switch self {
            case .claim(let id, let version, let digest):
                return .claimed(try source.claim(id, version: version, digest: digest.description))
            case .release(let id):
                try source.release(id)
                return .released
            case .store(let edit, let id, _): return .stored(try source.edit(edit, of: id))
            case .readEvidence(let id, let index): return .evidence(try source.readEvidence(id, item: index))
            case .noteEvidence(let id, let index): return .evidence(try source.openEvidence(id, item: index))
            case .loadParties: return .parties(try source.parties())
            case .tellTime: return .time(source.now)
            }
        } catch {
            return .failed(error)
        }
    }
}
