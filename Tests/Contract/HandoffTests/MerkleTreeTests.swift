import Fixtures
import Testing

@testable import Handoff

@Suite struct MerkleTreeTests {
    /// The root as RFC 9162 section 2.1.1 defines it, by halving.
    static func definedRoot(_ leaves: ArraySlice<MerkleHash>) -> MerkleHash {
        guard leaves.count > 1 else { return leaves.first ?? MerkleTree.emptyRoot }
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        return MerkleTree.nodeHash(definedRoot(leaves.prefix(half)), definedRoot(leaves.dropFirst(half)))
    }

    static func leaves(_ count: Int) -> [MerkleHash] {
        (0..<count).map { MerkleTree.leafHash(of: [UInt8]("leaf \($0)".utf8)) }
    }

    @Test func `the hashes of nothing, of a leaf and of a node are those of the standard`() {
        // sha256 of "", of 00, of 00 31 and of 01 ‖ the second ‖ the third
        #expect(MerkleTree.emptyRoot.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let first = MerkleTree.leafHash(of: [])
        let second = MerkleTree.leafHash(of: "1".utf8)
        #expect(first.hex == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(second.hex == "2215e8ac4e2b871c2a48189e79738c956c081e23ac2f2415bf77da199dfd920c")
        let node = MerkleTree.nodeHash(first, second)
        #expect(node.hex == "bfed9f368426cb156544219069eecc14c5f0aef352bdaf8c479368257ec3114d")
    }

    @Test func `the edge knows the root of every size, and what it completes is what the tree is made of`() throws {
        let leaves = Self.leaves(130)
        var frontier = MerkleFrontier()
        #expect(frontier.root == MerkleTree.emptyRoot)
        for (place, leaf) in leaves.enumerated() {
            for node in frontier.append(leaf) {
                let start = Int(node.index) << node.level
                #expect(node.hash == Self.definedRoot(leaves[start..<start + 1 << node.level]))
            }
            #expect(frontier.size == UInt64(place + 1))
            #expect(frontier.root == Self.definedRoot(leaves[...place]))
            #expect(MerkleTree.root(of: leaves[...place]) == frontier.root)
            #expect(MerkleFrontier(bytes: frontier.bytes) == frontier)
        }
    }

    @Test func `every whole node is completed once`() {
        var frontier = MerkleFrontier()
        let completed = Self.leaves(100).flatMap { frontier.append($0) }
        let expected = (0...6).flatMap { level in (0..<100 >> level).map { [level, $0] } }
        #expect(Set(completed.map { [$0.level, Int($0.index)] }) == Set(expected))
        #expect(completed.count == expected.count)
    }

    @Test func `bytes that are no edge are refused`() {
        var frontier = MerkleFrontier()
        for leaf in Self.leaves(5) { frontier.append(leaf) }
        let bytes = frontier.bytes
        for count in 0..<bytes.count { #expect(MerkleFrontier(bytes: bytes.prefix(count)) == nil) }
        #expect(MerkleFrontier(bytes: bytes + [0]) == nil)
        #expect(MerkleFrontier(bytes: [UInt8](repeating: 0xFF, count: 8 + 64 * 32)) == nil)
        #expect(MerkleFrontier(bytes: []) == nil)
    }

    @Test func `a hash is read back from its text, and only from that`() throws {
        let hash = MerkleTree.leafHash(of: [1, 2, 3])
        #expect(MerkleHash(hex: hash.hex) == hash)
        #expect(MerkleHash(hex: hash.hex.uppercased()) == hash)
        #expect(MerkleHash(base64: hash.base64) == hash)
        #expect(MerkleHash(bytes: hash.bytes) == hash)
        #expect(MerkleTree.emptyRoot.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        // The last digit before the padding has two bits that stand for nothing.
        #expect(MerkleHash(base64: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=") == nil)
        for wrong in ["", "00", String(hash.hex.dropLast()), hash.hex + "0", String(repeating: "g", count: 64)] {
            #expect(MerkleHash(hex: wrong) == nil)
            #expect(MerkleHash(base64: wrong) == nil)
        }
        #expect(MerkleHash(bytes: hash.bytes.dropLast()) == nil)
    }
}
