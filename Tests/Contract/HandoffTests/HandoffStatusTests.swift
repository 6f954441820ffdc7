import CivilTime
import Fixtures
import Handoff
import JSON
import Testing

@Suite struct HandoffStatusTests {
    @Test func `A handoff begins with its submission and nothing else`() throws {
        var random = SeededRandom(seed: 5)
        for kind in Event.Kind.allCases {
            var status: HandoffStatus?
            let event = Event.any(kind, &random)
            if event.handoff == nil || kind == .submitted {
                try HandoffStatus.fold(&status, event)
                #expect((status != nil) == (kind == .submitted))
            } else {
                #expect(throws: EventError.self) { try HandoffStatus.fold(&status, event) }
            }
        }
    }

    @Test func `A handoff is submitted once`() {
        var status: HandoffStatus? = .submitted(.draft)
        let again = Event(
            .submitted(Event.admitted(.proposed)), to: Event.sampleID, at: Instant(milliseconds: 4), by: .system)
        #expect(throws: EventError.self) { try HandoffStatus.fold(&status, again) }
        #expect(status == .submitted(.draft))
    }

    @Test func `Approvals are kept until the draft changes`() throws {
        var status = HandoffStatus.submitted(.proposed)
        status.apply(Event.approval(step: "first", next: "second", to: .proposed, version: 2))
        #expect(status.approvals.map(\.person) == ["kim"])
        #expect(status.step == "second")
        #expect(status.due != nil)
        status.apply(.revised(Event.admitted(.proposed, version: 3, from: .proposed)), by: "lee")
        #expect(status.approvals.isEmpty)
        #expect(status.step == "first")
        #expect(status.revisers.map(\.person) == ["lee"])
        #expect(status.submitter.person == "sam")
    }

    @Test func `A return voids approvals and keeps the draft out until it is brought in again`() throws {
        var status = HandoffStatus.submitted(.proposed)
        status.apply(Event.approval(step: "first", next: "second", to: .proposed, version: 2))
        let move = Event.Move(version: 3, from: .proposed, to: .draft)
        status.apply(.returned(Event.Closed(move: move, judgment: Event.judgment)))
        #expect(status.state == .draft && status.isReturned)
        #expect(status.approvals.isEmpty && status.step == nil && status.expires == nil)
    }

    @Test func `The last approval ends the clock, and its digest is what is delivered`() throws {
        var status = HandoffStatus.submitted(.proposed)
        #expect(status.deliveryKey(of: Event.sampleID) == nil)
        status.apply(Event.approval(step: "first", next: nil, to: .approved, version: 2))
        #expect(status.state == .approved && status.due == nil && status.expires == nil && status.step == nil)
        #expect(status.deliveryKey(of: Event.sampleID) == "\(Event.sampleID)-\(status.digest)")
    }

    @Test func `The key of a delivery stays through its failure`() throws {
        var status = HandoffStatus.submitted(.proposed)
        status.apply(Event.approval(step: "first", next: nil, to: .approved, version: 2))
        let key = status.deliveryKey(of: Event.sampleID)
        status.apply(.leased(attempt: 1))
        let move = Event.Move(version: 3, from: .approved, to: .escalated, digest: ContentHash(of: [9]))
        status.apply(
            .deliveryFailed(
                Event.DeliveryFailed(
                    attempt: 1, message: ContentHash(of: [3]),
                    end: .escalated(move, to: [.person("robin")], isUncertain: true))))
        #expect(status.state == .escalated && status.isDeliveryEscalation)
        #expect(status.delivery?.condition == .unknown && status.deliveryKey(of: Event.sampleID) == key)
    }

    @Test func `An escalation keeps the open step and ends with the state`() throws {
        var status = HandoffStatus.submitted(.proposed)
        let move = Event.Move(version: 2, from: .proposed, to: .escalated)
        status.apply(
            .escalated(
                Event.Escalated(
                    move: move, reason: "unclear", parties: [.person("robin")], step: "first",
                    judgment: Event.judgment)))
        #expect(status.step == "first" && status.escalatedTo == [.person("robin")])
        #expect(status.assignees == [.person("robin")])
        status.apply(Event.approval(step: "first", next: "second", to: .proposed, version: 3), by: "robin")
        #expect(status.state == .proposed && status.escalatedTo.isEmpty && status.assignees == [.role("cfo")])
    }

    @Test func `A comment changes nothing but how much was said`() throws {
        let status = HandoffStatus.submitted(.proposed)
        var after = status
        after.apply(.commented(.note(ContentHash(of: [1]))))
        #expect(after.words == 1)
        after.words = 0
        #expect(after == status)
    }

    @Test func `The digest covers each thing that an approver decides on`() throws {
        let status = HandoffStatus.submitted(.proposed)
        let id = Event.sampleID
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
