import Fixtures
import Foundation
import HandoffStore
import Testing

@Suite struct EvidenceVaultTests {
    /// An empty vault that is removed when the test is over.
    final class Place: Sendable {
        let path: String
        var vault: EvidenceVault { EvidenceVault(directory: path) }

        init() throws {
            path = FileManager.default.temporaryDirectory.appending(path: "vault-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func file(_ digest: String) -> String { "\(path)/sha256/\(digest.prefix(2))/\(digest)" }

        /// Puts these bytes where the content with this digest is kept.
        func overwrite(_ digest: String, with bytes: [UInt8]) throws {
            try FileManager.default.removeItem(atPath: file(digest))
            try Data(bytes).write(to: URL(filePath: file(digest)))
        }

        var names: [String] { get throws { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() } }
    }

    static let hello = Array("hello".utf8)
    static let helloDigest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

    @Test func `content is named by its SHA-256, read-only, and comes back`() throws {
        let place = try Place()
        #expect(try place.vault.put(Self.hello) == Self.helloDigest)
        #expect(try place.vault.get(Self.helloDigest) == Self.hello)
        #expect(try place.names == ["sha256", "sha256/2c", "sha256/2c/\(Self.helloDigest)", "tmp"])
        let mode =
            try FileManager.default.attributesOfItem(atPath: place.file(Self.helloDigest))[.posixPermissions] as? Int
        #expect(try #require(mode) & 0o333 == 0)
        #expect(try #require(mode) & 0o440 == 0o440)
    }

    @Test(arguments: [0, 1, 65_535, 1 << 20, (3 << 20) + 1])
    func `content of any size comes back`(size: Int) throws {
        let place = try Place()
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            for index in 0..<size { buffer[index] = UInt8(truncatingIfNeeded: index &* 31 >> 3) }
            count = size
        }
        #expect(try place.vault.get(place.vault.put(bytes)) == bytes)
    }

    @Test func `the same content twice is one file, left as it was`() throws {
        let place = try Place()
        try place.vault.put(Self.hello)
        let before = try FileManager.default.attributesOfItem(atPath: place.file(Self.helloDigest))
        try place.vault.put(Self.hello)
        let after = try FileManager.default.attributesOfItem(atPath: place.file(Self.helloDigest))
        #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
        #expect(try place.names.count == 4)
    }

