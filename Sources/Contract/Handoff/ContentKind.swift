/// What a content beside the log is. The names stand in every store.
package enum ContentKind: String, Sendable, Hashable, CaseIterable {
    case title, payload, evidence, trace, unresolved, envelope, request
    case findings, reference, note, patch, receipt, message
}

/// A content that an event commits to, as it is kept beside the log.
package struct KeptContent: Sendable, Hashable {
    package let kind: ContentKind
    package let content: CommittedContent

    package init(_ kind: ContentKind, _ content: CommittedContent) {
        self.kind = kind
        self.content = content
    }

    /// The hash that stands for it in the log.
    package var commitment: ContentHash { content.commitment }
}
