import CommonExpression
import ContractEngine
import JSON

/// The differences in meaning between two contracts.
package struct ContractComparison {
    /// The changes, in the order of the contract's sections.
    package private(set) var changes: [ContractChange] = []
    private let oldText: ContractText, newText: ContractText
    /// The rules that the variables of each stand for, by qualified name.
    let definitions: (old: [String: Expression], new: [String: Expression])
    /// The qualified names of the variables that are worked out otherwise, or are there in one of the two only.
    let changedVariables: Set<String>

    /// Compares two contracts.
    package static func changes(from old: ContractText, to new: ContractText) -> [ContractChange] {
        var comparison = ContractComparison(oldText: old, newText: new)
        for key in ContractKey.File.allCases { comparison.compare(key) }
        return comparison.changes
    }

    private init(oldText: ContractText, newText: ContractText) {
        (self.oldText, self.newText) = (oldText, newText)
        definitions = (oldText.contract.definitions, newText.contract.definitions)
        changedVariables = Self.changed(from: definitions.old, to: definitions.new)
    }

    private static func changed(from old: [String: Expression], to new: [String: Expression]) -> Set<String> {
        let names = Set(old.keys).union(new.keys)
        var changed = names.filter { name in
            guard let first = old[name], let second = new[name] else { return true }
            return !sameText(first.source, second.source)
        }
        var count = -1
        while count != changed.count {
            count = changed.count
            changed.formUnion(names.filter { new[$0].map { !$0.variablesRead.isDisjoint(with: changed) } ?? false })
        }
        return changed
    }

    var old: Contract { oldText.contract }
    var new: Contract { newText.contract }

    // Each mapping has a switch over its keys, so that a new one can't be passed over.
    private mutating func compare(_ key: ContractKey.File) {
        switch key {
        case .contract:
            compareWord(.file(.contract), .neutral, { $0.reference.name.quoted }) {
                "it is another contract: \($1) instead of \($0)"
            }
        case .version: compareVersion()
        case .title:
            compareWord(.file(.title), .neutral, { $0.title.quoted }) { "the title is \($1) (before: \($0))" }
        case .impact:
            compareWord(.file(.impact), .neutral, { $0.impact.rawValue.quoted }) {
                "the impact of a mistake is \($1) (before: \($0))"
            }
        case .mode:
            compareOrdered(.file(.mode), [.observe, .enforce], { $0.mode }) {
                $1 == "observe"
                    ? "it only observes now: nobody is asked and nothing is delivered (before: \($0))"
                    : "it is enforced now: people are asked, and what they approve is delivered (before: \($0))"
            }
        case .systemOfRecord: for key in ContractKey.SystemOfRecord.allCases { compare(key) }
        case .payload: for key in ContractKey.Payload.allCases { compare(key) }
        case .review: for key in ContractKey.Review.allCases { compare(key) }
        case .states: for key in ContractKey.States.allCases { compare(key) }
        case .trace: for key in ContractKey.Trace.allCases { compare(key) }
        }
    }

    private mutating func compareVersion() {
        let (first, second) = (old.reference, new.reference)
        guard first.digest != second.digest, first.version >= second.version, sameText(first.name, second.name) else {
            return
        }
        let way = first.version == second.version ? "is still \(second.version)" : "goes back to \(second.version)"
        note(
            .neutral, .file(.version),
            "the version \(way) although the file changed: raise it, a version has one content for good")
    }

    private mutating func compare(_ key: ContractKey.SystemOfRecord) {
        switch key {
        case .system:
            compareWord(.systemOfRecord(.system), .neutral, { $0.system.quoted }) {
                "it is delivered to \($1) instead of \($0)"
            }
        case .record:
            compareWord(.systemOfRecord(.record), .neutral, { $0.record.quoted }) {
                "the record is a \($1) instead of a \($0)"
            }
        case .reference: compareReference()
        }
    }

    private mutating func compareReference() {
        let pointer = JSONPointer.systemOfRecord(.reference)
        switch (old.recordReference, new.recordReference) {
        case (nil, nil): break
        case (nil, _?):
            note(
                .stricter, pointer, producers: true,
                "the record is named by a rule now; where it fails the handoff is held")
        case (_?, nil): note(.looser, pointer, producers: true, "no rule names the record any more")
        case (let first?, let second?) where !isSame(first, second):
            note(
                .unordered, pointer, producers: true,
                "another rule names the record; where it fails the handoff is held")
        default: break
        }
    }

    private mutating func compare(_ key: ContractKey.States) {
        switch key {
        case .completeWhen:
            compareOrdered(.states(.completeWhen), [.approval, .receipt], { $0.states.completeWhen }) {
                "it is done at the \($1) instead of the \($0)"
            }
        case .rollback: compareRollback()
        }
    }

    private mutating func compareRollback() {
        let required = JSONPointer.rollback(.required)
        switch (old.states.rollbackRequired, new.states.rollbackRequired) {
        case (false, true): note(.stricter, required, producers: true, "the way back has to be in the draft now")
        case (true, false): note(.looser, required, producers: true, "the way back may be left out of the draft now")
        case (true, true), (false, false):
            let isRequired = new.states.rollbackRequired
            compareRule(
                .rollback(.from), isRequired ? .unordered : .neutral, producers: isRequired,
                { $0.states.rollbackFrom }
            ) { "the way back is read from \($1) instead of \($0)" }
        }
    }

    private mutating func compare(_ key: ContractKey.Trace) {
        switch key {
        case .require:
            compareSet(
                .trace(.require), producers: true, { $0.trace.map(\.rawValue) },
                added: (.stricter, { "the trace has to hold its \($0) now" }),
                removed: (.looser, { "the trace may lack its \($0) now" }))
        }
    }
}

