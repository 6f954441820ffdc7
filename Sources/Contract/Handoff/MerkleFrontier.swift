/// The right edge of a Merkle tree: as much of it as appending a leaf and telling the root need.
///
/// It holds one hash for each set bit of the size, so both cost O(log n), whatever the tree's size.
package struct MerkleFrontier: Sendable, Hashable {
    /// A node whose leaves are all there, and which therefore never changes again.
    package struct CompletedNode: Sendable, Hashable {
        /// Its height over the leaves.
        package let level: Int
        /// Its place within the level.
        package let index: UInt64
        /// Its hash.
        package let hash: MerkleHash
    }

    /// How many leaves the tree has.
    package private(set) var size: UInt64 = 0
    /// The roots of the whole subtrees that the tree falls into, the largest first.
    private var hashes: [MerkleHash] = []

    /// More leaves than any log reaches, few enough that no sum of two sizes overflows.
    private static let bound: UInt64 = 1 << 62

    /// The edge of the tree without leaves.
    package init() {}

    /// Adds a leaf and returns the nodes that it completes, itself first, each the parent of the one before.
    @discardableResult
    package mutating func append(_ leaf: MerkleHash) -> [CompletedNode] {
        precondition(size < Self.bound, "a Merkle tree can't have more than 2^62 leaves")
        var made = leaf
        var completed = [CompletedNode(level: 0, index: size, hash: leaf)]
        for level in 0..<size.trailingOnes {
            made = MerkleTree.nodeHash(hashes.removeLast(), made)
            completed.append(CompletedNode(level: level + 1, index: size >> (level + 1), hash: made))
        }
        hashes.append(made)
        size += 1
        return completed
    }

    /// The root of the tree.
    package var root: MerkleHash {
        guard var root = hashes.last else { return MerkleTree.emptyRoot }
        for left in hashes.dropLast().reversed() { root = MerkleTree.nodeHash(left, root) }
        return root
    }
}

extension MerkleFrontier {
    /// The edge that these bytes, made by `bytes`, stand for; nil when they don't fit each other.
    package init?(bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count >= 8 else { return nil }
        size = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard size <= Self.bound, bytes.count == 8 + size.nonzeroBitCount * MerkleHash.byteCount else { return nil }
        var rest = bytes.dropFirst(8)
        while !rest.isEmpty {
            guard let hash = MerkleHash(rest.prefix(MerkleHash.byteCount)) else { return nil }
            hashes.append(hash)
            rest = rest.dropFirst(MerkleHash.byteCount)
        }
    }

    /// The edge as bytes: the size in eight, the most significant first, then the hashes.
    package var bytes: [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: size >> $0) } + hashes.flatMap(\.bytes)
    }
}

extension UInt64 {
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
