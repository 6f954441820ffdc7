import Crypto

/// The hash tree of RFC 6962 and RFC 9162 over SHA-256, whose root commits to every leaf and to their order.
///
/// A node is named by its level (0 for leaves) and its index within the level; node (l, i) covers the leaves from i·2^l up to
/// but not including (i + 1)·2^l. Only such whole nodes are ever stored: what hangs over at the right edge is worked out.
package enum MerkleTree {
    /// The root of the tree without leaves: the hash of nothing.
    package static let emptyRoot = MerkleHash(SHA256().finalize())

    /// The hash of a leaf with these bytes.
    package static func leafHash(of bytes: some Sequence<UInt8>) -> MerkleHash {
        var function = SHA256()
        feed(0, to: &function)
        if bytes.withContiguousStorageIfAvailable({ function.update(bufferPointer: UnsafeRawBufferPointer($0)) }) == nil
        {
            Array(bytes).withUnsafeBytes { function.update(bufferPointer: $0) }
        }
        return MerkleHash(function.finalize())
    }

    /// The hash of a node over two others.
    package static func nodeHash(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
        var function = SHA256()
        feed(1, to: &function)
        left.feed(&function)
        right.feed(&function)
        return MerkleHash(function.finalize())
    }

    /// The root of the tree with these leaves.
    package static func root(of leaves: some Sequence<MerkleHash>) -> MerkleHash {
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leaf) }
        return frontier.root
    }

    /// Leaves and nodes are told apart by their first byte, so that neither can pass for the other.
    private static func feed(_ kind: UInt8, to function: inout SHA256) {
        withUnsafeBytes(of: kind) { function.update(bufferPointer: $0) }
    }
}
