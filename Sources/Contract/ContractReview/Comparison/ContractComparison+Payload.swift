import ContractEngine
import JSON

extension ContractComparison {
    /// Demands on a handoff before anybody looks at it.
    mutating func compare(_ key: ContractKey.Payload) {
        switch key {
        case .schema: compareSchema()
        case .money: compareMoney()
        case .variables: compareVariables()
        case .related: compareRelated()
        case .evidence: compareEvidence()
        case .checks: compareChecks()
        }
    }

    private mutating func compareSchema() {
        let pointer = JSONPointer.payload(.schema)
        let differences = SchemaComparison.differences(
            from: old.payload.schemaText, to: new.payload.schemaText,
            assertingFormats: (old.assertsFormats, new.assertsFormats))
        for difference in differences {
            note(
                difference.direction, JSONPointer(pointer.tokens + difference.old.tokens),
                in: JSONPointer(pointer.tokens + difference.new.tokens), producers: true, difference.sentence)
        }
    }

    /// What is money changes how an amount is shown, and nothing that is demanded.
    private mutating func compareMoney() {
        let pointer = JSONPointer.payload(.money)
        let (first, second) = (old.payload.money, new.payload.money)
        for money in first {
            let place = pointer.appending(money.place.description)
            guard let other = second.first(where: { $0.place == money.place }) else {
                note(.neutral, place, in: pointer, "\(money.place) is no longer money")
                continue
            }
            guard money.currency != other.currency else { continue }
            note(
                .neutral, place,
                "the currency of \(money.place) is \(other.currency) (before: \(money.currency))")
        }
        for money in second where !first.contains(where: { $0.place == money.place }) {
            note(
                .neutral, pointer, in: pointer.appending(money.place.description),
                "\(money.place) is money, in \(money.currency)")
        }
    }

    /// A change of a variable changes every rule that reads it.
    private mutating func compareVariables() {
        let pointer = JSONPointer.payload(.variables)
        let (first, second) = (old.payload.variablesAsWritten, new.payload.variablesAsWritten)
        for variable in first {
            let place = pointer.appending(variable.name)
            guard let other = second.first(where: { $0.name == variable.name }) else {
                note(.neutral, place, in: pointer, "the variable '\(variable.name)' is gone")
                continue
            }
            guard !variable.rule.isWritten(as: other.rule) else { continue }
            note(
                .unordered, place, producers: true,
                "the variable '\(variable.name)' is worked out otherwise, and with it every rule that reads it")
        }
        // Nothing could read it before; what does so now has changed itself.
        for variable in second where !first.contains(where: { $0.name == variable.name }) {
            note(.neutral, pointer, in: pointer.appending(variable.name), "the variable '\(variable.name)' is new")
        }
    }

    /// A change of a list changes every rule that reads it.
    private mutating func compareRelated() {
        let pointer = JSONPointer.payload(.related)
        let (first, second) = (old.payload.related, new.payload.related)
        for related in first {
            let place = pointer.appending(related.name)
            guard let other = second.first(where: { $0.name == related.name }) else {
                note(.neutral, place, in: pointer, "the list of related handoffs '\(related.name)' is gone")
                continue
            }
            let list = "the list of related handoffs '\(related.name)', and every rule that reads it,"
            if !related.key.isWritten(as: other.key) {
                note(
                    .unordered, place.appending(ContractKey.Related.key), producers: true,
                    "\(list) goes by \(other.key.text) (before: \(related.key.text))")
            }
            if related.within?.description != other.within?.description {
                func word(_ related: Contract.Related) -> String { related.within?.description ?? "all time" }
                note(
                    .unordered, place.appending(ContractKey.Related.within), producers: true,
                    "\(list) goes back for \(word(other)) (before: \(word(related)))")
            }
        }
        for related in second where !first.contains(where: { $0.name == related.name }) {
            note(
                .neutral, pointer, in: pointer.appending(related.name),
                "the list of related handoffs '\(related.name)' is new")
        }
    }

    private mutating func compareEvidence() {
        let list = JSONPointer.payload(.evidence)
        let (old, new) = (old.payload.evidence, new.payload.evidence)
        var pairing = Pairing(old, new)
        pairing.pair { old[$0].isSame(as: new[$1]) }
        pairing.pair { sameText(old[$0].role, new[$1].role) }
        for place in pairing.added {
            note(
                .stricter, list, in: list.appending(place), producers: true,
                "evidence '\(new[place].role)' is asked for now")
        }
        for place in pairing.removed {
            note(
                .looser, list.appending(place), in: list, producers: true,
                "evidence '\(old[place].role)' is no longer asked for")
        }
        for (first, second) in pairing.pairs {
            compareEvidence(old[first], new[second], list.appending(first), list.appending(second))
        }
    }

    private mutating func compareEvidence(
        _ first: Contract.EvidenceRule, _ second: Contract.EvidenceRule, _ a: JSONPointer, _ b: JSONPointer
    ) {
        let name = "evidence '\(second.role)'"
        for key in ContractKey.Evidence.allCases {
            switch key {
            // Demands are paired by their roles.
            case .role: break
            case .minimum:
                if first.minimum != second.minimum {
                    note(
                        first.minimum < second.minimum ? .stricter : .looser, a.appending(key), in: b.appending(key),
                        producers: true, "\(name): at least \(second.minimum) (before: \(first.minimum))")
                }
            case .media: compareMedia(first.media, second.media, name, a, b)
            case .when:
                compareWhen(
                    first.when, second.when, .holds, "\(name) is asked for", a, b, failureHolds: true, producers: true)
            }
        }
    }

