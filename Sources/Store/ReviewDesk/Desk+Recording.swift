import ContractEngine
import Handoff
import HandoffStore
import JSON

extension Desk {
    /// Writes what the engine ruled on a handoff as this transaction read it. Gives the status of the handoff afterwards.
    @discardableResult
    func commit(
        _ ruling: Ruling, on handoff: Handoff, _ contract: Contract?, _ files: [ConfigurationVersion] = [],
        key: SubmissionKey? = nil, _ transaction: StoreTransaction
    ) throws -> HandoffStatus {
        try commit(ruling, after: handoff.status, contract, files, key: key, transaction) ?? handoff.status
    }

    /// Writes what the engine ruled; `before` is nil for a new handoff.
    func commit(
        _ ruling: Ruling, after before: HandoffStatus?, _ contract: Contract?, _ files: [ConfigurationVersion] = [],
        key: SubmissionKey? = nil, _ transaction: StoreTransaction
    ) throws -> HandoffStatus? {
        let band = ruling.status?.band ?? ""
        return try transaction.commit(
            Commit(
                began: began, files: files,
                Commit.Change(
                    id: ruling.id, before: before, events: ruling.events, contents: ruling.contents,
                    listing: ruling.listing, bandRank: contract?.rank(ofBand: band) ?? 0, lease: ruling.lease, key: key)
            ))
    }

    /// The event with which this program's rules begin to hold in a store of an earlier one.
    var began: Event { StoreEvents.began(at: now) }

    /// The configuration files that everything goes by, as versions that take effect with the next commit.
    func configurationInForce() throws(DeskError) -> [ConfigurationVersion] {
        try configuration.journaledFiles().map(version)
    }

    /// A configuration file as a version that takes effect with the next commit.
    func version(of file: ConfigurationFile) -> ConfigurationVersion {
        ConfigurationVersion(
            file: file.name, digest: file.digest, version: file.version, body: file.bytes,
            event: StoreEvents.configured(
                file: file.name, digest: file.digest, source: file.source, at: now, by: actor))
    }

    /// What the engine answers; a refusal by what others did first is a conflict that names them.
    func refusing<Result>(
        _ handoff: Handoff, _ snapshot: StoreSnapshot, _ body: () throws(RefusalError) -> Result
    ) throws -> Result {
        do throws(RefusalError) {
            return try body()
        } catch {
            let first: Event? =
                switch error.obligation {
                case .state: try lastDecision(on: handoff.id, snapshot)
                case .version: try snapshot.events(of: handoff.id).last { $0.kind == .edited }
                case .delivery where handoff.status.delivery?.condition == .running:
                    try snapshot.events(of: handoff.id).last { $0.kind == .leased }
                default: nil
                }
            // What has expired is told like what somebody else did first.
            if first != nil || (error.obligation == .state && handoff.status.expired(at: now) != nil) {
                throw conflict(handoff, named: nil, first, because: error.obligation == .version ? error : nil)
            }
            throw DeskError(error)
        }
    }

    /// A decision names what it was made on; if that is gone, the one who was first is named.
    func check(version: Int?, digest: String?, _ handoff: Handoff, _ snapshot: StoreSnapshot) throws {
        let status = handoff.status
        let isSameVersion = version.map { $0 == status.version } ?? true
        let isSameDigest = digest.map { status.digest.description.hasPrefix($0) } ?? true
        guard !isSameVersion || !isSameDigest else { return }
        let event = try version.flatMap { try snapshot.firstChange(of: handoff.id, after: $0) }
        throw conflict(handoff, named: version, try event ?? lastDecision(on: handoff.id, snapshot))
    }

    func lastDecision(on id: HandoffID, _ snapshot: StoreSnapshot) throws -> Event? {
        try snapshot.events(of: id).last { $0.version != nil && $0.kind != .submitted }
    }

    func conflict(
        _ handoff: Handoff, named: Int?, _ event: Event?, because refusal: RefusalError? = nil
    ) -> DeskError {
        .conflict(
            DeskError.Conflict(
                id: handoff.id, named: named, present: handoff.status.version, event: event,
                state: handoff.status.state, by: event.map(nameOfActor) ?? "",
                expired: handoff.status.expired(at: now), advice: refusal?.message))
    }

    /// The name to show for who did something.
    func nameOfActor(_ event: Event) -> String {
        guard let person = event.by.person else { return event.by.account }
        return (try? people().name(of: person)) ?? person
    }
}
