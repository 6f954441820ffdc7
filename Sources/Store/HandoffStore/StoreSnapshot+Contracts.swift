import CivilTime
import Foundation
import GRDB
import Handoff

extension StoreSnapshot {
    /// The versions of a contract that took effect, by version.
    package func versions(ofContract file: String) throws -> [(version: Int, digest: ContentHash)] {
        try Row.fetchAll(
            db,
            cached: "SELECT version, digest FROM configuration WHERE file = ? AND version IS NOT NULL ORDER BY version",
            arguments: [file]
        ).compactMap { row in ContentHash(bytes: row["digest"] as Data).map { (row["version"], $0) } }
    }

    /// The names of the contracts of which a version ever took effect.
    package func contractsInForce() throws -> [String] {
        try String.fetchAll(
            db,
            cached: """
                SELECT substr(file, 11, length(file) - 15) FROM configuration_in_force
                WHERE file LIKE 'contracts/%.yaml' ORDER BY file
                """)
    }

    /// The digest of a configuration file as it took effect last.
    package func digestInForce(of file: String) throws -> ContentHash? {
        try StatementReader(db, "SELECT digest FROM configuration_in_force WHERE file = ?", [file]).first { $0.hash(0) }
    }

    /// Handoffs under one version of a contract.
    package struct VersionUse: Sendable, Hashable {
        /// When the first of them came in, how many there are, and how many of them a person has to decide on.
        package var first: Instant, count: Int, pending: Int

        /// What both stand for.
        package func merging(_ other: VersionUse) -> VersionUse {
            VersionUse(first: min(first, other.first), count: count + other.count, pending: pending + other.pending)
        }
    }

    /// How the versions of a contract are used by the handoffs with these numbers.
    package func use(ofContract name: String, in numbers: ClosedRange<Int64>) throws -> [Int: VersionUse] {
        let rows = try Row.fetchAll(
            db,
            cached: """
                SELECT contract_version AS version, min(submitted_at) AS first, count(*) AS total,
                    sum(state IN \(HandoffState.pendingInSQL)) AS pending
                FROM handoff WHERE number BETWEEN ? AND ? AND \(Self.isUnderContract) GROUP BY contract_version
                """, arguments: [numbers.lowerBound, numbers.upperBound, name])
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (
                    row["version"] as Int,
                    VersionUse(first: Instant(milliseconds: row["first"]), count: row["total"], pending: row["pending"])
                )
            })
    }

    // The contract stands in the cell.
    private static let isUnderContract = "slot >> 3 IN (SELECT number FROM queue_cell WHERE contract = ?)"

    /// The numbers of all handoffs; nil when there are none.
    package func numbers() throws -> ClosedRange<Int64>? {
        try Int64.fetchOne(db, cached: "SELECT max(number) FROM handoff").map { 1...$0 }
    }

    /// The handoffs of a contract with these numbers that were submitted in a span of time, and what makes their contents the same.
    /// Numbers tell no time: a clock can go back.
    package func handoffs(
        ofContract name: String, in numbers: ClosedRange<Int64>, from start: Instant?, to end: Instant?
    ) throws -> [(id: HandoffID, contentHash: ContentHash)] {
        try Row.fetchAll(
            db,
            cached:
                """
                SELECT id, content_hash FROM handoff
                WHERE number BETWEEN ? AND ? AND submitted_at BETWEEN ? AND ? AND \(Self.isUnderContract) ORDER BY number
                """,
            arguments: [
                numbers.lowerBound, numbers.upperBound, start?.milliseconds ?? .min, end?.milliseconds ?? .max, name,
            ]
        ).compactMap { row in
            guard let id = HandoffID(row["id"]), let hash = ContentHash(bytes: row["content_hash"] as Data) else {
                return nil
            }
            return (id, hash)
        }
    }

    /// Others on the same record as they stood before an event, at most 100 and the latest of them.
    package func onRecord(
        system: String, record: String, reference: String, besides id: HandoffID, before sequence: Int
    ) throws -> [RelatedHandoff] {
        try relatives(
            "system = ? AND record = ? AND reference = ?", [system, record, reference], besides: id, before: sequence)
    }

    /// Others with the same content as they stood before an event, at most 100 and the latest of them.
    package func withContent(
        _ hash: ContentHash, besides id: HandoffID, before sequence: Int
    ) throws -> [RelatedHandoff] {
        try relatives("content_hash = ?", [Data(hash.bytes)], besides: id, before: sequence)
    }

    private func relatives(
        _ condition: String, _ arguments: StatementArguments, besides id: HandoffID, before sequence: Int
    ) throws -> [RelatedHandoff] {
        let ids = try String.fetchAll(
            db,
            cached:
                """
                SELECT id FROM handoff WHERE \(condition) AND id <> ?
                    AND EXISTS (SELECT 1 FROM event WHERE event.handoff = handoff.id AND event.sequence < ?)
                ORDER BY number DESC LIMIT 100
                """,
            arguments: arguments + [id.description, sequence]
        ).compactMap(HandoffID.init(_:))
        return try ids.compactMap { try related($0, before: sequence) }
    }

    /// A handoff as it stood before an event; nil where it was not there, or was only observed.
    package func related(_ id: HandoffID, before sequence: Int) throws -> RelatedHandoff? {
        let status = try Self.status(events(of: id).filter { $0.sequence < sequence })
        guard let status, status.observed == nil else { return nil }
        return RelatedHandoff(id: id, state: status.state, at: status.submittedAt)
    }
}
