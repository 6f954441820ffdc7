import CivilTime
import Handoff

extension Replay {
    /// What a connector said is kept beside the log: that it said so is what the rules ask.
    private static let answer = DeliveryOutcome.executed(recordID: "said", url: nil, message: nil, raw: .null)

    /// The answers and attempts that an event of a delivery can have come from.
    func deliveries(_ happening: Event.Happening, _ situation: ReviewSituation) -> [Attempt] {
        let status = situation.status
        let waiting = OutboxFacts(status, of: id)
        func answered(_ outcome: DeliveryOutcome, attempt: Int, key: String?) -> Attempt {
            {
                let attempt = DeliveryAttempt(key: key ?? "", number: attempt)
                return Self.outcome(
                    situation.ruling(on: outcome, of: attempt, waiting, known: nil, using: Self.unsalted), situation)
            }
        }
        func begun(areContentsAsApproved: Bool) -> Attempt {
            {
                guard let waiting else { return .nothing }
                return Self.outcome(
                    situation.rulingOnLease(
                        waiting, timeout: 0, flaw: areContentsAsApproved ? nil : "", using: Self.unsalted),
                    situation)
            }
        }
        let key = status.deliveryKey(of: id)
        switch happening {
        case .leased: return [begun(areContentsAsApproved: true)]
        case .executed(let executed):
            guard let delivered = executed.delivered else { return [] }
            return [answered(Self.answer, attempt: delivered.attempt, key: key)]
        // It is of an approval that was given up: its key is another one.
        case .commented(.lateReceipt(let attempt, receipt: _, message: _)):
            return [answered(Self.answer, attempt: attempt, key: nil)]
        case .deliveryFailed(let failed):
            switch failed.end {
            case .retried:
                return [
                    answered(.retry(message: ""), attempt: failed.attempt, key: key),
                    answered(.unusable(message: ""), attempt: failed.attempt, key: key),
                ]
            case .escalated(_, to: _, isUncertain: true):
                return [answered(.unknown(message: ""), attempt: failed.attempt, key: key)]
            case .escalated(_, to: _, isUncertain: false):
                return [
                    answered(.failed(message: ""), attempt: failed.attempt, key: key),
                    begun(areContentsAsApproved: false),
                ]
            }
        case .submitted, .revised, .resubmitted, .edited, .withdrawn, .approved, .rejected, .escalated, .returned,
            .commented, .assigned, .recalled, .attested:
            return []
        // What was sent before is not in the log: that something else would have been is what the rules ask.
        case .rendered:
            return [
                { Self.outcome(situation.ruling(onRendering: ["said": true], using: Self.unsalted), situation) }
            ]
        }
    }

    private static func outcome(_ ruling: Ruling?, _ situation: ReviewSituation) -> Outcome {
        ruling.map { .made($0, reference: situation.handoff.contents.reference, .certain) } ?? .nothing
    }
}

extension OutboxFacts {
    /// The delivery that waits or runs, as the log alone has it; nil where none does.
    init?(_ status: HandoffStatus, of id: HandoffID) {
        guard status.state == .approved, let key = status.deliveryKey(of: id), let begins = status.deliverable else {
            return nil
        }
        // Until when a lease holds is a row; that it holds is in the log.
        self.init(
            key: key, attempts: status.delivery?.attempt ?? 0, notBefore: begins,
            leaseUntil: status.delivery?.condition == .running ? Instant(milliseconds: .max) : nil)
    }
}
