import CivilTime
import Foundation
import GRDB
import Handoff

extension StoreSchema {
    /// Who has taken what. `claim_changes` counts, so that whoever waits for news sees a claim too.
    static let claims = """
        CREATE TABLE claim (
            handoff TEXT PRIMARY KEY, person TEXT NOT NULL, until INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX claim_by_end ON claim (until);
        CREATE TABLE claim_changes (only INTEGER PRIMARY KEY CHECK (only = 1), count INTEGER NOT NULL);
        INSERT INTO claim_changes VALUES (1, 0);
        """
}

extension StoreTransaction {
    /// Notes that a person has taken a handoff, in the place of who had it before; or that nobody has it.
    func write(_ change: ClaimChange) throws {
        guard case .taken(let claim, on: let id, let now) = change else {
            if case .ended(on: let id) = change { try endClaim(on: id) }
            return
        }
        // Lapsed ones would pile up: nobody ends them.
        try db.run("DELETE FROM claim WHERE until <= ?", [now.milliseconds])
        try db.run(
            "INSERT OR REPLACE INTO claim (handoff, person, until) VALUES (?, ?, ?)",
            [id.description, claim.person, claim.until.milliseconds])
        try db.run("UPDATE claim_changes SET count = count + 1")
    }

    /// Ends the claim on a handoff, where there is one.
    func endClaim(on id: HandoffID) throws {
        try db.run("DELETE FROM claim WHERE handoff = ?", [id.description])
        guard db.changesCount > 0 else { return }
        try db.run("UPDATE claim_changes SET count = count + 1")
    }
}

extension StoreSnapshot {
    /// Who has taken this handoff; it may have lapsed.
    package func claim(on id: HandoffID) throws -> Claim? {
        try StatementReader(db, "SELECT person, until FROM claim WHERE handoff = ?", [id.description]).first {
            Claim(person: $0.text(0) ?? "", until: Instant(milliseconds: $0.int64(1)))
        }
    }

    /// Who has taken which of these handoffs; one that lapsed may be among them.
    package func claims(on ids: [HandoffID]) throws -> [HandoffID: Claim] {
        guard !ids.isEmpty else { return [:] }
        let found = try Row.fetchAll(
            db,
            cached: """
                SELECT handoff, person, until FROM claim WHERE handoff IN (SELECT value FROM json_each(?))
                """, arguments: ["[\"\(ids.map(\.description).joined(separator: "\",\""))\"]"])
        return found.reduce(into: [:]) { claims, row in
            guard let id = HandoffID(row[0]) else { return }
            claims[id] = Claim(person: row[1], until: Instant(milliseconds: row[2]))
        }
    }

    /// A number that grows with every claim and every end of one by somebody.
    package func claimChanges() throws -> Int { try Int.fetchOne(db, cached: "SELECT count FROM claim_changes") ?? 0 }
}
