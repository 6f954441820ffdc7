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

    /// One attempt.
    package init(key: String, attempt: Int, handoff: JSONValue, approvals: JSONValue) {
        self.key = key
        self.attempt = attempt
        self.handoff = handoff
        self.approvals = approvals
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
}
