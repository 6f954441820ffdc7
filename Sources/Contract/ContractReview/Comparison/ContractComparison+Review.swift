import ContractEngine
import JSON

extension ContractComparison {
    /// Who reviews, in which order, on which conditions, until when.
    mutating func compareReview() {
        compareOwner()
        compareSet(
            .review(.escalateTo), { $0.review.escalateTo.map(\.description) },
            added: (.neutral, { "what is escalated goes to \($0) too" }),
            removed: (.neutral, { "what is escalated goes no longer to \($0)" }))
        compareShares()
        compareWord(.review(.bands), .neutral, { Self.shown($0.review.bands) }) {
            "the confidence bands are \($1) (before: \($0))"
        }
        compareConditions(.review(.mandatory), { $0.review.mandatory }, "a person must review")
        compareConditions(.review(.escalateWhen), { $0.review.escalateWhen }, "it is escalated at intake")
        compareOrdered(.review(.autoApprove), [.aboveThreshold, .never], { $0.review.autoApprove }) {
            $1 == "never"
                ? "nothing passes without a person any more (before: \($0))"
                : "what reaches the threshold may pass without a person now"
        }
        if old.review.refusesConflict != new.review.refusesConflict {
            let isStricter = new.review.refusesConflict
            note(
                isStricter ? .stricter : .looser, .review(.conflict),
                isStricter
                    ? "a conflict on the record keeps it from passing without a person now"
                    : "a conflict on the record no longer keeps it from passing without a person")
        }
        compareSequence()
        compareSet(
            .review(.separation), { $0.review.separation.map(\.rawValue) },
            added: (.stricter, { "whoever is '\($0)' may not approve any more" }),
            removed: (.looser, { "whoever is '\($0)' may approve now" }))
        compareSet(
            .review(.mustView), { $0.review.mustView },
            added: (.stricter, { "evidence '\($0)' has to be opened before an approval now" }),
            removed: (.looser, { "evidence '\($0)' need not be opened before an approval any more" }))
        compareReasons(.reject) { $0.review.rejectReasons }
        compareReasons(.escalate) { $0.review.escalateReasons }
        compareClock()
        compareRule(.review(.stake), .neutral, { $0.review.stake }) {
            "the amount at stake is \($1) (before: \($0))"
        }
    }

    private mutating func compareOwner() {
        let pointer = JSONPointer.review(.owner)
        switch (old.review.owner, new.review.owner) {
        case (.party(let first), .party(let second)) where first == second: break
        case (.rule(let first), .rule(let second)) where first.isWritten(as: second): break
        case (_, .rule(let rule)):
            note(
                .unordered, pointer, producers: true,
                "the owner is worked out by \(rule.text); where that gives none the handoff is held")
        case (.party(let first), .party(let second)):
            note(.unordered, pointer, "the owner is '\(second)' (before: '\(first)')")
        case (.rule(let first), .party(let second)):
            note(.unordered, pointer, "the owner is '\(second)' (before: \(first.text))")
        }
    }

    /// The line between what passes by itself and what a person sees.
    private mutating func compareShares() {
        let (first, second) = (old.review.threshold, new.review.threshold)
        if first != second {
            let words = "below the confidence \(second?.text ?? "none") a person must review"
            let direction: ContractChange.Direction =
                if let first, let second { first < second ? .stricter : .looser } else { .unordered }
            note(direction, .review(.threshold), "\(words) (before: \(first?.text ?? "none"))")
        }
        let (sample, other) = (old.review.auditSample, new.review.auditSample)
        if sample != other {
            note(
                sample < other ? .stricter : .looser, .review(.auditSample),
                "a share of \(other.text) of what passes by itself goes to a person anyway (before: \(sample.text))")
        }
    }

    private static func shown(_ bands: [(name: String, from: JSONNumber)]) -> String {
        bands.isEmpty
            ? "nothing" : JSONValue.object(JSONObject(bands.map { ($0.name, .number($0.from)) })).printable
    }

    private mutating func compareSequence() {
        let list = JSONPointer.review(.sequence)
        let (old, new) = (old.review.sequence, new.review.sequence)
        var pairing = Pairing(old, new)
        pairing.pair { sameText(old[$0].name, new[$1].name) }
        for place in pairing.added {
            note(
                .stricter, list, in: list.appending(place),
                "the step '\(new[place].name)' by '\(new[place].by)' is new")
        }
        for place in pairing.removed {
            note(
                .looser, list.appending(place), in: list,
                "the step '\(old[place].name)' by '\(old[place].by)' is gone")
        }
        let order = pairing.pairs.map(\.old)
        if order != order.sorted() {
            let names = pairing.pairs.map { new[$0.new].name }.joined(separator: ", ")
            note(.unordered, list, "the steps come in the order \(names)")
        }
        for (first, second) in pairing.pairs {
            compareStep(old[first], new[second], list.appending(first), list.appending(second))
        }
    }

    private mutating func compareStep(
        _ first: Contract.Step, _ second: Contract.Step, _ a: JSONPointer, _ b: JSONPointer
    ) {
        let step = "the step '\(second.name)'"
        if first.by != second.by {
            let key = ContractKey.Step.by
            note(
                .unordered, a.appending(key), in: b.appending(key),
                "\(step) is taken by '\(second.by)' (before: '\(first.by)')")
        }
        if first.quorum != second.quorum {
            let key = ContractKey.Step.quorum
            note(
                first.quorum < second.quorum ? .stricter : .looser, a.appending(key), in: b.appending(key),
                "\(step) takes \(second.quorum) approvals (before: \(first.quorum))")
        }
        compareWhen(first.when, second.when, .holds, "\(step) applies", a, b, failureHolds: false, producers: false)
    }

    /// A code that is gone breaks those who count on it; a list of codes demands one.
    private mutating func compareReasons(_ kind: ContractKey.Reasons, _ codes: (Contract) -> [String]) {
        let pointer = JSONPointer.reasons(kind)
        let name = kind.rawValue
        switch (codes(old).isEmpty, codes(new).isEmpty) {
        case (true, false):
            let shown = JSONValue.array(codes(new).map { .string($0) }).printable
            note(.stricter, pointer, "to \(name) it takes a code now: \(shown)")
        case (false, true): note(.looser, pointer, "to \(name) it takes no code any more")
        default: break
        }
        compareSet(
            pointer, producers: true, codes, added: (.neutral, { "the code '\($0)' to \(name) is new" }),
            removed: (.unordered, { "the code '\($0)' to \(name) is gone: whoever counts on it looks in vain" }))
    }
}