    @Test func `many contents at once are all there, those that were there before too`() throws {
        let place = try Place()
        let contents = (0..<100).map { Array("content \($0 % 60)".utf8) }
        let vault = place.vault
        try vault.put(Array(contents[3]))
        try vault.put(all: contents)
        try vault.put(all: contents)
        #expect(try place.names.filter { $0.utf8.count > 64 }.count == 60)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/tmp") == [])
        for content in contents { #expect(try vault.get(vault.put(content)) == content) }
    }

    @Test func `of many contents the first that can't be kept is told`() throws {
        let place = try Place()
        let small = EvidenceVault(directory: place.path, largest: 10)
        let contents = (0..<40).map { Array(repeating: UInt8($0), count: $0 < 5 ? 10 : 11) }
        let failure = try #require(throws: EvidenceVaultError.self) { try small.put(all: contents) }
        guard case .tooLarge(let path, size: 11, largest: 10) = failure else {
            Issue.record("refused as \(failure)")
            return
        }
        #expect(try path.hasSuffix(place.vault.put(contents[5])))
    }

    @Test func `content that was removed is kept anew`() throws {
        let place = try Place()
        let vault = place.vault
        try vault.put(Self.hello)
        try FileManager.default.removeItem(atPath: place.file(Self.helloDigest))
        try vault.put(Self.hello)
        #expect(try vault.get(Self.helloDigest) == Self.hello)
    }

    @Test func `many writers of the same and of other content don't disturb each other`() async throws {
        let place = try Place()
        let vault = place.vault
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<40 {
                group.addTask {
                    let bytes = Array("content \(writer % 5)".utf8)
                    let digest = try vault.put(bytes)
                    #expect(try vault.get(digest) == bytes)
                }
            }
            try await group.waitForAll()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/tmp") == [])
        #expect(try place.names.filter { $0.utf8.count > 64 }.count == 5)
    }

    @Test(arguments: [
        "", "2cf2", "../../../../etc/passwd", "/etc/passwd", String(repeating: "/", count: 64),
        helloDigest.uppercased(), helloDigest + "0", "." + helloDigest.dropFirst(), helloDigest.dropLast() + "\0",
        "é" + helloDigest.dropFirst(2),
    ])
    func `only a digest names content`(name: String) throws {
        let place = try Place()
        try place.vault.put(Self.hello)
        #expect(throws: EvidenceVaultError.notADigest(name)) { try place.vault.get(name) }
        #expect(throws: EvidenceVaultError.notADigest(name)) { try place.vault.erase(name) }
    }

    @Test func `what isn't there is missing`() throws {
        let place = try Place()
        let missing = EvidenceVaultError.missing(path: place.file(Self.helloDigest))
        #expect(throws: missing) { try place.vault.get(Self.helloDigest) }
        try place.vault.put(Self.hello)
        try place.vault.erase(Self.helloDigest)
        try place.vault.erase(Self.helloDigest)
        #expect(throws: missing) { try place.vault.get(Self.helloDigest) }
        #expect("\(missing)".contains(place.path))
    }

    @Test(arguments: [Array("hellp".utf8), Array("hello ".utf8), [], Array("hell".utf8)])
    func `content that was changed is refused`(bytes: [UInt8]) throws {
        let place = try Place()
        try place.vault.put(Self.hello)
        try place.overwrite(Self.helloDigest, with: bytes)
        let failure = try #require(throws: EvidenceVaultError.self) { try place.vault.get(Self.helloDigest) }
        guard case .damaged(place.file(Self.helloDigest), _) = failure else {
            Issue.record("refused as \(failure)")
            return
        }
    }

    @Test func `content of the wrong size is not taken for the content that is put`() throws {
        let place = try Place()
        try place.vault.put(Self.hello)
        try place.overwrite(Self.helloDigest, with: [1])
        #expect(throws: EvidenceVaultError.self) { try place.vault.put(Self.hello) }
        #expect(try Data(contentsOf: URL(filePath: place.file(Self.helloDigest))) == Data([1]))
    }

    @Test func `a link in the place of content or of a folder is not followed`() throws {
        let place = try Place()
        let elsewhere = try Place()
        try place.vault.put(Self.hello)
        try elsewhere.vault.put(Self.hello)

        try FileManager.default.removeItem(atPath: place.file(Self.helloDigest))
        try FileManager.default.createSymbolicLink(
            atPath: place.file(Self.helloDigest), withDestinationPath: elsewhere.file(Self.helloDigest))
        #expect(throws: EvidenceVaultError.self) { try place.vault.get(Self.helloDigest) }
        #expect(throws: EvidenceVaultError.self) { try place.vault.put(Self.hello) }

        try FileManager.default.removeItem(atPath: place.path + "/sha256")
        try FileManager.default.createSymbolicLink(
            atPath: place.path + "/sha256", withDestinationPath: elsewhere.path + "/sha256")
        #expect(throws: EvidenceVaultError.self) { try place.vault.get(Self.helloDigest) }
        #expect(throws: EvidenceVaultError.self) { try place.vault.put(Array("other".utf8)) }
        #expect(try elsewhere.names.count == 4)
    }

    @Test func `a named pipe in the place of content is not waited for`() throws {
        let place = try Place()
        try place.vault.put(Self.hello)
        try FileManager.default.removeItem(atPath: place.file(Self.helloDigest))
        try #require(mkfifo(place.file(Self.helloDigest), 0o600) == 0)
        #expect(throws: EvidenceVaultError.self) { try place.vault.get(Self.helloDigest) }
        #expect(throws: EvidenceVaultError.self) { try place.vault.put(Self.hello) }
    }

    @Test func `more than the vault takes is neither kept nor read`() throws {
        let place = try Place()
        let small = EvidenceVault(directory: place.path, largest: 4)
        #expect(throws: EvidenceVaultError.self) { try small.put(Self.hello) }
        #expect(try place.names == [])
        try place.vault.put(Self.hello)
        #expect(throws: EvidenceVaultError.tooLarge(path: place.file(Self.helloDigest), size: 5, largest: 4)) {
            try small.get(Self.helloDigest)
        }
    }

    @Test func `a draft left behind by a killed process is no hindrance`() throws {
        let place = try Place()
        try FileManager.default.createDirectory(atPath: place.path + "/tmp", withIntermediateDirectories: true)
        for number in 1...200 {
            try Data().write(
                to: URL(filePath: place.path + "/tmp/\(ProcessInfo.processInfo.processIdentifier)-\(number)"))
        }
        #expect(try place.vault.get(place.vault.put(Self.hello)) == Self.hello)
    }

    @Test func `a folder that isn't there is an error with its path and reason`() throws {
        let vault = EvidenceVault(directory: "/nowhere/evidence")
        let failure = try #require(throws: EvidenceVaultError.self) { try vault.put(Self.hello) }
        #expect("\(failure)" == "can't open /nowhere/evidence: No such file or directory")
    }

    @Test func `a disk without room leaves nothing half-written`() async {
        // In a process of its own, because the limit on the size of files that stands for a full disk holds for all of it.
        await #expect(processExitsWith: .success) {
            let place = try Place()
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1_000, rlim_max: 1_000)
            #if canImport(Glibc)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            #else
                try #require(setrlimit(RLIMIT_FSIZE, &limit) == 0)
            #endif
            let failure = try #require(throws: EvidenceVaultError.self) {
                try place.vault.put([UInt8](repeating: 1, count: 5_000))
            }
            guard case .system(let call) = failure else { exit(1) }
            #expect(call.code == EFBIG)
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/tmp") == [])
            #expect(try !place.names.contains { $0.utf8.count > 64 })
            #expect(try place.vault.get(place.vault.put(EvidenceVaultTests.hello)) == EvidenceVaultTests.hello)
        }
    }
}
