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
    func facts(
        _ contract: Contract, _ id: HandoffID, _ reference: String?, _ contentHash: ContentHash,
        _ snapshot: StoreSnapshot
    ) throws -> Facts {
        var facts = try Self.relatives(contract, id, reference, contentHash, snapshot)
        facts.lists = try configuration.lists()
        facts.people = try configuration.people()
        facts.systems = try configuration.systems()
        return facts
    }

    /// The handoffs that are related to a draft: on the same record, and with the same content.
    static func relatives(
        _ contract: Contract, _ id: HandoffID, _ reference: String?, _ contentHash: ContentHash,
        _ snapshot: StoreSnapshot
    ) throws -> Facts {
        let observing = contract.mode == .observe
        let onRecord = try reference.map {
            try snapshot.onRecord(
                system: contract.system, record: contract.record, reference: $0, observing: observing)
        }
        func others(_ relatives: [(id: HandoffID, state: HandoffState)]) -> [Facts.Relative] {
            relatives.filter { $0.id != id }.map { Facts.Relative(id: $0.id, state: $0.state) }
        }
        return Facts(
            lists: .null, sameRecord: others(onRecord ?? []),
            sameContent: others(try snapshot.withContent(contentHash, observing: observing)), people: People(),
            systems: [:])
    }
}
