import CivilTime
import ContractEngine
import JSON

extension ContractComparison {
    /// By when something happens.
    mutating func compare(_ key: ContractKey.Clock) {
        switch key {
        case .respondWithin:
            compareDeadline(.clock(.respondWithin), { $0.review.clock?.respondWithin }) {
                "a decision is due within \($1) (before: \($0))"
            }
        case .expireAfter:
            compareDeadline(.clock(.expireAfter), { $0.review.clock?.expireAfter }) {
                "it expires after \($1) (before: \($0))"
            }
        case .remindBefore:
            let (reminder, other) = (old.review.clock?.remindBefore, new.review.clock?.remindBefore)
            guard reminder != other else { return }
            note(
                .neutral, .clock(.remindBefore),
                "a reminder comes \(Self.shown(other)) before it is due (before: \(Self.shown(reminder)))")
        case .onBreach:
            compareOrdered(.clock(.onBreach), [.remind, .escalate, .expire], { $0.review.clock?.onBreach ?? .remind }) {
                "being late means: \($1) (before: \($0))"
            }
        case .hours:
            let (hours, other) = (old.review.clock?.hours, new.review.clock?.hours)
            guard hours != other else { return }
            note(.unordered, .clock(.hours), "the clock runs in \(Self.shown(other)) (before: \(Self.shown(hours)))")
        }
    }

    /// The time in which an approval can be taken back.
    mutating func compareRecall() {
        let (window, other) = (old.review.recallWindow, new.review.recallWindow)
        guard window != other else { return }
        func word(_ window: ISODuration) -> String { window == .zero ? "no time" : window.description }
        note(
            window < other ? .stricter : .looser, .review(.recallWindow),
            "an approval can be taken back for \(word(other)) (before: \(word(window)))")
    }

    /// The time for which a claim holds.
    mutating func compareClaim() {
        let (claim, other) = (old.review.claimLasts, new.review.claimLasts)
        guard claim != other else { return }
        note(.neutral, .review(.claim), "a claim lapses after \(Self.shown(other)) (before: \(Self.shown(claim)))")
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
