import CivilTime
import ContractEngine
import Handoff
import JSON

extension ContractTest {
    /// Reads a file of examples. `problems` holds all that is wrong; with an error among them there are no examples.
    package static func load(_ text: String, file: String) -> (test: ContractTest?, problems: [Problem]) {
        let reading = YAMLReading(file: file)
        let test = reading.root(of: text).flatMap { ContractTest($0) }
        let isSound = !reading.problems.contains { $0.severity == .error }
        return (isSound ? test : nil, reading.problems)
    }

    init?(_ root: YAMLNode) {
        guard let top = root.fields(Key.self) else {
            return nil
        }
        let contract = top.required(.contract)?.name
        let now = top.required(.now)?.instant
        configuration = Self.configuration(top)
        bringsLists = top[.lists] != nil
        let base = top.required(.handoff)
        _ = base?.entries
        let examples = top.required(.examples)?.items
        if examples?.isEmpty ?? false { top[.examples]?.note("at least one example has to be there") }
        guard let contract, let now, let base, let examples else { return nil }
        file = root.reading.file
        self.contract = contract
        let start = Self.filled(base.json, contract)
        self.examples = examples.compactMap { Example($0, start, now) }
        var seen: Set<String> = []
        for (index, example) in self.examples.enumerated() where !seen.insert(example.name).inserted {
            examples[index].note("the example '\(example.name)' stands twice")
        }
    }

    /// The files that the examples bring along. They are written as JSON, which is YAML.
    private static func configuration(_ top: YAMLFields<Key>) -> [String: String] {
        var files: [String: String] = [:]
        if let people = top[.people], people.entries != nil {
            let text = people.json.printable
            files["people.yaml"] = text
            for problem in People.load(text).problems { people.note("people: \(problem.message)") }
        }
        if let systems = top[.systems], systems.entries != nil {
            let text = JSONValue.object(JSONObject([("systems", systems.json)])).printable
            files["systems.yaml"] = text
            for problem in SystemOfRecord.load(text).problems { systems.note("systems: \(problem.message)") }
        }
        for list in top[.lists]?.entries ?? [] {
            guard let name = list.key.name else { continue }
            files["lists/\(name).yaml"] = list.value.json.printable
        }
        return files
    }

    /// The base handoff need not repeat what is the same in every one.
    private static func filled(_ handoff: JSONValue, _ contract: String) -> JSONValue {
        guard case .object(var object) = handoff else { return handoff }
        if object["contract"] == nil { object["contract"] = .string(contract) }
        if object["key"] == nil { object["key"] = "example" }
        return .object(object)
    }
}

extension ContractTest.Example {
    fileprivate init?(_ node: YAMLNode, _ base: JSONValue, _ start: Instant) {
        guard
            let fields = node.fields(ContractTest.ExampleKey.self),
            let name = fields.required(.name)?.string, let passage = ContractTest.Passage(fields, base)
        else { return nil }
        self.name = name
        line = node.line
        requirements = (fields[.requirement]?.oneOrMore ?? []).compactMap(\.string)
        now = fields[.now].flatMap(\.instant) ?? start
        isSampled = fields[.sampled]?.bool ?? false
        earlier = (fields[.also]?.items ?? []).enumerated().compactMap { index, item in
            item.fields(ContractTest.EarlierKey.self)
                .flatMap { ContractTest.Passage($0, base.with(keySuffix: "-also-\(index + 1)")) }
        }
        self.passage = passage
        if passage.expectations.isEmpty, passage.steps.allSatisfy(\.expectations.isEmpty) {
            node.note("an example that expects nothing proves nothing: say with 'expect' what has to be true")
        }
    }
}

extension JSONValue {
    /// A handoff under another key, so that it is another handoff.
    fileprivate func with(keySuffix suffix: String) -> JSONValue {
        guard case .object(var object) = self, let key = object["key"]?.string else { return self }
        object["key"] = .string(key + suffix)
        return .object(object)
    }
}

extension ContractTest.Passage {
    fileprivate init?(_ fields: YAMLFields<some ContractTestPassageKey>, _ base: JSONValue) {
        line = fields.parent.line
        handoff = fields.changed(base)
        actor = fields[.actor]?.name
        expectations = ContractTest.Expectation.read(fields[.expect])
        var last = handoff
        var steps: [ContractTest.Step] = []
        for node in fields[.then]?.items ?? [] {
            guard let step = ContractTest.Step(node, last) else { continue }
            if case .revise(let changed) = step.action { last = changed }
            steps.append(step)
        }
        self.steps = steps
    }
}

extension YAMLFields where Key: ContractTestChangeKey {
    /// The handoff with the changes that stand in `change` (RFC 7396) and then `patch` (RFC 6902).
    func changed(_ base: JSONValue) -> JSONValue {
        let merged = self[.change].map { base.merging($0.json) } ?? base
        guard let patch = self[.patch] else { return merged }
        do throws(JSONPatchError) {
            return try JSONPatch(patch.json).apply(to: merged)
        } catch {
            let place = error.operation.map { patch.nearest(to: JSONPointer([String($0)])) } ?? patch
            place.note("this patch does not fit: \(error.message)" + (error.pointer.map { " at \($0)" } ?? ""))
            return merged
        }
    }
}

extension ContractTest.Expectation {
    static func read(_ node: YAMLNode?) -> [Self] {
        guard let node else { return [] }
        var found: [Self] = []
        for entry in node.entries ?? [] {
            guard let field = ContractTest.Field(rawValue: entry.name) else {
                let known = ContractTest.Field.allCases.map(\.rawValue)
                let near = Spelling.nearest(to: entry.name, among: known).map { "; did you mean '\($0)'?" }
                entry.key.note(
                    "'\(entry.name)' can't be expected" + (near ?? "; the keys are \(known.joined(separator: ", "))"))
                continue
            }
            guard field.shape == .map else {
                if entry.value.fits(field) {
                    found.append(Self(field: field, key: nil, value: entry.value.json, line: entry.key.line))
                }
                continue
            }
            for part in entry.value.entries ?? [] {
                found.append(Self(field: field, key: part.name, value: part.value.json, line: part.key.line))
            }
        }
        return found
    }
}

extension YAMLNode {
    /// True of a value that the field could have.
    fileprivate func fits(_ field: ContractTest.Field) -> Bool {
        switch field.shape {
        case .text: json.isNull || string != nil
        case .number: integer != nil
        case .bool: bool != nil
        case .texts: items.map { $0.allSatisfy { $0.string != nil } } ?? false
        case .map: entries != nil
        }
    }

    /// A moment as RFC 3339 writes it.
    fileprivate var instant: Instant? {
        guard let text = string else { return nil }
        if let instant = Instant(text) { return instant }
        note("'\(text)' is no time; write 2026-11-22T09:00:00Z")
        return nil
    }
}
