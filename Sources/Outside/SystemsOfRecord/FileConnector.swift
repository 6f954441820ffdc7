import Handoff
import HandoffStore
import JSON
import ReviewDesk

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A connector that is a JSON Lines file of the store: each key gets one line in it, however often it is delivered.
struct FileConnector {
    let store: StoreDirectory
    let path: String
    /// How long to wait for others who write to the file.
    var patience: Duration = .seconds(2)

    func deliver(_ request: DeliveryRequest) -> DeliveryOutcome {
        do throws(ConnectorError) {
            let ledger = try LedgerFile(path, in: store)
            let file = try ledger.open()
            do throws(SystemCallError) {
                return try append(request, to: file, named: ledger.name)
            } catch {
                throw .system(error)
            }
        } catch {
            return error.outcome
        }
    }

    private func append(
        _ request: DeliveryRequest, to file: borrowing OpenFile, named name: String
    ) throws(SystemCallError) -> DeliveryOutcome {
        guard try lock(file) else { return .retry(message: "\(file.path) is being written to by another process") }
        let entry = JSONValue.object(
            JSONObject([
                ("key", .string(request.key)), ("handoff", request.handoff), ("approvals", request.approvals),
            ]))
        let known = try Ledger(of: file, seeking: request.key, entry)
        func executed(_ line: Int) -> DeliveryOutcome {
            let id = "\(name)#\(line)"
            return .executed(recordID: id, url: nil, message: nil, raw: ["record": ["id": .string(id)]])
        }
        switch known.state {
        case .found(let line):
            if known.lacksNewline { try write([UInt8(ascii: "\n")], to: file, at: known.end) }
            // An earlier attempt may have been cut short before this.
            return unsure(of: file) ?? executed(line)
        case .different(let line):
            return .unknown(
                message: "line \(line) of \(file.path) has the key of this delivery, but not what was approved")
        case .unreadable(let line):
            return .unknown(message: "line \(line) of \(file.path) has the key of this delivery, but can't be read")
        case .foreign(let line):
            return .failed(
                message: "line \(line) of \(file.path), its last, is neither whole nor the beginning of a delivery")
        case .absent(let line):
            let start = known.lacksNewline ? [UInt8(ascii: "\n")] : []
            do throws(SystemCallError) {
                if ftruncate(file.descriptor, off_t(known.end)) != 0 { throw SystemCallError("cut", file.path) }
                try write(start + entry.compactBytes + [UInt8(ascii: "\n")], to: file, at: known.end)
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
}
