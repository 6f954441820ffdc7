import Handoff
import HandoffStore
import JSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A connector that is a JSON Lines file of the store: each key gets one line in it, however often it is delivered.
struct FileConnector {
    let store: String
    let path: String
    /// How long to wait for others who write to the file.
    var patience: Duration = .seconds(2)

    /// What the store keeps for itself, by the first part of a path.
    private static let reserved = [
        "contracts", "evidence", "lists", "connectors", "inbox", "people.yaml", "systems.yaml", "places.yaml",
    ]

    func deliver(_ request: DeliveryRequest) -> DeliveryOutcome {
        guard let parts = Self.parts(of: path) else {
            return .failed(
                message: "\(path.debugDescription) is no path within the store that a connector may write to")
        }
        do throws(SystemCallError) {
            var folder = try OpenFile.folder(store)
            for part in parts.dropLast() { folder = try folder.folder(part) }
            let file = try folder.open(parts[parts.count - 1], O_RDWR | O_CREAT, mode: 0o660)
            guard try file.size() != nil else { return .failed(message: "\(file.path) is no regular file") }
            // A line is no more durable than the name of the file that it is in.
            try folder.sync()
            return try append(request, to: file, named: parts.joined(separator: "/"))
        } catch {
            return Self.nothingWritten(error)
        }
    }

    private func append(
        _ request: DeliveryRequest, to file: borrowing OpenFile, named name: String
    ) throws(SystemCallError) -> DeliveryOutcome {
        guard try lock(file) else { return .retry(message: "\(file.path) is being written to by another process") }
        let known = try Ledger(of: file, seeking: request.key)
        func executed(_ line: Int) -> DeliveryOutcome {
            let id = "\(name)#\(line)"
            return .executed(recordID: id, url: nil, message: nil, raw: ["record": ["id": .string(id)]])
        }
        switch known.state {
        case .found(let line):
            if known.lacksNewline { try write([UInt8(ascii: "\n")], to: file, at: known.end) }
            // An earlier attempt may have been cut short before this.
            return unsure(of: file) ?? executed(line)
        case .unreadable(let line):
            return .unknown(message: "line \(line) of \(file.path) has the key of this delivery, but can't be read")
        case .foreign(let line):
            return .failed(
                message: "line \(line) of \(file.path), its last, is neither whole nor the beginning of a delivery")
        case .absent(let line):
            let entry: JSONObject = JSONObject([
                ("key", .string(request.key)), ("handoff", request.handoff), ("approvals", request.approvals),
            ])
            let start = known.lacksNewline ? [UInt8(ascii: "\n")] : []
            do throws(SystemCallError) {
                if ftruncate(file.descriptor, off_t(known.end)) != 0 { throw SystemCallError("cut", file.path) }
                try write(start + JSONValue.object(entry).compactBytes + [UInt8(ascii: "\n")], to: file, at: known.end)
            } catch {
                // Half a line must not stay, or it would be for a person to find out what it was.
                guard ftruncate(file.descriptor, off_t(known.end)) == 0, fsync(file.descriptor) == 0 else {
                    return .unknown(message: error.description)
                }
                throw error
            }
            return unsure(of: file) ?? executed(line)
        }
    }

    private func write(_ bytes: [UInt8], to file: borrowing OpenFile, at end: Int) throws(SystemCallError) {
        guard lseek(file.descriptor, off_t(end), SEEK_SET) == off_t(end) else {
            throw SystemCallError("write", file.path)
        }
        try file.write(bytes)
    }

    /// Makes the line durable. When that fails, nobody knows whether it is.
    private func unsure(of file: borrowing OpenFile) -> DeliveryOutcome? {
        fsync(file.descriptor) == 0 ? nil : .unknown(message: SystemCallError("sync", file.path).description)
    }

    /// Keeps other processes away from the file until it is closed; false when they don't let go of it in time.
    private func lock(_ file: borrowing OpenFile) throws(SystemCallError) -> Bool {
        let latest = ContinuousClock.now + patience
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw SystemCallError("lock", file.path) }
            guard ContinuousClock.now < latest else { return false }
            usleep(5_000)
        }
        return true
    }

    /// What a failure means before anything was written, or after it was taken back.
    private static func nothingWritten(_ failure: SystemCallError) -> DeliveryOutcome {
        let passes = [ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM, EAGAIN, EINTR, EIO].contains(failure.code)
        return passes ? .retry(message: failure.description) : .failed(message: failure.description)
    }

    /// The names that lead to the file, from the store on; nil when they would lead elsewhere, or to what the store keeps for itself.
    private static func parts(of path: String) -> [String]? {
        guard path.utf8.first != UInt8(ascii: "/"), path.utf8.last != UInt8(ascii: "/"), !path.utf8.contains(0) else {
            return nil
        }
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
        guard let first = parts.first, !parts.contains(".."), !reserved.contains(first) else { return nil }
        return first.utf8.starts(with: "countersign.sqlite".utf8) ? nil : parts
    }
}
