import Handoff
import JSON

/// What changed in meaning between two contracts.
package struct ContractComparison {
    /// The changes, in the order of the contract's sections.
    package private(set) var changes: [ContractChange] = []
    private let old: Side, new: Side
    let rules: ParsedRules

    /// One of the two contracts as it is written. What a file leaves out has its default here.
    private struct Side {
        let root: YAMLNode
        let json: JSONValue
        let file: String

        init?(_ contract: ContractText) {
            guard let root = YAMLReading(file: contract.file).root(of: contract.text) else { return nil }
            (self.root, json, file) = (root, root.json, contract.file)
        }

        func place(_ pointer: JSONPointer) -> ContractChange.Place {
            ContractChange.Place(file: file, line: root.nearest(to: pointer).line, pointer: pointer)
        }
    }

    /// Compares two contracts.
    package static func changes(from old: ContractText, to new: ContractText) -> [ContractChange] {
        guard let first = Side(old), let second = Side(new) else { return [] }
        var comparison = ContractComparison(
            old: first, new: second, rules: ParsedRules([old.contract, new.contract]))
        comparison.compareHead(old.contract.reference, new.contract.reference)
        comparison.compareSystemOfRecord()
        comparison.comparePayload()
        comparison.compareReview()
        comparison.compareOutcome()
        comparison.compareUnknown()
        return comparison.changes
    }

    private init(old: Side, new: Side, rules: ParsedRules) {
        (self.old, self.new) = (old, new)
        self.rules = rules
    }

    private mutating func compareHead(_ first: ContractReference, _ second: ContractReference) {
        if first.digest != second.digest, first.version >= second.version, sameText(first.name, second.name) {
            let way = first.version == second.version ? "is still \(second.version)" : "goes back to \(second.version)"
            note(
                .neutral, "/version",
                "the version \(way) although the file changed: raise it, a version has one content for good")
        }
        compareWord("/contract", .neutral) { "it is another contract: \($1) instead of \($0)" }
        compareWord("/title", .neutral) { "the title is \($1) (before: \($0))" }
        compareWord("/impact", .neutral) { "the impact of a mistake is \($1) (before: \($0))" }
    }

    private mutating func compareSystemOfRecord() {
        compareWord("/system_of_record/system", .neutral) { "it is delivered to \($1) instead of \($0)" }
        compareWord("/system_of_record/record", .neutral) { "the record is a \($1) instead of a \($0)" }
        let pointer = "/system_of_record/reference"
        switch (rule(pointer, .old), rule(pointer, .new)) {
        case (nil, nil): break
        case (nil, _?):
            note(
                .stricter, pointer, producers: true,
                "the record is named by a rule now; where it fails the handoff is held")
        case (_?, nil): note(.looser, pointer, producers: true, "no rule names the record any more")
        case (let first?, let second?) where !sameText(first, second):
            note(
                .unordered, pointer, producers: true,
                "another rule names the record; where it fails the handoff is held")
        default: break
        }
    }

    private mutating func compareOutcome() {
        compareOrdered("/states/complete_when", ["approval", "receipt"], standard: "") {
            "it is done at the \($1) instead of the \($0)"
        }
        let required = "/states/rollback/required"
        switch (value(required, .old)?.bool ?? false, value(required, .new)?.bool ?? false) {
        case (false, true): note(.stricter, required, producers: true, "the way back has to be in the draft now")
        case (true, false): note(.looser, required, producers: true, "the way back may be left out of the draft now")
        case (true, true):
            compareText("/states/rollback/from", .unordered, producers: true) {
                "the way back is read from \($1) instead of \($0)"
            }
        case (false, false):
            compareText("/states/rollback/from", .neutral) { "the way back is read from \($1) instead of \($0)" }
        }
        compareSet(
            "/trace/require", producers: true, added: (.stricter, { "the trace has to hold its \($0) now" }),
            removed: (.looser, { "the trace may lack its \($0) now" }))
    }

    /// Keys that this comparison knows nothing of: a change of them is told, and taken for the worst.
    private mutating func compareUnknown() {
        let known: [String: Set<String>] = [
            "": ["contract", "version", "title", "impact", "system_of_record", "payload", "review", "states", "trace"],
            "/system_of_record": ["system", "record", "reference"],
            "/payload": ["schema", "variables", "evidence", "checks"],
            "/review": [
                "owner", "escalate_to", "threshold", "bands", "mandatory", "escalate_when", "auto_approve",
                "audit_sample", "sequence", "separation", "must_view", "reasons", "clock", "recall_window", "conflict",
                "claim", "stake",
            ],
            "/states": ["complete_when", "rollback"], "/trace": ["require"],
        ]
        for (section, keys) in known.sorted(by: { $0.key < $1.key }) {
            let names = [Source.old, .new].flatMap { (value(section, $0)?.object?.names) ?? [] }
            var seen = keys
            for name in names where seen.insert(name).inserted {
                let pointer = "\(section)/\(JSONPointer.escaped(name))"
                guard value(pointer, .old) != value(pointer, .new) else { continue }
                note(
                    .unordered, pointer, producers: section == "/payload", "'\(name)' changed; which way can't be told")
            }
        }
    }
}

