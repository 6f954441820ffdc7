import ContractFixtures
import Handoff
import JSON
import Testing

@testable import ContractEngine
@testable import ContractReview

@Suite struct BacktestTests {
    private static let clerk = PlannedStep(step: "clerk", by: .role("clerk"), quorum: 1)
    private static let cfo = PlannedStep(step: "cfo", by: .role("cfo"), quorum: 1)

    /// What followed an admission.
    private enum Later {
        case approval(HandoffState)
        case execution
        case rejection(by: String?)
        case returning
        case revision(HandoffState)
    }

    /// A past of one admission and what followed it.
    private static func past(
        _ state: HandoffState, _ later: Later..., plan: [PlannedStep] = [clerk]
    ) throws -> PastOutcome {
        var events = [event(.submitted(admitted(to: state, plan)), by: nil, number: 0)]
        for (index, step) in later.enumerated() {
            let (happening, person) = happening(step, plan)
            events.append(event(happening, by: person, number: index + 1))
        }
        return try #require(PastOutcome(events))
    }

    private static func event(_ happening: Event.Happening, by person: String?, number: Int) -> Event {
        var event = Event(
            happening, to: Sample.id, at: Sample.now.adding(milliseconds: Int64(number)),
            by: Actor(person: person, account: "x"))
        event.sequence = number
        return event
    }

    private static func happening(_ later: Later, _ plan: [PlannedStep]) -> (Event.Happening, by: String?) {
        let judgment = Event.Judgment(on: Event.Decided(version: 1, digest: hash))
        func move(_ to: HandoffState) -> Event.Move { Event.Move(version: 2, from: .proposed, to: to) }
        return switch later {
        case .approval(let state):
            (
                .approved(
                    Event.Approved(from: .proposed, to: state, judgment: judgment, approvedStep: plan.first?.step)),
                "kim"
            )
        case .execution: (.executed(Event.Executed(move: move(.executed), delivered: nil)), nil)
        case .rejection(let person):
            (
                .rejected(
                    Event.Rejected(
                        move: move(.rejected), reason: nil, judgment: person.map { _ in judgment })), person
            )
        case .returning: (.returned(Event.Closed(move: move(.draft), judgment: judgment)), "kim")
        case .revision(let state): (.revised(admitted(to: state, plan)), "kim")
        }
    }

    private static let hash = ContentHash(of: [])

    private static func admitted(to state: HandoffState, _ plan: [PlannedStep]) -> Event.Admitted {
        Event.Admitted(
            move: Event.Move(version: 1, from: nil, to: state),
            contract: ContractReference(name: "finance.payment", version: 3, digest: hash), system: "erp",
            record: "bill", owner: .team("ap"), band: "high", plan: plan, step: plan.first?.step,
            commitments: Commitments(
                title: hash, payload: hash, evidence: [], trace: hash, unresolved: hash, envelope: hash),
            findings: hash)
    }

    private static func admission(_ state: HandoffState, plan: [PlannedStep] = [clerk], held: String? = nil)
        -> Admission
    {
        var findings = Findings()
        if let held {
            findings.violations = [.init(id: held, path: "/", message: "", severity: .error)]
        }
        var admission = Admission(state: state, owner: nil, band: "high", findings: findings)
        admission.plan = plan
        return admission
    }

