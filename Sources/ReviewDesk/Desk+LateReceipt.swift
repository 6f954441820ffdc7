import ContractEngine
import Handoff
import HandoffStore
import JSON

extension Desk {
    /// Records a receipt that comes after its lease was given up, so that none is lost.
    ///
    /// While the handoff waits for a person to say what that very attempt has written, the receipt says it: executed. When they
    /// have settled it already, it changes nothing and stands in the history, for there may be a record too many. Any other late
    /// answer is less than what is known.
    func finishLate(
        _ handoff: Handoff, _ delivery: Delivery, _ outcome: DeliveryOutcome, _ transaction: StoreTransaction
    ) throws -> HandoffState {
        let (id, standing) = (handoff.id, handoff.standing)
        guard case .executed(let record, let url, let message, let raw) = outcome else { return standing.state }
        if try isAwaited(delivery, handoff, transaction.snapshot) { return try finish(handoff, outcome, transaction) }
        let known = try standing.receipt.flatMap { try transaction.snapshot.content($0) }
        if let id = known?["record"]?["id"]?.string, sameText(id, record) { return standing.state }
        var event = Event(.commented, at: now, by: actor, handoff: id)
        event.attempt = delivery.request.attempt
        event.attachments["receipt"] = try keepReceipt(record, url, message, raw, of: id, transaction)
        event.attachments["message"] = try keep(
            .string(
                "a late answer says that attempt \(delivery.request.attempt) of an earlier delivery wrote \(record)"),
            kind: "message", of: id, transaction)
        var unchanged: Standing? = standing
        try self.record(event, &unchanged, reference: handoff.contents.reference, transaction)
        return standing.state
    }

    /// Whether it is unknown what this attempt wrote, of the approval that its key names.
    private func isAwaited(_ delivery: Delivery, _ handoff: Handoff, _ snapshot: StoreSnapshot) throws -> Bool {
        let standing = handoff.standing
        guard standing.state == .escalated, standing.isDeliveryEscalation, standing.delivery?.condition == .unknown,
            standing.delivery?.attempt == delivery.request.attempt,
            let approved = try snapshot.events(of: handoff.id).last(where: { $0.to == .approved })?.digest
        else { return false }
        return sameText(delivery.request.key, "\(handoff.id)-\(approved)")
    }

    /// Keeps what the system of record confirmed.
    func keepReceipt(
        _ record: String, _ url: String?, _ message: String?, _ answer: JSONValue, of id: HandoffID,
        _ transaction: StoreTransaction
    ) throws -> ContentHash {
        try keep(
            [
                "record": ["id": .string(record), "url": url.map { .string($0) } ?? .null],
                "message": message.map { .string($0) } ?? .null, "answer": answer,
            ], kind: "receipt", of: id, transaction)
    }
}
