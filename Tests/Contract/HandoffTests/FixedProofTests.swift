import Testing

@testable import Handoff

/// Roots and proofs of the trees over the leaves "0", "1" … "6", worked out from the recursive definitions of RFC 9162.
@Suite struct FixedProofTests {
    /// The roots of the trees of one leaf to seven.
    static let roots = [
        "db3426e878068d28d269b6c87172322ce5372b65756d0789001d34835f601c03",
        "cb00989d94a569c0a678ae042b63dcd4625db96440517f37a6eb7976ea24ed4b",
        "725d5230db68f557470dc35f1d8865813acd7ebb07ad152774141decbae71327",
        "9f4a3fc20d4162dc37d4e23d907848731a76043ffff6d69288bf1abfbcff478e",
        "b6748f6ed7a99de7da84fd97e1a3bac6fab8999f4a43695cab9528a2de431147",
        "32805cc5e94134743d0aa580ef2ee332687b687fc2e4e2f72fee1cc712e0ba0c",
        "a3e23b32ccb6bf96d092d165d8aa546e09829de8f03b0e8957581d1e16b92bdf",
    ]

    static let inclusions: [(index: UInt64, size: UInt64, proof: [String])] = [
        (0, 1, []),
        (0, 2, ["2215e8ac4e2b871c2a48189e79738c956c081e23ac2f2415bf77da199dfd920c"]),
        (2, 3, ["cb00989d94a569c0a678ae042b63dcd4625db96440517f37a6eb7976ea24ed4b"]),
        (4, 5, ["9f4a3fc20d4162dc37d4e23d907848731a76043ffff6d69288bf1abfbcff478e"]),
        (
            3, 7,
            [
                "fa61e3dec3439589f4784c893bf321d0084f04c572c7af2b68e3f3360a35b486",
                "cb00989d94a569c0a678ae042b63dcd4625db96440517f37a6eb7976ea24ed4b",
                "973f083957c7359fb1943acf9e6689bca6ca5ea7197d808aad3c14498689efe0",
            ]
        ),
        (
            6, 7,
            [
                "d2737dce8a7df1d7d5cf4d5f52d274802c71bfe20a2e078682e71c182d398c90",
                "9f4a3fc20d4162dc37d4e23d907848731a76043ffff6d69288bf1abfbcff478e",
            ]
        ),
    ]

    static let consistencies: [(first: UInt64, second: UInt64, proof: [String])] = [
        (1, 2, ["2215e8ac4e2b871c2a48189e79738c956c081e23ac2f2415bf77da199dfd920c"]),
        (
            3, 7,
            [
                "fa61e3dec3439589f4784c893bf321d0084f04c572c7af2b68e3f3360a35b486",
                "906c5d2485cae722073a430f4d04fe1767507592cef226629aeadb85a2ec909d",
                "cb00989d94a569c0a678ae042b63dcd4625db96440517f37a6eb7976ea24ed4b",
                "973f083957c7359fb1943acf9e6689bca6ca5ea7197d808aad3c14498689efe0",
            ]
        ),
        (4, 7, ["973f083957c7359fb1943acf9e6689bca6ca5ea7197d808aad3c14498689efe0"]),
        (
            6, 7,
            [
                "d2737dce8a7df1d7d5cf4d5f52d274802c71bfe20a2e078682e71c182d398c90",
                "3bf9c81c231cae70b678d3f3038f9f4f6d6b9d7adcf9b378f25919ae53d17686",
                "9f4a3fc20d4162dc37d4e23d907848731a76043ffff6d69288bf1abfbcff478e",
            ]
        ),
        (7, 7, []),
    ]

    private static let leaves = (0..<7).map { MerkleTree.leafHash(of: "\($0)".utf8) }

    /// The hash over the leaves of a whole node, as a store would keep it.
    private static func node(_ level: Int, _ index: UInt64) -> MerkleHash? {
        let start = Int(index) << level
        guard start + 1 << level <= leaves.count else { return nil }
        return MerkleTree.root(of: leaves[start..<start + 1 << level])
    }

    @Test func `the roots are those of the definition`() {
        for (place, root) in Self.roots.enumerated() {
            #expect(MerkleTree.root(of: Self.leaves[...place]).hex == root)
        }
    }

    @Test(arguments: inclusions)
    func `a leaf is proved by these hashes`(_ row: (index: UInt64, size: UInt64, proof: [String])) throws {
        let made = MerkleTree.inclusionProof(index: row.index, size: row.size, node: Self.node)
        #expect(made?.map(\.hex) == row.proof)
        let proof = try row.proof.map { try #require(MerkleHash(hex: $0)) }
        let root = try #require(MerkleHash(hex: Self.roots[Int(row.size) - 1]))
        let leaf = Self.leaves[Int(row.index)]
        #expect(
            MerkleTree.verifyInclusion(leaf: leaf, index: row.index, size: row.size, proof: proof, root: root))
        #expect(
            !MerkleTree.verifyInclusion(
                leaf: leaf, index: row.index, size: row.size, proof: proof, root: MerkleTree.emptyRoot))
    }

    @Test(arguments: consistencies)
    func `a beginning is proved by these hashes`(
        _ row: (first: UInt64, second: UInt64, proof: [String])
    ) throws {
        let made = MerkleTree.consistencyProof(from: row.first, to: row.second, node: Self.node)
        #expect(made?.map(\.hex) == row.proof)
        let proof = try row.proof.map { try #require(MerkleHash(hex: $0)) }
        let first = try #require(MerkleHash(hex: Self.roots[Int(row.first) - 1]))
        let second = try #require(MerkleHash(hex: Self.roots[Int(row.second) - 1]))
        #expect(
            MerkleTree.verifyConsistency(
                from: row.first, to: row.second, proof: proof, firstRoot: first, secondRoot: second))
        #expect(
            !MerkleTree.verifyConsistency(
                from: row.first, to: row.second, proof: proof, firstRoot: MerkleTree.emptyRoot, secondRoot: second))
    }
}
