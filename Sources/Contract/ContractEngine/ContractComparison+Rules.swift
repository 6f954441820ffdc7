import JSON

extension ContractComparison {
    /// What the parts of two lists have to do with each other: those that are the same thing, in the order of the new list.
    struct Pairing {
        var pairs: [(old: Int, new: Int)] = []
        var removed: [Int], added: [Int]

        init(_ old: [JSONValue], _ new: [JSONValue]) {
            (removed, added) = (Array(old.indices), Array(new.indices))
        }

        /// Pairs what fits and is still alone.
        mutating func pair(where fits: (Int, Int) -> Bool) {
            for place in added {
                guard let match = removed.first(where: { fits($0, place) }) else { continue }
                pairs.append((match, place))
                removed.removeAll { $0 == match }
                added.removeAll { $0 == place }
            }
        }
    }

    /// The items of a list, and which of them are the same thing.
    func pairing(_ pointer: String, by key: String) -> (old: [JSONValue], new: [JSONValue], pairing: Pairing) {
        let (old, new) = (value(pointer, .old)?.array ?? [], value(pointer, .new)?.array ?? [])
        var pairing = Pairing(old, new)
        pairing.pair { old[$0] == new[$1] }
        pairing.pair { old[$0][key] == new[$1][key] }
        pairing.pairs.sort { $0.new < $1.new }
        return (old, new, pairing)
    }

    /// What becomes of more when a rule is true more often.
    enum Effect {
        /// More is held or sent to a person.
        case holds
        /// More passes.
        case passes
    }

    /// Compares two rules. Absent ones count as `otherwise`, which is a rule itself.
    ///
    /// `failureHolds` where a rule that fails to evaluate holds the handoff whatever being true means: then rules of which one
    /// fails where the other is true or false can't be ordered.
    func direction(
        from first: String?, to second: String?, otherwise: String = "true", _ effect: Effect, failureHolds: Bool
    ) -> ContractChange.Direction {
        let order = rules.order(first ?? otherwise, second ?? otherwise)
        if order.implies, order.isImplied { return order.failsAlike || !failureHolds ? .neutral : .unordered }
        guard order.implies || order.isImplied, order.failsAlike || !failureHolds else { return .unordered }
        return order.implies == (effect == .holds) ? .stricter : .looser
    }

    /// What a sentence says of a direction that is not known.
    func hint(_ direction: ContractChange.Direction) -> String {
        direction == .unordered ? "; which way can't be told, a back-test can" : ""
    }

    /// Rules with a reason: `mandatory`, `escalate_when`.
    mutating func compareConditions(_ pointer: String, _ consequence: String) {
        var (old, new, pairing) = pairing(pointer, by: "rule")
        pairing.pair { old[$0]["reason"] == new[$1]["reason"] }
        pairing.pair { first, second in
            let order = rules.order(old[first]["rule"]?.ruleText ?? "", new[second]["rule"]?.ruleText ?? "")
            return order.implies || order.isImplied
        }
        func text(_ item: JSONValue) -> String { item["rule"]?.ruleText ?? "" }
        for place in pairing.added {
            note(.stricter, pointer, in: "\(pointer)/\(place)", "\(consequence) where \(text(new[place])) holds")
        }
        for place in pairing.removed {
            note(
                .looser, "\(pointer)/\(place)", in: pointer, "no longer: \(consequence) where \(text(old[place])) holds"
            )
        }
        for (first, second) in pairing.pairs.sorted(by: { $0.new < $1.new }) {
            let places = ("\(pointer)/\(first)", "\(pointer)/\(second)")
            let (rule, other) = (text(old[first]), text(new[second]))
            if !sameText(rule, other) {
                let direction = direction(from: rule, to: other, .holds, failureHolds: false)
                note(
                    direction, places.0 + "/rule", in: places.1 + "/rule",
                    "\(consequence) where \(other) (before: \(rule))" + hint(direction))
            } else if old[first]["reason"] != new[second]["reason"] {
                note(
                    .neutral, places.0 + "/reason", in: places.1 + "/reason",
                    "the reason is worded \(shown(new[second]["reason"]))")
            }
        }
    }
}
