import ContractEngine
import Handoff
import JSON
import Synchronization

/// The configuration of a store as the journal has it: at each event what was in force then, whatever the files hold now.
final class PastConfiguration: Sendable {
    /// Gives the bytes of a version of a file that took effect once.
    typealias Reader = (ContentHash) throws -> [UInt8]?

    private let state = Mutex(PastVersions())

    /// Up to which event it is known.
    var size: Int { state.withLock { $0.size } }

    /// Takes in events of the store itself, in their order. `size` is how many events there are up to now.
    func learn(_ events: [Event], size: Int) {
        state.withLock { state in
            for event in events { state.learn(event) }
            state.size = max(state.size, size)
        }
    }

    /// What was in force when an event was written.
    func facts(at event: Event, under reference: ContractReference?, _ read: Reader) throws -> PastFacts {
        try state.withLock { state in
            let sequence = event.sequence
            let (people, person) = try state.people(at: sequence, event.by.account, read)
            var facts = PastFacts(
                edition: state.edition(at: sequence), people: people, personOfAccount: person,
                systems: try state.systems(at: sequence, read), lists: try state.lists(at: sequence, read),
                contract: try reference.flatMap { try state.contract($0, read) },
                contractInForce: reference.flatMap { state.contractInForce($0, at: sequence) })
            facts.holds = state.holds(at: sequence)
            return facts
        }
    }

    /// A version of a contract that took effect once; nil where it can't be loaded.
    func contract(_ reference: ContractReference, _ read: Reader) throws -> Contract? {
        try state.withLock { try $0.contract(reference, read) }
    }

    /// Whether the store was made for people who say themselves who they are; nil where no event says so.
    var isDeclared: Bool? { state.withLock { $0.isDeclared } }

    /// The edition of the program's rules at an event.
    func edition(at sequence: Int) -> Edition { state.withLock { $0.edition(at: sequence) } }
}

/// Which version of which file took effect with which event, and what was read of them.
private struct PastVersions {
    var size = 0
    private(set) var isDeclared: Bool?
    private var editions: [(from: Int, edition: Edition)] = []
    private var versions: [String: [Version]] = [:]
    /// The events that changed a list, the first one first.
    private var listChanges: [Int] = []

    /// What was put on hold and released, the first event first.
    private var holdChanges: [Event] = []
    private var holds: [Int: [Hold]] = [:]

    private var directories: [ContentHash: Directory?] = [:]
    private var systems: [ContentHash: [String: SystemOfRecord]?] = [:]
    private var lists: [Int: JSONValue] = [:]
    private var contracts: [ContentHash: Contract?] = [:]

    private struct Version {
        let sequence: Int, digest: ContentHash
    }

    /// The people of one version of people.yaml, and whom each account stands for, which is looked up once.
    private struct Directory {
        let people: People
        var persons: [String: String?] = [:]
    }

    /// How many states of the lists are remembered. They are read in the order of the journal, more or less.
    private static let remembered = 16

    mutating func learn(_ event: Event) {
        guard event.sequence >= size else { return }
        switch event.subject {
        case .created(store: _, let isDeclared, let edition):
            self.isDeclared = isDeclared
            editions.append((event.sequence, edition))
        case .edition(let edition): editions.append((event.sequence, edition))
        case .configured(let file, let digest, source: _):
            versions[file, default: []].append(Version(sequence: event.sequence, digest: digest))
            if Self.isList(file) { listChanges.append(event.sequence) }
        case .held, .released: holdChanges.append(event)
        case .handoff: break
        }
    }

    private static func isList(_ file: String) -> Bool { file.hasPrefix("lists/") }

    func edition(at sequence: Int) -> Edition { editions.last { $0.from <= sequence }?.edition ?? .first }

    func contractInForce(_ reference: ContractReference, at sequence: Int) -> ContentHash? {
        versions(of: "contracts/\(reference.name).yaml", at: sequence).last?.digest
    }

