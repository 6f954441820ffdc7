extension MerkleTree {
    /// The hashes that lead from a leaf to the root of the tree of this size.
    ///
    /// `node` tells the hash of a whole node by level and index. The answer is nil when there is no such leaf, or `node` doesn't
    /// know what is needed.
    package static func inclusionProof<Failure: Error>(
        index: UInt64, size: UInt64, node: (_ level: Int, _ index: UInt64) throws(Failure) -> MerkleHash?
    ) throws(Failure) -> [MerkleHash]? {
        guard index < size else { return nil }
        return try path(fromLevel: 0, index: index, size: size, node: node)
    }

    /// The hashes that show the tree of the first size to be the beginning of the tree of the second.
    ///
    /// The answer is nil for an empty first tree, of which nothing can be shown, for a first that is larger than the second, and
    /// when `node` doesn't know what is needed.
    package static func consistencyProof<Failure: Error>(
        from first: UInt64, to second: UInt64, node: (_ level: Int, _ index: UInt64) throws(Failure) -> MerkleHash?
    ) throws(Failure) -> [MerkleHash]? {
        guard first > 0, first <= second else { return nil }
        guard first < second else { return [] }
        // The last whole node of the first tree is a node of the second too; what it is not beside is what changed.
        let level = first.trailingZeroBitCount
        let index = (first >> level) - 1
        guard let path = try path(fromLevel: level, index: index, size: second, node: node) else { return nil }
        guard index > 0 else { return path }
        guard let start = try node(level, index) else { return nil }
        return [start] + path
    }

    /// The siblings on the way from a whole node up to the root.
    private static func path<Failure: Error>(
        fromLevel level: Int, index: UInt64, size: UInt64, node: (Int, UInt64) throws(Failure) -> MerkleHash?
    ) throws(Failure) -> [MerkleHash]? {
        var (level, index, last) = (level, index, (size - 1) >> level)
        var path: [MerkleHash] = []
        while last > 0 {
            let sibling = index ^ 1
            if sibling < last {
                guard let hash = try node(level, sibling) else { return nil }
                path.append(hash)
            } else if sibling == last {
                guard let hash = try rightEdge(level: level, index: sibling, size: size, node: node) else { return nil }
                path.append(hash)
            }
            (level, index, last) = (level + 1, index >> 1, last >> 1)
        }
        return path
    }

    /// The hash over the leaves from those of this node to the tree's end, of which there may be fewer than the node has room for.
    private static func rightEdge<Failure: Error>(
        level: Int, index: UInt64, size: UInt64, node: (Int, UInt64) throws(Failure) -> MerkleHash?
    ) throws(Failure) -> MerkleHash? {
        var wholes: [MerkleHash] = []
        var start = index << level
        while start < size {
            let height = 63 - (size - start).leadingZeroBitCount
            guard let hash = try node(height, start >> height) else { return nil }
            wholes.append(hash)
            start += 1 << height
        }
        guard var edge = wholes.popLast() else { return nil }
        while let left = wholes.popLast() { edge = nodeHash(left, edge) }
        return edge
    }
}
