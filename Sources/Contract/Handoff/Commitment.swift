import JSON

/// A content with the salt that hides it, and the commitment that stands for both in the log.
///
/// The log names contents only so: once content and salt are erased, the log still verifies, and the content can't be guessed
/// back from it, however few values it could have had.
package struct CommittedContent: Sendable, Hashable {
    /// 32 random bytes.
    package let salt: [UInt8]
    /// The committed bytes: canonical JSON (RFC 8785).
    package let content: [UInt8]
    /// SHA-256("countersign-commitment-v1\0" ‖ salt ‖ content).
    package let commitment: ContentHash

    /// Commits to a value under a fresh salt.
    package init(_ value: JSONValue, using random: inout some RandomNumberGenerator) {
        self.init(canonical: CanonicalJSON.bytes(of: value), using: &random)
    }

    /// Commits to canonical bytes under a fresh salt.
    package init(canonical content: [UInt8], using random: inout some RandomNumberGenerator) {
        var salt: [UInt8] = []
        for _ in 0..<4 {
            withUnsafeBytes(of: UInt64.random(in: .min ... .max, using: &random).littleEndian) { salt += $0 }
        }
        self.init(salt: salt, content: content)
    }

    /// A content whose salt is known.
    package init(salt: [UInt8], content: [UInt8]) {
        self.salt = salt
        self.content = content
        commitment = ContentHash(of: Array("countersign-commitment-v1\0".utf8) + salt + content)
    }
}

/// The commitments of what a handoff carries.
package struct Commitments: Sendable, Hashable {
    /// Of the title, payload, trace and unresolved questions, in that order of their names.
    package var title: ContentHash, payload: ContentHash, trace: ContentHash, unresolved: ContentHash
    /// Of each item of evidence, in order: canonical JSON of its role, name, media, size and sha256.
    package var evidence: [ContentHash]
    /// Of everything else that was submitted: key, producer, confidence, who asked, the producer's checks, links.
    package var envelope: ContentHash
    /// Of what the connector makes of it; nil where it is given the handoff itself.
    package var request: ContentHash?

    /// Commitments of a handoff's contents.
    package init(
        title: ContentHash, payload: ContentHash, evidence: [ContentHash], trace: ContentHash, unresolved: ContentHash,
        envelope: ContentHash, request: ContentHash? = nil
    ) {
        self.title = title
        self.payload = payload
        self.evidence = evidence
        self.trace = trace
        self.unresolved = unresolved
        self.envelope = envelope
        self.request = request
    }

    /// All of them.
    package var all: Set<ContentHash> {
        Set([title, payload, trace, unresolved, envelope] + evidence + (request.map { [$0] } ?? []))
    }

    /// As it stands in an event.
    package var json: JSONValue {
        var object = JSONObject([
            ("title", hashed(title)), ("payload", hashed(payload)), ("evidence", .array(evidence.map(hashed))),
            ("trace", hashed(trace)), ("unresolved", hashed(unresolved)), ("envelope", hashed(envelope)),
        ])
        object["request"] = request.map(hashed)
        return .object(object)
    }
}

private func hashed(_ hash: ContentHash) -> JSONValue { .string(hash.description) }
