import CivilTime
import Handoff
import ReviewDesk
import ReviewFlow

/// What the clock alone changes on the screen, although nothing happens.
extension ConsoleState {
    /// Whether a time on the screen runs second by second.
    var countsSeconds: Bool {
        if case .decision(let decision)? = dialog { decision.deadline != nil } else { false }
    }

    /// The claims that are shown: those of the queue that is loaded, and that on the handoff beside it.
    private var claims: [Claim] { Array((window?.claims ?? [:]).values) + [dossier?.claim].compactMap { $0 } }

    /// How long what is shown is right for, in milliseconds from a moment: until the first claim lapses, or the second is over where
    /// seconds are counted. What is told in minutes may be a little late.
    func patience(from instant: Instant) -> Int64 {
        let longest: Int64 = countsSeconds ? 1_000 : Self.configurationAge
        let lapse = claims.filter { $0.isLive(at: now) }.map(\.until.milliseconds).min()
        return max(0, min(longest, lapse.map { $0 - instant.milliseconds } ?? longest))
    }

    /// Time has passed. What depends on the day, or on a claim that has lapsed meanwhile, is read again.
    mutating func take(_ instant: Instant) -> [Effect] {
        let hasLapsed = claims.contains { $0.isLive(at: now) && !$0.isLive(at: instant) }
        // At midnight, days change their headings.
        let isNextDay = view.grouping == .due && instant.day != now.day
        now = instant
        guard hasLapsed || isNextDay else { return [] }
        // What is found by claims is looked for again: nothing in the store tells that one has lapsed.
        guard hasLapsed, view.query.asksForClaims, var again = job, again.isComplete else { return reload() }
        again.beginAgain()
        return reload() + [.desk(.filter(again))]
    }
}
