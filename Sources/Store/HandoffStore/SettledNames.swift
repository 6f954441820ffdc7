import Synchronization

/// Names of evidence that this process has seen to be durable, each with the file that it is the name of: of the next handoff with the
/// same evidence nothing has to be synced.
final class SettledNames: Sendable {
    private let names = Mutex<[String: OpenFile.Identity]>([:])

    /// What a long run of the worker remembers at most.
    private static let most = 50_000

    func contains(_ name: String, _ file: OpenFile.Identity) -> Bool { names.withLock { $0[name] == file } }

    func add(_ files: [String: OpenFile.Identity]) {
        names.withLock { names in
            if names.count + files.count > Self.most { names = [:] }
            names.merge(files) { _, new in new }
        }
    }
}
