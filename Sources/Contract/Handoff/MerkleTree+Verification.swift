extension MerkleTree {
    /// Whether the proof shows that the tree of this size and root has the leaf at the index.
    package static func verifyInclusion(
        leaf: MerkleHash, index: UInt64, size: UInt64, proof: [MerkleHash], root: MerkleHash
    ) -> Bool {
        verifyInclusion(leaf: leaf, index: index, in: 0..<size, proof: proof, root: root)
    }

    /// Whether the proof shows that the tree of the first size and root is the beginning of the tree of the second.
    ///
    /// Of an empty first tree nothing can be shown, so the answer is false.
    package static func verifyConsistency(
        from first: UInt64, to second: UInt64, proof: [MerkleHash], firstRoot: MerkleHash, secondRoot: MerkleHash
    ) -> Bool {
        guard first > 0 else { return false }
        return verifyConsistency(of: 0..<first, with: second, proof: proof, partRoot: firstRoot, root: secondRoot)
    }
}

/// Both questions are asked of a part of the tree: the leaves of a range that starts at a multiple of the least power of two
/// that it fits in. The beginning of a tree is such a part.
extension MerkleTree {
    static func verifyInclusion(
        leaf: MerkleHash, index: UInt64, in range: Range<UInt64>, proof: [MerkleHash], root: MerkleHash
    ) -> Bool {
        guard range.contains(index), isPart(range) else { return false }
        var (place, last, made) = (index - range.lowerBound, range.upperBound - range.lowerBound - 1, leaf)
        for sibling in proof {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                made = nodeHash(sibling, made)
                // A node at the right edge without a sibling moves up unchanged.
                let unpaired = place.trailingZeroBitCount
                (place, last) = (place >> unpaired, last >> unpaired)
            } else {
                made = nodeHash(made, sibling)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && made == root
    }

    static func verifyConsistency(
        of range: Range<UInt64>, with size: UInt64, proof: [MerkleHash], partRoot: MerkleHash, root: MerkleHash
    ) -> Bool {
        guard range.upperBound <= size else { return false }
        guard !range.isEmpty else { return proof.isEmpty && partRoot == emptyRoot }
        guard isPart(range) else { return false }

        var (first, last, end) = (range.lowerBound, range.upperBound - 1, size - 1)
        func rise(by levels: Int) { (first, last, end) = (first >> levels, last >> levels, end >> levels) }

        // The proof starts at the largest whole node that ends the part. Where the part itself is that node, or ends the whole tree,
        // its root is known already; else it comes first in the proof.
        let height = 64 - (first ^ last).leadingZeroBitCount
        rise(by: last == end ? height : min(height, (~last).trailingZeroBitCount))
        var proof = proof[...]
        var start = partRoot
        if first != last {
            guard let given = proof.popFirst() else { return false }
            start = given
        }

        var (part, whole) = (start, start)
        for sibling in proof {
            guard end > 0 else { return false }
            if last & 1 == 1 || last == end {
                if first < last { part = nodeHash(sibling, part) }
                whole = nodeHash(sibling, whole)
                rise(by: last.trailingZeroBitCount)
            } else {
                whole = nodeHash(whole, sibling)
            }
            rise(by: 1)
        }
        return end == 0 && part == partRoot && whole == root
    }

    private static func isPart(_ range: Range<UInt64>) -> Bool {
        let height = 64 - (range.upperBound - range.lowerBound - 1).leadingZeroBitCount
        // Shifting by all 64 bits gives 0, and one less than that all ones.
        return range.lowerBound & ((1 << height) &- 1) == 0
    }
}
