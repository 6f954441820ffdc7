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
        let admissions: Set<Event.Kind> = [.submitted, .revised, .resubmitted, .edited]
        guard let place = events.lastIndex(where: { admissions.contains($0.kind) }), let state = events[place].to,
            let id = events[place].handoff
        else { return nil }
        var verdict = Backtest.Verdict.none
        for event in events[(place + 1)...] {
            switch event.kind {
            case .approved where event.to == .approved, .attested: verdict = .approved
            case .rejected where event.by.person != nil: verdict = .rejected
            case .returned: verdict = .returned
            case .recalled: verdict = .none
            default: break
            }
        }
        self.id = id
        outcome = Backtest.Outcome(route: Backtest.Route(state), verdict: verdict)
        plan = events[place].plan ?? []
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