    private mutating func compareMedia(
        _ first: [String], _ second: [String], _ name: String, _ a: JSONPointer, _ b: JSONPointer
    ) {
        let key = ContractKey.Evidence.media
        switch (first.isEmpty, second.isEmpty) {
        case (true, true): break
        case (true, false):
            let shown = JSONValue.array(second.map { .string($0) }).printable
            note(.stricter, a, in: b.appending(key), producers: true, "\(name) has to be of \(shown) now")
        case (false, true):
            note(.looser, a.appending(key), in: b, producers: true, "\(name) may be of any media type now")
        case (false, false):
            compareSet(
                first, second, a.appending(key), in: b.appending(key), producers: true,
                added: (.looser, { "\(name) may be of \($0) now" }),
                removed: (.stricter, { "\(name) may not be of \($0) any more" }))
        }
    }

    private mutating func compareChecks() {
        let list = JSONPointer.payload(.checks)
        let (old, new) = (old.payload.checks, new.payload.checks)
        var pairing = Pairing(old, new)
        pairing.pair { sameText(old[$0].id, new[$1].id) }
        for place in pairing.added {
            let word = new[place].holds ? "is new" : "is new; it warns, and holds what it can't be evaluated on"
            note(
                .stricter, list, in: list.appending(place), producers: true, "the check '\(new[place].id)' \(word)")
        }
        for place in pairing.removed {
            note(.looser, list.appending(place), in: list, producers: true, "the check '\(old[place].id)' is gone")
        }
        for (first, second) in pairing.pairs {
            compareCheck(old[first], new[second], list.appending(first), list.appending(second))
        }
    }

    private mutating func compareCheck(
        _ first: Contract.Check, _ second: Contract.Check, _ a: JSONPointer, _ b: JSONPointer
    ) {
        let name = "the check '\(second.id)'"
        for key in ContractKey.Check.allCases {
            let (from, to) = (a.appending(key), b.appending(key))
            switch key {
            // Checks are paired by their ids.
            case .id: break
            case .severity:
                guard first.holds != second.holds else { continue }
                let word =
                    second.holds ? "holds the handoff now; it warned before" : "warns now; it held the handoff before"
                note(second.holds ? .stricter : .looser, from, in: to, producers: true, "\(name) \(word)")
            case .rule: compareCheckRule(first, second, name, from, to)
            case .when:
                compareWhen(
                    first.when, second.when, .holds, "\(name) applies", a, b, failureHolds: true, producers: true)
            case .message:
                guard !first.hasMessage(of: second) else { continue }
                note(.neutral, from, in: to, "\(name) is worded \(shown(second.message, second.messageRule))")
            case .recheck: compareRecheck(first, second, name, from, to)
            case .at:
                guard !sameText(first.path, second.path) else { continue }
                note(.neutral, from, in: to, "\(name) is about \(second.path) (before: \(first.path))")
            case .reason:
                guard first.reason != second.reason else { continue }
                note(
                    .neutral, from, in: to,
                    "\(name) offers the reason '\(second.reason ?? "none")' (before: '\(first.reason ?? "none")')")
            }
        }
    }

    private mutating func compareRecheck(
        _ first: Contract.Check, _ second: Contract.Check, _ name: String, _ from: JSONPointer, _ to: JSONPointer
    ) {
        guard first.recheck != second.recheck else { return }
        func word(_ recheck: Contract.Check.Recheck?) -> String {
            switch recheck {
            case .now: "on the time of then"
            case .never: "never"
            case nil: "on the time of the proposal"
            }
        }
        let direction: ContractChange.Direction =
            switch (first.recheck, second.recheck) {
            case (_, .never): .looser
            case (.never, _): .stricter
            default: .unordered
            }
        note(
            direction, from, in: to,
            "\(name) is held again \(word(second.recheck)) (before: \(word(first.recheck)))")
    }

    private mutating func compareCheckRule(
        _ first: Contract.Check, _ second: Contract.Check, _ name: String, _ from: JSONPointer, _ to: JSONPointer
    ) {
        guard !isSame(first.rule, second.rule) else { return }
        // A check that warns holds where it fails to evaluate, and that alone.
        let warns = !first.holds || !second.holds
        let direction = direction(from: first.rule, to: second.rule, .passes, failureHolds: warns)
        note(
            direction, from, in: to, producers: !(warns && direction != .unordered),
            "\(name) asks for \(shown(second.rule, of: new)) (before: \(shown(first.rule, of: old)))" + hint(direction))
    }
}

extension Contract.EvidenceRule {
    fileprivate func isSame(as other: Contract.EvidenceRule) -> Bool {
        sameText(role, other.role) && minimum == other.minimum && when.isWritten(as: other.when)
            && media.elementsEqual(other.media, by: sameText)
    }
}

extension Contract.Check {
    /// True of a check that holds the handoffs which do not pass it.
    fileprivate var holds: Bool { severity == .error }

    fileprivate func hasMessage(of other: Contract.Check) -> Bool {
        messageRule == nil && other.messageRule == nil
            ? sameText(message, other.message) : messageRule.isWritten(as: other.messageRule)
    }
}
