import CivilTime
import ContractEngine
import Handoff
import ReviewDesk

/// What a review is: one dossier at a time, its evidence, and the decisions on it. Which handoffs there are, the queue says.
package protocol ReviewSource: QueueSource {
    /// Who acts.
    var actor: Actor { get }
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
    /// What an edit would come to.
    func preview(_ edit: Edit, of id: HandoffID) throws(DeskError) -> EditResult
    /// Stores an edit.
    func edit(_ edit: Edit, of id: HandoffID) throws(DeskError) -> EditResult
    /// Everybody whom work can be given to.
    func parties() throws(DeskError) -> [Party]
    /// How many errors the store's configuration has.
    func configurationErrors() throws(DeskError) -> Int
    /// What is on hold, each in a sentence.
    func holdNotices() throws(DeskError) -> [String]
    /// What the clock did that clocks don't; nil where it runs as it should.
    var clockWarning: String? { get }
    /// What this person decided last, newest first.
    func ownDecisions(limit: Int) throws(DeskError) -> [PersonalDecision]
    /// The names of the contracts that have a file.
    func contractNames() throws(DeskError) -> [String]
}

extension Desk: ReviewSource {
    /// How many errors the store's configuration has.
    package func configurationErrors() throws(DeskError) -> Int { try lint().count { $0.severity == .error } }
}
