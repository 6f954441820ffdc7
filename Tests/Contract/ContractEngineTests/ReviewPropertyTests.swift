import CivilTime
import ContractFixtures
import Fixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// Random people do random things to a handoff: no order of them leads outside the tables.
@Suite struct ReviewPropertyTests {
    private static let allowed: Set<[HandoffState]> = [
        [.draft, .proposed], [.draft, .escalated], [.draft, .approved], [.draft, .draft], [.proposed, .proposed],
        [.proposed, .approved], [.proposed, .escalated], [.proposed, .draft], [.escalated, .draft],
        [.draft, .rejected], [.proposed, .rejected], [.escalated, .rejected], [.escalated, .approved],
        [.escalated, .proposed], [.approved, .executed], [.approved, .escalated], [.escalated, .executed],
        [.approved, .proposed], [.approved, .rejected], [.escalated, .escalated],
        // Where approval completes it, both moves are one ruling's.
        [.proposed, .executed], [.draft, .executed],
    ]
    static let names = ["kim", "sam", "mei", "lee", "robin", "petra", "hugo", "ghost"]

    /// Histories of every kind of sequence of steps, every command and every actor, in whatever state they come: 1,000 of them, and
    /// 10,000 in the full checks.
    @Test("No sequence of commands leaves the tables", arguments: 0..<100)
    func histories(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let contract = try Self.contract(&random)
        let isFull = ProcessInfo.processInfo.environment["COUNTERSIGN_FULL"] == "1"
        for _ in 0..<(isFull ? 100 : 10) {
            let asker = Self.names.randomElement(using: &random)!
            let candidate = Sample.candidate(
                payload: Sample.payload.with("amount", [10, 9_000].randomElement(using: &random)!)
                    .with("invoice", ["4711", "unknown"].randomElement(using: &random)!),
                confidence: "0.5", requestedBy: "person:" + asker)
            let submitter = Self.names.dropLast().randomElement(using: &random)!
            var review = try Review(contract, candidate, submitter: Actor(person: submitter, account: submitter))
            for _ in 0..<12 { try step(&review, asker: asker, submitter: submitter, &random) }
            try check(review)
        }
    }

    /// A history of random commands by random people.
    static func history(_ random: inout SeededRandom) throws -> Review {
        let asker = names.randomElement(using: &random)!
        let submitter = names.randomElement(using: &random)!
        let candidate = Sample.candidate(
            payload: Sample.payload.with("amount", [10, 9_000].randomElement(using: &random)!)
                .with("invoice", ["4711", "unknown"].randomElement(using: &random)!),
            confidence: "0.5", requestedBy: "person:" + asker)
        var review = try Review(
            try contract(&random), candidate, submitter: Actor(person: submitter, account: submitter))
        for _ in 0..<12 {
            try ReviewPropertyTests().step(&review, asker: asker, submitter: submitter, &random)
        }
        return review
    }

    /// One contract of each kind: one step or two, a quorum, a step that applies sometimes, completion by approval or receipt.
    private static func contract(_ random: inout SeededRandom) throws -> Contract {
        var changes = [
            ("quorum: 2", "quorum: \(Int.random(in: 1...2, using: &random))"), ("threshold: 0.90", "threshold: 0.99"),
        ]
        if Bool.random(using: &random) { changes.append(("complete_when: receipt", "complete_when: approval")) }
        if Bool.random(using: &random) { changes.append(("'payload.amount >= 5000.0'", "'true'")) }
        return try Sample.contract(changes)
    }

    /// What holds of a whole history.
    private func check(_ review: Review) throws {
        var replayed: HandoffStatus?
        for event in review.log {
            try HandoffStatus.fold(&replayed, event)
            #expect(try Event(decoding: event.canonicalBytes) == event, "what is written is what is read")
        }
        #expect(replayed == review.status, "the log alone makes the same status")
        let ends = review.log.filter { $0.to?.isFinal ?? false }
        #expect(ends.count <= 1 && (ends.isEmpty || review.state.isFinal), "never two outcomes")
    }

    private func step(_ review: inout Review, asker: String, submitter: String, _ random: inout SeededRandom) throws {
        var before = review
        let person = Self.names.randomElement(using: &random)!
        switch Int.random(in: 0..<20, using: &random) {
        case 0 where review.state == .approved:
            review.deliver([.executed, .retry, .failed, .unknown].randomElement(using: &random)!)
        case 1:
            let renewal: ReviewSituation.Renewal = Bool.random(using: &random) ? .revision : .resubmission
            try? review.renew(renewal, by: Actor(person: person, account: person))
        case 2:
            review.now = review.now.adding(milliseconds: .random(in: 0...40_000_000, using: &random))
            review.expire()
        case 3: try? review.edit(person, Sample.payload.with("amount", [20, 8_000].randomElement(using: &random)!))
        default:
            if Bool.random(using: &random) { review.view(person) }
            before.viewed = review.viewed
            let choice = Self.choice(&random)
            let nothingWritten = Bool.random(using: &random)
            let refusal = review.refusal(person, choice, nothingWritten: nothingWritten)
            let isDone = (try? review.act(person, choice, nothingWritten: nothingWritten)) != nil
            #expect(isDone == (refusal == nil))
            if isDone { try check(person, choice, nothingWritten, before, review, asker: asker, submitter: submitter) }
        }
        if before.state != review.state || before.status.version != review.status.version {
            #expect(Self.allowed.contains([before.state, review.state]), "\(before.state) to \(review.state)")
            #expect(review.status.version > before.status.version)
        }
        #expect(!(before.state.isFinal && review.state != before.state))
    }

    private static func choice(_ random: inout SeededRandom) -> Decision.Choice {
        let parties: [Party] = names.map { .person($0) } + [.role("clerk"), .role("cfo"), .team("ap")]
        return [
            Review.choices.randomElement(using: &random)!, .approve,
            [
                .recall, .recallAndReject(reason: "wrong-amount"),
                .assign(to: parties.randomElement(using: &random)!),
                .escalate(reason: "over-limit", to: [parties.randomElement(using: &random)!]),
            ]
            .randomElement(using: &random)!,
        ].randomElement(using: &random)!
    }

    private func check(
        _ person: String, _ choice: Decision.Choice, _ nothingWritten: Bool, _ before: Review, _ after: Review,
        asker: String, submitter: String
    ) throws {
        #expect(person != "ghost" || submitter == "ghost")
        let isSettled = before.status.isDeliveryEscalation && after.state != .escalated
        #expect(!isSettled || nothingWritten || choice.action == .attest)
        guard choice == .approve else {
            #expect(after.state != .approved || before.state == .approved)
            return
        }
        // kim answers for the agent.
        #expect(person != asker && person != submitter && person != "kim")
        #expect(!(after.status.revisers + after.status.editors).contains { $0.person == person })
        #expect(before.viewed[person] == Set(before.handoff.contents.evidence.map(\.sha256)))
        guard !before.status.isDeliveryEscalation else { return }
        let approvals = after.status.approvals
        #expect(Set(approvals.map(\.person)).count == approvals.count, "one person, one approval")
        if after.state == .approved || after.state == .executed {
            for step in after.status.plan {
                #expect(approvals.count { $0.step == step.step } == step.quorum, "never with a step open")
            }
        }
        let last = try #require(approvals.last)
        let by = try #require(after.status.plan.first { $0.step == last.step }).by
        let entitled = after.people.isMember(person, of: by)
        #expect(entitled || before.state == .escalated && after.contract.review.escalateTo.contains(.person(person)))
        #expect(!after.status.approvals.dropLast().contains { $0.step == last.step && $0.person == person })
    }
}
