import CivilTime
import ContractEngine
import Handoff
import JSON

/// A handoff that a filter looks at. What the filter does not ask for is never loaded.
package final class FilterSubject {
    /// Where more about it comes from.
    package struct Source {
        /// What it carries.
        package var contents: () throws -> Handoff.Contents?
        /// The texts of its evidence, in its order; nil for what is no text.
        package var texts: (Handoff.Contents) throws -> [String?]
        /// Other handoffs, by how they are related.
        package var relatives: (Handoff.Contents) throws -> [String: RelatedHandoffs]
        /// The reference lists.
        package var lists: () throws -> JSONValue
        /// Who has claimed it and still has it.
        package var claimant: () throws -> String?
        /// What people said of it, the last first.
        package var words: () throws -> [String]

        /// A source.
        package init(
            contents: @escaping () throws -> Handoff.Contents?,
            texts: @escaping (Handoff.Contents) throws -> [String?],
            relatives: @escaping (Handoff.Contents) throws -> [String: RelatedHandoffs],
            lists: @escaping () throws -> JSONValue, claimant: @escaping () throws -> String?,
            words: @escaping () throws -> [String] = { [] }
        ) {
            self.contents = contents
            self.texts = texts
            self.relatives = relatives
            self.lists = lists
            self.claimant = claimant
            self.words = words
        }
    }

    /// Its row.
    package let row: QueueRow
    private let source: Source
    private var loaded: Handoff.Contents?

    /// A subject.
    package init(_ row: QueueRow, _ source: Source) {
        self.row = row
        self.source = source
    }

    // What was erased or is damaged has no contents: it carries nothing that a filter could find.
    private static let nothing = Handoff.Contents.erased(reference: nil)

    var contents: Handoff.Contents {
        get throws {
            if let loaded { return loaded }
            let contents = try source.contents() ?? Self.nothing
            loaded = contents
            return contents
        }
    }

    var hasConflict: Bool {
        get throws {
            try source.relatives(contents)[RelatedList.sameRecord]?.items.contains(where: \.isConflict) ?? false
        }
    }

    var claimant: String? {
        get throws { try source.claimant() }
    }

    func contains(_ text: FoldedText) throws -> Bool {
        if text.isIn(row.title) { return true }
        let contents = try contents
        if text.isIn(contents.payload) || text.isIn(contents.trace) { return true }
        let findings = contents.findings
        let beside =
            contents.unresolved + findings.checks.map(\.message) + findings.violations.map(\.message) + findings.reasons
            + contents.evidence.map(\.name) + [contents.reference ?? ""]
        if beside.contains(where: text.isIn) { return true }
        if try source.words().contains(where: text.isIn) { return true }
        return try source.texts(contents).contains { $0.map(text.isIn) ?? false }
    }

    func passes(_ filter: HandoffFilter, now: Instant) throws -> Bool {
        var background = HandoffFilter.Background()
        background.lists = try source.lists()
        if filter.readsContents {
            let contents = try contents
            background.contents = contents
            if filter.readsEvidence { background.texts = try source.texts(contents) }
            if filter.readsRelatives { background.related = try source.relatives(contents) }
        }
        return filter.passes(row, background, now: now)
    }
}

extension Desk {
    /// A query, ready for this desk's actor at this moment.
    package func matcher(_ query: QueueQuery) throws(DeskError) -> QueryMatcher {
        // A list that asks for nobody is there even where people.yaml can't be read or trusted.
        let hidden = try hiddenContracts()
        return QueryMatcher(
            query, people: query.asksForPeople || !hidden.isEmpty ? try configuration.people() : People(),
            person: actor.person, hidden: hidden, now: now)
    }

    /// A handoff as a filter looks at it.
    package func subject(of row: QueueRow) -> FilterSubject {
        FilterSubject(
            row,
            FilterSubject.Source(
                contents: { [self] in try read { try $0.kept(row.id)?.soundContents } },
                texts: { [self] contents in
                    contents.evidence.map { item in
                        guard item.isText, let bytes = try? vault.get(item.sha256.description) else { return nil }
                        return String(validating: bytes, as: UTF8.self)
                    }
                },
                relatives: { [self] contents in try relatives(of: row, contents) },
                lists: { [self] in try configuration.lists() },
                claimant: { [self] in try claims(on: [row.id])[row.id]?.person },
                words: { [self] in try read { try $0.words(of: row.id) } }))
    }

    private func relatives(of row: QueueRow, _ contents: Handoff.Contents) throws -> [String: RelatedHandoffs] {
        try read { snapshot in
            let content = CanonicalContents.contentHash(contract: row.contract, contents.payload)
            return [
                RelatedList.sameRecord: try snapshot.sharingRecord(with: row.id).besides(row.id),
                RelatedList.sameContent: try snapshot.withContent(content).besides(row.id),
            ]
        }
    }
}
