import ContractEngine
import Handoff
import HandoffStore
import ReviewDesk

/// What the console needs of the desk: pages and counts that are ready-made, one dossier at a time, and the decisions.
public protocol ReviewSource: Sendable {
    /// Who acts.
    var actor: Actor { get }
    /// The time.
    var now: Instant { get }
    /// A number that grows with every change.
    func changeCount() throws(DeskError) -> Int
    /// The groups of the queue with their counts, by owner and then from the lowest confidence up.
    func groups(_ filter: QueueFilter) throws(DeskError) -> [QueueGroup]
    /// A page of a group, nearest to the key first.
    func page(
        _ filter: QueueFilter, group: Int64, _ direction: StoreSnapshot.Direction, _ key: QueuePosition?, limit: Int
    ) throws(DeskError) -> [QueueRow]
    /// The row of a handoff as it is now.
    func row(_ id: HandoffID) throws(DeskError) -> QueueRow?
    /// A handoff with everything that its review needs.
    func dossier(_ id: HandoffID) throws(DeskError) -> Dossier
    /// An item of evidence; it counts as viewed.
    func openEvidence(_ id: HandoffID, item index: Int) throws(DeskError) -> EvidenceContent
    /// Decides.
    @discardableResult func decide(_ decision: Decision, on id: HandoffID) throws(DeskError) -> Standing
    /// How many errors the store's configuration has.
    func configurationErrors() throws(DeskError) -> Int
}

extension Desk: ReviewSource {
    /// How many errors the store's configuration has.
    public func configurationErrors() throws(DeskError) -> Int { try lint().count { $0.severity == .error } }
}

extension QueueFilter {
    /// The filters in the order in which the console offers them.
    static let choices: [QueueFilter] = [.pending] + HandoffState.allCases.map { .state($0) } + [.all]

    /// The filter's name.
    var name: String {
        switch self {
        case .pending: "pending"
        case .state(let state): state.rawValue
        case .all: "all"
        }
    }

    /// Whether a handoff in this state belongs to it.
    func includes(_ state: HandoffState) -> Bool {
        switch self {
        case .pending: state.isPending
        case .state(let wanted): state == wanted
        case .all: true
        }
    }
}
