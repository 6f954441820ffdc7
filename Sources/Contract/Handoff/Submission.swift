import JSON

/// A handoff as an AI submits it: the JSON object of the interface, checked for its shape, not yet against a contract.
package struct Submission: Sendable, Hashable {
    /// Which contract it comes under.
    package var contract: String
    /// What a person sees first.
    package var title: String
    /// The draft itself.
    package var payload: JSONValue
    /// What it rests on.
    package var evidence: [EvidenceContent]
    /// Prompt, sources, steps: whatever was sent.
    package var trace: JSONValue
    /// What still needs human judgment.
    package var unresolved: [String]
    /// Key, producer, who asked, confidence, the producer's checks, links.
    package var envelope: Envelope
    /// The handoff that this one revises.
    package var revises: Revision?

    /// Which handoff is revised, and the version that the producer saw.
    package struct Revision: Sendable, Hashable {
        /// The revised handoff's key, when it is named by key.
        package var key: String?
        /// The revised handoff's id, when it is named by id.
        package var id: String?
        /// The version that the producer saw.
        package var version: Int?

        /// A revision of the handoff with this id.
        package init(id: String, version: Int?) {
            self.id = id
            self.version = version
        }
    }

    /// What it carries, in the form in which the engine looks at it and the store keeps it.
    package var contents: Handoff.Contents {
        Handoff.Contents(
            title: title, payload: payload, evidence: evidence.map(\.item), trace: trace, unresolved: unresolved,
            envelope: envelope, reference: nil, findings: Findings())
    }
}

/// What is known of an item of evidence without its bytes.
package struct EvidenceItem: Sendable, Hashable {
    /// What it is to the contract, its file name, and its media type.
    package var role: String, name: String, media: String
    /// Bytes.
    package var size: Int
    /// SHA-256 of the bytes: its name in the vault.
    package var sha256: ContentHash

    /// An item.
    package init(role: String, name: String, media: String, size: Int, sha256: ContentHash) {
        self.role = role
        self.name = name
        self.media = media
        self.size = size
        self.sha256 = sha256
    }

    /// As it is committed and printed.
    package var json: JSONValue {
        [
            "role": .string(role), "name": .string(name), "media": .string(media), "size": .number(JSONNumber(size)),
            "sha256": .string(sha256.description),
        ]
    }

    /// From its committed form; nil when a part is missing or malformed.
    package init?(_ json: JSONValue) {
        guard let role = json["role"]?.string, let name = json["name"]?.string, let media = json["media"]?.string,
            let size = json["size"]?.number?.int64, let sha256 = json["sha256"]?.string.flatMap(ContentHash.init(hex:))
        else { return nil }
        self.init(role: role, name: name, media: media, size: Int(size), sha256: sha256)
    }

    /// Whether rules and the console may read it as text.
    package var isText: Bool { media.hasPrefix("text/") || media == "application/json" }
}

/// An item of evidence with its bytes.
package struct EvidenceContent: Sendable, Hashable {
    /// What is known of it.
    package let item: EvidenceItem
    /// Its bytes.
    package let bytes: [UInt8]

    /// Evidence of these bytes.
    package init(role: String, name: String, media: String, bytes: [UInt8]) {
        item = EvidenceItem(role: role, name: name, media: media, size: bytes.count, sha256: ContentHash(of: bytes))
        self.bytes = bytes
    }

    /// The decoded text of text media; nil for other media and for invalid UTF-8.
    package var text: String? { item.isText ? String(validating: bytes, as: UTF8.self) : nil }
}