    @Test func `What people made of it is what came after its last submission`() throws {
        #expect(try Self.past(.proposed).outcome == .init(route: .person, verdict: .none))
        #expect(try Self.past(.proposed, .approval(.proposed)).outcome.verdict == .none)
        #expect(
            try Self.past(.proposed, .approval(.approved), .execution).outcome.verdict
                == .approved)
        #expect(try Self.past(.proposed, .rejection(by: "kim")).outcome.verdict == .rejected)
        #expect(try Self.past(.proposed, .rejection(by: nil)).outcome.verdict == .none)
        #expect(try Self.past(.proposed, .returning).outcome.verdict == .returned)
        let revised = try Self.past(.draft, .rejection(by: "kim"), .revision(.proposed))
        #expect(revised.outcome == .init(route: .person, verdict: .none) && revised.sequence == 2)
        #expect(PastOutcome([]) == nil)
    }

    @Test func `Each finding has its handoffs`() throws {
        let rejected = try Self.past(.proposed, .rejection(by: "kim"))
        let approved = try Self.past(.proposed, .approval(.approved))
        let cases: [(PastOutcome, Admission, Set<Backtest.Finding>)] = [
            (rejected, Self.admission(.approved, plan: []), [.passesThoughRejected]),
            (approved, Self.admission(.approved, plan: []), [.passesAsApproved]),
            (try Self.past(.escalated, .returning), Self.admission(.approved), [.passesThoughReturned]),
            (try Self.past(.proposed), Self.admission(.approved), [.passesUndecided]),
            (approved, Self.admission(.draft, held: "schema"), [.heldThoughApproved]),
            (rejected, Self.admission(.draft, held: "schema"), [.heldNow]),
            (try Self.past(.draft), Self.admission(.draft, held: "schema"), []),
            (try Self.past(.draft), Self.admission(.proposed), [.acceptedNow]),
            (try Self.past(.approved, plan: []), Self.admission(.proposed), [.personNow]),
            (approved, Self.admission(.escalated), [.escalatedNow]),
            (try Self.past(.escalated), Self.admission(.proposed), [.noLongerEscalated]),
            (approved, Self.admission(.proposed, plan: [Self.clerk, Self.cfo]), [.furtherStep]),
            (try Self.past(.proposed, plan: [Self.clerk, Self.cfo]), Self.admission(.proposed), [.fewerSteps]),
            (
                approved, Self.admission(.proposed, plan: [PlannedStep(step: "clerk", by: .person("mei"), quorum: 2)]),
                [.otherTaker, .higherQuorum]
            ),
            (
                try Self.past(.proposed, plan: [PlannedStep(step: "clerk", by: .role("clerk"), quorum: 2)]),
                Self.admission(.proposed), [.lowerQuorum]
            ),
            (approved, Self.admission(.proposed), []),
        ]
        for (past, admission, findings) in cases {
            var backtest = Backtest(of: try Sample.contract())
            backtest.count(past, admission)
            for finding in Backtest.Finding.allCases {
                #expect(
                    backtest[finding].count == (findings.contains(finding) ? 1 : 0), "\(finding) of \(past.outcome)")
            }
            #expect(backtest.table[past.outcome]?.values.reduce(0, +) == 1)
        }
    }

    @Test func `Each handoff is named with the steps that a finding is about`() throws {
        func steps(_ old: [PlannedStep], _ admission: Admission, _ finding: Backtest.Finding) throws -> [String]? {
            var backtest = Backtest(of: try Sample.contract())
            backtest.count(try Self.past(.proposed, plan: old), admission)
            let shown = backtest.json["findings"]?[finding.rawValue]?["steps"]?[Sample.id.description]?.array
            #expect(shown?.compactMap(\.string) == backtest[finding].members.first?.steps)
            return backtest[finding].members.first?.steps
        }
        let two = PlannedStep(step: "clerk", by: .person("mei"), quorum: 2)
        #expect(try steps([Self.clerk, Self.cfo], Self.admission(.proposed), .fewerSteps) == ["cfo"])
        #expect(
            try steps([Self.clerk, Self.cfo], Self.admission(.approved, plan: []), .passesUndecided) == [
                "clerk", "cfo",
            ])
        #expect(
            try steps([Self.clerk], Self.admission(.proposed, plan: [Self.clerk, Self.cfo]), .furtherStep) == ["cfo"])
        #expect(try steps([two], Self.admission(.proposed), .lowerQuorum) == ["clerk: 1 instead of 2"])
        #expect(
            try steps([two], Self.admission(.escalated), .otherTaker) == ["clerk: role:clerk instead of person:mei"])
        #expect(try steps([Self.clerk], Self.admission(.proposed), .fewerSteps) == nil)
    }

    @Test func `Parts add up to the whole, and lists end at their limit`() throws {
        let past = try Self.past(.proposed, .rejection(by: "kim"))
        var (whole, first, second) = (
            Backtest(of: try Sample.contract(), listing: 3), Backtest(of: try Sample.contract(), listing: 3),
            Backtest(of: try Sample.contract(), listing: 3)
        )
        for number in 0..<5 {
            let admission = number == 4 ? Self.admission(.draft, held: "schema") : Self.admission(.approved)
            whole.count(past, admission)
            if number < 2 { first.count(past, admission) } else { second.count(past, admission) }
        }
        second.countUnreadable()
        whole.countUnreadable()
        first.add(second)
        #expect(first.json == whole.json)
        #expect(whole[.passesThoughRejected].count == 4 && whole[.passesThoughRejected].ids.count == 3)
        #expect(whole.heldBecause == ["schema": 1])
        #expect(whole.expectedSample == 4 * 0.05)
    }

    @Test(
        arguments: [
            ("2026-11-01", "2026-11-01T00:00:00.000Z"), ("2026-11-01T10:00:00+01:00", "2026-11-01T09:00:00.000Z"),
            ("30d", "2026-10-24T09:00:00.000Z"), ("12h", "2026-11-22T21:00:00.000Z"),
            ("P1W", "2026-11-16T09:00:00.000Z"),
            ("PT30M", "2026-11-23T08:30:00.000Z"), ("2w", "2026-11-09T09:00:00.000Z"), ("yesterday", nil), ("30", nil),
            ("", nil), ("-3d", nil), ("2026-13-01", nil),
        ] as [(String, String?)])
    func `A moment is a time, a day, or how long ago`(text: String, moment: String?) {
        #expect(Backtest.moment(text, now: Sample.now)?.description == moment)
    }
}
