import Dispatch

/// Writes down where a person is, beside everything else: a slow disk keeps no key waiting.
final class SessionKeeper: Sendable {
    /// Where they were when they left the store last.
    let last: SavedSession?

    private let file: SessionFile
    private let store: String
    private let queue = DispatchQueue(label: "countersign.session")

    init(_ file: SessionFile, store: String) {
        (self.file, self.store) = (file, store)
        last = file.read().flatMap { SavedSession($0, store: store) }
        queue.async { file.removeLeftovers() }
    }

    /// Begins to write it.
    func keep(_ session: SavedSession) { queue.async { [self] in write(session) } }

    /// Returns when it is written, and nothing older can be any more.
    func keepLast(_ session: SavedSession) { queue.sync { write(session) } }

    private func write(_ session: SavedSession) { file.write(session.file(replacing: file.read(), store: store)) }
}

/// Says when a person has stayed long enough where they are for that to be worth writing down before they leave: whoever can't leave,
/// because the machine went down, goes on there too. Times are milliseconds of a clock that only runs forward.
struct SessionPace: Sendable {
    /// How long that is.
    static let rest: Int64 = 2_000

    private var kept: SavedSession?
    private var present: SavedSession?
    private var since: Int64 = 0

    /// - Parameter kept: What is written down already.
    init(kept: SavedSession?) { self.kept = kept }

    /// Where they are now; true when it is to be written down, which is said once.
    mutating func isDue(_ session: SavedSession, at time: Int64) -> Bool {
        if session != present { (present, since) = (session, time) }
        guard session != kept, time >= since + Self.rest else { return false }
        kept = session
        return true
    }

    /// How long until that is to be asked again, although nothing happens; nil for any time.
    func patience(at time: Int64) -> Int64? { present == kept ? nil : max(0, since + Self.rest - time) }
}
