import ContractEngine
import Foundation
import Handoff
import HandoffStore
import JSON
import Synchronization

/// The configuration of a store as its files have it now, each read again only when it changed.
final class Configuration: Sendable {
    private let directory: StoreDirectory
    private let demandsTrust: Bool
    private let cache = Mutex(Cache())

    private struct Cache {
        var files: [String: (signature: FileSignature, file: File)] = [:]
        var listNames: (signature: FileSignature, names: [String])?
        var people: (ContentHash, People)?
        var systems: (ContentHash, [String: SystemOfRecord])?
        var lists: (ContentHash, JSONValue)?
        var contracts: [ContentHash: Contract] = [:]
    }

    /// Says by which edition of the rules a contract's text is read: nil where that version never took effect in this store.
    private let edition: @Sendable (ContentHash) -> Edition?

    init(directory: StoreDirectory, demandsTrust: Bool, edition: @escaping @Sendable (ContentHash) -> Edition?) {
        self.directory = directory
        self.edition = edition
        self.demandsTrust = demandsTrust
    }

    /// A file as it stands in the store, for the journal.
    struct File: Sendable {
        let name: String
        let bytes: [UInt8]
        let version: Int?
        let digest: ContentHash

        init(name: String, bytes: [UInt8]) {
            (self.name, self.bytes, version) = (name, bytes, nil)
            digest = ContentHash(of: bytes)
        }

        private init(_ file: File, version: Int) {
            (name, bytes, digest) = (file.name, file.bytes, file.digest)
            self.version = version
        }

        /// The same as the contract of this version that it holds.
        func with(version: Int) -> File { File(self, version: version) }
    }

    func people() throws(DeskError) -> People {
        guard let file = try file("people.yaml"), !file.bytes.isEmpty else { return People() }
        if let (known, people) = cache.withLock({ $0.people }), known == file.digest { return people }
        let (people, problems) = People.load(String(decoding: file.bytes, as: UTF8.self))
        let errors = problems.filter { $0.severity == .error }
        guard errors.isEmpty else { throw .unusableConfiguration(errors) }
        cache.withLock { $0.people = (file.digest, people) }
        return people
    }

    func systems() throws(DeskError) -> [String: SystemOfRecord] {
        guard let file = try file("systems.yaml"), !file.bytes.isEmpty else { return [:] }
        if let (known, systems) = cache.withLock({ $0.systems }), known == file.digest { return systems }
        let (systems, problems) = SystemOfRecord.load(String(decoding: file.bytes, as: UTF8.self))
        let errors = problems.filter { $0.severity == .error }
        guard errors.isEmpty else { throw .unusableConfiguration(errors) }
        cache.withLock { $0.systems = (file.digest, systems) }
        return systems
    }

    /// All reference lists by file name. One that can't be read is left out: rules that read it fail and hold their handoffs, the
    /// rest of the store works, and `listProblems` says why.
    func lists() throws(DeskError) -> JSONValue {
        let files = try listFiles()
        let digest = ContentHash(of: files.flatMap { Array($0.name.utf8) + $0.digest.bytes })
        if let (known, lists) = cache.withLock({ $0.lists }), known == digest { return lists }
        var lists = JSONObject()
        for file in files {
            switch ReferenceList.load(String(decoding: file.bytes, as: UTF8.self), file: file.name) {
            case .success(let list): lists[String(file.name.dropFirst("lists/".count).dropLast(".yaml".count))] = list
            case .failure: continue
            }
        }
        let value = JSONValue.object(lists)
        cache.withLock { $0.lists = (digest, value) }
        return value
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

    private func listFiles() throws(DeskError) -> [File] {
        try trust(directory.lists)
        var files: [File] = []
        for name in listNames() {
            if let file = try file(name) { files.append(file) }
        }
        return files
    }

    private func listNames() -> [String] {
        guard let signature = FileSignature(directory.lists) else { return [] }
        if let (known, names) = cache.withLock({ $0.listNames }), known == signature { return names }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory.lists)) ?? [])
            .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { "lists/" + $0 }
        // A folder can change twice within one tick of its clock: until it has rested, what it holds is looked up each time.
        let isResting = signature.seconds < time(nil) - 2
        cache.withLock { $0.listNames = isResting ? (signature, names) : nil }
        return names
    }

    /// The files beside the contracts whose versions the journal keeps.
    func journaledFiles() throws(DeskError) -> [File] {
        var files: [File] = []
        for name in ["people.yaml", "systems.yaml"] {
            if let file = try file(name) { files.append(file) }
        }
        return files + (try listFiles())
    }

    /// The names of the contracts that have a file.
    func contractNames() throws(DeskError) -> [String] {
        try trust(directory.contracts)
        return ((try? FileManager.default.contentsOfDirectory(atPath: directory.contracts)) ?? [])
            .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".test.yaml") && !$0.hasPrefix(".") }
            .map { String($0.dropLast(".yaml".count)) }.sorted()
    }

    /// The contract in force under a name, with its file.
    func contract(_ name: String) throws(DeskError) -> (contract: Contract, file: File) {
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
        try load(File(name: file, bytes: bytes))
    }

    private func load(_ file: File) throws(DeskError) -> Contract {
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

    /// A file of the store with its digest, read and hashed when it changed; nil when it is not there.
    private func file(_ name: String) throws(DeskError) -> File? {
        let path = directory.path + "/" + name
        guard let signature = FileSignature(path) else { return nil }
        if let known = cache.withLock({ $0.files[name] }), known.signature == signature { return known.file }
        try trust(path)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .store(.unusable(path: path, reason: "it can't be read; check its permissions"))
        }
        let file = File(name: name, bytes: Array(data))
        cache.withLock { $0.files[name] = (signature, file) }
        return file
    }

    /// The programs of exec connectors act with the worker's rights: nobody but the store's owner may have put them there.
    func trustConnectors() throws(DeskError) {
        guard demandsTrust else { return }
        try trust(directory.connectors)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory.connectors)) ?? [] {
            try trust(directory.connectors + "/" + name)
        }
    }

    private func trust(_ path: String) throws(DeskError) {
        if demandsTrust, let reason = directory.untrusted(path) { throw .untrusted(file: path, reason: reason) }
    }
}

/// What tells one content of a file from the next without reading it.
struct FileSignature: Sendable, Hashable {
    private let inode: UInt64
    private let size: Int64
    let seconds: Int
    private let nanoseconds: Int

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        #if os(Linux)
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        #else
            (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
        #endif
    }
}
