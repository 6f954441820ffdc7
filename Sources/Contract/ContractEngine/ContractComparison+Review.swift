import CivilTime
import JSON

extension ContractComparison {
    /// Who reviews, in which order, on which conditions, until when.
    mutating func compareReview() {
        compareOwner()
        compareSet(
            "/review/escalate_to", added: (.neutral, { "what is escalated goes to \($0) too" }),
            removed: (.neutral, { "what is escalated goes no longer to \($0)" }))
        compareNumber("/review/threshold", more: .stricter) {
            "below the confidence \($1) a person must review (before: \($0))"
        }
        compareWord("/review/bands", .neutral) { "the confidence bands are \($1) (before: \($0))" }
        compareConditions("/review/mandatory", "a person must review")
        compareConditions("/review/escalate_when", "it is escalated at intake")
        compareOrdered("/review/auto_approve", ["above_threshold", "never"], standard: "never") {
            $1 == "never"
                ? "nothing passes without a person any more (before: \($0))"
                : "what reaches the threshold may pass without a person now"
        }
        compareNumber("/review/audit_sample", more: .stricter, absent: JSONNumber(0)) {
            "a share of \($1) of what passes by itself goes to a person anyway (before: \($0))"
        }
        compareOrdered("/review/conflict", ["allow", "refuse"], standard: "allow") { _, now in
            now == "refuse"
                ? "a conflict on the record keeps it from passing without a person now"
                : "a conflict on the record no longer keeps it from passing without a person"
        }
        compareSequence()
        compareSet(
            "/review/separation", added: (.stricter, { "whoever is '\($0)' may not approve any more" }),
            removed: (.looser, { "whoever is '\($0)' may approve now" }))
        compareSet(
            "/review/must_view", added: (.stricter, { "evidence '\($0)' has to be opened before an approval now" }),
            removed: (.looser, { "evidence '\($0)' need not be opened before an approval any more" }))
        compareReasons("reject")
        compareReasons("escalate")
        compareClock()
        compareDuration("/review/recall_window", shorter: .looser, absent: 0) {
            "an approval can be taken back for \($1) (before: \($0))"
        }
        compareWord("/review/claim", .neutral) { "a claim lapses after \($1) (before: \($0))" }
        compareText("/review/stake", .neutral) { "the amount at stake is \($1) (before: \($0))" }
    }

    private mutating func compareOwner() {
        let pointer = "/review/owner"
        let (first, second) = (value(pointer, .old), value(pointer, .new))
        guard first != second else { return }
        if let rule = second?["rule"]?.ruleText {
            note(
                .unordered, pointer, producers: true,
                "the owner is worked out by \(rule); where that gives none the handoff is held")
        } else {
            note(
                .unordered, pointer,
                "the owner is \(shown(second)) (before: \(first?["rule"]?.ruleText ?? shown(first)))")
        }
    }

    private mutating func compareNumber(
        _ pointer: String, more: ContractChange.Direction, absent: JSONNumber? = nil,
        _ sentence: (String, String) -> String
    ) {
        let (first, second) = (value(pointer, .old)?.number ?? absent, value(pointer, .new)?.number ?? absent)
        guard first != second else { return }
        let words = sentence(first?.text ?? "none", second?.text ?? "none")
        guard let first, let second else { return note(.unordered, pointer, words) }
        note((first < second) == (more == .stricter) ? .stricter : .looser, pointer, words)
    }

    /// A duration; where none is given it counts as `absent`, or as endless.
    private mutating func compareDuration(
        _ pointer: String, shorter: ContractChange.Direction, absent: Int64 = .max,
        _ sentence: (String, String) -> String
    ) {
        func length(_ source: Source) -> Int64 {
            value(pointer, source)?.string.flatMap(ISODuration.init(_:))?.milliseconds ?? absent
        }
        let (first, second) = (length(.old), length(.new))
        guard first != second else { return }
        func word(_ source: Source) -> String {
            value(pointer, source)?.string ?? (absent == 0 ? "no time" : "no limit")
        }
        note(
            (second < first) == (shorter == .stricter) ? .stricter : .looser, pointer,
            sentence(word(.old), word(.new)))
    }

    private mutating func compareSequence() {
        let list = "/review/sequence"
        let (old, new, pairing) = pairing(list, by: "step")
        func name(_ step: JSONValue) -> String { step["step"]?.string ?? "" }
        for place in pairing.added {
            note(
                .stricter, list, in: "\(list)/\(place)",
                "the step '\(name(new[place]))' by \(shown(new[place]["by"])) is new")
        }
        for place in pairing.removed {
            note(
                .looser, "\(list)/\(place)", in: list,
                "the step '\(name(old[place]))' by \(shown(old[place]["by"])) is gone")
        }
        let order = pairing.pairs.map(\.old)
        if order != order.sorted() {
            note(
                .unordered, list,
                "the steps come in the order \(pairing.pairs.map { name(new[$0.new]) }.joined(separator: ", "))")
        }
        for (first, second) in pairing.pairs where old[first] != new[second] {
            let (a, b) = ("\(list)/\(first)", "\(list)/\(second)")
            let step = "the step '\(name(new[second]))'"
            if old[first]["by"] != new[second]["by"] {
                note(
                    .unordered, a + "/by", in: b + "/by",
                    "\(step) is taken by \(shown(new[second]["by"])) (before: \(shown(old[first]["by"])))")
            }
            let (quorum, other) = (
                old[first]["quorum"]?.number ?? JSONNumber(1), new[second]["quorum"]?.number ?? JSONNumber(1)
            )
            if quorum != other {
                note(
                    quorum < other ? .stricter : .looser, a + "/quorum", in: b + "/quorum",
                    "\(step) takes \(other.text) approvals (before: \(quorum.text))")
            }
            compareWhen(
                old[first]["when"]?.ruleText, new[second]["when"]?.ruleText, .holds, "\(step) applies", a, b,
                failureHolds: false, producers: false)
        }
    }

    /// A code that is gone breaks those who count on it; a list of codes demands one.
    private mutating func compareReasons(_ kind: String) {
        let pointer = "/review/reasons/\(kind)"
        switch (value(pointer, .old).oneOrMore.isEmpty, value(pointer, .new).oneOrMore.isEmpty) {
        case (true, false): note(.stricter, pointer, "to \(kind) it takes a code now: \(shown(value(pointer, .new)))")
        case (false, true): note(.looser, pointer, "to \(kind) it takes no code any more")
        default: break
        }
        compareSet(
            pointer, producers: true, added: (.neutral, { "the code '\($0)' to \(kind) is new" }),
            removed: (.unordered, { "the code '\($0)' to \(kind) is gone: whoever counts on it looks in vain" }))
    }

    private mutating func compareClock() {
        compareDuration("/review/clock/respond_within", shorter: .stricter) {
            "a decision is due within \($1) (before: \($0))"
        }
        compareDuration("/review/clock/expire_after", shorter: .stricter) { "it expires after \($1) (before: \($0))" }
        compareWord("/review/clock/remind_before", .neutral) {
            "a reminder comes \($1) before it is due (before: \($0))"
        }
        compareOrdered("/review/clock/on_breach", ["remind", "escalate", "expire"], standard: "remind") {
            "being late means: \($1) (before: \($0))"
        }
        compareWord("/review/clock/hours", .unordered) { "the clock runs in \($1) (before: \($0))" }
    }
}
