import CivilTime
import ContractEngine
import Foundation
import Handoff
import Synchronization

/// A file of the configuration as it stands in the store, for the journal.
struct ConfigurationFile: Sendable {
    let name: String
    let bytes: [UInt8]
    /// The version of the contract that it holds, where it holds one.
    private(set) var version: Int?
    let digest: ContentHash
    /// Whose it was and when it was written; nil for what was read from the journal.
    let source: Event.FileSource?

    init(name: String, bytes: [UInt8], source: Event.FileSource? = nil) {
        (self.name, self.bytes, self.source) = (name, bytes, source)
        digest = ContentHash(of: bytes)
    }

    /// Whether nothing is written in it: it was emptied, or is being written.
    var isBlank: Bool { !bytes.contains { $0 > 0x20 } }

    /// The same as the contract of this version that it holds.
    func with(version: Int) -> ConfigurationFile {
        var file = self
        file.version = version
        return file
    }
}

/// The configuration of one action: a file that is written meanwhile is that of the next one. So what an action goes by is what its
/// commit journals.
final class ConfigurationMoment: Sendable {
    let files = Mutex<[String: ConfigurationFile?]>([:])
    let listNames = Mutex<[String]?>(nil)

    @TaskLocal static var current: ConfigurationMoment?

    /// Reads each file of the configuration once, however often the body asks for it. Inside of another moment it is that one.
    func hold<Result>(_ body: () throws -> Result) throws(DeskError) -> Result {
        if Self.current != nil { return try deskErrors(body) }
        return try deskErrors { try Self.$current.withValue(self, operation: body) }
    }
}

/// What is in force of a configuration file.
struct InForce<Value: Sendable>: Sendable {
    let value: Value
    /// The file that it was read from; nil where there is none, or where the last good version of it stays in force.
    let file: ConfigurationFile?
    /// What keeps the file as it stands from taking effect.
    let fault: Problem?
}

/// What was read in a version of a configuration file.
struct Reading<Value: Sendable>: Sendable {
    let value: Value
    /// What keeps it from taking effect.
    let errors: [Problem]
}

/// The versions of a file that were read last. While one doesn't load, it and the last good one are asked for in turn.
struct KeptReadings<Value: Sendable>: Sendable {
    private var readings: [(digest: ContentHash, reading: Reading<Value>)] = []
    private static var most: Int { 2 }

    subscript(digest: ContentHash) -> Reading<Value>? { readings.first { $0.digest == digest }?.reading }

    mutating func keep(_ reading: Reading<Value>, _ digest: ContentHash) {
        readings.removeAll { $0.digest == digest }
        readings.append((digest, reading))
        if readings.count > Self.most { readings.removeFirst() }
    }
}

/// What tells one content of a file from the next without reading it.
struct FileSignature: Sendable, Hashable {
    private let inode: UInt64
    private let size: Int64
    private let owner: uid_t
    let seconds: Int
    private let nanoseconds: Int

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        owner = status.st_uid
        #if os(Linux)
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        #else
            (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
        #endif
    }

    /// Whose the file is, and when it was written.
    var source: Event.FileSource {
        // A file can bear any time; an event's are those of four-digit years.
        let seconds = min(max(Int64(seconds), Self.times.lowerBound), Self.times.upperBound)
        return Event.FileSource(
            owner: Self.name(of: owner),
            time: Instant(milliseconds: seconds * 1_000 + Int64(nanoseconds) / 1_000_000))
    }

    private static let times: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    private static func name(of owner: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(owner, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else { return "uid-\(owner)" }
        return String(cString: name)
    }
}
