import ContractEngine
import Handoff
import JSON

extension ContractComparison {
    /// Who reviews, in which order, on which conditions, until when.
    mutating func compare(_ key: ContractKey.Review) {
        switch key {
        case .owner: compareOwner()
        case .escalateTo: compareEscalation()
        case .visibleTo: compareReaders()
        case .threshold: compareThreshold()
        case .bands:
            compareWord(.review(.bands), .neutral, { Self.shown($0.review.bands) }) {
                "the confidence bands are \($1) (before: \($0))"
            }
        case .mandatory: compareConditions(.review(.mandatory), { $0.review.mandatory }, "a person must review")
        case .escalateWhen:
            compareConditions(.review(.escalateWhen), { $0.review.escalateWhen }, "it is escalated at intake")
        case .autoApprove:
            compareOrdered(.review(.autoApprove), [.aboveThreshold, .never], { $0.review.autoApprove }) {
                $1 == "never"
                    ? "nothing passes without a person any more (before: \($0))"
                    : "what reaches the threshold may pass without a person now"
            }
        case .auditSample: compareSample()
        case .sequence: compareSequence()
        case .otherwise:
            compareWord(.review(.otherwise), .unordered, { Self.shown($0.review.otherwise) }) {
                "what no step is meant for is \($1) (before: \($0))"
            }
        case .deliverWhen: compareWait()
        case .separation:
            compareSet(
                .review(.separation), { $0.review.separation.map(\.rawValue) },
                added: (.stricter, { "whoever is '\($0)' may not approve any more" }),
                removed: (.looser, { "whoever is '\($0)' may approve now" }))
        case .mustView:
            compareSet(
                .review(.mustView), { $0.review.mustView },
                added: (.stricter, { "evidence '\($0)' has to be opened before an approval now" }),
                removed: (.looser, { "evidence '\($0)' need not be opened before an approval any more" }))
        case .reasons: for key in ContractKey.Reasons.allCases { compare(key) }
        case .clock: for key in ContractKey.Clock.allCases { compare(key) }
        case .recallWindow: compareRecall()
        case .conflict: compareConflict()
        case .claim: compareClaim()
        case .stake:
            compareRule(.review(.stake), .neutral, { $0.review.stake }) {
                "the amount at stake is \($1) (before: \($0))"
            }
        }
    }

    private mutating func compareConflict() {
        guard old.review.refusesConflict != new.review.refusesConflict else { return }
        let isStricter = new.review.refusesConflict
        note(
            isStricter ? .stricter : .looser, .review(.conflict),
            isStricter
                ? "a conflict on the record keeps it from passing without a person now"
                : "a conflict on the record no longer keeps it from passing without a person")
    }

    /// Who may read it: without a list, everybody in people.yaml.
    private mutating func compareReaders() {
        let pointer = JSONPointer.review(.visibleTo)
        switch (old.review.visibleTo, new.review.visibleTo) {
        case (nil, nil): break
        case (nil, let readers?):
            note(.stricter, pointer, "only \(readers.map(\.description).joined(separator: ", ")) may read it now")
        case (_?, nil): note(.looser, pointer, "everybody in people.yaml may read it now")
        case (let first?, let second?):
            compareSet(
                first.map(\.description), second.map(\.description), pointer, in: pointer,
                added: (.looser, { "\($0) may read it now" }),
                removed: (.stricter, { "\($0) may not read it any more" }))
        }
    }

    /// Whoever is named may sign what is escalated. Where nobody is, it falls to others.
    private mutating func compareEscalation() {
        compareEscalation(
            old.review.escalateTo, new.review.escalateTo, .review(.escalateTo), in: .review(.escalateTo),
            "what is escalated")
    }

    private mutating func compareEscalation(
        _ first: [Party], _ second: [Party], _ pointer: JSONPointer, in newPointer: JSONPointer, _ what: String
    ) {
        let canFall = first.isEmpty || second.isEmpty
        compareSet(
            first.map(\.description), second.map(\.description), pointer, in: newPointer,
            added: (canFall ? .unordered : .looser, { "\(what) goes to \($0) too" }),
            removed: (canFall ? .unordered : .stricter, { "\(what) goes no longer to \($0)" }))
    }

