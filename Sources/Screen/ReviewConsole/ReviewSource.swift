import CivilTime
import ContractEngine
import Handoff
import HandoffStore
import ReviewDesk

/// What the console needs of the desk: pages and counts that are ready-made, one dossier at a time, and the decisions.
package protocol ReviewSource: Sendable {
    /// Who acts.
    var actor: Actor { get }
    /// The time.
    var now: Instant { get }
    /// Whatever the body reads is of one state of the store. It has to be short.
    func reading<Result>(_ body: () throws(DeskError) -> Result) throws(DeskError) -> Result
    /// A number that grows with every change.
    func changeCount() throws(DeskError) -> Int
    /// The handoffs that something happened to since the change counter had a value; nil when that is too much to say.
    func changed(since count: Int, limit: Int) throws(DeskError) -> [HandoffID]?
    /// How many handoffs are in each run that has any.
    func tallies() throws(DeskError) -> [QueueTally]
    /// How many handoffs of each run are due on each day.
    func dayTallies() throws(DeskError) -> [QueueOutline.DayTally]
    /// A query, ready for the actor at this moment.
    func matcher(_ query: QueueQuery) throws(DeskError) -> QueryMatcher
    /// A handoff as a filter looks at it.
    func subject(of row: QueueRow) -> FilterSubject
    /// A page of runs as one list, nearest to the key first.
    func page(
        _ runs: [QueueRun], _ order: QueueOrder, within bounds: ClosedRange<Double>?,
        _ direction: StoreSnapshot.Direction, _ key: QueuePosition?, limit: Int
    ) throws(DeskError) -> [QueueRow]
    /// The rows of the handoffs with these numbers, in this order.
    func rows(_ numbers: [Int64]) throws(DeskError) -> [QueueRow]
    /// The row of a handoff as it is now.
    func row(_ id: HandoffID) throws(DeskError) -> QueueRow?
    /// A handoff with everything that its review needs.
    func dossier(_ id: HandoffID) throws(DeskError) -> Dossier
    /// An item of evidence that does not count as viewed yet.
    func readEvidence(_ id: HandoffID, item index: Int) throws(DeskError) -> EvidenceContent
    /// Notes that an item of evidence was seen while the handoff had this digest; false where it is another one by now.
    @discardableResult
    func noteSeen(_ item: ContentHash, of id: HandoffID, digest: ContentHash) throws(DeskError) -> Bool
    /// Decides.
    @discardableResult func decide(_ decision: Decision, on id: HandoffID) throws(DeskError) -> HandoffStatus
    /// Takes a handoff to work on it.
    @discardableResult func claim(_ id: HandoffID, version: Int?, digest: String?) throws(DeskError) -> Claim
    /// Ends a claim; false when nobody had it.
    @discardableResult func release(_ id: HandoffID) throws(DeskError) -> Bool
    /// Who has which of these handoffs.
    func claims(on ids: [HandoffID]) throws(DeskError) -> [HandoffID: Claim]
    /// What an edit would come to.
    func preview(_ edit: Edit, of id: HandoffID) throws(DeskError) -> EditResult
    /// Stores an edit.
    func edit(_ edit: Edit, of id: HandoffID) throws(DeskError) -> EditResult
    /// Everybody whom work can be given to.
    func parties() throws(DeskError) -> [Party]
    /// How many errors the store's configuration has.
    func configurationErrors() throws(DeskError) -> Int
    /// The names of the contracts that have a file.
    func contractNames() throws(DeskError) -> [String]
}

extension ReviewSource {
    /// Reads what is there: nothing changes meanwhile.
    package func reading<Result>(_ body: () throws(DeskError) -> Result) throws(DeskError) -> Result { try body() }

    /// The groups of a view, as far as kept counts tell them.
    func groups(of view: QueueView, passing matcher: QueryMatcher) throws(DeskError) -> [QueueGroup] {
        try QueueOutline(view.grouping, try tallies(), passing: matcher, today: now.day) { () throws(DeskError) in
            try dayTallies()
        }.groups
    }

    /// Whether a handoff passes, all of it considered.
    func admits(_ row: QueueRow, _ matcher: QueryMatcher) throws(DeskError) -> Bool {
        guard matcher.admits(row) else { return false }
        guard matcher.needsMore else { return true }
        do {
            return try matcher.admits(subject(of: row))
        } catch let error as DeskError {
            throw error
        } catch {
            // What can't be looked into does not pass.
            return false
        }
    }
}

extension Desk: ReviewSource {
    /// How many errors the store's configuration has.
    package func configurationErrors() throws(DeskError) -> Int { try lint().count { $0.severity == .error } }
}
