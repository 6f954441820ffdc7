import CivilTime
import JSON

/// A system that holds authoritative records, and how a record gets into it.
package struct SystemOfRecord: Sendable, Hashable {
    /// What kind of system it is.
    package enum Kind: String, Sendable, CaseIterable {
        /// Customers, leads and deals.
        case crm
        /// Incidents, requests and changes.
        case ticketing
        /// Bills, payments and ledgers.
        case erp
        /// Employees and what they were told.
        case hris
        /// Documents and assets.
        case document
        /// A workflow platform.
        case workflow
    }

    /// The key in `systems.yaml`.
    package var name: String
    /// What kind of system it is.
    package var kind: Kind
    /// How approved work is written to it; nil when a person must copy it by hand.
    package var connector: Connector?

    /// A system of record.
    package init(name: String, kind: Kind, connector: Connector?) {
        self.name = name
        self.kind = kind
        self.connector = connector
    }
}

/// How approved work is written to a system of record. Paths are relative to the store.
package enum Connector: Sendable, Hashable {
    /// A program that reads one JSON object and answers with one; `environment` names the variables that it may see.
    case exec(command: [String], timeout: Duration, environment: [String])
    /// A JSON Lines file that gets one line per delivery.
    case file(path: String)
}

/// One attempt to write an approved handoff to its system of record.
package struct DeliveryRequest: Sendable {
    /// The idempotency key: the same for every attempt of one approval.
    package var key: String
    /// Which attempt this is, from 1.
    package var attempt: Int
    /// The handoff as it was approved.
    package var handoff: JSONValue
    /// Who approved it, and when.
    package var approvals: JSONValue
    /// Its attachments, in the order of its evidence.
    package var attachments: [Attachment]

    /// An attachment as a connector finds it.
    package struct Attachment: Sendable, Hashable {
        /// The name of its file: what of its own name can't act, behind its number.
        package let file: String
        /// SHA-256 of its bytes.
        package let sha256: ContentHash

        /// The longest name of a file, in bytes; its end, which says what kind of file it is, is kept.
        private static let longest = 100, longestEnd = 16

        /// The item of evidence with this number, from 1.
        package init(_ item: EvidenceItem, number: Int) {
            let plain = item.name.unicodeScalars.map { scalar in
                let isPlain =
                    scalar.isASCII
                    && (scalar.properties.isAlphabetic || "0123456789.-_".unicodeScalars.contains(scalar))
                return isPlain ? Character(scalar) : "_"
            }
            let name =
                plain.count <= Self.longest
                ? plain : plain.prefix(Self.longest - Self.longestEnd - 1) + ["_"] + plain.suffix(Self.longestEnd)
            file = "\(number)-" + String(name)
            sha256 = item.sha256
        }
    }

    /// One attempt.
    package init(
        key: String, attempt: Int, handoff: JSONValue, approvals: JSONValue, attachments: [Attachment] = []
    ) {
        self.key = key
        self.attempt = attempt
        self.handoff = handoff
        self.approvals = approvals
        self.attachments = attachments
    }
}

/// A lease on a delivery: who holds it, and until when.
package struct DeliveryLease: Sendable, Hashable {
    package let holder: String, until: Instant

    package init(holder: String, until: Instant) {
        (self.holder, self.until) = (holder, until)
    }
}

/// What is known about the system of record after an attempt. Messages are data from outside, never trusted text.
package enum DeliveryOutcome: Sendable, Hashable {
    /// The record is written; `raw` is the whole answer.
    case executed(recordID: String, url: String?, message: String?, raw: JSONValue)
    /// Nothing was written, and a later attempt may succeed.
    case retry(message: String)
    /// Nothing was written, and trying again won't help.
    case failed(message: String)
    /// It may or may not have been written: a person has to look.
    case unknown(message: String)
    /// Nothing was written, because the connector can't be used as it is configured: it waits until that is mended.
    case unusable(message: String)
}