    private static func shown(_ otherwise: Contract.Otherwise) -> String {
        switch otherwise {
        case .hold: "held"
        case .step(let name): "taken by the step '\(name)'"
        }
    }

    /// The condition for which a delivery waits.
    private mutating func compareWait() {
        let (first, second) = (old.review.deliverWhen, new.review.deliverWhen)
        guard !first.isWritten(as: second) else { return }
        let direction = direction(from: first, to: second, .passes, failureHolds: true)
        func word(_ rule: Rule?) -> String { rule.map { "until \($0.text)" } ?? "for nothing" }
        note(
            direction, .review(.deliverWhen),
            "a delivery waits \(word(second)) (before: \(word(first)))" + hint(direction))
    }

    private mutating func compareOwner() {
        let pointer = JSONPointer.review(.owner)
        switch (old.review.owner, new.review.owner) {
        case (.party(let first), .party(let second)) where first == second: break
        case (.rule(let first), .rule(let second)) where isSame(first, second): break
        case (let first, .rule(let second)):
            note(
                .unordered, pointer,
                "the owner is worked out by \(shown(second, of: new)) (before: \(words(first)))")
            // To hand in less is not asked of anybody; that it may be held is.
            note(
                .unordered, pointer, producers: true,
                "where the rule for the owner gives none, the handoff is held")
        case (.party(let first), .party(let second)):
            note(.unordered, pointer, "the owner is '\(second)' (before: '\(first)')")
        case (.rule(let first), .party(let second)):
            note(.unordered, pointer, "the owner is '\(second)' (before: \(shown(first, of: old)))")
        }
    }

    private func words(_ owner: Contract.Owner) -> String {
        switch owner {
        case .party(let party): "'\(party)'"
        case .rule(let rule): shown(rule, of: old)
        }
    }

    /// The line between what passes by itself and what a person sees.
    private mutating func compareThreshold() {
        let (first, second) = (old.review.threshold, new.review.threshold)
        guard first != second else { return }
        // Without one a person reviews always.
        let isStricter = second.map { now in first.map { $0 < now } ?? false } ?? true
        let words =
            second.map { "below the confidence \($0.text) a person must review" } ?? "a person must review always"
        note(
            isStricter ? .stricter : .looser, .review(.threshold), "\(words) (before: \(first?.text ?? "always"))")
    }

    private mutating func compareSample() {
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
        // Where no step applied, a new one may be what lets a handoff through.
        let canMiss = (old.allSatisfy { $0.when != nil }, new.allSatisfy { $0.when != nil })
        for place in pairing.added {
            note(
                canMiss.0 ? .unordered : .stricter, list, in: list.appending(place),
                "the step '\(new[place].name)' by '\(new[place].by)' is new")
        }
        for place in pairing.removed {
            note(
                canMiss.1 ? .unordered : .looser, list.appending(place), in: list,
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
        for key in ContractKey.Step.allCases {
            let (from, to) = (a.appending(key), b.appending(key))
            switch key {
            // Steps are paired by their names.
            case .step: break
            case .by:
                if first.by != second.by {
                    note(.unordered, from, in: to, "\(step) is taken by '\(second.by)' (before: '\(first.by)')")
                }
            case .quorum:
                if first.quorum != second.quorum {
                    note(
                        first.quorum < second.quorum ? .stricter : .looser, from, in: to,
                        "\(step) takes \(second.quorum) approvals (before: \(first.quorum))")
                }
            case .when:
                compareWhen(
                    first.when, second.when, .holds, "\(step) applies", a, b, failureHolds: false, producers: false)
            case .escalateTo:
                // Where neither step names its own, a change of the contract's is one change.
                guard first.escalateTo != nil || second.escalateTo != nil else { continue }
                compareEscalation(
                    first.escalateTo ?? old.review.escalateTo, second.escalateTo ?? new.review.escalateTo, from, in: to,
                    "what is escalated from \(step)")
            }
        }
    }

    /// A code that is gone breaks those who count on it; a list of codes demands one.
    private mutating func compare(_ kind: ContractKey.Reasons) {
        let pointer = JSONPointer.reasons(kind)
        func codes(_ contract: Contract) -> [String] {
            switch kind {
            case .reject: contract.review.rejectReasons
            case .escalate: contract.review.escalateReasons
            }
        }
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
