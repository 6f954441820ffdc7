import CivilTime
import ContractEngine
import ContractReview
import Handoff
import HandoffStore
import JSON

/// A version of a contract that a store has used.
package struct ContractVersion: Sendable, Hashable {
    /// The version and the digest of its file.
    package var version: Int, digest: ContentHash
    /// Whether new handoffs come in under it: it is what the file holds.
    package var isInForce: Bool
    /// When its first handoff came in, how many there are, and how many of them wait for a person.
    package var firstUse: Instant?, handoffs = 0, pending = 0
}

extension Desk {
    private static let page: Int64 = 50_000

    /// A contract by name: the file's, or a version that took effect once.
    package func contractText(_ name: String, version: Int? = nil) throws(DeskError) -> ContractText {
        guard let version else {
            guard Party.isName(name), let bytes = try configuration.read(Self.path(name)) else {
                throw try unknownContract(name)
            }
            return try text(bytes, Self.path(name))
        }
        let known = try read { try $0.versions(ofContract: Self.path(name)) }
        guard let digest = known.first(where: { $0.version == version })?.digest else {
            // A version that has no handoff yet is in the file alone.
            if let current = try? contractText(name), current.contract.reference.version == version { return current }
            guard !known.isEmpty else { throw try unknownContract(name) }
            let versions = known.map { String($0.version) }.joined(separator: ", ")
            throw .unknown("'\(name)' has no version \(version) in this store; there are \(versions)")
        }
        return try journaled(name, digest, version)
    }

    /// A contract as it took effect last; nil when it never did.
    package func lastContractText(_ name: String) throws(DeskError) -> ContractText? {
        let known: (digest: ContentHash, version: Int)? = try read { snapshot in
            guard let digest = try snapshot.digestInForce(of: Self.path(name)) else { return nil }
            let version = try snapshot.versions(ofContract: Self.path(name)).first { $0.digest == digest }?.version
            return (digest, version ?? 0)
        }
        guard let known else { return nil }
        return try journaled(name, known.digest, known.version)
    }

    /// The versions of a contract that took effect, by version.
    package func contractVersions(_ name: String) throws(DeskError) -> [ContractVersion] {
        let inForce = try? contractText(name).contract.reference.digest
        let (known, numbers) = try read { snapshot in
            (try snapshot.versions(ofContract: Self.path(name)), try snapshot.numbers())
        }
        var use: [Int: StoreSnapshot.VersionUse] = [:]
        var next = numbers?.lowerBound ?? 1
        while let last = numbers?.upperBound, next <= last {
            let page = next...min(last, next + Self.page - 1)
            use.merge(try read { try $0.use(ofContract: name, in: page) }) { $0.merging($1) }
            next = page.upperBound + 1
        }
        return known.map { version, digest in
            ContractVersion(
                version: version, digest: digest, isInForce: digest == inForce, firstUse: use[version]?.first,
                handoffs: use[version]?.count ?? 0, pending: use[version]?.pending ?? 0)
        }
    }

    /// The edition by which a contract's text is read: that under which it took effect here, else the present one.
    func edition(of bytes: some Collection<UInt8>) throws(DeskError) -> Edition {
        try read { try $0.edition(ofConfiguration: ContentHash(of: bytes)) } ?? .present
    }

    /// The versions of a contract that took effect.
    func usedVersions(ofContract name: String) throws(DeskError) -> [Contract.UsedVersion] {
        try read { try $0.versions(ofContract: Self.path(name)) }.map {
            Contract.UsedVersion(version: $0.version, digest: $0.digest)
        }
    }

    /// The errors that keep a contract from working in this store: those of its text, and of what it refers to.
    package func errors(in contract: ContractText) throws(DeskError) -> [Problem] {
        let people = try configuration.people()
        let problems = Contract.lint(
            contract.text, file: contract.file, people: people, systems: try configuration.systems(),
            edition: contract.contract.edition)
        let missing = ReferenceList.missing(
            from: try configuration.lists(), in: contract.text, file: contract.file)
        return (problems + missing).filter { $0.severity == .error }
    }

    private static func path(_ name: String) -> String { "contracts/\(name).yaml" }

    private func text(_ bytes: [UInt8], _ file: String) throws(DeskError) -> ContractText {
        let edition = try edition(of: bytes)
        do {
            return try ContractText.load(String(decoding: bytes, as: UTF8.self), file: file, edition: edition).get()
        } catch {
            throw .unusableConfiguration(error.problems)
        }
    }

    private func journaled(_ name: String, _ digest: ContentHash, _ version: Int) throws(DeskError) -> ContractText {
        guard let bytes = try read({ try $0.configuration(digest) }) else {
            throw .unknown("the text of '\(name)' version \(version) is gone from this store")
        }
        return try text(bytes, "\(name)@\(version)")
    }

    /// Names what there is, the nearest first.
    private func unknownContract(_ name: String) throws(DeskError) -> DeskError {
        let names = try configuration.contractNames()
        guard !names.isEmpty else {
            return .unknown(
                "there is no contract '\(name)' in this store; 'countersign contract add' copies a shipped one")
        }
        let wanted = name.lowercased()
        let near = names.filter { other in
            wanted.commonPrefix(with: other).utf8.count >= 3
                || wanted.split(separator: ".").contains { $0.utf8.count > 2 && other.contains($0) }
        }
        let hint =
            near.isEmpty
            ? "there are \(names.joined(separator: ", "))" : "did you mean \(near.joined(separator: ", "))?"
        return .unknown("there is no contract '\(name)' in this store; \(hint)")
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(decoding: zip(utf8, other.utf8).prefix { $0 == $1 }.map(\.0), as: UTF8.self)
    }
}
