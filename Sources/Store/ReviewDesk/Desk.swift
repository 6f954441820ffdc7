import CivilTime
import ContractEngine
import Foundation
import Handoff
import HandoffStore
import JSON
import Synchronization

/// The one door. Console, command line, MCP and drop folder all submit, decide and deliver through it; nothing else writes.
///
/// Each action reads what it needs, asks the contract engine, and appends its events with their projections in one transaction.
package final class Desk: Sendable {
    /// The store's directory.
    package let directory: StoreDirectory
    /// Who acts.
    package let actor: Actor
    let store: SQLiteStore
    let vault: EvidenceVault
    let configuration: Configuration
    /// Whether the account has said that it is somebody else, as it may in a store of declared identity.
    let speaksForAnother: Bool
    let past = PastConfiguration()
    private let clock: @Sendable () -> Instant
    private let warn: @Sendable (String) -> Void
    private let jump = Mutex<ClockJump?>(nil)
    let sample: @Sendable () -> Double
    let random: RandomSource
    let looksAtConnectors: Bool
    /// What the checks of handoffs said when they were held again last.
    let heldChecks = Mutex(HeldChecks())

    /// How a desk is opened.
    package struct Opening: Sendable {
        /// The account of this process, by the operating system's word.
        package var account: String
        /// The person named with `--as`; refused unless the store's identity is declared.
        package var declaredPerson: String?
        /// How many seconds a write waits for other processes.
        package var wait: Double
        /// Reads the time.
        package var clock: @Sendable () -> Instant

        /// Whether connectors are looked at before something is delivered through them; not where none is ever started.
        package var looksAtConnectors = true
        /// Draws a number from 0 to 1 for the audit sample.
        package var sample: @Sendable () -> Double
        /// Where ids and salts come from.
        package var random: RandomSource
        /// Told at once of what is wrong and keeps nothing from being done.
        package var warn: @Sendable (String) -> Void

        /// An opening.
        package init(
            account: String, declaredPerson: String? = nil, wait: Double = 5, clock: @escaping @Sendable () -> Instant,
            sample: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, random: RandomSource = .system,
            warn: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            self.account = account
            self.declaredPerson = declaredPerson
            self.wait = wait
            self.clock = clock
            self.sample = sample
            self.random = random
            self.warn = warn
        }
    }

    /// Opens the desk over a store.
    package init(_ directory: StoreDirectory, _ opening: Opening) throws(DeskError) {
        self.directory = directory
        store = try storeErrors { () throws(StoreError) in
            try SQLiteStore.open(in: directory.path, wait: opening.wait)
        }
        vault = EvidenceVault(directory: directory.evidence)
        configuration = Configuration(
            directory: directory, demandsTrust: !store.identity.isDeclared,
            lastInForce: { [store] name throws(DeskError) in
                try deskErrors {
                    try store.read { snapshot in
                        try snapshot.digestInForce(of: name).flatMap { try snapshot.configuration($0) }
                    }
                }
            },
            edition: { [store] digest in
                // Where that can't be read, nothing else can: the next look at the store says why.
                (try? store.read { try $0.edition(ofConfiguration: digest) }) ?? nil
            })
        clock = opening.clock
        sample = opening.sample
        random = opening.random
        speaksForAnother = opening.declaredPerson != nil
        looksAtConnectors = opening.looksAtConnectors
        warn = opening.warn
        if let declared = opening.declaredPerson {
            guard store.identity.isDeclared else {
                throw .usage("--as is for stores of declared identity; here the operating system says who you are")
            }
            let id = declared.hasPrefix("person:") ? String(declared.dropFirst("person:".count)) : declared
            guard try configuration.people().people[id] != nil else {
                throw .usage("there is no person '\(id)' in people.yaml")
            }
            actor = Actor(person: id, account: opening.account)
        } else {
            let person = try? configuration.people().person(account: opening.account)
            actor = Actor(person: person ?? nil, account: opening.account)
        }
        for warning in configurationWarnings { warn(warning) }
    }

    /// What was fixed when the store was made.
    package var identity: SQLiteStore.Identity { store.identity }

    /// The time.
    package var now: Instant { clock() }

    /// Who acts by these people: a desk can be open while whom its account stands for changes.
    func actor(among people: People) -> Actor {
        if store.identity.isDeclared { return actor }
        return Actor(person: people.person(account: actor.account), account: actor.account)
    }

    /// Who there is.
    package func people() throws(DeskError) -> People { try configuration.people() }

    /// What is wrong with people.yaml and systems.yaml while work goes on without it, a line for each.
    package var configurationWarnings: [String] {
        do throws(DeskError) {
            return try configuration.faults().map { problem in
                "\(problem); the version that took effect last stays in force"
                    + (problem.file == "systems.yaml" ? ", and nothing is delivered" : "")
            }
        } catch {
            return [error.message]
        }
    }

    /// What the clock did that clocks don't, where it did with the last event that was written here.
    package var clockWarning: String? { jump.withLock { $0 }?.message }

    /// Runs one action on the store.
    func write<Result>(_ body: (StoreTransaction) throws -> Result) throws(DeskError) -> Result {
        try deskErrors {
            let (result, before, after) = try store.write { transaction in
                let before = try transaction.snapshot.journalEnd()
                return (try body(transaction), before, try transaction.snapshot.journalEnd())
            }
            if let before, let after, after.size > before.size { note(ClockJump(from: before.at, to: after.at)) }
            return result
        }
    }

    private func note(_ jump: ClockJump?) {
        self.jump.withLock { $0 = jump }
        if let jump { warn(jump.message) }
    }

    /// Reads one state of the store.
    func read<Result>(_ body: (StoreSnapshot) throws -> Result) throws(DeskError) -> Result {
        try deskErrors { try store.read(body) }
    }

    /// The contract version that a handoff is held to; nil when it can't be loaded any more.
    func contract(of status: HandoffStatus, _ snapshot: StoreSnapshot) throws -> Contract? {
        if let current = try? configuration.contract(status.contract.name).contract,
            current.reference.digest == status.contract.digest
        {
            return current
        }
        guard let bytes = try snapshot.configuration(status.contract.digest) else { return nil }
        return try? configuration.load(bytes, file: "contracts/\(status.contract.name).yaml")
    }
}

func deskErrors<Result>(_ body: () throws -> Result) throws(DeskError) -> Result {
    do {
        return try body()
    } catch let error as DeskError {
        throw error
    } catch let error as StoreError {
        throw .store(error)
    } catch let error as SubmissionError {
        throw .invalid(error)
    } catch let error as EvidenceVaultError {
        throw DeskError(error)
    } catch {
        throw .store(.unusable(path: SQLiteStore.fileName, reason: "\(error)"))
    }
}

private func storeErrors<Result>(_ body: () throws(StoreError) -> Result) throws(DeskError) -> Result {
    do throws(StoreError) {
        return try body()
    } catch {
        throw .store(error)
    }
}

extension ClockJump {
    /// One line: what the clock did, and what to do.
    package var message: String {
        goesBack
            ? "the clock of this machine says \(next), which is before the last event (\(last)): set it right; 'countersign audit "
                + "verify' names where times run backwards"
            : "the clock of this machine says \(next), \((next.milliseconds - last.milliseconds) / 86_400_000) days after the last "
                + "event: if nothing was done here for so long, all is well; else set it right"
    }
}
