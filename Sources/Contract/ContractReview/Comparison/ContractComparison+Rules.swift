import CommonExpression
import ContractEngine
import ExpressionAnalysis
import JSON

extension ContractComparison {
    /// The parts of two lists that are the same thing, in the order of the new list, and the parts that are left.
    struct Pairing {
        private(set) var pairs: [(old: Int, new: Int)] = []
        private(set) var removed: [Int], added: [Int]

        init<Part>(_ old: [Part], _ new: [Part]) { (removed, added) = (Array(old.indices), Array(new.indices)) }

        /// Pairs what fits and is still alone.
        mutating func pair(where fits: (Int, Int) -> Bool) {
            for place in added {
                guard let match = removed.first(where: { fits($0, place) }) else { continue }
                pairs.append((match, place))
                removed.removeAll { $0 == match }
                added.removeAll { $0 == place }
            }
            pairs.sort { $0.new < $1.new }
        }
    }

    /// The effect on handoffs when a rule is true more often.
    enum Effect {
        /// More is held or sent to a person.
        case holds
        /// More passes.
        case passes
    }

    /// Compares two rules; an absent one counts as always true.
    ///
    /// `failureHolds` where a rule that fails to evaluate holds the handoff whatever being true means: then rules of which one
    /// fails where the other is true or false can't be ordered.
    func direction(
        from first: Rule?, to second: Rule?, _ effect: Effect, failureHolds: Bool
    ) -> ContractChange.Direction {
        guard let one = first?.expression ?? Self.always, let other = second?.expression ?? Self.always else {
            return .unordered
        }
        let order = order(one, other)
        if order.implies, order.isImplied { return order.failsAlike || !failureHolds ? .neutral : .unordered }
        guard order.implies || order.isImplied, order.failsAlike || !failureHolds else { return .unordered }
        return order.implies == (effect == .holds) ? .stricter : .looser
    }

    /// What the truth of two rules has to do with each other, with what their variables stand for.
    private func order(_ first: Expression, _ second: Expression) -> TruthOrder {
        TruthOrder(first, defining: definitions.old, second, defining: definitions.new)
    }

    /// True of rules that are written alike and read no variable that is worked out otherwise now.
    func isSame(_ first: Rule?, _ second: Rule?) -> Bool {
        guard first.isWritten(as: second) else { return false }
        return second.map { $0.expression.variablesRead.isDisjoint(with: changedVariables) } ?? true
    }

    /// A rule as a sentence shows it: with its variables that are worked out otherwise.
    func shown(_ rule: Rule, of contract: Contract) -> String {
        let read = contract.payload.variables.filter { variable in
            let name = variable.qualifiedName
            return changedVariables.contains(name) && rule.expression.variablesRead.contains(name)
        }
        guard !read.isEmpty else { return rule.text }
        let values = read.map { "\($0.qualifiedName) = \($0.rule.text)" }
        return "\(rule.text), with \(values.joined(separator: ", "))"
    }

    /// The rule that a missing condition amounts to.
    private static let always = try? Expression("true")

    /// The end of a sentence about a direction that is not known.
    func hint(_ direction: ContractChange.Direction) -> String {
        direction == .unordered ? "; which way can't be told, a back-test can" : ""
    }

    /// The condition under which something applies; without one it always does.
    mutating func compareWhen(
        _ first: Rule?, _ second: Rule?, _ effect: Effect, _ what: String, _ a: JSONPointer, _ b: JSONPointer,
        failureHolds: Bool, producers: Bool
    ) {
        guard !isSame(first, second) else { return }
        let direction = direction(from: first, to: second, effect, failureHolds: failureHolds)
        func word(_ rule: Rule?, _ contract: Contract) -> String {
            rule.map { "where \(shown($0, of: contract))" } ?? "always"
        }
        // Where there is no condition, what it would stand in is named.
        func place(_ rule: Rule?, _ part: JSONPointer) -> JSONPointer {
            rule == nil ? part : part.appending(ContractKey.Check.when)
        }
        note(
            direction, place(first, a), in: place(second, b), producers: producers,
            "\(what) \(word(second, new)) (before: \(word(first, old)))" + hint(direction))
    }

    /// Rules with a reason: `mandatory`, `escalate_when`.
    mutating func compareConditions(
        _ pointer: JSONPointer, _ conditions: (Contract) -> [Contract.Condition], _ consequence: String
    ) {
        let (old, new) = (conditions(old), conditions(new))
        var pairing = Pairing(old, new)
        pairing.pair { old[$0].rule.isWritten(as: new[$1].rule) && old[$0].hasReason(of: new[$1]) }
        pairing.pair { old[$0].rule.isWritten(as: new[$1].rule) }
        pairing.pair { old[$0].hasReason(of: new[$1]) }
        pairing.pair {
            let order = self.order(old[$0].rule.expression, new[$1].rule.expression)
            return order.implies || order.isImplied
        }
        for place in pairing.added {
            note(
                .stricter, pointer, in: pointer.appending(place), "\(consequence) where \(new[place].rule.text) holds")
        }
        for place in pairing.removed {
            note(
                .looser, pointer.appending(place), in: pointer,
                "no longer: \(consequence) where \(old[place].rule.text) holds")
        }
        for (first, second) in pairing.pairs {
            let (a, b) = (pointer.appending(first), pointer.appending(second))
            let (rule, other) = (old[first].rule, new[second].rule)
            if !isSame(rule, other) {
                let direction = direction(from: rule, to: other, .holds, failureHolds: false)
                note(
                    direction, a.appending(ContractKey.Condition.rule), in: b.appending(ContractKey.Condition.rule),
                    "\(consequence) where \(shown(other, of: self.new)) (before: \(shown(rule, of: self.old)))"
                        + hint(direction))
            } else if !old[first].hasReason(of: new[second]) {
                note(
                    .neutral, a.appending(ContractKey.Condition.reason), in: b.appending(ContractKey.Condition.reason),
                    "the reason is worded \(shown(new[second].reason, new[second].reasonRule))")
            }
        }
    }

    /// A text, or the rule that makes it, as a sentence shows it.
    func shown(_ text: String, _ rule: Rule?) -> String {
        rule.map { JSONValue.object(JSONObject([(ContractKey.Made.rule.rawValue, .string($0.text))])).printable }
            ?? text.quoted
    }
}

extension Contract.Condition {
    fileprivate func hasReason(of other: Contract.Condition) -> Bool {
        reasonRule == nil && other.reasonRule == nil
            ? sameText(reason, other.reason) : reasonRule.isWritten(as: other.reasonRule)
    }
}
