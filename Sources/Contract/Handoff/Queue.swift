import CivilTime
import JSON

/// What handoffs that are counted, grouped and filtered together have in common. There are some hundred cells, however many
/// handoffs there are.
package struct QueueCell: Sendable, Hashable {
    /// The cell's key in the store.
    package let number: Int64
    /// The owner, or `unowned`.
    package let owner: String
    /// The confidence band, and its place among the contract's bands: lowest confidence first.
    package let band: String, bandRank: Int
    /// The contract and the system of record.
    package let contract: String, system: String
    /// Whom the open step is for, or whom it is escalated to: parties, sorted, with a space between them.
    package let taker: String
    /// The parties of `taker`.
    package let takers: [Party]

    /// A cell.
    package init(
        number: Int64, owner: String, band: String, bandRank: Int, contract: String, system: String, taker: String
    ) {
        self.number = number
        self.owner = owner
        self.band = band
        self.bandRank = bandRank
        self.contract = contract
        self.system = system
        self.taker = taker
        takers = taker.split(separator: " ").compactMap { Party(String($0)) }
    }
}

/// The handoffs of one cell in one state: what an index of the store holds in each of the orders.
package struct QueueRun: Sendable, Hashable {
    /// The cell's number.
    package let cell: Int64
    /// The state.
    package let state: HandoffState

    /// A run.
    package init(cell: Int64, state: HandoffState) {
        self.cell = cell
        self.state = state
    }
}

/// A run with the number of its handoffs.
package struct QueueTally: Sendable, Hashable {
    /// The cell.
    package var cell: QueueCell
    /// The state.
    package var state: HandoffState
    /// How many there are.
    package var count: Int

    /// A tally.
    package init(cell: QueueCell, state: HandoffState, count: Int) {
        self.cell = cell
        self.state = state
        self.count = count
    }

    /// The run.
    package var run: QueueRun { QueueRun(cell: cell.number, state: state) }
}

/// In which order a queue lists the handoffs of a group.
package struct QueueOrder: Sendable, Hashable {
    /// By what.
    package enum Key: String, Sendable, CaseIterable { case due, confidence, age, stake }
    /// By what.
    package var key: Key
    /// Whether the order is turned round.
    package var isReversed: Bool

    /// An order.
    package init(_ key: Key = .due, isReversed: Bool = false) {
        self.key = key
        self.isReversed = isReversed
    }

    /// Whether keys fall. What needs a person first comes first: soonest due, lowest confidence, oldest, largest stake.
    package var isFalling: Bool { (key == .stake) != isReversed }

    /// Whether the left place comes first in this order.
    package func precedes(_ left: QueuePosition, _ right: QueuePosition) -> Bool {
        isFalling ? right < left : left < right
    }
}

/// Which way a page goes from a place in an order.
package enum QueueDirection: Sendable { case after, before }

/// A place in an order: the key, then the number, which rises with each submission. Also what a page begins after.
package struct QueuePosition: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970, the confidence, the number or the stake.
    package let key: Double
    /// The handoff's number in the store.
    package let number: Int64

    /// A place.
    package init(key: Double, number: Int64) {
        self.key = key
        self.number = number
    }

    /// Whether the left place has the smaller key.
    package static func < (left: QueuePosition, right: QueuePosition) -> Bool {
        (left.key, left.number) < (right.key, right.number)
    }

    /// The key of what is not due: after every moment that can be written, and exact as a double.
    package static let neverDue: Int64 = 9_000_000_000_000_000
    /// The key of what states no confidence: below every confidence.
    package static let noConfidence = -1.0
    /// The key of what has no amount at stake: below every amount.
    package static let noStake = -Double.infinity
}

