import Crypto
import Handoff
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What can go wrong with an attachment.
package enum EvidenceVaultError: Error, Sendable, Hashable {
    /// The name isn't 64 lower-case hexadecimal digits.
    case notADigest(String)
    /// There is no such content.
    case missing(path: String)
    /// What is there isn't what its name says.
    case damaged(path: String, found: String)
    /// The content is larger than the vault takes.
    case tooLarge(path: String, size: Int, largest: Int)
    /// The operating system refused.
    case system(SystemCallError)
}

/// The attachments of handoffs, kept as read-only files that are named by what is in them.
///
/// `DIRECTORY/sha256/ab/abcdef…` holds what has the SHA-256 of its name, or is refused when read. A file gets its name only when it
/// is whole and on the disk, so neither a crash nor a full disk leaves half of one. Members of the store's group may write in
/// these folders: nothing is believed but the hash, and no symbolic link is followed.
package struct EvidenceVault: Sendable {
    /// The folder that holds the vault.
    package let directory: String
    /// The largest content that is taken or read, in bytes.
    package let largest: Int

    /// The largest content that a vault takes unless it is told otherwise.
    package static let largest = 256 << 20

    private let settled = SettledNames()

    private static let drafts = Atomic<UInt64>(0)

    /// The vault in this folder, which must be there.
    package init(directory: String, largest: Int = EvidenceVault.largest) {
        self.directory = directory
        self.largest = largest
    }

    /// Keeps this content and returns its SHA-256 in hexadecimal; once it returns, a loss of power doesn't lose the content.
    @discardableResult
    package func put(_ bytes: [UInt8]) throws(EvidenceVaultError) -> String {
        let digest = Self.digest(of: bytes)
        try put(all: [(digest, bytes)])
        return digest
    }

    /// Keeps these contents; once it returns, a loss of power loses none of them. Many are made durable at once.
    package func put(all contents: [[UInt8]]) throws(EvidenceVaultError) {
        try put(all: contents.map { (Self.digest(of: $0), $0) })
    }

    private func put(all contents: [(digest: String, bytes: [UInt8])]) throws(EvidenceVaultError) {
        let placed = Placed()
        try WorkAtOnce.forEach(contents) { content throws(EvidenceVaultError) in
            guard let file = try place(content.bytes, as: content.digest) else { return }
            placed.files.withLock { $0[content.digest] = file }
        }
        let files = placed.files.withLock { $0 }
        // The names in a folder are made durable once, however many of them are new.
        let folders = Set(files.keys.map { String($0.prefix(2)) })
        try WorkAtOnce.forEach(Array(folders)) { name throws(EvidenceVaultError) in
            do throws(SystemCallError) {
                try OpenFile.folder(directory).folder("sha256").folder(name).sync()
            } catch {
                throw .system(error)
            }
        }
        settled.add(files)
    }

    /// Files whose names have yet to be made durable.
    private final class Placed: Sendable {
        let files = Mutex<[String: OpenFile.Identity]>([:])
    }

    /// Puts content where it belongs. Gives the file where its name has yet to be made durable, nil where it is already.
    private func place(_ bytes: [UInt8], as digest: String) throws(EvidenceVaultError) -> OpenFile.Identity? {
        guard bytes.count <= largest else {
            throw .tooLarge(path: path(of: digest), size: bytes.count, largest: largest)
        }
        do throws(SystemCallError) {
            let root = try OpenFile.folder(directory)
            let folder = try root.folder(making: "sha256").folder(making: String(digest.prefix(2)))
            guard let there = try folder.openIfThere(digest) else {
                return try Self.write(bytes, as: digest, in: folder, draftedIn: root.folder(making: "tmp"))
            }
            if try there.size() == bytes.count {
                // Whoever wrote it may not have got as far as making its name durable.
                let file = try there.identity()
                return settled.contains(digest, file) ? nil : file
            }
        } catch {
            throw .system(error)
        }
        throw .damaged(path: path(of: digest), found: "a file of another size than the content it is named after")
    }

    /// The content with this SHA-256, compared with it.
    package func get(_ digest: String) throws(EvidenceVaultError) -> [UInt8] {
        let path = path(of: try Self.checked(digest))
        let read: [UInt8]?
        do throws(SystemCallError) {
            if let folder = try folder(of: digest), let file = try folder.openIfThere(digest) {
                // One byte more than is allowed tells whether there is more.
                read = try file.read(atMost: largest + 1)
            } else {
                read = nil
            }
        } catch {
            throw .system(error)
        }
        guard let bytes = read else { throw .missing(path: path) }
        guard bytes.count <= largest else { throw .tooLarge(path: path, size: bytes.count, largest: largest) }
        let found = Self.digest(of: bytes)
        guard found.utf8.elementsEqual(digest.utf8) else {
            throw .damaged(path: path, found: "content with the SHA-256 \(found)")
        }
        return bytes
    }

    /// Removes the content with this SHA-256 for good; what isn't there needs no removal.
    package func erase(_ digest: String) throws(EvidenceVaultError) {
        _ = try Self.checked(digest)
        do throws(SystemCallError) {
            guard let folder = try folder(of: digest) else { return }
            try folder.remove(digest)
            try folder.sync()
        } catch {
            throw .system(error)
        }
    }
}

extension EvidenceVault {
    private func path(of digest: String) -> String { "\(directory)/sha256/\(digest.prefix(2))/\(digest)" }

    /// The folder that has, or would have, this content; nil when there isn't even that.
    private func folder(of digest: String) throws(SystemCallError) -> OpenFile? {
        let root = try OpenFile.folder(directory)
        guard let all = try root.openIfThere("sha256", O_DIRECTORY) else { return nil }
        return try all.openIfThere(String(digest.prefix(2)), O_DIRECTORY)
    }

    /// Only a digest may become part of a path.
    private static func checked(_ digest: String) throws(EvidenceVaultError) -> String {
        let isHexadecimal = digest.utf8.allSatisfy {
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
        }
        guard digest.utf8.count == 64, isHexadecimal else { throw .notADigest(digest) }
        return digest
    }

    private static func digest(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Writes the content under a name of its own, and gives it its real one when it is whole and durable. That name itself is not
    /// durable yet.
    private static func write(
        _ bytes: [UInt8], as name: String, in folder: borrowing OpenFile, draftedIn drafts: borrowing OpenFile
    ) throws(SystemCallError) -> OpenFile.Identity {
        var draft = ""
        func make() throws(SystemCallError) -> OpenFile {
            while true {
                draft = "\(getpid())-\(Self.drafts.add(1, ordering: .relaxed).newValue)"
                // A name that a process with this number left behind when it was killed is passed over.
                if let file = try drafts.create(draft, mode: 0o444) { return file }
            }
        }
        let file = try make()
        do throws(SystemCallError) {
            try file.write(bytes)
            try file.sync()
            try drafts.move(draft, to: name, in: folder)
        } catch {
            try? drafts.remove(draft)
            throw error
        }
        return try file.identity()
    }
}

extension EvidenceVaultError: CustomStringConvertible {
    /// What is wrong, and where.
    package var description: String {
        switch self {
        case .notADigest(let name): "\(name.debugDescription) is no SHA-256 in lower-case hexadecimal"
        case .missing(let path): "\(path) isn't there"
        case .damaged(let path, let found): "\(path) is damaged: it is \(found)"
        case .tooLarge(let path, let size, let largest):
            "\(path) would have \(size) bytes or more; \(largest) are the most allowed"
        case .system(let failure): failure.description
        }
    }
}
