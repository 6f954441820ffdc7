import CivilTime
import ContractEngine
import Fixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

extension StoreFolder {
    /// Writes the log anew, as somebody would who owns the database: every hash of it is right afterwards.
    func forge(_ change: (inout [Event]) throws -> Void) throws {
        var log = try desk().store.read { snapshot in
            let ids = try snapshot.rows(after: 0, limit: 1_000).map(\.id)
            return try snapshot.storeEvents(from: 0) + ids.flatMap { try snapshot.events(of: $0) }
        }.sorted { $0.sequence < $1.sequence }
        try change(&log)
        var statements = ["DELETE FROM tree_node", "DELETE FROM event"]
        var frontier = MerkleFrontier()
        for index in log.indices {
            log[index].sequence = index
            let body = log[index].canonicalBytes
            let leaf = MerkleTree.leafHash(of: body)
            for node in frontier.append(leaf) where node.level > 0 {
                statements.append("INSERT INTO tree_node VALUES (\(node.level), \(node.index), x'\(node.hash.hex)')")
            }
            let handoff = log[index].handoff.map { "'\($0)'" } ?? "NULL"
            statements.append(
                "INSERT INTO event VALUES (\(index), \(handoff), x'\(hex(body))', x'\(leaf.hex)', x'\(frontier.root.hex)')"
            )
        }
        let last = log.last?.at.milliseconds ?? 0
        statements.append(
            "UPDATE journal SET size = \(log.count), frontier = x'\(hex(frontier.bytes))', last_at = \(last)")
        let guards = ["changed", "removed"].map { "event_is_never_\($0)" } + ["event_comes_last"]
        try desk().store.write { transaction in
            let texts = try guards.map { name in
                try String.fetchOne(
                    transaction.db, cached: "SELECT sql FROM sqlite_master WHERE name = ?", arguments: [name]) ?? ""
            }
            for name in guards { try transaction.db.run("DROP TRIGGER \(name)") }
            for statement in statements { try transaction.db.run(statement) }
            for text in texts { try transaction.db.run(text) }
        }
    }
}

/// A log whose every hash is right, with something in it that nobody entitled did.
@Suite struct ForgedLogTests {
    private static func put(_ person: String?, _ account: String, into kind: Event.Kind, _ log: inout [Event]) throws {
        let place = try #require(log.lastIndex { $0.kind == kind })
        log[place] = Event(
            at: log[place].at, by: Actor(person: person, account: account), log[place].subject)
    }

    @Test func `What was forged is named, and what was not verifies`() throws {
        let folder = try StoreFolder()
        let id = try folder.desk().submit(Sample.submission()).id
        try folder.desk("sam").decide(Decision(.approve), on: id)
        try folder.forge { _ in }
        let sound = try folder.desk().verify()
        #expect(sound.fault == nil && sound.replayed.replayed == 2)
        try folder.forge { try Self.put("petra", "apbot", into: .approved, &$0) }
        let fault = try #require(try folder.desk().verify().fault)
        #expect(fault.handoff == id.description && fault.message.contains("'petra' was not entitled to it"))
        #expect(try fault.sequence == folder.events(id).last?.sequence)
    }

    @Test func `The first of several is named, and all of them where all are asked for`() throws {
        let folder = try StoreFolder()
        let ids = try (0..<4).map { number in
            try folder.desk().submit(Sample.submission(key: "k\(number)", invoice: "i\(number)")).id
        }
        for id in ids.reversed() { try folder.desk("sam").decide(Decision(.approve), on: id) }
        try folder.forge { log in
            for place in log.indices where log[place].kind == .approved && log[place].handoff != ids[3] {
                log[place] = Event(
                    at: log[place].at, by: Actor(person: "robin", account: "x"), log[place].subject)
            }
        }
        let one = try folder.desk().verify()
        let first = try folder.events(ids[2]).last?.sequence
        #expect(one.faults.count == 1 && one.fault?.sequence == first && one.fault?.handoff == ids[2].description)
        let all = try folder.desk().verify(VerificationScope(namesAll: true))
        #expect(all.faults.map(\.handoff) == ids.dropLast().reversed().map(\.description))
    }

    @Test func `Who was entitled by a later people.yaml was not then`() throws {
        let folder = try StoreFolder()
        let id = try folder.desk().submit(Sample.submission()).id
        let more = Sample.people.replacingOccurrences(
            of: "petra: { name: Petra,", with: "petra: { name: Petra, roles: [clerk],")
        try folder.write(more, to: "people.yaml")
        try folder.desk("petra").decide(Decision(.approve), on: id)
        #expect(try folder.desk().verify().fault == nil)
        // The new version is made to take effect after the decision.
        try folder.forge { log in
            let place = try #require(log.lastIndex { $0.kind == .configured })
            let event = log.remove(at: place)
            log.append(event)
        }
        let fault = try #require(try folder.desk().verify().fault)
        #expect(fault.message.contains("'petra' was not entitled to it"))
    }

