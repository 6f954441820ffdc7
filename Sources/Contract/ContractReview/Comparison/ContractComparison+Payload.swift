import ContractEngine
import JSON

extension ContractComparison {
    /// What has to be there before anybody looks at a handoff.
    mutating func comparePayload() {
        let pointer = "/payload/schema"
        let (first, second) = (value(pointer, .old) ?? true, value(pointer, .new) ?? true)
        for difference in SchemaComparison.differences(from: first, to: second) {
            note(
                difference.direction, pointer + difference.old.description, in: pointer + difference.new.description,
                producers: true, difference.sentence)
        }
        compareVariables()
        compareEvidence()
        compareChecks()
    }

    /// Named rules, as a mapping or a list: a change of one changes every rule that reads it.
    private mutating func compareVariables() {
        let pointer = "/payload/variables"
        guard value(pointer, .old) != value(pointer, .new) else { return }
        let (first, second) = (value(pointer, .old)?.object, value(pointer, .new)?.object)
        let names = (first?.names ?? []) + (second?.names ?? []).filter { first?[$0] == nil }
        for name in names where first?[name] != second?[name] {
            let place = "\(pointer)/\(JSONPointer.escaped(name))"
            switch (first?[name], second?[name]) {
            // Nothing could read it before, or can read it now; what does so has changed itself.
            case (nil, _): note(.neutral, pointer, in: place, "the variable '\(name)' is new")
            case (_, nil): note(.neutral, place, in: pointer, "the variable '\(name)' is gone")
            default:
                note(
                    .unordered, place, producers: true,
                    "the variable '\(name)' is worked out otherwise, and with it every rule that reads it")
            }
        }
        if names.isEmpty { note(.unordered, pointer, producers: true, "the variables changed") }
    }

    private mutating func compareEvidence() {
        let list = "/payload/evidence"
        let (old, new, pairing) = pairing(list, by: "role")
        func role(_ item: JSONValue) -> String { item["role"]?.string ?? "" }
        for place in pairing.added {
            note(
                .stricter, list, in: "\(list)/\(place)", producers: true,
                "evidence '\(role(new[place]))' is asked for now")
        }
        for place in pairing.removed {
            note(
                .looser, "\(list)/\(place)", in: list, producers: true,
                "evidence '\(role(old[place]))' is no longer asked for")
        }
        for (first, second) in pairing.pairs where old[first] != new[second] {
            let (a, b) = ("\(list)/\(first)", "\(list)/\(second)")
            let name = "evidence '\(role(new[second]))'"
            let (least, otherLeast) = (
                old[first]["min"]?.number ?? JSONNumber(1), new[second]["min"]?.number ?? JSONNumber(1)
            )
            if least != otherLeast {
                note(
                    least < otherLeast ? .stricter : .looser, a + "/min", in: b + "/min", producers: true,
                    "\(name): at least \(otherLeast.text) (before: \(least.text))")
            }
            compareMedia(old[first]["media"], new[second]["media"], name, a, b)
            let (when, other) = (old[first]["when"]?.ruleText, new[second]["when"]?.ruleText)
            compareWhen(when, other, .holds, "\(name) is asked for", a, b, failureHolds: true, producers: true)
        }
    }

    private mutating func compareMedia(
        _ first: JSONValue?, _ second: JSONValue?, _ name: String, _ a: String, _ b: String
    ) {
        switch (first.oneOrMore.isEmpty, second.oneOrMore.isEmpty) {
        case (true, true): break
        case (true, false):
            note(.stricter, a, in: b + "/media", producers: true, "\(name) has to be of \(shown(second)) now")
        case (false, true): note(.looser, a + "/media", in: b, producers: true, "\(name) may be of any media type now")
        case (false, false):
            compareSet(
                a + "/media", in: b + "/media", producers: true,
                added: (.looser, { "\(name) may be of \($0) now" }),
                removed: (.stricter, { "\(name) may not be of \($0) any more" }))
        }
    }

    /// The condition under which something applies; without one it always does.
    mutating func compareWhen(
        _ first: String?, _ second: String?, _ effect: Effect, _ what: String, _ a: String, _ b: String,
        failureHolds: Bool, producers: Bool
    ) {
        guard first != second else { return }
        let direction = direction(from: first, to: second, effect, failureHolds: failureHolds)
        let now = second.map { "where \($0)" } ?? "always"
        note(
            direction, a + (first == nil ? "" : "/when"), in: b + (second == nil ? "" : "/when"), producers: producers,
            "\(what) \(now) (before: \(first.map { "where \($0)" } ?? "always"))" + hint(direction))
    }

    private mutating func compareChecks() {
        let list = "/payload/checks"
        let (old, new, pairing) = pairing(list, by: "id")
        for place in pairing.added {
            let check = new[place]
            let word = check.holdsHandoffs ? "is new" : "is new; it warns, and holds what it can't be evaluated on"
            note(
                .stricter, list, in: "\(list)/\(place)", producers: true,
                "the check '\(check["id"]?.string ?? "")' \(word)")
        }
        for place in pairing.removed {
            note(
                .looser, "\(list)/\(place)", in: list, producers: true,
                "the check '\(old[place]["id"]?.string ?? "")' is gone")
        }
        for (first, second) in pairing.pairs where old[first] != new[second] {
            compareCheck(old[first], new[second], "\(list)/\(first)", "\(list)/\(second)")
        }
    }

    private mutating func compareCheck(_ first: JSONValue, _ second: JSONValue, _ a: String, _ b: String) {
        let name = "the check '\(second["id"]?.string ?? "")'"
        if first.holdsHandoffs != second.holdsHandoffs {
            note(
                second.holdsHandoffs ? .stricter : .looser, a + "/severity", in: b + "/severity", producers: true,
                "\(name) \(second.holdsHandoffs ? "holds the handoff now; it warned before" : "warns now; it held the handoff before")"
            )
        }
        let (rule, other) = (first["rule"]?.ruleText ?? "", second["rule"]?.ruleText ?? "")
        if !sameText(rule, other) {
            // A check that warns holds where it fails to evaluate, and that alone.
            let warns = !first.holdsHandoffs || !second.holdsHandoffs
            let direction = direction(from: rule, to: other, .passes, failureHolds: warns)
            note(
                direction, a + "/rule", in: b + "/rule", producers: !(warns && direction != .unordered),
                "\(name) asks for \(other) (before: \(rule))" + hint(direction))
        }
        let (when, otherWhen) = (first["when"]?.ruleText, second["when"]?.ruleText)
        compareWhen(when, otherWhen, .holds, "\(name) applies", a, b, failureHolds: true, producers: true)
        if first["message"] != second["message"] {
            note(.neutral, a + "/message", in: b + "/message", "\(name) is worded \(shown(second["message"]))")
        }
    }
}

extension JSONValue {
    /// Whether a check's severity is that of an error.
    fileprivate var holdsHandoffs: Bool { self["severity"]?.string.map { $0 == "error" } ?? true }
}
