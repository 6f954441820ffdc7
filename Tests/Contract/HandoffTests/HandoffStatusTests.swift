import CivilTime
import Handoff
import JSON
import Testing

@Suite struct HandoffStatusTests {
    @Test func `A handoff begins with its submission and nothing else`() {
        for kind in Event.Kind.allCases where kind != .submitted {
            var event = Event.submission(.proposed)
            event.kind = kind
            #expect(HandoffStatus(event) == nil)
        }
        #expect(HandoffStatus(Event.submission(.draft))?.state == .draft)
    }

    @Test func `Approvals are kept until the draft changes`() throws {
        var status = try #require(HandoffStatus(Event.submission(.proposed)))
        status.apply(.approval(by: "kim", step: "first", next: "second", to: .proposed, version: 2))
        #expect(status.approvals.map(\.person) == ["kim"])
        #expect(status.step == "second")
        #expect(status.due != nil)
        var revision = Event.submission(.proposed)
        (revision.kind, revision.version) = (.revised, 3)
        revision.by = Actor(person: "lee", account: "lee")
        status.apply(revision)
        #expect(status.approvals.isEmpty)
        #expect(status.step == "first")
        #expect(status.revisers == ["lee"])
        #expect(status.submitter.person == "sam")
    }

    @Test func `A return voids approvals and keeps the draft out until it is brought in again`() throws {
        var status = try #require(HandoffStatus(Event.submission(.proposed)))
        status.apply(.approval(by: "kim", step: "first", next: "second", to: .proposed, version: 2))
        var event = Event(.returned, at: Instant(milliseconds: 3), by: .system, handoff: nil)
        (event.from, event.to, event.version) = (.proposed, .draft, 3)
        status.apply(event)
        #expect(status.state == .draft && status.isReturned)
        #expect(status.approvals.isEmpty && status.step == nil && status.expires == nil)
    }

    @Test func `The last approval ends the clock`() throws {
        var status = try #require(HandoffStatus(Event.submission(.proposed)))
        status.apply(.approval(by: "kim", step: "first", next: nil, to: .approved, version: 2))
        #expect(status.state == .approved && status.due == nil && status.expires == nil && status.step == nil)
    }

    @Test func `An escalation keeps the open step and ends with the state`() throws {
        var status = try #require(HandoffStatus(Event.submission(.proposed)))
        var event = Event(.escalated, at: Instant(milliseconds: 3), by: .system, handoff: nil)
        (event.from, event.to, event.version, event.parties) = (.proposed, .escalated, 2, [.person("robin")])
        status.apply(event)
        #expect(status.step == "first" && status.escalatedTo == [.person("robin")])
        status.apply(.approval(by: "robin", step: "first", next: "second", to: .proposed, version: 3))
        #expect(status.state == .proposed && status.escalatedTo.isEmpty)
    }

    @Test func `A comment changes nothing`() throws {
        let status = try #require(HandoffStatus(Event.submission(.proposed)))
        var after = status
        after.apply(Event(.commented, at: Instant(milliseconds: 9), by: .system))
        #expect(after == status)
    }

    @Test func `The digest covers each thing that an approver decides on`() throws {
        let status = try #require(HandoffStatus(Event.submission(.proposed)))
        let id = try #require(HandoffID("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let digest = Handoff.digest(store: "s", id: id, status: status, reference: "r")
        var changed: [ContentHash] = [
            Handoff.digest(store: "t", id: id, status: status, reference: "r"),
            Handoff.digest(store: "s", id: id, status: status, reference: nil),
        ]
        let other = ContentHash(of: [9])
        let changes: [(inout HandoffStatus) -> Void] = [
            { $0.version += 1 }, { $0.contract.digest = other }, { $0.system = "x" }, { $0.record = "x" },
            { $0.owner = .person("x") }, { $0.owner = nil }, { $0.step = "second" }, { $0.step = nil },
            { $0.commitments.title = other }, { $0.commitments.payload = other }, { $0.commitments.evidence = [] },
            { $0.commitments.trace = other }, { $0.commitments.unresolved = other },
        ]
        for change in changes {
            var status = status
            change(&status)
            changed.append(Handoff.digest(store: "s", id: id, status: status, reference: "r"))
        }
        #expect(Set(changed + [digest]).count == changed.count + 1)
    }
}

extension Event {
    static func submission(_ state: HandoffState) -> Event {
        let hash = ContentHash(of: [1])
        var event = Event(.submitted, at: Instant(milliseconds: 1), by: Actor(person: "sam", account: "sam"))
        (event.version, event.to, event.digest) = (1, state, hash)
        event.contract = ContractReference(name: "c", version: 1, digest: hash)
        (event.system, event.record, event.owner, event.band) = ("erp", "bill", .team("ap"), "high")
        event.plan = [
            PlannedStep(step: "first", by: .role("clerk"), quorum: 1),
            PlannedStep(step: "second", by: .role("cfo"), quorum: 1),
        ]
        event.step = "first"
        (event.due, event.expires) = (Instant(milliseconds: 50), Instant(milliseconds: 100))
        event.commitments = Commitments(
            title: hash, payload: hash, evidence: [hash], trace: hash, unresolved: hash, envelope: hash)
        return event
    }

    static func approval(by person: String, step: String, next: String?, to: HandoffState, version: Int) -> Event {
        var event = Event(.approved, at: Instant(milliseconds: 2), by: Actor(person: person, account: person))
        (event.from, event.to, event.version) = (.proposed, to, version)
        (event.approvedStep, event.step) = (step, next)
        event.decidedOn = Decided(version: version - 1, digest: ContentHash(of: [1]))
        return event
    }
}
