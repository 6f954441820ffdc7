import CivilTime
import ContractEngine
import Handoff

/// The events of a handoff since it was last submitted, in short.
package struct PastOutcome: Sendable {
    /// The handoff.
    package let id: HandoffID
    /// The route on which its admission sent it, and the verdict of people there.
    package let outcome: Backtest.Outcome
    /// The steps that it needed.
    package let plan: [PlannedStep]
    /// The time at which it was last held to its contract, and the number of that event.
    package let admittedAt: Instant, sequence: Int

    /// The outcome of a handoff's events; nil when none of them admits it.
    package init?(_ events: [Event]) {
        guard let place = events.lastIndex(where: { $0.happening?.admitted != nil }), let id = events[place].handoff,
            let admitted = events[place].happening?.admitted
        else { return nil }
        var verdict = Backtest.Verdict.none
        for event in events[(place + 1)...] {
            switch event.happening {
            case .approved(let approved)?: if approved.to == .approved { verdict = .approved }
            case .attested?: verdict = .approved
            case .rejected(let rejected)?: if rejected.judgment != nil { verdict = .rejected }
            case .returned?: verdict = .returned
            case .recalled?: verdict = .none
            default: break
            }
        }
        self.id = id
        outcome = Backtest.Outcome(route: Backtest.Route(admitted.observed ?? admitted.move.to), verdict: verdict)
        plan = admitted.plan
        (admittedAt, sequence) = (events[place].at, events[place].sequence)
    }
}

extension Backtest {
    /// A moment as `--since` and `--until` take it: a time, a day in UTC, or how long ago: `30d`, `12h`, `P30D`.
    package static func moment(_ text: String, now: Instant) -> Instant? {
        if let instant = Instant(text) ?? Instant(text + "T00:00:00Z") { return instant }
        let upper = text.uppercased()
        let isTime = ["H", "M", "S"].contains(String(upper.suffix(1)))
        guard let duration = ISODuration(upper) ?? ISODuration((isTime ? "PT" : "P") + upper) else { return nil }
        return now.adding(milliseconds: -duration.milliseconds)
    }
}
