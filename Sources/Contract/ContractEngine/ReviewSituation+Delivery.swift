import CivilTime
import Handoff
import JSON

/// A delivery as the outbox has it.
package struct OutboxFacts: Sendable, Hashable {
    /// The idempotency key, and how many attempts there were.
    package let key: String, attempts: Int
    /// When it may begin, and until when somebody holds it.
    package let notBefore: Instant, leaseUntil: Instant?

    package init(key: String, attempts: Int, notBefore: Instant, leaseUntil: Instant?) {
        (self.key, self.attempts) = (key, attempts)
        (self.notBefore, self.leaseUntil) = (notBefore, leaseUntil)
    }
}

/// The attempt that a connector answers.
package struct DeliveryAttempt: Sendable, Hashable {
    package let key: String, number: Int

    package init(key: String, number: Int) {
        (self.key, self.number) = (key, number)
    }
}

extension ReviewSituation {
    /// How long a lease lasts beyond the connector's own timeout, in milliseconds.
    private static let leaseMargin: Int64 = 60_000
    /// How many attempts there are before a delivery counts as failed.
    private static let attempts = 5
    /// How long a delivery is put off, in milliseconds: so long first, then twice as long each time.
    private static let backOff: Int64 = 30_000

    /// What comes of the wish to deliver now; nil where there is nothing to deliver, or somebody else does.
    ///
    /// A lease that ran out means that a process died while the connector worked: nobody knows whether the record was written, so
    /// the handoff is escalated as uncertain and never tried again by itself. Without a lease in the ruling nothing is sent.
    ///
    /// - Parameter timeout: How long the connector may take, in milliseconds; nil where the system has none.
    /// - Parameter flaw: What of the handoff is not what the approval's digest commits to; nil where all is.
    package func rulingOnLease(
        _ waiting: OutboxFacts, timeout: Int64?, flaw: String?, using random: RandomSource
    ) -> Ruling? {
        guard status.state == .approved, waiting.notBefore <= now else { return nil }
        var ruling = ruling(using: random)
        if let until = waiting.leaseUntil {
            guard until <= now else { return nil }
            let unknown = "the process that delivered it ended without an answer"
            fail(
                failedChecks.first.map { "\($0.sentence); and \(unknown): what it wrote is not known" } ?? unknown,
                isUncertain: true, &ruling)
            return ruling
        }
        // What is on hold waits where it is, and goes on when it is released.
        guard let timeout, holds.isEmpty else { return nil }
        if let flaw {
            fail("its content is not what was approved: \(flaw)", isUncertain: false, &ruling)
            return ruling
        }
        if let failed = failedChecks.first {
            fail(failed.sentence, isUncertain: false, &ruling)
            return ruling
        }
        if checks?.wait != nil { return nil }
        ruling.append(.leased(attempt: waiting.attempts + 1), at: now, by: actor)
        ruling.lease = DeliveryLease(
            holder: actor.account, until: now.adding(milliseconds: timeout + Self.leaseMargin))
        return ruling
    }

    /// What comes of a connector's answer; nil where it says less than what is known already. Only a receipt makes a handoff
    /// executed.
    ///
    /// - Parameter waiting: The delivery as the outbox has it now.
    /// - Parameter known: The receipt that is kept already.
    package func ruling(
        on outcome: DeliveryOutcome, of attempt: DeliveryAttempt, _ waiting: OutboxFacts?, known receipt: JSONValue?,
        using random: RandomSource
    ) -> Ruling? {
        var ruling = ruling(using: random)
        let outcome = outcome.bounded
        guard status.state == .approved, let waiting, waiting.leaseUntil != nil, waiting.attempts == attempt.number,
            sameText(waiting.key, attempt.key)
        else {
            return late(outcome, of: attempt, known: receipt, &ruling) ? ruling : nil
        }
        switch outcome {
        case .executed: execute(outcome, &ruling)
        case .retry(let message) where number < Self.attempts:
            putOff(message, by: Self.backOff << Int64(number - 1), &ruling)
        // Who mends the configuration is awaited, however long that takes: no person decides anything about the handoff meanwhile.
        case .unusable(let message): putOff(message, by: Self.backOff, &ruling)
        case .retry(let message), .failed(let message): fail(message, isUncertain: false, &ruling)
        case .unknown(let message): fail(message, isUncertain: true, &ruling)
        }
        return ruling
    }

    /// A receipt that comes after its lease was given up, so that none is lost.
    ///
    /// While the handoff waits for a person to say what that very attempt has written, the receipt says it: executed. When they
    /// have settled it already, it changes nothing and stands in the history, for there may be a record too many. Any other late
    /// answer is less than what is known.
    private func late(
        _ outcome: DeliveryOutcome, of attempt: DeliveryAttempt, known: JSONValue?, _ ruling: inout Ruling
    ) -> Bool {
        guard case .executed(let record, _, _, _) = outcome else { return false }
        if isAwaited(attempt) {
            execute(outcome, &ruling)
            return true
        }
        if let id = known?["record"]?["id"]?.string, sameText(id, record) { return false }
        let receipt = ruling.commit(.receipt, to: outcome.receipt)
        let message = ruling.commit(
            .message,
            to: .string("a late answer says that attempt \(attempt.number) of an earlier delivery wrote \(record)"))
        ruling.append(
            .commented(.lateReceipt(attempt: attempt.number, receipt: receipt, message: message)), at: now, by: actor)
        return true
    }

    /// Whether it is unknown what this attempt wrote, of the approval that its key names.
    private func isAwaited(_ attempt: DeliveryAttempt) -> Bool {
        status.state == .escalated && status.isDeliveryEscalation && status.delivery?.condition == .unknown
            && status.delivery?.attempt == attempt.number
            && status.deliveryKey(of: handoff.id).map { sameText($0, attempt.key) } ?? false
    }

    private var number: Int { status.delivery?.attempt ?? 1 }

    private func execute(_ outcome: DeliveryOutcome, _ ruling: inout Ruling) {
        let receipt = ruling.commit(.receipt, to: outcome.receipt)
        ruling.append(
            .executed(
                Event.Executed(
                    move: move(to: .executed), delivered: Event.Executed.Delivered(attempt: number, receipt: receipt))),
            at: now, by: actor)
    }

    private func putOff(_ message: String, by milliseconds: Int64, _ ruling: inout Ruling) {
        let commitment = ruling.commit(.message, to: .string(message))
        let end = Event.DeliveryFailed.End.retried(from: now.adding(milliseconds: milliseconds))
        ruling.append(
            .deliveryFailed(Event.DeliveryFailed(attempt: number, message: commitment, end: end)), at: now, by: actor)
    }

    private func fail(_ message: String, isUncertain: Bool, _ ruling: inout Ruling) {
        let commitment = ruling.commit(.message, to: .string(message))
        let end = Event.DeliveryFailed.End.escalated(
            move(to: .escalated), to: partiesOfFailedDelivery, isUncertain: isUncertain)
        ruling.append(
            .deliveryFailed(Event.DeliveryFailed(attempt: number, message: commitment, end: end)), at: now, by: actor)
    }
}

extension DeliveryOutcome {
    /// What the system of record confirmed, as it is kept; null for what is no receipt.
    fileprivate var receipt: JSONValue {
        guard case .executed(let record, let url, let message, let answer) = self else { return .null }
        return [
            "record": ["id": .string(record), "url": url.map { .string($0) } ?? .null],
            "message": message.map { .string($0) } ?? .null, "answer": answer,
        ]
    }
}
