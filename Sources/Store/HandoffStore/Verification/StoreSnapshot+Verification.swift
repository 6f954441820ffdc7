import CivilTime
import Foundation
import GRDB
import Handoff

extension StoreSnapshot {
    /// The edge of the tree over the first so many events, from the nodes that are kept; nil where one is missing.
    func frontier(of size: Int) throws -> MerkleFrontier? {
        var bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) }
        var start = 0
        for level in (0..<63).reversed() where size >> level & 1 == 1 {
            guard let node = try node(level, UInt64(start >> level)) else { return nil }
            bytes += node.bytes
            start += 1 << level
        }
        return MerkleFrontier(bytes: bytes)
    }

    /// The head of that tree; nil where it is not there.
    package func treeHead(of size: Int) throws -> VerificationScope.Head? {
        try frontier(of: size).map { VerificationScope.Head(size: size, root: $0.root) }
    }

    /// A node of the tree as it is kept.
    private func node(_ level: Int, _ index: UInt64) throws -> MerkleHash? {
        let data =
            level == 0
            ? try Data.fetchOne(db, cached: "SELECT leaf FROM event WHERE sequence = ?", arguments: [Int64(index)])
            : try Data.fetchOne(
                db, cached: "SELECT hash FROM tree_node WHERE level = ? AND position = ?",
                arguments: [level, Int64(index)])
        return data.flatMap { MerkleHash(bytes: $0) }
    }

    /// Whether a head is that of an earlier tree of the one with this edge.
    func isPast(_ head: VerificationScope.Head, of frontier: MerkleFrontier) throws -> Bool {
        if head.size == 0 { return head.root == MerkleTree.emptyRoot }
        let (first, second) = (UInt64(head.size), frontier.size)
        guard let proof = try MerkleTree.consistencyProof(from: first, to: second, node: node) else { return false }
        return MerkleTree.verifyConsistency(
            from: first, to: second, proof: proof, firstRoot: head.root, secondRoot: frontier.root)
    }

    /// The first event from a time on, by the order of the log; so many where there is none.
    func firstEvent(from time: Instant, _ size: Int) throws -> Int {
        var (low, high) = (0, size)
        while low < high {
            let middle = low + (high - low) / 2
            let body = try Data.fetchOne(db, cached: "SELECT body FROM event WHERE sequence = ?", arguments: [middle])
            let at: Instant
            do throws(EventError) {
                at = try Event(decoding: body ?? Data()).at
            } catch {
                throw StoreError.unreadable(sequence: middle, reason: error.reason)
            }
            if at < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The name of the handoff that an event, or the first one after it that is of one, happened to.
    func handoff(ofEvent sequence: Int) throws -> String? {
        try String.fetchOne(
            db,
            cached: "SELECT handoff FROM event WHERE sequence >= ? AND handoff IS NOT NULL ORDER BY sequence LIMIT 1",
            arguments: [sequence])
    }

    /// The handoffs that some events happened to, each once.
    func changed(in events: Range<Int>) throws -> [HandoffID] {
        try String.fetchAll(
            db,
            cached: "SELECT DISTINCT handoff FROM event WHERE sequence >= ? AND sequence < ? AND handoff IS NOT NULL",
            arguments: [events.lowerBound, events.upperBound]
        ).compactMap(HandoffID.init(_:)).sorted()
    }

    func submissionKeys() throws -> Int { try Int.fetchOne(db, cached: "SELECT count(*) FROM submission_key") ?? 0 }

    /// Whether the content behind a commitment is there and is what was committed to.
    package func isIntact(_ commitment: ContentHash) throws -> Bool {
        guard
            let row = try Row.fetchOne(
                db, cached: "SELECT salt, body FROM content WHERE commitment = ?", arguments: [Data(commitment.bytes)])
        else { return false }
        let content = CommittedContent(salt: Array(row["salt"] as Data), content: Array(row["body"] as Data))
        return content.commitment == commitment
    }
}
