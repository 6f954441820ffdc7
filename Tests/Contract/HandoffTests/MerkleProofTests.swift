import Fixtures
import JSON
import Testing

@testable import Handoff

@Suite struct MerkleProofTests {
    /// A tree of seventy leaves with its whole nodes by level and index, as a store would keep them.
    struct Tree {
        var nodes: [[UInt64]: MerkleHash] = [:]
        var roots = [MerkleTree.emptyRoot]
        let leaves = MerkleTreeTests.leaves(70)

        init() {
            var frontier = MerkleFrontier()
            for leaf in leaves {
                for node in frontier.append(leaf) { nodes[[UInt64(node.level), node.index]] = node.hash }
                roots.append(frontier.root)
            }
        }

        func node(_ level: Int, _ index: UInt64) -> MerkleHash? { nodes[[UInt64(level), index]] }
    }

    static func flipped(_ hash: MerkleHash, _ random: inout SeededRandom) -> MerkleHash {
        var bytes = hash.bytes
        bytes[Int.random(in: 0..<32, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        return MerkleHash(bytes: bytes)!
    }

    /// Every way to spoil a proof by one bit, one hash too many or one too few.
    static func spoilt(_ proof: [MerkleHash], _ random: inout SeededRandom) -> [[MerkleHash]] {
        var spoilt = proof.indices.map { place in
            var changed = proof
            changed[place] = flipped(proof[place], &random)
            return changed
        }
        spoilt.append(proof + [MerkleTree.emptyRoot])
        spoilt.append([MerkleTree.emptyRoot] + proof)
        if !proof.isEmpty { spoilt += [Array(proof.dropLast()), Array(proof.dropFirst())] }
        return spoilt
    }

    @Test func `every leaf of every size is proved, and nothing else is`() throws {
        let tree = Tree()
        var random = SeededRandom(seed: 1)
        for size in UInt64(1)...70 {
            let root = tree.roots[Int(size)]
            for index in 0..<size {
                let leaf = tree.leaves[Int(index)]
                let proof = try #require(MerkleTree.inclusionProof(index: index, size: size, node: tree.node))
                func holds(
                    leaf: MerkleHash = leaf, index: UInt64 = index, size: UInt64 = size, proof: [MerkleHash] = proof,
                    root: MerkleHash = root
                ) -> Bool {
                    MerkleTree.verifyInclusion(leaf: leaf, index: index, size: size, proof: proof, root: root)
                }
                #expect(holds())
                #expect(!holds(leaf: Self.flipped(leaf, &random)))
                #expect(!holds(root: Self.flipped(root, &random)))
                #expect(!holds(index: (index + 1) % size) || size == 1)
                #expect(!holds(index: size))
                for proof in Self.spoilt(proof, &random) { #expect(!holds(proof: proof)) }
            }
        }
    }

    @Test func `every size is proved to begin every larger one, and nothing else is`() throws {
        let tree = Tree()
        var random = SeededRandom(seed: 2)
        for second in UInt64(1)...70 {
            for first in 1...second {
                let (firstRoot, secondRoot) = (tree.roots[Int(first)], tree.roots[Int(second)])
                let proof = try #require(MerkleTree.consistencyProof(from: first, to: second, node: tree.node))
                func holds(
                    from: UInt64 = first, to: UInt64 = second, proof: [MerkleHash] = proof,
                    firstRoot: MerkleHash = firstRoot,
                    secondRoot: MerkleHash = secondRoot
                ) -> Bool {
                    MerkleTree.verifyConsistency(
                        from: from, to: to, proof: proof, firstRoot: firstRoot, secondRoot: secondRoot)
                }
                #expect(holds())
                #expect(!holds(firstRoot: Self.flipped(firstRoot, &random)))
                #expect(!holds(secondRoot: Self.flipped(secondRoot, &random)))
                #expect(!holds(from: 0))
                #expect(!holds(from: second + 1))
                for proof in Self.spoilt(proof, &random) { #expect(!holds(proof: proof)) }
            }
        }
    }

    @Test func `there is no proof of what isn't there`() {
        let tree = Tree()
        #expect(MerkleTree.inclusionProof(index: 70, size: 70, node: tree.node) == nil)
        #expect(MerkleTree.inclusionProof(index: 0, size: 0, node: tree.node) == nil)
        #expect(MerkleTree.inclusionProof(index: 3, size: 71, node: tree.node) == nil)
        #expect(MerkleTree.inclusionProof(index: .max - 1, size: .max, node: tree.node) == nil)
        #expect(MerkleTree.consistencyProof(from: 0, to: 70, node: tree.node) == nil)
        #expect(MerkleTree.consistencyProof(from: 2, to: 1, node: tree.node) == nil)
        #expect(MerkleTree.consistencyProof(from: 70, to: 71, node: tree.node) == nil)
        #expect(MerkleTree.consistencyProof(from: .max - 1, to: .max, node: tree.node) == nil)
    }

    @Test func `absurd sizes, indices and proofs are false, not fatal`() {
        var random = SeededRandom(seed: 3)
        let sizes: [UInt64] = [0, 1, 2, 3, 1 << 31, 1 << 32, 1 << 62, 1 << 63, (1 << 63) + 2, .max - 1, .max]
        let hash = MerkleTree.emptyRoot
        for first in sizes {
            for second in sizes {
                for length in [0, 1, 2, 63, 64, 65, 130] {
                    let proof = (0..<length).map { _ in Self.flipped(hash, &random) }
                    #expect(
                        !MerkleTree.verifyInclusion(
                            leaf: hash, index: first, size: second, proof: proof,
                            root: proof.first ?? .init(hex: String(repeating: "0", count: 64))!))
                    let alike = first == second && first > 0 && length == 0
                    #expect(
                        alike
                            == MerkleTree.verifyConsistency(
                                from: first, to: second, proof: proof, firstRoot: hash, secondRoot: hash))
                }
            }
        }
    }

    @Test func `a node source may fail`() {
        struct Unreadable: Error {}
        #expect(throws: Unreadable.self) {
            try MerkleTree.inclusionProof(index: 1, size: 2) { (_, _) throws(Unreadable) in throw Unreadable() }
        }
    }
}

@Suite(.enabled(if: SharedData.isThere, "needs ../shared/data"))
struct MerkleVectorTests {
    static func number(_ value: JSONValue?) throws -> UInt64 { try #require(value?.number.flatMap { UInt64($0.text) }) }

    static func hashes(_ value: JSONValue?) throws -> [MerkleHash] {
        try #require(value?.array).map { try #require($0.string.flatMap { MerkleHash(hex: $0) }) }
    }

    @Test func `the published tree and its proofs agree, made and verified`() throws {
        let vectors = try JSONValue(parsing: try SharedData.bytes("proof/rfc6962-vectors.json"))
        let leaves = try Self.hashes(vectors["leaf_hash_hex"])
        let contents = try #require(vectors["leaves_hex"]?.array).map { value in
            let digits = Array(try #require(value.string).utf8)
            return stride(from: 0, to: digits.count, by: 2).map {
                UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)!
            }
        }
        #expect(contents.map { MerkleTree.leafHash(of: $0) } == leaves)

        var frontier = MerkleFrontier()
        var nodes: [[UInt64]: MerkleHash] = [:]
        var roots = [frontier.root]
        for leaf in leaves {
            for node in frontier.append(leaf) { nodes[[UInt64(node.level), node.index]] = node.hash }
            roots.append(frontier.root)
        }
        func node(_ level: Int, _ index: UInt64) -> MerkleHash? { nodes[[UInt64(level), index]] }
        for (size, root) in roots.enumerated() {
            #expect(vectors["root_hex_by_size"]?["\(size)"]?.string == root.hex)
            #expect(vectors["root_b64_by_size"]?["\(size)"]?.string == root.base64)
        }

        let inclusion = try #require(vectors["inclusion"]?.array)
        for vector in inclusion {
            let (index, size) = (try Self.number(vector["index"]), try Self.number(vector["size"]))
            let proof = try Self.hashes(vector["path_hex"])
            #expect(MerkleTree.inclusionProof(index: index, size: size, node: node) == proof)
            #expect(
                MerkleTree.verifyInclusion(
                    leaf: leaves[Int(index)], index: index, size: size, proof: proof, root: roots[Int(size)]))
        }
        let consistency = try #require(vectors["consistency"]?.array)
        for vector in consistency {
            let (first, second) = (try Self.number(vector["first"]), try Self.number(vector["second"]))
            let proof = try Self.hashes(vector["proof_hex"])
            #expect(MerkleTree.consistencyProof(from: first, to: second, node: node) == proof)
            #expect(
                MerkleTree.verifyConsistency(
                    from: first, to: second, proof: proof, firstRoot: roots[Int(first)], secondRoot: roots[Int(second)])
            )
        }
        #expect(inclusion.count == 36 && consistency.count == 36)
    }

    @Test func `every published proof is accepted or refused as it should be`() throws {
        var counts: [String: Int] = [:]
        for line in try SharedData.lines("proof/merkle-proofs.jsonl") {
            let vector = try JSONValue(parsing: line.utf8)
            let name = try #require(vector["case"]?.string)
            let kind = String(name.prefix { $0 != "/" })
            counts[kind, default: 0] += 1
            #expect(try Self.accepts(vector, kind) != vector["wantErr"]?.bool, "\(name)")
        }
        #expect(counts == ["inclusion": 58, "consistency": 74, "subtreeinclusion": 149, "subtreeconsistency": 81])
    }

    /// What isn't a hash at all is refused where it is read.
    ///
    /// Some consistency cases have a few words in place of a root, where only its being the same or not matters: a hash of them
    /// stands in.
    static func accepts(_ vector: JSONValue, _ kind: String) throws -> Bool {
        func hash(_ name: String) -> MerkleHash? { vector[name]?.string.flatMap { MerkleHash(base64: $0) } }
        let given = vector["proof"]?.array ?? []
        let proof = given.compactMap { $0.string.flatMap { MerkleHash(base64: $0) } }
        guard proof.count == given.count else { return false }
        func root(_ name: String) -> MerkleHash? {
            guard let text = vector[name]?.string, !text.isEmpty else { return nil }
            return MerkleHash(base64: text) ?? MerkleTree.leafHash(of: text.utf8)
        }
        func number(_ name: String) throws -> UInt64 { try Self.number(vector[name]) }

        switch kind {
        case "inclusion":
            guard let leaf = hash("leafHash"), let root = hash("root") else { return false }
            return MerkleTree.verifyInclusion(
                leaf: leaf, index: try number("leafIdx"), size: try number("treeSize"), proof: proof, root: root)
        case "consistency":
            guard let first = root("root1"), let second = root("root2") else { return false }
            return MerkleTree.verifyConsistency(
                from: try number("size1"), to: try number("size2"), proof: proof, firstRoot: first, secondRoot: second)
        case "subtreeinclusion":
            guard let leaf = hash("leafHash"), let root = hash("root") else { return false }
            return MerkleTree.verifyInclusion(
                leaf: leaf, index: try number("leafIdx"), in: try number("start")..<number("end"), proof: proof,
                root: root)
        case "subtreeconsistency":
            guard let first = root("root1"), let second = root("root2") else { return false }
            let (start, end) = (try number("start"), try number("end"))
            guard start <= end else { return false }
            return MerkleTree.verifyConsistency(
                of: start..<end, with: try number("size"), proof: proof, partRoot: first, root: second)
        default:
            Issue.record("an unknown kind of proof: \(kind)")
            return false
        }
    }
}