    private func versions(of file: String, at sequence: Int) -> ArraySlice<Version> {
        let all = versions[file] ?? []
        return all[..<all.count(ofFirst: { $0.sequence <= sequence })]
    }

    mutating func people(
        at sequence: Int, _ account: String, _ read: PastConfiguration.Reader
    ) throws -> (People, person: String?) {
        // Of those that don't load, the last good one stays in force.
        for version in versions(of: "people.yaml", at: sequence).reversed() {
            let known = directories[version.digest]
            var directory =
                try known
                ?? Self.text(version.digest, read).flatMap { text in
                    let (people, problems) = People.load(text)
                    return problems.contains { $0.severity == .error } ? nil : Directory(people: people)
                }
            if known == nil { directories[version.digest] = .some(directory) }
            guard directory != nil else { continue }
            if let person = directory?.persons[account] { return (directory?.people ?? People(), person) }
            let person = directory?.people.person(account: account)
            directory?.persons[account] = .some(person)
            directories[version.digest] = .some(directory)
            return (directory?.people ?? People(), person)
        }
        return (People(), nil)
    }

    mutating func systems(at sequence: Int, _ read: PastConfiguration.Reader) throws -> [String: SystemOfRecord] {
        for version in versions(of: "systems.yaml", at: sequence).reversed() {
            let found =
                try systems[version.digest]
                ?? Self.text(version.digest, read).flatMap { text in
                    let (systems, problems) = SystemOfRecord.load(text)
                    return problems.contains { $0.severity == .error } ? nil : systems
                }
            systems[version.digest] = .some(found)
            if let found { return found }
        }
        return [:]
    }

    /// One that can't be read is left out: the rules that read it fail.
    mutating func lists(at sequence: Int, _ read: PastConfiguration.Reader) throws -> JSONValue {
        let state = listChanges.count(ofFirst: { $0 <= sequence })
        if let known = lists[state] { return known }
        var found = JSONObject()
        for file in versions.keys.filter(Self.isList).sorted() {
            guard let version = versions(of: file, at: sequence).last, let text = try Self.text(version.digest, read),
                case .success(let list) = ReferenceList.load(text, file: file)
            else { continue }
            found[String(file.dropFirst("lists/".count).dropLast(".yaml".count))] = list
        }
        if lists.count >= Self.remembered { lists = [:] }
        lists[state] = .object(found)
        return .object(found)
    }

    /// Their reasons are not rules' to read.
    mutating func holds(at sequence: Int) -> [Hold] {
        let state = holdChanges.count(ofFirst: { $0.sequence <= sequence })
        if state == 0 { return [] }
        if let known = holds[state] { return known }
        var found: [Hold] = []
        for event in holdChanges[..<state] {
            switch event.subject {
            case .held(let scope, reason: _): found.append(Hold(scope, since: event.at, by: event.by, reason: nil))
            case .released(let scope, note: _): found.removeAll { $0.scope == scope }
            case .created, .configured, .edition, .handoff: break
            }
        }
        if holds.count >= Self.remembered { holds = [:] }
        holds[state] = found
        return found
    }

    /// Read by the edition under which it first took effect.
    mutating func contract(_ reference: ContractReference, _ read: PastConfiguration.Reader) throws -> Contract? {
        if let known = contracts[reference.digest] { return known }
        let file = "contracts/\(reference.name).yaml"
        let first = versions[file]?.first { $0.digest == reference.digest }
        var contract: Contract?
        if let first, let text = try Self.text(reference.digest, read) {
            contract = Contract.load(text, file: file, edition: edition(at: first.sequence)).contract
        }
        if let found = contract, found.reference != reference { contract = nil }
        contracts[reference.digest] = .some(contract)
        return contract
    }

    private static func text(_ digest: ContentHash, _ read: PastConfiguration.Reader) throws -> String? {
        guard let bytes = try read(digest), ContentHash(of: bytes) == digest else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Array {
    /// How many stand before the first that is not so; those that are so stand first.
    fileprivate func count(ofFirst isSo: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if isSo(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
