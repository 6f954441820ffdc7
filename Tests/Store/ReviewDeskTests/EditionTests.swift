import CivilTime
import ContractEngine
import Fixtures
import Foundation
import Handoff
import HandoffStore
import Testing

@testable import ReviewDesk

/// Stores of earlier programs, as they were written by them: each opens, is copied before it is changed, verifies and goes on.
@Suite struct EditionTests {
    private static let stores = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Stores")

    /// A store of an edition in a folder of its own, removed with this.
    private final class OldStore {
        let path: String

        init(_ name: String) throws {
            path = FileManager.default.temporaryDirectory.appending(path: "old-\(UUID().uuidString)").path
            try FileManager.default.copyItem(atPath: EditionTests.stores.appending(path: name).path, toPath: path)
            try FileManager.default.createDirectory(
                atPath: path + "/connectors", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let program = FileManager.default.createFile(
                atPath: path + "/connectors/say", contents: Data("#!/bin/sh\n".utf8),
                attributes: [.posixPermissions: 0o700])
            #expect(program)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func desk(_ person: String, at time: String = "2026-11-02T11:00:00Z") throws -> Desk {
            let now = try #require(Instant(time))
            return try Desk(
                StoreDirectory(path: path), Desk.Opening(account: "tester", declaredPerson: person, clock: { now }))
        }

        /// The only copy that was made of its database.
        func copy() throws -> Data {
            let copies = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.contains(".before-") }
            #expect(copies.count == 1)
            return try bytes(try #require(copies.first))
        }

        func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path + "/" + name)) }
    }

    /// What the program of that edition said of each.
    private static let states: [String: HandoffState] = [
        "executed": .executed, "two-steps": .proposed, "rejected": .rejected, "held": .draft, "revised": .proposed,
        "returned": .proposed, "edited": .proposed, "escalated": .escalated, "assigned": .proposed,
        "recalled": .proposed, "withdrawn": .rejected, "approved": .proposed, "auto": .executed,
        "uncertain": .escalated, "attested": .executed, "retried": .approved, "claimed": .proposed,
        "expired": .rejected,
    ]

    @Test
    func `A store of the first edition verifies with the head that it had, and each handoff stands where it stood`()
        throws
    {
        let old = try OldStore("edition-1")
        let desk = try old.desk("ben")
        let found = try desk.verify()
        #expect(found.fault == nil && found.events == 51)
        #expect(found.root.description == "4b1f395ca897f8845992e4b274663641ff135cf83010bab91c6efa22894c0737")
        var states: [String: HandoffState] = [:]
        var kinds: Set<Event.Kind> = []
        for row in try desk.rows(after: 0, limit: 100) {
            let dossier = try desk.dossier(row.id)
            states[dossier.handoff.contents.key] = dossier.handoff.status.state
            kinds.formUnion(dossier.history.map(\.event.kind))
        }
        #expect(states == Self.states)
        let missing = Set(Event.Kind.allCases).subtracting(kinds)
        #expect(
            missing == [.created, .configured, .edition, .held, .released, .rendered],
            "every kind that a handoff of that edition can have is in it")
    }

    @Test func `It is copied before it is changed, once, and as it was`() throws {
        let old = try OldStore("edition-1")
        // The database's own header says that it is in WAL mode from the opening on; all else is as it was.
        let before = try old.bytes(SQLiteStore.fileName).dropFirst(100)
        _ = try old.desk("ben")
        #expect(try old.copy().dropFirst(100) == before)
        try old.desk("ben").decide(Decision(.comment, note: "later"), on: try id("approved", old))
        _ = try old.desk("ben")
        #expect(try old.copy().dropFirst(100) == before)
    }

    @Test func `It goes on: what was begun under it is decided, delivered and verified`() throws {
        let old = try OldStore("edition-1")
        let fay = try old.desk("fay")
        let two = try id("two-steps", old)
        for index in try fay.dossier(two).handoff.contents.evidence.indices {
            _ = try fay.openEvidence(two, item: index)
        }
        #expect(try fay.decide(Decision(.approve), on: two).state == .approved)
        var nothing = Decision(.returnForRework, note: "again")
        nothing.statesNothingWritten = true
        #expect(try old.desk("max").decide(nothing, on: try id("uncertain", old)).state == .draft)
        #expect(try old.desk("rob").beginDelivery(try id("retried", old))?.request.attempt == 2)
        #expect(try fay.verify().fault == nil)
    }

    @Test func `The journal says from which event on which edition holds`() throws {
        let old = try OldStore("edition-1")
        let ben = try old.desk("ben")
        func editions() throws -> [[Int]] { try ben.read { try $0.editions().map { [$0.edition.rawValue, $0.from] } } }
        #expect(try editions() == [[1, 0]], "to look at it changes nothing")
        try ben.decide(Decision(.comment, note: "later"), on: try id("approved", old))
        #expect(try editions() == [[1, 0], [2, 51]], "the first thing that is written says so")
        try ben.decide(Decision(.comment, note: "and later"), on: try id("approved", old))
        #expect(try editions() == [[1, 0], [2, 51]])
        #expect(try ben.verify().fault == nil)
    }

    @Test func `A contract that took effect under an earlier edition is read by it, a new version by the present`()
        throws
    {
        let old = try OldStore("edition-1")
        let desk = try old.desk("ben")
        let status = try desk.dossier(try id("approved", old)).handoff.status
        let pinned = try desk.read { try desk.contract(of: status, $0) }
        #expect(pinned?.edition == .first)
        let path = old.path + "/contracts/\(status.contract.name).yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let next = text.replacing("version: \(status.contract.version)\n", with: "version: 9\n")
        try next.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try desk.configuration.contract(status.contract.name).contract.edition == .second)
        #expect(try desk.read { try desk.contract(of: status, $0) }?.edition == .first)
    }

    @Test func `What was given to somebody whom no step names stays as it was decided, and is theirs no more`() throws {
        let old = try OldStore("edition-1-routes")
        let liv = try old.desk("liv")
        let found = try liv.verify()
        #expect(found.fault == nil && found.events == 21)
        #expect(found.root.description == "72191de1ba5441a61d075d9e9b98b3e9b8c7a8f4184f17133a40ad81dacf45b1")
        func refused(_ person: String, _ key: String) throws -> Obligation.Kind? {
            try refusal { try old.desk(person).decide(Decision(.approve), on: try id(key, old)) }.obligation
        }
        // What waits for an outsider waits for a lead.
        for key in ["assigned-out", "escalated-out"] {
            #expect(try refused("fay", key) == .step("desk"))
            #expect(try liv.obligations(try id(key, old)).contains { $0.state == .blocked }, "it says so")
            try liv.decide(Decision(.assign(to: .person("ben"))), on: try id(key, old))
            #expect(try old.desk("ben").decide(Decision(.approve), on: try id(key, old)).state == .approved)
        }
        #expect(try refused("ann", "assigned-in") == .step("desk"), "it was given to one of them")
        #expect(try old.desk("ben").decide(Decision(.approve), on: try id("assigned-in", old)).state == .approved)
        // What was decided stands: the first step of the lead, the approval of the outsider, the receipt.
        #expect(try old.desk("fay").decide(Decision(.approve), on: try id("lead-approved", old)).state == .approved)
        #expect(try old.desk("rob").beginDelivery(try id("signed-out", old)) != nil)
        #expect(try liv.dossier(try id("signed-executed", old)).row.state == .executed)
        #expect(try liv.verify().fault == nil)
    }

    private func id(_ key: String, _ old: OldStore) throws -> HandoffID {
        let desk = try old.desk("ben")
        let row = try desk.rows(after: 0, limit: 100).first {
            try desk.dossier($0.id).handoff.contents.key == key
        }
        return try #require(row).id
    }
}
