import Handoff
import JSON
import Testing

@testable import ContractEngine

@Suite struct BacktestTests {
    private static let clerk = PlannedStep(step: "clerk", by: .role("clerk"), quorum: 1)
    private static let cfo = PlannedStep(step: "cfo", by: .role("cfo"), quorum: 1)

    /// A past of one admission and what followed it.
    private static func past(
        _ state: HandoffState, _ later: (Event.Kind, HandoffState, String?)..., plan: [PlannedStep] = [clerk]
    ) throws -> PastOutcome {
        let bot = Actor(person: nil, account: "bot")
        var events = [Event(.submitted(admitted(state, plan)), to: Sample.id, at: Sample.now, by: bot)]
        for (kind, to, person) in later {
            var event = Event(
                happening(kind, to, by: person, plan), to: Sample.id, at: Sample.now.adding(milliseconds: 1),
                by: Actor(person: person, account: "x"))
            event.sequence = events.count
            events.append(event)
        }
        return try #require(PastOutcome(events))
    }

    private static func admitted(_ state: HandoffState, _ plan: [PlannedStep]) -> Event.Admitted {
        let hash = ContentHash(of: [1])
        return Event.Admitted(
            move: Event.Move(version: 1, from: nil, to: state),
            contract: ContractReference(name: "c", version: 1, digest: hash), system: "erp", record: "bill",
            owner: nil, band: "high", plan: plan, step: plan.first?.step,
            commitments: Commitments(
                title: hash, payload: hash, evidence: [], trace: hash, unresolved: hash, envelope: hash),
            findings: hash)
    }

    private static func happening(
        _ kind: Event.Kind, _ to: HandoffState, by person: String?, _ plan: [PlannedStep]
    ) -> Event.Happening {
        let move = Event.Move(version: 2, from: .proposed, to: to)
        let judgment = Event.Judgment(on: Event.Decided(version: 1, digest: ContentHash(of: [1])))
        switch kind {
        case .approved:
            return .approved(
                Event.Approved(from: .proposed, to: to, version: 2, judgment: judgment, approvedStep: "clerk"))
        case .rejected:
            return .rejected(Event.Rejected(move: move, reason: nil, judgment: person.map { _ in judgment }))
        case .returned: return .returned(Event.Closed(move: move, judgment: judgment))
        case .executed: return .executed(Event.Executed(move: move, delivered: nil))
        case .recalled: return .recalled(Event.Recalled(move: move, judgment: judgment))
        default: return .revised(admitted(to, plan))
        }
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
        #expect(try Self.past(.proposed, (.approved, .proposed, "kim")).outcome.verdict == .none)
        #expect(
            try Self.past(.proposed, (.approved, .approved, "kim"), (.executed, .executed, nil)).outcome.verdict
                == .approved)
        #expect(try Self.past(.proposed, (.rejected, .rejected, "kim")).outcome.verdict == .rejected)
        #expect(try Self.past(.proposed, (.rejected, .rejected, nil)).outcome.verdict == .none)
        #expect(try Self.past(.proposed, (.returned, .draft, "kim")).outcome.verdict == .returned)
        let revised = try Self.past(.draft, (.rejected, .rejected, "kim"), (.revised, .proposed, "kim"))
        #expect(revised.outcome == .init(route: .person, verdict: .none) && revised.sequence == 2)
        #expect(PastOutcome([]) == nil)
    }

    @Test func `Each finding has its handoffs`() throws {
        let rejected = try Self.past(.proposed, (.rejected, .rejected, "kim"))
        let approved = try Self.past(.proposed, (.approved, .approved, "kim"))
        let cases: [(PastOutcome, Admission, Set<Backtest.Finding>)] = [
            (rejected, Self.admission(.approved, plan: []), [.passesThoughRejected]),
            (approved, Self.admission(.approved, plan: []), [.passesAsApproved]),
            (try Self.past(.escalated, (.returned, .draft, "kim")), Self.admission(.approved), [.passesThoughReturned]),
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

    @Test func `Parts add up to the whole, and lists end at their limit`() throws {
        let past = try Self.past(.proposed, (.rejected, .rejected, "kim"))
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