/// A handoff as a queue lists it. The title is a producer's text.
package struct QueueRow: Sendable, Hashable {
    /// Its name, and its number in the store.
    package var id: HandoffID, number: Int64
    /// The cell that it is in: owner, band, contract, system, who can take it.
    package var cell: QueueCell
    /// The version of the contract it is held to.
    package var contractVersion: Int
    /// What a person sees first.
    package var title: String
    /// Its state.
    package var state: HandoffState
    /// The confidence as it was written.
    package var confidence: JSONNumber?
    /// The amount at stake, where the contract names one.
    package var stake: JSONNumber?
    /// The version, and its digest.
    package var version: Int, digest: ContentHash
    /// When it was submitted; when it is due; when it expires or did expire.
    package var submittedAt: Instant, due: Instant?, expires: Instant?
    /// The open step.
    package var step: String?
    /// The state that it would have, where its contract only observes.
    package var observed: HandoffState?
    /// The currency of what is at stake, where its contract says one; what to look at.
    package var currency: String?, marks: RowMarks
    /// Which record of the system it is about; nil where it makes a new one.
    package var reference: String?

    /// A row.
    package init(
        id: HandoffID, number: Int64, cell: QueueCell, contractVersion: Int, title: String, state: HandoffState,
        confidence: JSONNumber?, stake: JSONNumber?, version: Int, digest: ContentHash, submittedAt: Instant,
        due: Instant?, expires: Instant? = nil, step: String?,
        observed: HandoffState? = nil, reference: String? = nil, currency: String? = nil,
        marks: RowMarks = RowMarks()
    ) {
        self.reference = reference
        self.id = id
        self.number = number
        self.cell = cell
        self.contractVersion = contractVersion
        self.title = title
        self.state = state
        self.confidence = confidence
        self.stake = stake
        self.version = version
        self.digest = digest
        self.submittedAt = submittedAt
        (self.due, self.expires) = (due, expires)
        (self.step, self.observed) = (step, observed)
        (self.currency, self.marks) = (currency, marks)
    }

    /// The owner, the band and the contract.
    package var owner: String { cell.owner }
    /// The confidence band.
    package var band: String { cell.band }
    /// The contract it is held to.
    package var contract: String { cell.contract }
    /// When it expired, where it has.
    package func expired(at now: Instant) -> Instant? { expires.flatMap { state.hasExpired($0, at: now) ? $0 : nil } }
    /// The run that it is in.
    package var run: QueueRun { QueueRun(cell: cell.number, state: state) }

    /// Where it stands in an order.
    package func position(_ key: QueueOrder.Key) -> QueuePosition {
        let value =
            switch key {
            case .due: Double(due?.milliseconds ?? QueuePosition.neverDue)
            case .confidence: confidence?.double ?? QueuePosition.noConfidence
            case .age: Double(number)
            case .stake: stake?.double ?? QueuePosition.noStake
            }
        return QueuePosition(key: value, number: number)
    }

    /// As `list --json` prints it, and as rules read `handoff`.
    package var json: JSONValue {
        [
            "id": .string(id.description), "contract": .string(contract),
            "contract_version": .number(JSONNumber(contractVersion)), "title": .string(title),
            "state": .string(state.rawValue), "final": .bool(state.isFinal), "owner": .string(owner),
            "confidence": confidence.map { .number($0) } ?? .null, "band": .string(band),
            "stake": stake.map { .number($0) } ?? .null,
            "version": .number(JSONNumber(version)), "digest": .string(digest.description),
            "submitted_at": .string(submittedAt.description), "due_at": due.map { .string($0.description) } ?? .null,
            "expires_at": expires.map { .string($0.description) } ?? .null,
            "step": step.map { .string($0) } ?? .null,
            "observed": observed.map { .string($0.rawValue) } ?? .null,
        ]
    }
}

/// What a queue shows of a handoff beside its status: it changes with its contents alone.
package struct ListedContents: Sendable, Hashable {
    /// The title and confidence as submitted, the name of its record, the amount at stake.
    package var title: String, confidence: JSONNumber?, reference: String?, stake: JSONNumber?
    /// What makes two handoffs' contents the same.
    package var contentHash: ContentHash
    /// The keys by which others are related to it.
    package var keys: [RelatedKey]

    package init(
        title: String, confidence: JSONNumber?, reference: String?, stake: JSONNumber?, contentHash: ContentHash,
        keys: [RelatedKey] = []
    ) {
        self.keys = keys
        (self.title, self.confidence) = (title, confidence)
        (self.reference, self.stake) = (reference, stake)
        self.contentHash = contentHash
    }
}

extension HandoffStatus {
    /// Whom it waits for, as a queue's cell has it: sorted, each once, with a space between them.
    package var assigneeText: String { Set(assignees.map(\.description)).sorted().joined(separator: " ") }
}
