import JSON

/// The canonical bytes (RFC 8785) of each content of a draft, made once: they are fingerprinted, compared and committed to.
package struct CanonicalContents: Sendable {
    package let title: [UInt8], payload: [UInt8], evidence: [[UInt8]], trace: [UInt8], unresolved: [UInt8]
    package let envelope: [UInt8]

    package init(_ contents: Handoff.Contents) {
        title = CanonicalJSON.bytes(of: .string(contents.title))
        payload = CanonicalJSON.bytes(of: contents.payload)
        evidence = contents.evidence.map { CanonicalJSON.bytes(of: $0.json) }
        trace = CanonicalJSON.bytes(of: contents.trace)
        unresolved = CanonicalJSON.bytes(of: .array(contents.unresolved.map { .string($0) }))
        envelope = CanonicalJSON.bytes(of: contents.envelope.json)
    }

    /// The same from bytes that were kept.
    package init(
        title: [UInt8], payload: [UInt8], evidence: [[UInt8]], trace: [UInt8], unresolved: [UInt8], envelope: [UInt8]
    ) {
        (self.title, self.payload, self.evidence) = (title, payload, evidence)
        (self.trace, self.unresolved, self.envelope) = (trace, unresolved, envelope)
    }

    /// What makes two submissions under one key the same: SHA-256 over the canonical JSON of everything a person decides on,
    /// under the contract's name. Never leaves the store.
    package func fingerprint(contract: String) -> ContentHash {
        var bytes: [UInt8] = []
        // Members in the order of their names, as the canonical form has them.
        func put(_ name: String, _ value: [UInt8]) {
            bytes += bytes.isEmpty ? [UInt8(ascii: "{")] : [UInt8(ascii: ",")]
            bytes += Array("\"\(name)\":".utf8)
            bytes += value
        }
        put("contract", CanonicalJSON.bytes(of: .string(contract)))
        put("envelope", envelope)
        put("evidence", [UInt8(ascii: "[")] + evidence.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")])
        put("payload", payload)
        put("title", title)
        put("trace", trace)
        put("unresolved", unresolved)
        return ContentHash(of: bytes + [UInt8(ascii: "}")])
    }

    /// What makes two handoffs' contents the same: SHA-256 over the contract's name, a zero byte and the payload.
    package func contentHash(contract: String) -> ContentHash {
        ContentHash(of: Array((contract + "\0").utf8) + payload)
    }

    /// The same of a payload whose canonical bytes are not there yet.
    package static func contentHash(contract: String, _ payload: JSONValue) -> ContentHash {
        ContentHash(of: Array((contract + "\0").utf8) + CanonicalJSON.bytes(of: payload))
    }
}
