import Handoff
import JSON
import Testing

@Suite struct StandingTests {
    @Test func `A handoff begins with its submission and nothing else`() {
        for kind in Event.Kind.allCases where kind != .submitted {
            var event = Event.submission(.proposed)
            event.kind = kind
            #expect(Standing(event) == nil)
        }
        #expect(Standing(Event.submission(.draft))?.state == .draft)
    }

    @Test func `Approvals are kept until the draft changes`() throws {
        var standing = try #require(Standing(Event.submission(.proposed)))
        standing.apply(.approval(by: "kim", step: "first", next: "second", to: .proposed, version: 2))
        #expect(standing.approvals.map(\.person) == ["kim"])
        #expect(standing.step == "second")
        #expect(standing.due != nil)
        var revision = Event.submission(.proposed)
        (revision.kind, revision.version) = (.revised, 3)
        revision.by = Actor(person: "lee", account: "lee")
        standing.apply(revision)
        #expect(standing.approvals.isEmpty)
        #expect(standing.step == "first")
        #expect(standing.revisers == ["lee"])
        #expect(standing.submitter.person == "sam")
    }

    @Test func `A return voids approvals and keeps the draft out until it is brought in again`() throws {
        var standing = try #require(Standing(Event.submission(.proposed)))
        standing.apply(.approval(by: "kim", step: "first", next: "second", to: .proposed, version: 2))
        var event = Event(.returned, at: Instant(milliseconds: 3), by: .system, handoff: nil)
        (event.from, event.to, event.version) = (.proposed, .draft, 3)
        standing.apply(event)
        #expect(standing.state == .draft && standing.isReturned)
        #expect(standing.approvals.isEmpty && standing.step == nil && standing.expires == nil)
    }

    @Test func `The last approval ends the clock`() throws {
        var standing = try #require(Standing(Event.submission(.proposed)))
        standing.apply(.approval(by: "kim", step: "first", next: nil, to: .approved, version: 2))
        #expect(standing.state == .approved && standing.due == nil && standing.expires == nil && standing.step == nil)
    }

    @Test func `An escalation keeps the open step and ends with the state`() throws {
        var standing = try #require(Standing(Event.submission(.proposed)))
        var event = Event(.escalated, at: Instant(milliseconds: 3), by: .system, handoff: nil)
        (event.from, event.to, event.version, event.parties) = (.proposed, .escalated, 2, [.person("robin")])
        standing.apply(event)
        #expect(standing.step == "first" && standing.escalatedTo == [.person("robin")])
        standing.apply(.approval(by: "robin", step: "first", next: "second", to: .proposed, version: 3))
        #expect(standing.state == .proposed && standing.escalatedTo.isEmpty)
    }

    @Test func `A comment changes nothing`() throws {
        let standing = try #require(Standing(Event.submission(.proposed)))
        var after = standing
        after.apply(Event(.commented, at: Instant(milliseconds: 9), by: .system))
        #expect(after == standing)
    }

    @Test func `The digest covers each thing that an approver decides on`() throws {
        let standing = try #require(Standing(Event.submission(.proposed)))
        let id = try #require(HandoffID("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let digest = Handoff.digest(store: "s", id: id, standing: standing, reference: "r")
        var changed: [ContentHash] = [
            Handoff.digest(store: "t", id: id, standing: standing, reference: "r"),
            Handoff.digest(store: "s", id: id, standing: standing, reference: nil),
        ]
        let other = ContentHash(of: [9])
        let changes: [(inout Standing) -> Void] = [
            { $0.version += 1 }, { $0.contract.digest = other }, { $0.system = "x" }, { $0.record = "x" },
            { $0.owner = .person("x") }, { $0.owner = nil }, { $0.step = "second" }, { $0.step = nil },
            { $0.commitments.title = other }, { $0.commitments.payload = other }, { $0.commitments.evidence = [] },
            { $0.commitments.trace = other }, { $0.commitments.unresolved = other },
        ]
        for change in changes {
            var standing = standing
            change(&standing)
            changed.append(Handoff.digest(store: "s", id: id, standing: standing, reference: "r"))
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