    @Test func `Under the operating system a decision in another's name is found, also where the store was switched`()
        throws
    {
        let folder = try StoreFolder(isDeclared: false)
        let id = try folder.desk(account: "apbot").submit(Sample.submission()).id
        try folder.desk(account: "sam").decide(Decision(.approve), on: id)
        #expect(try folder.desk(account: "sam").verify().fault == nil)
        try folder.tamper("UPDATE store SET declared = 1")
        let other = try folder.desk(account: "apbot").submit(Sample.submission(key: "k2", invoice: "2")).id
        try folder.desk("mei", account: "sam").decide(Decision(.approve), on: other)
        try folder.tamper("UPDATE store SET declared = 0")
        let fault = try #require(try folder.desk(account: "sam").verify().fault)
        #expect(fault.handoff == other.description && fault.message.contains("the account 'sam' stood for 'sam'"))
    }

    @Test func `A desk that was open while people.yaml changed acts as whom its account stands for now`() throws {
        let folder = try StoreFolder(isDeclared: false)
        let desk = try folder.desk(account: "sam")
        let id = try folder.desk(account: "apbot").submit(Sample.submission()).id
        let changed = Sample.people.replacingOccurrences(of: "[sam]", with: "[nobody]")
            .replacingOccurrences(of: "os_users: [mei]", with: "os_users: [mei, sam]")
        try folder.write(changed, to: "people.yaml")
        try desk.decide(Decision(.approve), on: id)
        #expect(try folder.events(id).last?.by.person == "mei")
        #expect(try desk.verify().fault == nil)
    }

    @Test func `A log that goes on from a noted head is told from one that was written anew`() throws {
        let folder = try StoreFolder()
        let id = try folder.desk().submit(Sample.submission()).id
        let before = try folder.desk().verify()
        try folder.desk("sam").decide(Decision(.comment, note: "seen"), on: id)
        let head = VerificationScope.Head(size: before.events, root: before.root)
        #expect(try folder.desk().verify(VerificationScope(head: head)).fault == nil)
        let after = try folder.desk().verify(VerificationScope(head: head, since: .head(head)))
        #expect(after.fault == nil && after.checked == 1 && after.events == before.events + 1)
        #expect(after.replayed.replayed == 2, "its whole history is replayed")
        for (size, root) in [(before.events - 1, before.root), (before.events + 9, before.root)] {
            let other = VerificationScope.Head(size: size, root: root)
            #expect(try folder.desk().verify(VerificationScope(head: other)).fault != nil)
            #expect(try folder.desk().verify(VerificationScope(since: .head(other))).fault != nil)
        }
        // Within the rules, so that nothing but the head can show it.
        try folder.forge { try Self.put(nil, "another", into: .submitted, &$0) }
        #expect(try folder.desk().verify().fault == nil)
        #expect(try folder.desk().verify(VerificationScope(head: head)).fault != nil)
        #expect(try folder.desk().verify(VerificationScope(since: .head(head))).fault != nil)
    }

    @Test func `Since a time, what came before is taken as it is, but for the handoffs that came after`() throws {
        let folder = try StoreFolder()
        let old = try folder.desk().submit(Sample.submission(key: "old", invoice: "1")).id
        let touched = try folder.desk().submit(Sample.submission(key: "touched", invoice: "2")).id
        for id in [old, touched] { try folder.desk("sam").decide(Decision(.approve), on: id) }
        folder.advance(3_600_000)
        let noon = folder.now
        try folder.desk("sam").decide(Decision(.comment, note: "late"), on: touched)
        let scope = VerificationScope(since: .time(noon))
        let found = try folder.desk().verify(scope)
        #expect(found.fault == nil && found.checked == 1 && found.replayed.replayed == 3)
        try folder.tamper("UPDATE content SET salt = zeroblob(32) WHERE handoff = '\(old)' AND kind = 'payload'")
        #expect(try folder.desk().verify(scope).fault == nil)
        try folder.tamper("UPDATE content SET salt = zeroblob(32) WHERE handoff = '\(touched)' AND kind = 'payload'")
        #expect(try folder.desk().verify(scope).fault?.handoff == touched.description)
    }

    @Test func `Times that run backwards are named, and are no fault`() throws {
        let folder = try StoreFolder()
        let id = try folder.desk().submit(Sample.submission()).id
        let now = folder.now
        folder.set(now.adding(milliseconds: 10_000_000))
        try folder.desk("sam").decide(Decision(.comment, note: "ahead"), on: id)
        folder.set(now)
        try folder.desk("sam").decide(Decision(.comment, note: "back"), on: id)
        let found = try folder.desk().verify()
        #expect(found.fault == nil && found.backwards.count == 1)
        #expect(try found.backwards.first.map(\.sequence) == [#require(folder.events(id).last).sequence])
    }
}
