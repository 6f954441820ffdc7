import ContractEngine
import Handoff
import HandoffStore
import JSON

extension Desk {
    /// Takes one handoff in.
    package func submit(_ submission: Submission) throws(DeskError) -> Receipt {
        var intake = try Intake(self)
        return try intake.submit([submission])[0].get()
    }

    /// Takes many handoffs in as one action: all of them, or none when one can't be taken.
    package func submit(all submissions: [Submission]) throws(DeskError) -> [Receipt] {
        var intake = try Intake(self)
        var receipts: [Receipt] = []
        for result in try intake.submit(submissions, isWhole: true) { receipts.append(try result.get()) }
        return receipts
    }

    /// Holds an unchanged draft to its contract again: after it was returned, or when a list it failed on was completed.
    package func resubmit(_ id: HandoffID, ifVersion version: Int? = nil) throws(DeskError) -> Receipt {
        let intake = try Intake(self)
        return try write { try intake.resubmit(id, ifVersion: version, $0) }
    }

    /// The decoded text of each item of evidence; nil for media that are no text.
    func texts(of handoff: Handoff) throws -> [String?] {
        try handoff.contents.evidence.map { item in
            item.isText ? String(validating: try attachment(item), as: UTF8.self) : nil
        }
    }

    /// What rules may know beside a draft.
    func facts(_ relations: Relations, _ snapshot: StoreSnapshot) throws -> Facts {
        let lists = try configuration.referenceLists()
        var facts = Facts(
            lists: lists.values, people: try configuration.people(), systems: try configuration.systems())
        facts.unreadableLists = lists.unreadable
        facts.related = try Self.related(relations, snapshot)
        return facts
    }

    /// The handoffs that are related now, by how they are.
    static func related(_ relations: Relations, _ snapshot: StoreSnapshot) throws -> [String: RelatedHandoffs] {
        guard !relations.isUnread else { return relations.nobody }
        let observing = relations.isObserving
        let onRecord = try relations.reference.map {
            try snapshot.onRecord(
                system: relations.system, record: relations.record, reference: $0, observing: observing)
        }
        var found = relations.nobody
        found[RelatedList.sameRecord] = (onRecord ?? RelatedHandoffs()).besides(relations.id)
        if relations.readsContent {
            found[RelatedList.sameContent] = try snapshot.withContent(relations.contentHash, observing: observing)
                .besides(relations.id)
        }
        for (key, since) in relations.keys {
            found[key.name] = try snapshot.related(by: key, since: since, observing: observing).besides(relations.id)
        }
        return found
    }
}
