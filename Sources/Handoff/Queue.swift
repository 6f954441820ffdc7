import JSON

/// Which handoffs a queue shows.
public enum QueueFilter: Sendable, Hashable {
    /// Those on which a person has to decide: proposed and escalated.
    case pending
    /// Those in one state.
    case state(HandoffState)
    /// All of them.
    case all
}

/// A group of the queue: one owner, one confidence band.
public struct QueueGroup: Sendable, Hashable {
    /// The group's key in the store.
    public let number: Int64
    /// The owner, or `unowned`.
    public let owner: String
    /// The confidence band, and its place among the contract's bands: lowest confidence first.
    public let band: String, bandRank: Int
    /// How many handoffs of the filter are in it.
    public var count: Int

    /// A group.
    public init(number: Int64, owner: String, band: String, bandRank: Int, count: Int) {
        self.number = number
        self.owner = owner
        self.band = band
        self.bandRank = bandRank
        self.count = count
    }
}

/// A place in a group of the queue: by due time, then by submission. Also the key after which a page begins.
public struct QueuePosition: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970; the largest value where nothing is due.
    public let due: Int64
    /// The handoff's number in the store.
    public let number: Int64

    /// A place.
    public init(due: Int64, number: Int64) {
        self.due = due
        self.number = number
    }

    /// Whether the left place comes first.
    public static func < (left: QueuePosition, right: QueuePosition) -> Bool {
        (left.due, left.number) < (right.due, right.number)
    }
}

/// A handoff as a queue lists it. The title is a producer's text.
public struct QueueRow: Sendable, Hashable {
    /// Its name.
    public var id: HandoffID
    /// Where it stands in its group.
    public var group: Int64, position: QueuePosition
    /// The contract it is held to.
    public var contract: String, contractVersion: Int
    /// What a person sees first.
    public var title: String
    /// Its state.
    public var state: HandoffState
    /// The owner, or `unowned`.
    public var owner: String
    /// The confidence as it was written.
    public var confidence: JSONNumber?
    /// The confidence band.
    public var band: String
    /// The version, and its digest.
    public var version: Int, digest: ContentHash
    /// When it was submitted; when it is due.
    public var submittedAt: Instant, due: Instant?
    /// The open step.
    public var step: String?

    /// A row.
    public init(
        id: HandoffID, group: Int64, position: QueuePosition, contract: String, contractVersion: Int, title: String,
        state: HandoffState, owner: String, confidence: JSONNumber?, band: String, version: Int, digest: ContentHash,
        submittedAt: Instant, due: Instant?, step: String?
    ) {
        self.id = id
        self.group = group
        self.position = position
        self.contract = contract
        self.contractVersion = contractVersion
        self.title = title
        self.state = state
        self.owner = owner
        self.confidence = confidence
        self.band = band
        self.version = version
        self.digest = digest
        self.submittedAt = submittedAt
        self.due = due
        self.step = step
    }

    /// As `list --json` prints it, and as rules read `handoff`.
    public var json: JSONValue {
        [
            "id": .string(id.description), "contract": .string(contract),
            "contract_version": .number(JSONNumber(contractVersion)), "title": .string(title),
            "state": .string(state.rawValue), "final": .bool(state.isFinal), "owner": .string(owner),
            "confidence": confidence.map { .number($0) } ?? .null, "band": .string(band),
            "version": .number(JSONNumber(version)), "digest": .string(digest.description),
            "submitted_at": .string(submittedAt.description), "due_at": due.map { .string($0.description) } ?? .null,
            "step": step.map { .string($0) } ?? .null,
        ]
    }
}
