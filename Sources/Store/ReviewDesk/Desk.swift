import CivilTime
import ContractEngine
import Foundation
import Handoff
import HandoffStore
import JSON

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
    private let clock: @Sendable () -> Instant
    let sample: @Sendable () -> Double
    let random: RandomSource

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

        /// Draws a number from 0 to 1 for the audit sample.
        package var sample: @Sendable () -> Double
        /// Where ids and salts come from.
        package var random: RandomSource

        /// An opening.
        package init(
            account: String, declaredPerson: String? = nil, wait: Double = 5, clock: @escaping @Sendable () -> Instant,
            sample: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, random: RandomSource = .system
        ) {
            self.account = account
            self.declaredPerson = declaredPerson
            self.wait = wait
            self.clock = clock
            self.sample = sample
            self.random = random
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
            directory: directory, demandsTrust: !store.identity.isDeclared
        ) { [store] digest in
            // Where that can't be read, nothing else can: the next look at the store says why.
            (try? store.read { try $0.edition(ofConfiguration: digest) }) ?? nil
        }
        clock = opening.clock
        sample = opening.sample
        random = opening.random
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
    }

    /// What was fixed when the store was made.
    package var identity: SQLiteStore.Identity { store.identity }

    /// The time.
    package var now: Instant { clock() }

    /// Who there is.
    package func people() throws(DeskError) -> People { try configuration.people() }

    /// Runs one action on the store.
    func write<Result>(_ body: (StoreTransaction) throws -> Result) throws(DeskError) -> Result {
        try deskErrors { try store.write(body) }
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
        throw .evidence(error.message)
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

extension EvidenceVaultError {
    var message: String {
        switch self {
        case .missing, .damaged: "\(self); restore it from a backup"
        case .notADigest, .tooLarge, .system: description
        }
    }
}
