import ContractEngine

/// The keys of a file of examples, by the mapping in which they stand.
extension ContractTest {
    enum Key: String, MappingKey { case contract, now, people, systems, lists, handoff, examples }

    enum ExampleKey: String, ContractTestPassageKey {
        case name, requirement, now, sampled, also, change, patch, actor, expect, then
    }

    /// A handoff that is there before.
    enum EarlierKey: String, ContractTestPassageKey { case change, patch, actor, expect, then }

    enum StepKey: String, MappingKey {
        case person = "as"
        case after, open
        case verb = "do"
        case reason, to, note, record
        case nothingWritten = "nothing_written"
        case deliver, revise, expect
    }

    enum RevisionKey: String, ContractTestChangeKey { case change, patch }

    /// Every mapping with fixed keys.
    static let mappings: [any MappingKey.Type] = [
        Key.self, ExampleKey.self, EarlierKey.self, StepKey.self, RevisionKey.self,
    ]
}

/// A mapping that says how a handoff differs from the one that the file begins with.
protocol ContractTestChangeKey: MappingKey {
    static var change: Self { get }
    static var patch: Self { get }
}

/// A mapping that sends a handoff on its way.
protocol ContractTestPassageKey: ContractTestChangeKey {
    static var actor: Self { get }
    static var expect: Self { get }
    static var then: Self { get }
}
