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
    /// Pending and done handoffs on the same record, and with the same content.
    package var sameRecord: [Relative], sameContent: [Relative]
    /// Who there is.
    package var people: People
    /// The systems of record by name.
    package var systems: [String: SystemOfRecord]
    /// What is on hold, where it keeps the draft out: what a person edits is in already.
    package var holds: [Hold] = []

    /// The edition of the rules on who may do what.
    package var edition = Edition.present

    /// Another handoff.
    package struct Relative: Sendable, Hashable {
        /// Its name and state.
        package var id: HandoffID, state: HandoffState

        /// Another handoff.
        package init(id: HandoffID, state: HandoffState) {
            self.id = id
            self.state = state
        }

        var json: JSONValue { ["id": .string(id.description), "state": .string(state.rawValue)] }
    }

    /// Facts.
    package init(
        lists: JSONValue, sameRecord: [Relative] = [], sameContent: [Relative] = [], people: People,
        systems: [String: SystemOfRecord]
    ) {
        self.lists = lists
        self.sameRecord = sameRecord
        self.sameContent = sameContent
        self.people = people
        self.systems = systems
    }
}
