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
        let (id, status) = (handoff.id, handoff.status)
        guard case .executed(let record, let url, let message, let raw) = outcome else { return status.state }
        if try isAwaited(delivery, handoff, transaction.snapshot) { return try finish(handoff, outcome, transaction) }
        let known = try status.receipt.flatMap { try transaction.snapshot.content($0) }
        if let id = known?["record"]?["id"]?.string, sameText(id, record) { return status.state }
        var event = Event(.commented, at: now, by: actor, handoff: id)
        event.attempt = delivery.request.attempt
        event.attachments["receipt"] = try keepReceipt(record, url, message, raw, of: id, transaction)
        event.attachments["message"] = try keep(
            .string(
                "a late answer says that attempt \(delivery.request.attempt) of an earlier delivery wrote \(record)"),
            kind: "message", of: id, transaction)
        var unchanged: HandoffStatus? = status
        try self.record(event, &unchanged, reference: handoff.contents.reference, transaction)
        return status.state
    }

    /// Whether it is unknown what this attempt wrote, of the approval that its key names.
    private func isAwaited(_ delivery: Delivery, _ handoff: Handoff, _ snapshot: StoreSnapshot) throws -> Bool {
        let status = handoff.status
        guard status.state == .escalated, status.isDeliveryEscalation, status.delivery?.condition == .unknown,
            status.delivery?.attempt == delivery.request.attempt,
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