// What the sections are compared with.
extension ContractComparison {
    mutating func note(
        _ direction: ContractChange.Direction, _ pointer: JSONPointer, in newPointer: JSONPointer? = nil,
        producers: Bool = false, _ sentence: String
    ) {
        func place(_ text: ContractText, _ pointer: JSONPointer) -> ContractChange.Place {
            ContractChange.Place(file: text.file, line: text.line(of: pointer), pointer: pointer)
        }
        changes.append(
            ContractChange(
                direction: direction, isForProducers: producers, old: place(oldText, pointer),
                new: place(newText, newPointer ?? pointer), sentence: sentence))
    }

    /// A value that is another one now; `shown` is how a sentence shows it.
    mutating func compareWord(
        _ pointer: JSONPointer, _ direction: ContractChange.Direction, _ shown: (Contract) -> String,
        _ sentence: (String, String) -> String
    ) {
        let (first, second) = (shown(old), shown(new))
        if !sameText(first, second) { note(direction, pointer, sentence(first, second)) }
    }

    /// A rule that is another one now, whichever way that goes.
    mutating func compareRule(
        _ pointer: JSONPointer, _ direction: ContractChange.Direction, producers: Bool = false,
        _ rule: (Contract) -> Rule?, _ sentence: (String, String) -> String
    ) {
        let (first, second) = (rule(old), rule(new))
        guard !isSame(first, second) else { return }
        func words(_ rule: Rule?, _ contract: Contract) -> String { rule.map { shown($0, of: contract) } ?? "nothing" }
        note(direction, pointer, producers: producers, sentence(words(first, old), words(second, new)))
    }

    /// One of a few words, of which each is stricter than the one before.
    mutating func compareOrdered<Word: RawRepresentable & Equatable>(
        _ pointer: JSONPointer, _ words: [Word], _ word: (Contract) -> Word, _ sentence: (String, String) -> String
    ) where Word.RawValue == String {
        let (first, second) = (word(old), word(new))
        guard first != second else { return }
        let places = (words.firstIndex(of: first) ?? -1, words.firstIndex(of: second) ?? -1)
        note(places.0 < places.1 ? .stricter : .looser, pointer, sentence(first.rawValue, second.rawValue))
    }

    /// A list in which order and repetition mean nothing.
    mutating func compareSet(
        _ pointer: JSONPointer, producers: Bool = false, _ list: (Contract) -> [String],
        added: (ContractChange.Direction, (String) -> String), removed: (ContractChange.Direction, (String) -> String)
    ) {
        compareSet(
            list(old), list(new), pointer, in: pointer, producers: producers, added: added, removed: removed)
    }

    mutating func compareSet(
        _ first: [String], _ second: [String], _ pointer: JSONPointer, in newPointer: JSONPointer,
        producers: Bool = false, added: (ContractChange.Direction, (String) -> String),
        removed: (ContractChange.Direction, (String) -> String)
    ) {
        for item in second where !first.contains(where: { sameText($0, item) }) {
            note(added.0, pointer, in: newPointer, producers: producers, added.1(item))
        }
        for item in first where !second.contains(where: { sameText($0, item) }) {
            note(removed.0, pointer, in: newPointer, producers: producers, removed.1(item))
        }
    }
}

extension Contract {
    fileprivate var definitions: [String: Expression] {
        Dictionary(uniqueKeysWithValues: payload.variables.map { ($0.qualifiedName, $0.rule.expression) })
    }
}

extension Rule {
    /// The rule as it is written.
    var text: String { expression.source }

    func isWritten(as other: Rule) -> Bool { sameText(text, other.text) }
}

extension Rule? {
    func isWritten(as other: Rule?) -> Bool {
        switch (self, other) {
        case (nil, nil): true
        case (let rule?, let other?): rule.isWritten(as: other)
        default: false
        }
    }
}

extension String {
    /// As a sentence shows a word.
    var quoted: String { "'\(self)'" }
}
