import CivilTime
import Handoff

/// What a check of the journal found.
package struct JournalVerification: Sendable, Hashable {
    /// How many events the log has, and the tree head that they make.
    package var events: Int, root: MerkleHash
    /// How many of them were checked: fewer than all where only the later ones were asked for.
    package var checked = 0
    /// What is wrong, the first thing first; one at most, unless all was asked for.
    package var faults: [Fault] = []
    /// What the replay of the past came to.
    package var replayed = ReplayCounts()
    /// Where times run backwards: how often, and the first events of which that is so.
    package var backwards = Backwards()
    /// Whether it was stopped before its end.
    package var wasStopped = false

    /// The first thing that is wrong; nil when nothing is.
    package var fault: Fault? { faults.first }

    /// One thing that is wrong.
    package struct Fault: Sendable, Hashable {
        /// The event, where one is to blame.
        package var sequence: Int?
        /// The handoff, where one is.
        package var handoff: String?
        /// What is wrong.
        package var message: String

        package init(sequence: Int? = nil, handoff: String? = nil, message: String) {
            (self.sequence, self.handoff, self.message) = (sequence, handoff, message)
        }
    }

    /// Events whose time is before that of the one before them.
    package struct Backwards: Sendable, Hashable {
        package var count = 0
        package var first: [Jump] = []

        package struct Jump: Sendable, Hashable {
            package let sequence: Int, from: Instant, to: Instant
        }

        /// So many are named.
        private static let most = 20

        mutating func note(_ sequence: Int, from: Instant, to: Instant) {
            count += 1
            if first.count < Self.most { first.append(Jump(sequence: sequence, from: from, to: to)) }
        }
    }
}

/// What is to be verified, and against what.
package struct VerificationScope: Sendable, Hashable {
    /// A tree head that was noted elsewhere: the log has to be one of its future.
    package var head: Head?
    /// From where on; all of it where that is nil.
    package var since: Since?
    /// Whether it goes on after the first fault.
    package var namesAll = false

    package struct Head: Sendable, Hashable {
        package let size: Int, root: MerkleHash

        package init(size: Int, root: MerkleHash) { (self.size, self.root) = (size, root) }
    }

    /// What came after a head, whose events are taken as they are, or from a time on.
    package enum Since: Sendable, Hashable {
        case head(Head)
        case time(Instant)
    }

    package init(head: Head? = nil, since: Since? = nil, namesAll: Bool = false) {
        (self.head, self.since, self.namesAll) = (head, since, namesAll)
    }
}

/// What a replay of events through the contract engine came to.
package struct ReplayCounts: Sendable, Hashable {
    /// How many were replayed, and how many can't be: whose contents were erased, and which read what others were then.
    package var replayed = 0, erased = 0, related = 0
    /// How many of them are of an edition of the rules before this program's.
    package var ofEarlierEdition = 0

    package init() {}

    package static func += (left: inout ReplayCounts, right: ReplayCounts) {
        left.replayed += right.replayed
        left.erased += right.erased
        left.related += right.related
        left.ofEarlierEdition += right.ofEarlierEdition
    }
}

/// Holds handoffs to the rules of then. The rules are the contract engine's, which the store knows nothing of.
package protocol HistoryJudge: Sendable {
    /// Takes in what was in force up to now; asked in each state of the store that is read.
    func prepare(_ snapshot: StoreSnapshot) throws
    /// What the rules of then say of a handoff's events. `contents` are those that are what was committed to.
    func judge(
        _ id: HandoffID, _ events: [Event], _ contents: [ContentHash: [UInt8]], _ snapshot: StoreSnapshot
    ) throws -> HistoryJudgment
    /// The place of a band among its contract's; nil where the contract is not to be had.
    func rank(ofBand band: String, in contract: ContractReference, _ snapshot: StoreSnapshot) throws -> Int?
    /// The version that a contract's file says, read by an edition of the rules; nil for what is no contract.
    func version(ofContract bytes: [UInt8], file: String, _ edition: Edition) -> Int?
}

/// What the rules of then say of a handoff's history.
package struct HistoryJudgment: Sendable, Hashable {
    package var counts = ReplayCounts()
    /// The events that the rules don't make, and why.
    package var faults: [Fault] = []

    package struct Fault: Sendable, Hashable {
        package let sequence: Int, message: String

        package init(sequence: Int, message: String) { (self.sequence, self.message) = (sequence, message) }
    }

    package init() {}
}
