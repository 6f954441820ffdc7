import ContractEngine
import Foundation
import Handoff
import JSON
import Synchronization
import Testing

@testable import HandoffStore
@testable import ReviewDesk

@Suite struct EditTests {
    private let folder: StoreFolder
    private let id: HandoffID

    init() throws {
        folder = try StoreFolder()
        id = try folder.desk().submit(try Sample.submission(amount: 6_000)).id
    }

    private func patch(_ text: String) throws -> Edit { Edit(.patch(try JSONValue(parsing: text))) }

    private func amount(_ number: String) throws -> Edit {
        try patch(#"[{"op": "replace", "path": "/amount", "value": \#(number)}]"#)
    }

    @Test func `An edit voids the approvals, raises the version, and makes an editor`() throws {
        try folder.desk("sam").decide(Decision(.approve), on: id)
        let before = try folder.desk().dossier(id)
        var edit = try amount("7000.50")
        edit.note = "a digit was missing"
        let result = try folder.desk("robin").edit(edit, of: id)
        let status = result.status
        #expect(status.version == 3 && status.state == .proposed && status.step == "clerk")
        #expect(status.approvals.isEmpty && status.editors.map(\.person) == ["robin"])
        #expect(result.difference.lines.map(\.description) == ["~ /amount: 6000 → 7000.50"])
        let dossier = try folder.desk("mei").dossier(id)
        #expect(dossier.handoff.status == status)
        #expect(dossier.handoff.contents.payload["amount"]?.number?.text == "7000.5")
        // What the edit is not about stays, commitments included.
        let (old, new) = (before.handoff.status.commitments, status.commitments)
        #expect(
            old.title == new.title && old.trace == new.trace && old.evidence == new.evidence
                && old.unresolved == new.unresolved && old.envelope == new.envelope && old.payload != new.payload)
        #expect(dossier.handoff.contents.reference == before.handoff.contents.reference)
        #expect(status.due == before.handoff.status.due && status.expires == before.handoff.status.expires)
        let event = try #require(dossier.history.last?.event)
        #expect(event.kind == .edited && event.decidedOn?.version == 2 && event.attachment(.patch) != nil)
        #expect(dossier.edits.count == 1 && dossier.edits[0].note == "a digit was missing")
        #expect(dossier.json["edits"]?[0]?["changes"]?[0]?["path"] == "/amount")
        #expect(dossier.json["edits"]?[0]?["by"] == "person:robin")
        #expect(try folder.desk().row(id)?.digest == status.digest)
        #expect(try folder.desk().verify().fault == nil)
        // The editor's separation holds on the way.
        #expect(try folder.desk("mei").decide(Decision(.approve), on: id).step == "cfo")
        #expect(
            try refusal { try folder.desk("robin").decide(Decision(.approve), on: id) }.obligation
                == .separation(.editor))
    }

    @Test func `The whole payload works as well, and the patch follows from it`() throws {
        let payload: JSONValue = ["invoice": "k1", "amount": 100, "note": "new"]
        let new = payload.object.map { JSONValue.object($0) } ?? .null
        let old = try folder.desk().dossier(id).handoff.contents.payload
        var object = try #require(new.object)
        object["invoice"] = old["invoice"]
        let result = try folder.desk("sam").edit(Edit(.payload(.object(object))), of: id)
        #expect(result.plan.map(\.step) == ["clerk"], "the plan follows the amount")
        #expect(try folder.desk().dossier(id).handoff.contents.payload == .object(object))
        #expect(try JSONPatch(result.difference.patch).apply(to: old) == .object(object))
    }

    @Test func `What no longer fulfils the contract is refused with all violations, and nothing is stored`() throws {
        let before = (try folder.desk().row(id), try folder.events(id).count)
        let error = try refusal {
            try folder.desk("sam").edit(patch(#"[{"op": "remove", "path": "/amount"}]"#), of: id)
        }
        guard case .unfulfilled(let violations) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(violations.contains { $0.id == "schema" })
        #expect(error.exitCode == 4 && error.json["error"]?["obligation"] == "contract")
        #expect(error.json["error"]?["violations"]?.array?.isEmpty == false)
        #expect(try folder.desk().row(id) == before.0 && folder.events(id).count == before.1)
        let preview = try folder.desk("sam").preview(patch(#"[{"op": "remove", "path": "/amount"}]"#), of: id)
        #expect(preview.isRefused && preview.violations == violations)
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `A preview stores nothing and says what the edit would`() throws {
        let before = (try folder.desk().row(id), try folder.events(id).count)
        let preview = try folder.desk("sam").preview(try amount("10"), of: id)
        #expect(!preview.isRefused && preview.plan.map(\.step) == ["clerk"] && preview.owner == .team("ap"))
        #expect(try folder.desk().row(id) == before.0 && folder.events(id).count == before.1)
        #expect(try folder.desk("sam").edit(try amount("10"), of: id).plan == preview.plan)
    }

    @Test func `An edit never passes without a person`() throws {
        let result = try folder.desk("sam").edit(try amount("10"), of: id)
        #expect(result.status.state == .proposed, "below a thousand and confident enough, it still is reviewed")
    }

    @Test func `What is escalated stays so, and a rule escalates what was proposed`() throws {
        try folder.desk("sam").decide(Decision(.escalate(reason: "unclear", to: [])), on: id)
        #expect(try refusal { try folder.desk("sam").edit(try amount("1"), of: id) }.obligation == .step("clerk"))
        let status = try folder.desk("robin").edit(try amount("7000"), of: id).status
        #expect(status.state == .escalated && status.escalatedTo == [.person("robin")])
        let contract = Sample.contract.replacingOccurrences(
            of: "  auto_approve:",
            with: "  escalate_when: [{ rule: 'payload.amount == 13', reason: Unlucky }]\n  auto_approve:")
        let other = try StoreFolder(contracts: ["pay": contract])
        let second = try other.desk().submit(try Sample.submission()).id
        let moved = try other.desk("sam").edit(try amount("13"), of: second).status
        #expect(moved.state == .escalated && moved.escalatedTo == [.person("robin")])
        #expect(try other.desk().verify().fault == nil)
    }

    @Test func `An edit stays on its record`() throws {
        let error = try refusal {
            try folder.desk("sam").edit(patch(#"[{"op": "replace", "path": "/invoice", "value": "other"}]"#), of: id)
        }
        #expect(error.obligation == .reference)
    }

    @Test(
        "What is no edit",
        arguments: [
            (#"[{"op": "replace", "path": "/gone", "value": 1}]"#, 65 as Int32), (#"{"op": "add"}"#, 65),
            (#"[{"op": "test", "path": "/amount", "value": 1}]"#, 65), ("[]", 64),
            (#"[{"op": "replace", "path": "/amount", "value": 6000.0}]"#, 64),
            (#"[{"op": "replace", "path": "/amount", "value": 12345678901234567890}]"#, 65),
        ])
    func refused(text: String, code: Int32) throws {
        #expect(try refusal { try folder.desk("sam").edit(patch(text), of: id) }.exitCode == code)
    }

    @Test func `Who may take the open step edits`() throws {
        for (person, obligation) in [("robin", Obligation.Kind.step("clerk")), ("petra", .step("clerk"))] {
            #expect(try refusal { try folder.desk(person).edit(try amount("1"), of: id) }.obligation == obligation)
        }
        #expect(try refusal { try folder.desk().edit(try amount("1"), of: id) }.obligation == .person)
        try folder.desk("sam").decide(Decision(.reject(reason: "wrong")), on: id)
        #expect(try refusal { try folder.desk("mei").edit(try amount("1"), of: id) }.exitCode == 5)
    }

    @Test func `Of those who edit what they saw at the same moment one does, and the others are told`() throws {
        let seen = try #require(try folder.desk().row(id))
        let people = (0..<6).map { ["sam", "mei", "kim"][$0 % 3] }
        let desks = try people.map { try folder.desk($0, wait: 60) }
        let codes = Mutex<[Int32]>([])
        DispatchQueue.concurrentPerform(iterations: people.count) { index in
            var edit = Edit(.patch([["op": "replace", "path": "/amount", "value": .number(JSONNumber(100 + index))]]))
            edit.version = seen.version
            do throws(DeskError) {
                _ = try desks[index].edit(edit, of: id)
                codes.withLock { $0.append(0) }
            } catch {
                codes.withLock { $0.append(error.exitCode) }
            }
        }
        #expect(codes.withLock { $0.sorted() } == [0, 5, 5, 5, 5, 5])
        #expect(try folder.events(id).map(\.kind) == [.submitted, .edited])
        #expect(try folder.desk().verify().fault == nil)
    }
}
