import ContractEngine
import Foundation
import Handoff
import HandoffStore
import JSON
import Synchronization

/// The configuration of a store as its files have it now, each read again only when it changed.
///
/// Where people.yaml or systems.yaml doesn't load, the version of it that took effect last stays in force.
final class Configuration: Sendable {
    private let directory: StoreDirectory
    private let demandsTrust: Bool
    private let lastInForce: @Sendable (String) throws(DeskError) -> [UInt8]?
    private let cache = Mutex(Cache())

    private struct Cache {
        var files: [String: (signature: FileSignature, file: ConfigurationFile)] = [:]
        var listNames: (signature: FileSignature, names: [String])?
        var contractNames: (signature: FileSignature, names: [String])?
        var people = KeptReadings<People>()
        var systems = KeptReadings<[String: SystemOfRecord]>()
        var lists: ReferenceLists?
        var contracts: [ContentHash: Contract] = [:]
    }

    /// Says by which edition of the rules a contract's text is read: nil where that version never took effect in this store.
    private let edition: @Sendable (ContentHash) -> Edition?

    /// `lastInForce` gives the bytes of a file as the journal has it in force; nil where no version of it ever took effect.
    init(
        directory: StoreDirectory, demandsTrust: Bool,
        lastInForce: @escaping @Sendable (String) throws(DeskError) -> [UInt8]?,
        edition: @escaping @Sendable (ContentHash) -> Edition?
    ) {
        self.directory = directory
        self.edition = edition
        self.demandsTrust = demandsTrust
        self.lastInForce = lastInForce
    }

    func people() throws(DeskError) -> People { try peopleInForce().value }

    /// People as they are in force, with the file that they come from.
    func peopleInForce() throws(DeskError) -> InForce<People> {
        try inForce("people.yaml", People(), \.people) { People.load($0) }
    }

    func systems() throws(DeskError) -> [String: SystemOfRecord] { try systemsInForce().value }

    /// Systems of record as they are in force, with the file that they come from.
    func systemsInForce() throws(DeskError) -> InForce<[String: SystemOfRecord]> {
        try inForce("systems.yaml", [:], \.systems) { SystemOfRecord.load($0) }
    }

    /// What keeps a file from taking effect, while the last good version of it is in force.
    func faults() throws(DeskError) -> [Problem] {
        [try peopleInForce().fault, try systemsInForce().fault].compactMap { $0 }
    }

    private func inForce<Value: Sendable>(
        _ name: String, _ none: Value, _ kept: WritableKeyPath<Cache, KeptReadings<Value>> & Sendable,
        _ load: (String) -> (Value, [Problem])
    ) throws(DeskError) -> InForce<Value> {
        func read(_ file: ConfigurationFile) -> Reading<Value> {
            if let known = cache.withLock({ $0[keyPath: kept][file.digest] }) { return known }
            let (value, problems) = load(String(decoding: file.bytes, as: UTF8.self))
            let reading = Reading(value: value, errors: problems.filter { $0.severity == .error })
            cache.withLock { $0[keyPath: kept].keep(reading, file.digest) }
            return reading
        }
        let file = try file(name)
        let errors: [Problem]
        if let file, !file.isBlank {
            let reading = read(file)
            if reading.errors.isEmpty { return InForce(value: reading.value, file: file, fault: nil) }
            errors = reading.errors
        } else {
            errors = []
        }
        guard let last = try lastInForce(name), !last.isEmpty else {
            guard errors.isEmpty else { throw .unusableConfiguration(errors) }
            return InForce(value: none, file: file, fault: nil)
        }
        let fault = errors.first ?? Problem(file: name, file == nil ? "the file is missing" : "the file is empty")
        let reading = read(ConfigurationFile(name: name, bytes: last))
        guard reading.errors.isEmpty else { throw .unusableConfiguration(errors.isEmpty ? [fault] : errors) }
        return InForce(value: reading.value, file: nil, fault: fault)
    }

    /// All reference lists by file name.
    func lists() throws(DeskError) -> JSONValue { try referenceLists().values }

    /// All reference lists. One that can't be read holds what reads it; the rest of the store works.
    func referenceLists() throws(DeskError) -> ReferenceLists {
        let files = try listFiles()
        let digest = ContentHash(of: files.flatMap { Array($0.name.utf8) + $0.digest.bytes })
        if let known = cache.withLock({ $0.lists }), known.digest == digest { return known }
        var (values, unreadable) = (JSONObject(), [String: String]())
        for file in files {
            let name = String(file.name.dropFirst("lists/".count).dropLast(".yaml".count))
            switch ReferenceList.load(String(decoding: file.bytes, as: UTF8.self), file: file.name) {
            case .success(let list): values[name] = list
            case .failure(let error): unreadable[name] = error.problems.first?.description ?? "it can't be read"
            }
        }
        let lists = ReferenceLists(values: .object(values), unreadable: unreadable, digest: digest)
        cache.withLock { $0.lists = lists }
        return lists
    }

    /// What is wrong with the reference lists.
    func listProblems() throws(DeskError) -> [Problem] {
        try listFiles().flatMap { file -> [Problem] in
            switch ReferenceList.load(String(decoding: file.bytes, as: UTF8.self), file: file.name) {
            case .success: []
            case .failure(let error): error.problems
            }
        }
    }

