import Handoff
import JSON

extension QueueRow {
    /// In what the row says something else than the handoff's events and contents; nil where it says the same.
    package func disagreement(with handoff: Handoff) -> String? {
        let (status, contents) = (handoff.status, handoff.contents)
        guard state == status.state, version == status.version, digest == status.digest else {
            return "the queue says \(state.rawValue), version \(version), and the log "
                + "\(status.state.rawValue), version \(status.version)"
        }
        let isMoved =
            status.due == due && status.expires == expires && status.observed == observed && status.step == step
            && status.submittedAt == submittedAt
        let isOwned =
            (status.owner?.description ?? "unowned") == owner && status.band == band
            && status.system == cell.system && status.assigneeText == cell.taker
        // Text is compared by its bytes: canonically equivalent is not the same.
        let isNamed =
            contents.title.utf8.elementsEqual(title.utf8) && contents.confidence == confidence
            && contents.findings.stake == stake && isSame(contents.reference)
            && status.contract.name == contract && status.contract.version == contractVersion
        return isMoved && isOwned && isNamed ? nil : "the queue says something else of it than the journal"
    }

    private func isSame(_ other: String?) -> Bool {
        guard let reference, let other else { return reference == nil && other == nil }
        return sameText(reference, other)
    }
}
