import CivilTime
import ContractEngine
import JSON

extension ContractComparison {
    /// By when something happens.
    mutating func compareClock() {
        compareDeadline(.clock(.respondWithin), { $0.review.clock?.respondWithin }) {
            "a decision is due within \($1) (before: \($0))"
        }
        compareDeadline(.clock(.expireAfter), { $0.review.clock?.expireAfter }) {
            "it expires after \($1) (before: \($0))"
        }
        let (reminder, otherReminder) = (old.review.clock?.remindBefore, new.review.clock?.remindBefore)
        if reminder != otherReminder {
            note(
                .neutral, .clock(.remindBefore),
                "a reminder comes \(Self.shown(otherReminder)) before it is due (before: \(Self.shown(reminder)))")
        }
        compareOrdered(.clock(.onBreach), [.remind, .escalate, .expire], { $0.review.clock?.onBreach ?? .remind }) {
            "being late means: \($1) (before: \($0))"
        }
        let (hours, otherHours) = (old.review.clock?.hours, new.review.clock?.hours)
        if hours != otherHours {
            note(
                .unordered, .clock(.hours),
                "the clock runs in \(Self.shown(otherHours)) (before: \(Self.shown(hours)))")
        }
        compareReturn()
    }

    /// The time in which an approval can be taken back, and that for which a claim holds.
    private mutating func compareReturn() {
        let (window, otherWindow) = (old.review.recallWindow, new.review.recallWindow)
        if window != otherWindow {
            func word(_ window: ISODuration) -> String { window == .zero ? "no time" : window.description }
            note(
                window < otherWindow ? .stricter : .looser, .review(.recallWindow),
                "an approval can be taken back for \(word(otherWindow)) (before: \(word(window)))")
        }
        let (claim, otherClaim) = (old.review.claimLasts, new.review.claimLasts)
        if claim != otherClaim {
            note(
                .neutral, .review(.claim),
                "a claim lapses after \(Self.shown(otherClaim)) (before: \(Self.shown(claim)))")
        }
    }

    /// A time within which something has to happen; without one there is no end of it.
    private mutating func compareDeadline(
        _ pointer: JSONPointer, _ deadline: (Contract) -> ISODuration?, _ sentence: (String, String) -> String
    ) {
        let (first, second) = (deadline(old), deadline(new))
        guard first != second else { return }
        let isSooner = second.map { now in first.map { now < $0 } ?? true } ?? false
        func word(_ duration: ISODuration?) -> String { duration?.description ?? "no limit" }
        note(isSooner ? .stricter : .looser, pointer, sentence(word(first), word(second)))
    }

    private static func shown(_ duration: ISODuration?) -> String { duration?.description.quoted ?? "nothing" }

    private static func shown(_ hours: WorkingHours?) -> String {
        guard let hours else { return "nothing" }
        return JSONValue.object(
            JSONObject([
                (ContractKey.Hours.zone.rawValue, .string(hours.zone.name)),
                (ContractKey.Hours.days.rawValue, .array(hours.weekdays.map { .string($0.rawValue) })),
                (ContractKey.Hours.from.rawValue, .string(hours.opens)),
                (ContractKey.Hours.to.rawValue, .string(hours.closes)),
            ])
        ).printable
    }
}
