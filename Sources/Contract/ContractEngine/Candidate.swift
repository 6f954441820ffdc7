import CivilTime
import Handoff
import JSON

/// A draft as the engine looks at it: before it is a handoff, or again after a revision.
package struct Candidate: Sendable {
    /// The handoff's name.
    package var id: HandoffID
    /// What is drafted. `findings` and `reference` are not read: the admission makes them.
    package var contents: Handoff.Contents
    /// The decoded text of each item of evidence; nil for media that are no text.
    package var texts: [String?]
    /// When it was first submitted.
    package var submittedAt: Instant

    /// A candidate.
    package init(id: HandoffID, contents: Handoff.Contents, texts: [String?], submittedAt: Instant) {
        self.id = id
        self.contents = contents
        self.texts = texts
        self.submittedAt = submittedAt
    }
}

/// What rules may know beside the draft, and what the draft can't supply itself.
package struct Facts: Sendable {
    /// The reference lists by file name.
    package var lists: JSONValue
    /// Lists that are there and don't load, with what is wrong with them.
    package var unreadableLists: [String: String] = [:]
    /// Other handoffs, by how they are related: `same_record`, `same_content`, and the names of the contract.
    package var related: [String: RelatedHandoffs]
    /// Who there is.
    package var people: People
    /// The systems of record by name.
    package var systems: [String: SystemOfRecord]
    /// What is on hold, where it keeps the draft out: what a person edits is in already.
    package var holds: [Hold] = []

    /// The edition of the rules on who may do what.
    package var edition = Edition.present

    /// Another handoff.
    package typealias Relative = RelatedHandoff

    /// Facts.
    package init(
        lists: JSONValue, sameRecord: [Relative] = [], sameContent: [Relative] = [], people: People,
        systems: [String: SystemOfRecord]
    ) {
        self.lists = lists
        related = [
            RelatedList.sameRecord: RelatedHandoffs(sameRecord), RelatedList.sameContent: RelatedHandoffs(sameContent),
        ]
        self.people = people
        self.systems = systems
    }

    /// Others on the same record.
    package var sameRecord: RelatedHandoffs { related[RelatedList.sameRecord] ?? RelatedHandoffs() }
}

/// The lists of related handoffs that every contract has.
package enum RelatedList {
    package static let sameRecord = "same_record", sameContent = "same_content"
    package static let names: Set<String> = [sameRecord, sameContent]
}
