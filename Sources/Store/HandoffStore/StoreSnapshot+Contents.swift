import Foundation
import GRDB
import Handoff
import JSON

/// A handoff as it is kept, with what of it is not what the log committed to.
package struct KeptHandoff: Sendable {
    /// What is sound of it: in the place of what is damaged there is nothing.
    package let handoff: Handoff
    /// Its history.
    package let events: [Event]
    /// What is damaged.
    package let damage: [Damage]

    /// A content that is not what the log committed to.
    package struct Damage: Sendable, Hashable, CustomStringConvertible {
        package let kind: ContentKind
        /// Whether nothing is there at all.
        package let isMissing: Bool

        package var description: String {
            isMissing
                ? "its \(kind.rawValue) is damaged: it is missing"
                : "its \(kind.rawValue) is damaged: it is not what was committed to"
        }
    }

    /// What it carries; nil where anything of it is damaged.
    package var soundContents: Handoff.Contents? { damage.isEmpty ? handoff.contents : nil }

    /// The handoff; throws where anything of it is damaged.
    package func sound() throws(StoreError) -> Handoff {
        if let first = damage.first { throw .inconsistent(handoff.id.description, reason: first.description) }
        return handoff
    }
}

extension StoreSnapshot {
    /// A handoff as its events and contents have it; nil when there is none of this id. Throws where a content is not what the log
    /// committed to: that is neither shown nor decided on.
    package func handoff(_ id: HandoffID) throws -> Handoff? { try kept(id)?.sound() }

    /// A handoff with its history, read once, as `handoff` reads it.
    package func handoffWithEvents(_ id: HandoffID) throws -> (handoff: Handoff, events: [Event])? {
        guard let kept = try kept(id) else { return nil }
        return (try kept.sound(), kept.events)
    }

    /// A handoff as it is kept, whatever is damaged: for what has to be done all the same. Nil when there is none of this id.
    package func kept(_ id: HandoffID) throws -> KeptHandoff? {
        let events = try events(of: id)
        guard let status = try Self.status(events) else { return nil }
        let commitments = status.commitments
        let reference = events.last { $0.happening?.admitted != nil }?.attachment(.reference)
        // What was said with each event is shown with it. Findings and references are those of the present draft.
        let said = events.flatMap(\.attachments).filter { $0.kind != .findings && $0.kind != .reference }
        let wanted = said.map(\.commitment) + [status.findings] + (reference.map { [$0] } ?? [])
        var reading = try ContentReading(bodies(of: id, among: commitments.all.union(wanted)))
        let contents = Handoff.Contents(
            title: reading.take(.title, commitments.title, \.string) ?? "",
            payload: reading.take(.payload, commitments.payload) { $0 } ?? .null,
            evidence: commitments.evidence.compactMap { reading.take(.evidence, $0, EvidenceItem.init(_:)) },
            trace: reading.take(.trace, commitments.trace) { $0 } ?? .null,
            unresolved: reading.take(.unresolved, commitments.unresolved) { Self.strings($0) } ?? [],
            envelope: reading.take(.envelope, commitments.envelope, Envelope.init(_:)) ?? .erased,
            reference: reference.flatMap { reading.take(.reference, $0, \.string) },
            findings: reading.take(.findings, status.findings, Findings.init(_:)) ?? Findings(),
            request: commitments.request.flatMap { reading.take(.request, $0) { $0 } })
        for attachment in said { _ = reading.take(attachment.kind, attachment.commitment) { $0 } }
        // Other handoffs find it by the name that its row has.
        if !reading.damage.contains(where: { $0.kind == .reference }), try !isListed(id, under: contents.reference) {
            reading.damage.append(KeptHandoff.Damage(kind: .reference, isMissing: false))
        }
        return KeptHandoff(
            handoff: Handoff(id: id, status: status, contents: contents), events: events, damage: reading.damage)
    }

    /// The content behind a commitment; nil when it is not there. Throws where it is not what was committed to.
    package func content(_ commitment: ContentHash) throws -> JSONValue? {
        let sql = "SELECT salt, body, handoff, kind FROM content WHERE commitment = ?"
        return try StatementReader(db, sql, [commitment]).first { row in
            let content = CommittedContent(salt: row.bytes(0), content: row.bytes(1))
            guard content.commitment == commitment, let value = try? JSONValue(parsing: content.content) else {
                throw StoreError.inconsistent(
                    row.text(2) ?? "", reason: "its \(row.text(3) ?? "") is damaged: it is not what was committed to")
            }
            return value
        }
    }

    /// The bytes behind a commitment; nil where they are not there.
    func body(_ commitment: ContentHash) throws -> [UInt8]? {
        try StatementReader(db, "SELECT body FROM content WHERE commitment = ?", [commitment]).first { $0.bytes(0) }
    }

    /// All contents that are kept of a handoff, those of earlier drafts too, by their commitments. What is not what was committed to is
    /// not among them.
    package func bodies(of id: HandoffID) throws -> [ContentHash: [UInt8]] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT commitment, salt, body FROM content WHERE handoff = ?"),
            arguments: [id.description])
        var bodies: [ContentHash: [UInt8]] = [:]
        while let row = try rows.next() {
            let content = CommittedContent(salt: Array(row[1] as Data), content: Array(row[2] as Data))
            if Data(content.commitment.bytes) == row[0] as Data { bodies[content.commitment] = content.content }
        }
        return bodies
    }

    private static func strings(_ json: JSONValue) -> [String]? {
        guard let items = json.array else { return nil }
        let texts = items.compactMap(\.string)
        return texts.count == items.count ? texts : nil
    }

    private func isListed(_ id: HandoffID, under reference: String?) throws -> Bool {
        let listed = try StatementReader(db, "SELECT reference FROM handoff WHERE id = ?", [id.description])
            .first { $0.text(0) }
        guard let listed, let reference else { return listed == nil && reference == nil }
        return sameText(listed, reference)
    }

    /// Those of a handoff's contents that are kept. They lie side by side, while their commitments are spread over all there are.
    private func bodies(of id: HandoffID, among wanted: Set<ContentHash>) throws -> [ContentHash: [UInt8]?] {
        let rows = try StatementReader(
            db, "SELECT commitment, salt, body FROM content WHERE handoff = ?", [id.description])
        defer { rows.reset() }
        var bodies: [ContentHash: [UInt8]?] = [:]
        while try rows.step() {
            // The bodies of earlier drafts are not read.
            guard let commitment = rows.hash(0), wanted.contains(commitment) else { continue }
            let content = CommittedContent(salt: rows.bytes(1), content: rows.bytes(2))
            bodies[commitment] = .some(content.commitment == commitment ? content.content : nil)
        }
        return bodies
    }
}

/// Takes contents from what is kept, and notes which are not there or not what was committed to.
private struct ContentReading {
    private let bodies: [ContentHash: [UInt8]?]
    var damage: [KeptHandoff.Damage] = []

    init(_ bodies: [ContentHash: [UInt8]?]) { self.bodies = bodies }

    mutating func take<Value>(
        _ kind: ContentKind, _ commitment: ContentHash, _ read: (JSONValue) -> Value?
    ) -> Value? {
        let body = bodies[commitment]
        if let bytes = body ?? nil, let json = try? JSONValue(parsing: bytes), let value = read(json) { return value }
        damage.append(KeptHandoff.Damage(kind: kind, isMissing: body == nil))
        return nil
    }
}
