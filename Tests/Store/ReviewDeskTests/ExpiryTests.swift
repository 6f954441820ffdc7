import CivilTime
import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

/// What is over its time says so before anybody tries, and the clock takes nobody's own word away.
@Suite struct ExpiryTests {
    private let folder: StoreFolder
    private let id: HandoffID
    private let expires = Instant("2026-11-25T09:00:00Z")!

    init() throws {
        folder = try StoreFolder()
        id = try folder.desk().submit(try Sample.submission(amount: 6_000)).id
    }

    private func approve(_ person: String) throws -> DeskError {
        try refusal { try folder.desk(person).decide(Decision(.approve), on: id) }
    }

    @Test func `Whoever looks reads when it expired, and looking changes nothing`() throws {
        folder.set(expires.adding(milliseconds: -1))
        #expect(try folder.desk("sam").dossier(id).expired == nil)
        #expect(try folder.desk("sam").dossier(id).refusal(of: .approve) == nil)
        folder.set(expires)
        let size = try folder.desk().changeCount()
        let desk = try folder.desk("sam")
        let dossier = try desk.dossier(id)
        #expect(dossier.expired == expires && dossier.row.expired(at: desk.now) == expires)
        #expect(dossier.json["expired_at"]?.string == expires.description)
        #expect(dossier.json["expires_at"]?.string == expires.description)
        for action in [Action.approve, .edit, .escalate, .returnForRework, .assign, .claim] {
            #expect(dossier.refusal(of: action)?.message.contains("expired at \(expires)") ?? false, "\(action)")
        }
        #expect(dossier.refusal(of: .reject) == nil && dossier.refusal(of: .comment) == nil)
        #expect(try folder.desk().dossier(id).refusal(of: .withdraw) == nil)
        let edit = Edit(.patch(try JSONValue(parsing: #"[{"op": "replace", "path": "/amount", "value": 7000}]"#)))
        let preview = try refusal { try folder.desk("robin").preview(edit, of: id) }
        #expect(preview.exitCode == 5 && preview.message.contains("expired at \(expires)"))
        #expect(try folder.desk().changeCount() == size)
        #expect(try folder.desk().row(id)?.state == .proposed)
    }

    @Test("What is late fires the clock, once, and is told when it expired", arguments: ["approve", "edit", "claim"])
    func late(what: String) throws {
        folder.set(expires.adding(milliseconds: 3_600_000))
        func attempt() throws -> DeskError {
            try refusal {
                switch what {
                case "approve": _ = try folder.desk("sam").decide(Decision(.approve), on: id)
                case "claim": _ = try folder.desk("sam").claim(id)
                default:
                    let patch = try JSONValue(parsing: #"[{"op": "replace", "path": "/amount", "value": 7000}]"#)
                    _ = try folder.desk("sam").edit(Edit(.patch(patch)), of: id)
                }
            }
        }
        for _ in 0..<2 {
            let error = try attempt()
            #expect(error.exitCode == 5 && error.message.contains("expired at \(expires)"), "\(error.message)")
            #expect(error.json["error"]?["expired_at"]?.string == expires.description)
        }
        #expect(try folder.events(id).map(\.kind) == [.submitted, .rejected])
        #expect(try folder.events(id).last?.by == .system)
        #expect(try folder.desk("sam").dossier(id).expired == expires, "it says so for good")
        #expect(try folder.desk().row(id)?.expires == expires)
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `A late rejection and a late withdrawal are those of the person`() throws {
        let second = try folder.desk().submit(try Sample.submission(key: "k2", invoice: "2")).id
        folder.set(expires.adding(milliseconds: 3_600_000))
        try folder.desk("sam").decide(Decision(.comment, note: "too late, alas"), on: id)
        try folder.desk("sam").decide(Decision(.reject(reason: "wrong")), on: id)
        try folder.desk("kim").decide(Decision(.withdraw), on: second)
        #expect(try folder.events(id).map(\.kind) == [.submitted, .commented, .rejected])
        #expect(try folder.events(id).last?.by.person == "sam" && folder.events(id).last?.reason == "wrong")
        #expect(try folder.events(second).map(\.kind) == [.submitted, .withdrawn])
        #expect(try folder.desk().dossier(id).expired == nil && folder.desk().row(second)?.expires == nil)
        #expect(try approve("sam").exitCode == 5)
        #expect(try approve("sam").message.contains("expired") == false)
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `A late rejection asks for the same as one in time`() throws {
        folder.set(expires)
        #expect(
            try refusal { try folder.desk("sam").decide(Decision(.reject(reason: nil)), on: id) }.obligation == .reason)
        #expect(
            try refusal { try folder.desk("mei").decide(Decision(.withdraw), on: id) }.obligation == .submitter)
        #expect(try folder.events(id).count == 1)
    }

    @Test func `The clock stays what it was through a step, an escalation, an assignment and an edit`() throws {
        func stays(_ id: HandoffID) throws { #expect(try folder.desk().row(id)?.expires == expires) }
        let other = try folder.desk().submit(try Sample.submission(key: "k2", invoice: "2", amount: 6_000)).id
        try folder.desk("sam").decide(Decision(.approve), on: other)
        try stays(other)
        let patch = try JSONValue(parsing: #"[{"op": "replace", "path": "/amount", "value": 7000}]"#)
        _ = try folder.desk("mei").edit(Edit(.patch(patch)), of: id)
        try stays(id)
        try folder.desk("petra").decide(Decision(.assign(to: .person("sam"))), on: id)
        try stays(id)
        try folder.desk("sam").decide(Decision(.escalate(reason: "unclear", to: [])), on: id)
        try stays(id)
        folder.set(expires)
        #expect(try folder.desk("robin").dossier(id).expired == expires)
        #expect(try approve("robin").message.contains("expired at"))
    }

    @Test func `What was returned, approved or withdrawn does not expire`() throws {
        let others = try (2...3).map {
            try folder.desk().submit(try Sample.submission(key: "k\($0)", invoice: "\($0)")).id
        }
        try folder.desk("sam").decide(Decision(.returnForRework, note: "n"), on: id)
        try folder.desk("sam").decide(Decision(.approve), on: others[0])
        try folder.desk("kim").decide(Decision(.withdraw), on: others[1])
        folder.set(expires.adding(milliseconds: 1))
        for id in [id] + others {
            #expect(try folder.desk().row(id)?.expires == nil && folder.desk().dossier(id).expired == nil)
        }
    }

    @Test func `A queue that says another expiry than the log is named`() throws {
        try folder.tamper("UPDATE handoff SET expires = expires + 1")
        #expect(try folder.desk().verify().fault?.message.contains("the queue says something else") ?? false)
    }
}
