import ContractEngine
import Foundation
import Handoff
import JSON
import Synchronization
import Testing

@testable import HandoffStore
@testable import ReviewDesk

@Suite struct DecideTests {
    private let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    private func submit(amount: Int = 2_000, key: String = "k1") throws -> HandoffID {
        try folder.desk().submit(try Sample.submission(key: key, invoice: key, amount: amount)).id
    }

    @Test func `Two steps, two people, each on the journal`() throws {
        let id = try submit(amount: 6_000)
        #expect(try folder.desk("sam").decide(Decision(.approve, note: "seen"), on: id).step == "cfo")
        #expect(try refusal { try folder.desk("mei").decide(Decision(.approve), on: id) }.obligation == .step("cfo"))
        let status = try folder.desk("robin").decide(Decision(.approve), on: id)
        #expect(status.state == .approved && status.version == 3)
        let dossier = try folder.desk().dossier(id)
        #expect(dossier.history.map(\.event.kind) == [.submitted, .approved, .approved])
        #expect(dossier.history[1].note == "seen" && dossier.history[1].by == "Sam")
        #expect(
            dossier.history[1].event.decidedOn?.version == 1
                && dossier.history[1].event.decidedOn?.digest == dossier.history[0].event.move?.digest)
    }

    @Test func `What a decision returns is what its events make, and what the queue lists`() throws {
        let id = try submit(amount: 6_000)
        let status = try folder.desk("sam").decide(Decision(.approve), on: id)
        #expect(try folder.desk().dossier(id).handoff.status == status)
        var replayed: HandoffStatus?
        for event in try folder.events(id) {
            try HandoffStatus.fold(&replayed, event)
        }
        #expect(replayed == status)
        let row = try #require(try folder.desk().row(id))
        #expect(
            row.state == status.state && row.version == status.version && row.digest == status.digest
                && row.step == "cfo")
        #expect(try folder.events(id).last?.move?.digest == status.digest)
    }

    @Test func `A decision on another version or digest is a conflict that names the first`() throws {
        let id = try submit(amount: 6_000)
        let seen = try #require(try folder.desk("sam").row(id))
        try folder.desk("sam").decide(Decision(.approve), on: id)
        try folder.desk("robin").decide(Decision(.returnForRework, note: "no"), on: id)
        for decision in [
            Decision(.approve, version: seen.version), Decision(.approve, digest: seen.digest.description),
            Decision(.approve, version: seen.version, digest: seen.digest.description),
        ] {
            let error = try refusal { try folder.desk("mei").decide(decision, on: id) }
            let conflict = try #require(error.conflict)
            #expect(error.exitCode == 5 && conflict.present == 3 && conflict.state == .draft)
            #expect(conflict.by == (decision.version == nil ? "Robin" : "Sam"))
        }
        #expect(try refusal { try folder.desk("mei").decide(Decision(.approve, version: 99), on: id) }.exitCode == 5)
        #expect(
            try refusal { try folder.desk("mei").decide(Decision(.comment, note: "x", digest: "abc"), on: id) }.exitCode
                == 64)
        let now = try #require(try folder.desk().row(id))
        try folder.desk("mei").decide(
            Decision(.comment, note: "x", version: 3, digest: String(now.digest.description.prefix(8))), on: id)
    }

    @Test func `Who decides on what is decided is told by whom and how`() throws {
        let id = try submit()
        try folder.desk("sam").decide(Decision(.reject(reason: "wrong")), on: id)
        let error = try refusal { try folder.desk("mei").decide(Decision(.approve), on: id) }
        #expect(error.exitCode == 5 && error.conflict?.by == "Sam" && error.conflict?.event?.kind == .rejected)
        #expect(
            error.json["error"]?["by"]?.string == "person:sam" && error.json["error"]?["what"]?.string == "rejected")
    }

    @Test func `Of many decisions at once, one wins and the others are told who did`() throws {
        let people = (0..<8).map { "p\($0)" }
        let listed = people.map { "  \($0): { name: \($0), roles: [clerk], teams: [ap] }" }.joined(separator: "\n")
        try folder.write(
            Sample.people.replacingOccurrences(of: "people:\n", with: "people:\n" + listed + "\n"), to: "people.yaml")
        let id = try submit()
        let desks = try people.map { try folder.desk($0, wait: 60) }
        let results = Mutex<[String: DeskError?]>([:])
        DispatchQueue.concurrentPerform(iterations: desks.count) { index in
            do throws(DeskError) {
                _ = try desks[index].decide(
                    index % 2 == 0 ? Decision(.approve) : Decision(.reject(reason: "wrong"), version: 1), on: id)
                results.withLock { $0[people[index]] = .some(nil) }
            } catch {
                results.withLock { $0[people[index]] = error }
            }
        }
        let outcome = results.withLock { $0 }
        let winners = outcome.filter { $0.value == nil }.keys
        #expect(outcome.count == 8 && winners.count == 1)
        for case (_, let error?) in outcome { #expect(error.conflict?.by == winners.first, "\(error)") }
        #expect(try folder.events(id).count == 2)
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `An escalatee's approval counts for the open step`() throws {
        let id = try submit(amount: 6_000)
        #expect(
            try refusal {
                try folder.desk("sam").decide(Decision(.escalate(reason: "unclear", to: [.person("petra")])), on: id)
            }.obligation == .entitled)
        try folder.desk("sam").decide(Decision(.escalate(reason: "unclear", to: [.person("mei")])), on: id)
        #expect(try folder.desk().row(id)?.state == .escalated)
        let status = try folder.desk("mei").decide(Decision(.approve), on: id)
        #expect(status.state == .proposed && status.step == "cfo" && status.approvals.map(\.step) == ["clerk"])
        #expect(try folder.desk("robin").decide(Decision(.approve), on: id).state == .approved)
    }

    @Test func `Returned for rework, it comes back by its producer`() throws {
        let id = try submit()
        #expect(try refusal { try folder.desk("sam").decide(Decision(.returnForRework), on: id) }.exitCode == 64)
        #expect(
            try folder.desk("sam").decide(Decision(.returnForRework, note: "which account?"), on: id).state == .draft)
        #expect(try refusal { try folder.desk("mei").decide(Decision(.approve), on: id) }.obligation == .contract)
        #expect(try refusal { try folder.desk("sam").resubmit(id) }.obligation == .submitter)
        let receipt = try folder.desk().resubmit(id)
        #expect(receipt.state == .proposed && receipt.version == 3)
    }

    @Test func `Its producer withdraws it, and others do not`() throws {
        let id = try submit()
        #expect(try refusal { try folder.desk("mei").decide(Decision(.withdraw), on: id) }.obligation == .submitter)
        #expect(try folder.desk().decide(Decision(.withdraw), on: id).state == .rejected)
        let second = try submit(key: "k2")
        #expect(try folder.desk("kim").decide(Decision(.withdraw), on: second).state == .rejected)
    }

    @Test func `A comment raises no version and is kept with its text`() throws {
        let id = try submit()
        var before = try #require(try folder.desk().row(id))
        #expect(try refusal { try folder.desk("petra").decide(Decision(.comment), on: id) }.exitCode == 64)
        try folder.desk("petra").decide(Decision(.comment, note: "soon"), on: id)
        before.marks.words = 1
        #expect(try folder.desk().row(id) == before)
        #expect(try folder.desk().dossier(id).history.last?.note == "soon")
        #expect(
            try refusal { try folder.desk(account: "nobody").decide(Decision(.comment, note: "x"), on: id) }.obligation
                == .person)
    }

    @Test func `A note has its limit`() throws {
        let id = try submit()
        let longest = String(repeating: "n", count: Desk.longestNote)
        try folder.desk("petra").decide(Decision(.comment, note: longest), on: id)
        #expect(
            try refusal { try folder.desk("petra").decide(Decision(.comment, note: longest + "n"), on: id) }.exitCode
                == 64)
    }

    @Test func `Opening evidence counts for this person, and goes on counting when only the step moves on`() throws {
        let contract = Sample.contract.replacingOccurrences(
            of: "  reasons:", with: "  must_view: [invoice]\n  reasons:")
        let folder = try StoreFolder(contracts: ["pay": contract])
        let id = try folder.desk().submit(try Sample.submission(amount: 6_000)).id
        #expect(
            String(decoding: try folder.desk("mei").openEvidence(id, item: 0).bytes, as: UTF8.self) == "Invoice 4711")
        #expect(
            try refusal { try folder.desk("sam").decide(Decision(.approve), on: id) }.obligation == .mustView("invoice")
        )
        _ = try folder.desk("robin").openEvidence(id, item: 0)
        let size = try folder.desk().changeCount()
        _ = try folder.desk("sam").openEvidence(id, item: 0)
        #expect(try folder.desk().changeCount() == size, "a view is a row, not an event")
        #expect(try folder.desk("sam").decide(Decision(.approve), on: id).step == "cfo")
        #expect(try folder.events(id).last?.decidedOn?.viewed.count == 1)
        #expect(try folder.desk("robin").decide(Decision(.approve), on: id).state == .approved)
        let shown = try folder.desk("kim").dossier(id)
        #expect(shown.viewed.isEmpty)
        #expect(
            shown.openings.map { $0.map(\.words) } == [
                ["opened by Sam (approved step 'clerk')", "opened by Robin (approved step 'cfo')"]
            ])
        #expect(shown.json["evidence"]?[0]?["opened"] == false)
        #expect(shown.json["evidence"]?[0]?["opened_by"]?[1]?["by"] == "person:robin")
        #expect(throws: DeskError.self) { try folder.desk("sam").openEvidence(id, item: 1) }
    }

    @Test func `What was seen counts for the draft that it was seen with, and for no other`() throws {
        let contract = Sample.contract.replacingOccurrences(
            of: "  reasons:", with: "  must_view: [invoice]\n  reasons:")
        let folder = try StoreFolder(contracts: ["pay": contract])
        let id = try folder.desk().submit(try Sample.submission(amount: 6_000)).id
        let seen = try folder.desk("robin").dossier(id).handoff.status.digest
        let content = try folder.desk("robin").readEvidence(id, item: 0)
        #expect(try folder.desk("robin").dossier(id).viewed.isEmpty)
        // Another approval moves it to the next step before the view is noted: the draft is the same.
        _ = try folder.desk("sam").openEvidence(id, item: 0)
        try folder.desk("sam").decide(Decision(.approve), on: id)
        let desk = try folder.desk("robin")
        #expect(try refusal { try desk.decide(Decision(.approve), on: id) }.obligation == .mustView("invoice"))
        #expect(try !desk.noteSeen(ContentHash(of: "another".utf8), of: id, digest: seen))
        #expect(try !desk.noteSeen(content.item.sha256, of: id, digest: ContentHash(of: "another".utf8)))
        #expect(try desk.dossier(id).viewed.isEmpty)
        #expect(try desk.noteSeen(content.item.sha256, of: id, digest: seen))
        #expect(try desk.dossier(id).viewed == [content.item.sha256])
        // An edit makes another draft of it: what was seen beside the old payload counts no more, and is not noted any more.
        let patch = try JSONValue(parsing: #"[{"op": "replace", "path": "/amount", "value": 7000}]"#)
        _ = try folder.desk("robin").edit(Edit(.patch(patch)), of: id)
        #expect(try desk.dossier(id).viewed.isEmpty)
        #expect(try !desk.noteSeen(content.item.sha256, of: id, digest: seen))
    }

    @Test func `A decision after the expiry rejects it, and tells so`() throws {
        let id = try submit()
        folder.advance(2 * 86_400_000 - 1)
        #expect(try folder.desk("sam").dossier(id).refusal(of: .comment) == nil)
        folder.advance(1)
        let error = try refusal { try folder.desk("sam").decide(Decision(.approve), on: id) }
        #expect(error.exitCode == 5 && error.conflict?.event?.reason == "expired" && error.conflict?.state == .rejected)
        #expect(error.message.contains("expired at 2026-11-25T09:00:00.000Z"), "\(error.message)")
        #expect(try folder.events(id).map(\.kind) == [.submitted, .rejected])
        #expect(try folder.desk().row(id)?.state == .rejected)
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `An event bears the time of its clock, whatever the clock of the one before it said`() throws {
        let id = try submit()
        let real = folder.now
        folder.advance(5 * 365 * 86_400_000)
        _ = try folder.desk().submit(try Sample.submission(key: "k2", invoice: "4712"))
        folder.set(real.adding(milliseconds: 60_000))
        try folder.desk("sam").decide(Decision(.approve), on: id)
        let other = try folder.desk().submit(try Sample.submission(key: "k3", invoice: "4713")).id
        #expect(try folder.events(id).map(\.at) == [real, folder.now])
        #expect(try folder.desk().row(other)?.submittedAt == folder.now)
        // The recall window is counted from the real time: nothing waits for the year of the clock that was ahead.
        folder.advance(3 * 60_000)
        #expect(try folder.desk().dueDeliveries() == [id])
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `What refuses before is what refuses then`() throws {
        let id = try submit(amount: 6_000)
        for person in ["kim", "sam", "mei", "robin", "petra"] {
            let dossier = try folder.desk(person).dossier(id)
            for (action, choice) in [
                (Action.approve, Decision.Choice.approve), (.reject, .reject(reason: "wrong")),
                (.escalate, .escalate(reason: "unclear", to: [])),
            ] {
                let copy = try StoreFolder()
                let same = try copy.desk().submit(try Sample.submission(amount: 6_000)).id
                let done = Result { try copy.desk(person).decide(Decision(choice), on: same) }
                let error: (any Error)? = if case .failure(let error) = done { error } else { nil }
                #expect(
                    (error as? DeskError)?.obligation == dossier.refusal(of: action)?.obligation, "\(person) \(action)")
            }
        }
    }

    @Test func `There is no such handoff`() throws {
        #expect(
            try refusal {
                try folder.desk("sam").decide(Decision(.approve), on: HandoffID("01ARZ3NDEKTSV4RRFFQ69G5FAV")!)
            }.exitCode == 66)
        #expect(try refusal { try folder.desk().handoffID("0!") }.exitCode == 66)
        #expect(try refusal { try folder.desk().handoffID("7") }.exitCode == 66)
        _ = try submit()
        _ = try submit(key: "k2")
        #expect(try refusal { try folder.desk().handoffID("0") }.exitCode == 66)
    }

    @Test func `Where the queue says something else than the log, nothing is shown and nothing is decided`() throws {
        let id = try submit(amount: 6_000)
        try folder.tamper("UPDATE handoff SET version = 2")
        let shown = try refusal { try folder.desk("sam").dossier(id) }
        #expect(shown.exitCode == 65 && shown.message.contains("audit verify"))
        #expect(try refusal { try folder.desk("sam").decide(Decision(.approve), on: id) }.exitCode == 65)
        #expect(try folder.desk().read { try $0.events(of: id).count } == 1)
    }
}
