import Foundation
import GRDB
import Handoff
import JSON

extension StoreTransaction {
    /// Fills the queue by cells from the rows of a store that was made before it had cells. Who can take a step stands in the
    /// journal alone; no amount was at stake then.
    func moveToCells() throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT h.*, g.band_rank AS rank FROM handoff_before_cells h
                JOIN queue_group g ON g.number = h.queue_group ORDER BY h.number
                """)
        while let row = try rows.next() {
            guard let id = HandoffID(row["id"]), let status = try snapshot.status(of: id),
                let contentHash = ContentHash(bytes: row["content_hash"] as Data)
            else {
                throw StoreError.unusable(
                    path: SQLiteStore.fileName,
                    reason: "its queue lists '\(row["id"] as String)', which its journal does not have")
            }
            let listing = ListedContents(
                title: row["title"], confidence: (row["confidence"] as String?).flatMap(JSONNumber.init(_:)),
                reference: row["reference"], stake: nil, contentHash: contentHash)
            try insert(id, status, listing, bandRank: row["rank"])
        }
    }
}
