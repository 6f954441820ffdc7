import ArgumentParser
import CivilTime
import Foundation
import Handoff
import ReviewDesk

/// The options of every command that works on a store.
struct StoreOptions: ParsableArguments {
    /// How every command is told which handoff is meant.
    static let handoffHelp: ArgumentHelp = "The handoff: its id, the beginning of it, or its producer's key."

    @Option(help: ArgumentHelp("The store's directory.", valueName: "dir"))
    var store: String?

    @Flag(help: "Print JSON: one object, or JSON Lines for lists.")
    var json = false

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who you are, in a store of declared identity.", valueName: "person"))
    var person: String?

    @Option(help: ArgumentHelp("The time, in a store of declared identity (RFC 3339).", valueName: "time"))
    var now: String?

    @Option(help: ArgumentHelp("How long a write waits for other processes.", valueName: "seconds"))
    var wait: Double = 5

    /// Opens the desk over the store that these options name. What is wrong with the store and stops nothing is said beside the
    /// results.
    func desk() throws -> Desk { try desk(warns: true) }

    /// The same; without warnings where a screen will say them.
    func desk(warns: Bool) throws -> Desk {
        let directory = try StoreDirectory.find(
            named: store, environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath)
        return try desk(over: directory, warns: warns)
    }

    /// Opens the desk over a store.
    func desk(over directory: StoreDirectory, warns: Bool = true) throws -> Desk {
        let fixed = try Self.time(now)
        directory.adoptFileMode()
        let desk = try Desk(
            directory,
            Desk.Opening(
                account: Account.name, declaredPerson: person, wait: wait, clock: { fixed ?? SystemClock.now },
                warn: { if warns { Output.note("countersign: warning: \($0)") } }))
        if fixed != nil, !desk.identity.isDeclared { throw Self.clockOfTheMachine }
        return desk
    }

    /// The time that `--now` names; nil without it.
    static func time(_ text: String?) throws -> Instant? {
        guard let text else { return nil }
        guard let instant = Instant(text) else {
            throw DeskError.usage("'\(text)' is no time; write 2026-11-22T09:00:00Z")
        }
        return instant
    }

    /// Where the operating system says who acts, it also says when.
    static var clockOfTheMachine: DeskError {
        .usage("--now is for stores of declared identity; here the clock of the machine counts")
    }
}

/// The account of this process, by the operating system's word and never by an environment variable's.
enum Account {
    static var name: String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else {
            return "uid-\(geteuid())"
        }
        return String(cString: name)
    }
}

/// The machine's clock: the one place where time comes in.
enum SystemClock {
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