// What the sections are compared with.
extension ContractComparison {
    enum Source { case old, new }

    /// The value at a place; nil for null and what is not there.
    func value(_ pointer: String, _ source: Source) -> JSONValue? {
        let json = source == .old ? old.json : new.json
        guard let value = JSONPointer(parsing: pointer)?.resolve(in: json), !value.isNull else { return nil }
        return value
    }

    /// The text of a rule, which may be written as a plain `true` or `false`.
    func rule(_ pointer: String, _ source: Source) -> String? { value(pointer, source)?.ruleText }

    mutating func note(
        _ direction: ContractChange.Direction, _ pointer: String, in newPointer: String? = nil, producers: Bool = false,
        _ sentence: String
    ) {
        let pointers = (JSONPointer(parsing: pointer) ?? JSONPointer(), newPointer.flatMap { JSONPointer(parsing: $0) })
        changes.append(
            ContractChange(
                direction: direction, isForProducers: producers, old: old.place(pointers.0),
                new: new.place(pointers.1 ?? pointers.0), sentence: sentence))
    }

    /// A value in quotes, as a sentence shows it.
    func shown(_ value: JSONValue?) -> String {
        switch value {
        case nil: "nothing"
        case .string(let text): "'\(text)'"
        case .number(let number): number.text
        case let value?: value.printable
        }
    }

    /// A value that is another one now.
    mutating func compareWord(
        _ pointer: String, _ direction: ContractChange.Direction, producers: Bool = false,
        _ sentence: (String, String) -> String
    ) {
        let (first, second) = (value(pointer, .old), value(pointer, .new))
        guard first != second else { return }
        note(direction, pointer, producers: producers, sentence(shown(first), shown(second)))
    }

    /// A rule that is another one now, whichever way that goes.
    mutating func compareText(
        _ pointer: String, _ direction: ContractChange.Direction, producers: Bool = false,
        _ sentence: (String, String) -> String
    ) {
        let (first, second) = (rule(pointer, .old), rule(pointer, .new))
        guard first != second else { return }
        note(direction, pointer, producers: producers, sentence(first ?? "nothing", second ?? "nothing"))
    }

    /// One of a few words, of which each is stricter than the one before.
    mutating func compareOrdered(
        _ pointer: String, _ words: [String], standard: String, producers: Bool = false,
        _ sentence: (String, String) -> String
    ) {
        func word(_ source: Source) -> String { value(pointer, source)?.string ?? standard }
        let (first, second) = (word(.old), word(.new))
        guard !sameText(first, second) else { return }
        let places = (words.firstIndex(of: first) ?? -1, words.firstIndex(of: second) ?? -1)
        note(places.0 < places.1 ? .stricter : .looser, pointer, producers: producers, sentence(first, second))
    }

    /// A list in which order and repetition mean nothing.
    mutating func compareSet(
        _ pointer: String, in newPointer: String? = nil, producers: Bool = false,
        added: (ContractChange.Direction, (String) -> String), removed: (ContractChange.Direction, (String) -> String)
    ) {
        let (first, second) = (value(pointer, .old).oneOrMore, value(newPointer ?? pointer, .new).oneOrMore)
        func word(_ value: JSONValue) -> String { value.string ?? value.printable }
        for item in second where !first.contains(item) {
            note(added.0, pointer, in: newPointer, producers: producers, added.1(word(item)))
        }
        for item in first where !second.contains(item) {
            note(removed.0, pointer, in: newPointer, producers: producers, removed.1(word(item)))
        }
    }
}

extension JSONValue {
    /// The text of a rule, which may be written as a plain `true` or `false`.
    var ruleText: String? { bool.map { $0 ? "true" : "false" } ?? string }
}

extension JSONValue? {
    /// A list, one thing that stands for a list of one, or nothing.
    var oneOrMore: [JSONValue] { self.map { $0.array ?? [$0] } ?? [] }
}