    private func listFiles() throws(DeskError) -> [ConfigurationFile] {
        try trust(directory.lists)
        var files: [ConfigurationFile] = []
        for name in listNames() {
            if let file = try file(name) { files.append(file) }
        }
        return files
    }

    private func listNames() -> [String] {
        guard let moment = ConfigurationMoment.current else { return presentListNames() }
        return moment.listNames.withLock { names in
            let known = names ?? presentListNames()
            names = known
            return known
        }
    }

    private func presentListNames() -> [String] {
        guard let signature = FileSignature(directory.lists) else { return [] }
        if let (known, names) = cache.withLock({ $0.listNames }), known == signature { return names }
        let names = Self.yamlFiles(in: directory.lists).map { "lists/" + $0 }
        cache.withLock { $0.listNames = Self.isResting(signature) ? (signature, names) : nil }
        return names
    }

    /// A folder can change twice within one tick of its clock: until it has rested, what it holds is looked up each time.
    private static func isResting(_ folder: FileSignature) -> Bool { folder.seconds < time(nil) - 2 }

    private static func yamlFiles(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
    }

    /// The files beside the contracts that are in force, and whose versions the journal keeps.
    func journaledFiles() throws(DeskError) -> [ConfigurationFile] {
        [try peopleInForce().file, try systemsInForce().file].compactMap { $0 } + (try listFiles())
    }

    /// The names of the contracts that have a file.
    func contractNames() throws(DeskError) -> [String] {
        try trust(directory.contracts)
        guard let signature = FileSignature(directory.contracts) else { return [] }
        // Each window of the queue asks for them.
        if let (known, names) = cache.withLock({ $0.contractNames }), known == signature { return names }
        let names = Self.yamlFiles(in: directory.contracts).filter { !$0.hasSuffix(".test.yaml") }
            .map { String($0.dropLast(".yaml".count)) }
        cache.withLock { $0.contractNames = Self.isResting(signature) ? (signature, names) : nil }
        return names
    }

    /// The contract in force under a name, with its file.
    func contract(_ name: String) throws(DeskError) -> (contract: Contract, file: ConfigurationFile) {
        guard Party.isName(name) else { throw .noContract(name) }
        try trust(directory.contracts)
        let path = "contracts/\(name).yaml"
        guard let file = try file(path) else { throw .noContract(name) }
        let contract = try load(file)
        guard sameText(contract.reference.name, name) else {
            throw .unusableContract(
                name, reason: "\(path) holds the contract '\(contract.reference.name)'; rename the file")
        }
        return (contract, file.with(version: contract.reference.version))
    }

    /// A contract from its bytes.
    func load(_ bytes: [UInt8], file: String) throws(DeskError) -> Contract {
        try load(ConfigurationFile(name: file, bytes: bytes))
    }

    private func load(_ file: ConfigurationFile) throws(DeskError) -> Contract {
        if let contract = cache.withLock({ $0.contracts[file.digest] }) { return contract }
        let (contract, problems) = Contract.load(
            String(decoding: file.bytes, as: UTF8.self), file: file.name, edition: edition(file.digest) ?? .present)
        guard let contract else {
            let reason = problems.first { $0.severity == .error }?.description ?? "it is empty"
            throw .unusableContract(file.name, reason: reason)
        }
        cache.withLock { $0.contracts[file.digest] = contract }
        return contract
    }

    /// The bytes of a file of the store; nil when it is not there.
    func read(_ name: String) throws(DeskError) -> [UInt8]? { try file(name)?.bytes }

    /// A file of the store with its digest; nil when it is not there. Within one moment it is the same each time.
    private func file(_ name: String) throws(DeskError) -> ConfigurationFile? {
        guard let moment = ConfigurationMoment.current else { return try presentFile(name) }
        if let known = moment.files.withLock({ $0[name] }) { return known }
        let file = try presentFile(name)
        moment.files.withLock { $0[name] = .some(file) }
        return file
    }

    /// A file as it stands there now, read and hashed when it changed.
    private func presentFile(_ name: String) throws(DeskError) -> ConfigurationFile? {
        let path = directory.path + "/" + name
        guard let signature = FileSignature(path) else { return nil }
        if let known = cache.withLock({ $0.files[name] }), known.signature == signature { return known.file }
        try trust(path)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .store(.unusable(path: path, reason: "it can't be read; check its permissions"))
        }
        let file = ConfigurationFile(name: name, bytes: Array(data), source: signature.source)
        cache.withLock { $0.files[name] = (signature, file) }
        return file
    }

    private func trust(_ path: String) throws(DeskError) {
        if demandsTrust, let reason = directory.untrusted(path) { throw .untrusted(file: path, reason: reason) }
    }
}

/// The reference lists of a store as they are at one moment.
struct ReferenceLists: Sendable {
    /// Those that load, by file name.
    let values: JSONValue
    /// Those that don't, with what is wrong with them.
    let unreadable: [String: String]
    /// Over the names and the bytes of all.
    let digest: ContentHash
}
