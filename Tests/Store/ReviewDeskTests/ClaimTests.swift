import ContractEngine
import Foundation
import Handoff
import JSON
import Synchronization
import Testing

@testable import HandoffStore
@testable import ReviewDesk

@Suite struct ClaimTests {
    private let folder: StoreFolder
    private let id: HandoffID

    init() throws {
        folder = try StoreFolder()
        id = try folder.desk().submit(try Sample.submission()).id
    }

    private let quarter: Int64 = 15 * 60_000

    @Test func `A claim shows, changes neither version nor digest, and is no event`() throws {
        let before = try #require(try folder.desk().row(id))
        let (events, changes) = (try folder.events(id).count, try folder.desk().changeCount())
        let claim = try folder.desk("sam").claim(id)
        #expect(claim == Claim(person: "sam", until: folder.now.adding(milliseconds: quarter)))
        #expect(try folder.desk().row(id) == before && folder.events(id).count == events)
        #expect(try folder.desk().changeCount() == changes + 1, "who waits for news sees it")
        let dossier = try folder.desk("mei").dossier(id)
        #expect(dossier.claim == claim && dossier.claimedBy == "Sam")
        #expect(dossier.json["claim"]?["by"] == "person:sam")
        #expect(dossier.obligations.first { $0.kind == .claim }?.until == claim.until)
        #expect(dossier.refusal(of: .approve)?.obligation == .claim)
        #expect(dossier.refusal(of: .claim)?.obligation == .claim)
        #expect(try folder.desk().claims(on: [id]) == [id: claim])
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `It lapses by the clock, and again it is prolonged`() throws {
        try folder.desk("sam").claim(id)
        folder.advance(quarter - 1)
        #expect(try refusal { try folder.desk("mei").claim(id) }.obligation == .claim)
        let again = try folder.desk("sam").claim(id)
        #expect(again.until == folder.now.adding(milliseconds: quarter))
        folder.advance(quarter)
        #expect(try folder.desk().claims(on: [id]).isEmpty && folder.desk().dossier(id).claim == nil)
        #expect(try folder.desk("mei").claim(id).person == "mei")
    }

    @Test func `The contract says how long`() throws {
        let contract = Sample.contract.replacingOccurrences(
            of: "  recall_window: PT2M", with: "  recall_window: PT2M\n  claim: PT1H")
        let folder = try StoreFolder(contracts: ["pay": contract])
        let id = try folder.desk().submit(try Sample.submission()).id
        #expect(try folder.desk("sam").claim(id).until == folder.now.adding(milliseconds: 3_600_000))
    }

    @Test func `A decision on another's claim is refused unless it says so, and the journal says over whom`() throws {
        let claim = try folder.desk("sam").claim(id)
        let error = try refusal { try folder.desk("mei").decide(Decision(.approve), on: id) }
        #expect(error.exitCode == 4 && error.obligation == .claim)
        #expect(error.json["error"]?["by"] == "person:sam")
        #expect(error.json["error"]?["until"]?.string == claim.until.description)
        #expect(try refusal { try folder.desk("mei").edit(Edit(.patch([])), of: id) }.obligation == .claim)
        var decision = Decision(.approve)
        decision.overridesClaim = true
        #expect(try folder.desk("mei").decide(decision, on: id).state == .approved)
        #expect(try folder.events(id).last?.happening?.judgment?.overClaim == "sam")
        #expect(try folder.desk().verify().fault == nil)
    }

    @Test func `A decision ends the claim, a comment does not`() throws {
        let id = try folder.desk().submit(try Sample.submission(key: "k2", invoice: "2", amount: 6_000)).id
        try folder.desk("sam").claim(id)
        try folder.desk("mei").decide(Decision(.comment, note: "?"), on: id)
        #expect(try folder.desk().claims(on: [id]).count == 1)
        #expect(try folder.desk("sam").decide(Decision(.approve), on: id).step == "cfo")
        #expect(try folder.desk().claims(on: [id]).isEmpty)
        #expect(try folder.desk("robin").claim(id).person == "robin")
        #expect(try folder.desk("robin").decide(Decision(.approve), on: id).state == .approved)
    }

    @Test func `What waits for nobody's decision is claimed by nobody`() throws {
        try folder.desk("sam").claim(id)
        try folder.desk("kim").decide(Decision(.withdraw), on: id)
        #expect(try folder.desk().claims(on: [id]).isEmpty)
        let error = try refusal { try folder.desk("sam").claim(id) }
        #expect(error.exitCode == 5 && error.conflict?.event?.kind == .withdrawn)
    }

    @Test func `One's own claim is released by oneself, another's by a lead`() throws {
        #expect(try folder.desk("mei").release(id) == false)
        try folder.desk("sam").claim(id)
        #expect(try refusal { try folder.desk("mei").release(id) }.obligation == .claim)
        #expect(try folder.desk("petra").release(id))
        try folder.desk("sam").claim(id)
        #expect(try folder.desk("sam").release(id))
        #expect(try folder.desk().claims(on: [id]).isEmpty)
        #expect(try refusal { try folder.desk(account: "nobody").release(id) }.obligation == .person)
    }

    @Test func `A claim on what has changed since is a conflict, and on what expired too`() throws {
        let seen = try #require(try folder.desk().row(id))
        try folder.desk("kim").decide(Decision(.returnForRework, note: "n"), on: id)
        #expect(try refusal { try folder.desk("sam").claim(id, version: seen.version) }.exitCode == 5)
        _ = try folder.desk().resubmit(id)
        folder.advance(3 * 86_400_000)
        #expect(try refusal { try folder.desk("sam").claim(id) }.conflict?.event?.reason == "expired")
        #expect(try folder.desk().row(id)?.state == .rejected)
    }

    @Test func `Of many at the same moment one has it, and the others are told who`() throws {
        let people = (0..<8).map { ["sam", "mei", "kim"][$0 % 3] }
        let won = Mutex<[String]>([])
        let lost = Mutex<[String]>([])
        let desks = try people.map { try folder.desk($0, wait: 60) }
        DispatchQueue.concurrentPerform(iterations: people.count) { index in
            do throws(DeskError) {
                let claim = try desks[index].claim(id)
                won.withLock { $0.append(claim.person) }
            } catch {
                if case .refused(let refusal) = error, let claim = refusal.claim {
                    lost.withLock { $0.append(claim.person) }
                }
            }
        }
        let winner = Set(won.withLock { $0 })
        #expect(winner.count == 1)
        #expect(Set(lost.withLock { $0 }) == winner)
        #expect(won.withLock { $0.count } + lost.withLock { $0.count } == people.count)
    }

    @Test func `One approval of several ends the claim of who gave it`() throws {
        let folder = try StoreFolder()
        try folder.write(
            Sample.contract.replacingOccurrences(of: "by: role:clerk", with: "by: role:clerk, quorum: 2"),
            to: "contracts/pay.yaml")
        let id = try folder.desk().submit(try Sample.submission()).id
        try folder.desk("sam").claim(id)
        let status = try folder.desk("sam").decide(Decision(.approve), on: id)
        #expect(status.state == .proposed && status.version == 1)
        #expect(try folder.desk().claims(on: [id]).isEmpty)
    }
}
