import ContractFixtures
import Fixtures
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
    ]
    private static let names = ["kim", "sam", "mei", "lee", "robin", "petra", "hugo", "ghost"]

    @Test("No sequence of actions leaves the tables", arguments: 0..<40)
    func sequences(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let quorum = Int.random(in: 1...2, using: &random)
        let contract = try Sample.contract(("quorum: 2", "quorum: \(quorum)"), ("threshold: 0.90", "threshold: 0.99"))
        for _ in 0..<12 {
            let asker = Self.names.randomElement(using: &random)!
            let candidate = Sample.candidate(
                payload: Sample.payload.with("amount", [10, 9_000].randomElement(using: &random)!)
                    .with("invoice", ["4711", "unknown"].randomElement(using: &random)!),
                confidence: "0.5", requestedBy: "person:" + asker)
            let submitter = Self.names.dropLast().randomElement(using: &random)!
            var review = try Review(contract, candidate, submitter: Actor(person: submitter, account: submitter))
            for _ in 0..<40 { try step(&review, asker: asker, submitter: submitter, &random) }
            var replayed = try #require(HandoffStatus(review.log[0]))
            for event in review.log.dropFirst() { replayed.apply(event) }
            replayed.digest = review.status.digest
            #expect(replayed == review.status)
        }
    }

    private func step(_ review: inout Review, asker: String, submitter: String, _ random: inout SeededRandom) throws {
        var before = review
        switch Int.random(in: 0..<20, using: &random) {
        case 0 where review.state == .approved:
            review.deliver([.executed, .retry, .failed, .unknown].randomElement(using: &random)!)
        case 1:
            let person = Self.names.randomElement(using: &random)!
            try? review.resubmit(by: Actor(person: person, account: person))
        case 2:
            review.now = review.now.adding(milliseconds: .random(in: 0...40_000_000, using: &random))
            if let event = review.situation("sam").expiry { review.apply(event) }
        default:
            let person = Self.names.randomElement(using: &random)!
            if Bool.random(using: &random) { review.view(person) }
            before.viewed = review.viewed
            let parties: [Party] = Self.names.map { .person($0) } + [.role("clerk"), .role("cfo"), .team("ap")]
            let intent = [
                Review.intents.randomElement(using: &random)!, .approve,
                [
                    .recall, .recallAndReject(reason: "wrong-amount"),
                    .assign(to: parties.randomElement(using: &random)!),
                ]
                .randomElement(using: &random)!,
            ].randomElement(using: &random)!
            let nothingWritten = Bool.random(using: &random)
            let refusal = review.refusal(person, intent, nothingWritten: nothingWritten)
            let isDone = (try? review.act(person, intent, nothingWritten: nothingWritten)) != nil
            #expect(isDone == (refusal == nil))
            if isDone { try check(person, intent, nothingWritten, before, review, asker: asker, submitter: submitter) }
        }
        if before.state != review.state || before.status.version != review.status.version {
            #expect(Self.allowed.contains([before.state, review.state]), "\(before.state) to \(review.state)")
            #expect(review.status.version == before.status.version + 1)
        }
        #expect(!(before.state.isFinal && review.state != before.state))
    }

    private func check(
        _ person: String, _ intent: Intent, _ nothingWritten: Bool, _ before: Review, _ after: Review, asker: String,
        submitter: String
    ) throws {
        #expect(person != "ghost" || submitter == "ghost")
        let isSettled = before.status.isDeliveryEscalation && after.state != .escalated
        #expect(!isSettled || nothingWritten || intent == .attest)
        guard intent == .approve else {
            #expect(after.state != .approved || before.state == .approved)
            return
        }
        // kim answers for the agent.
        #expect(person != asker && person != submitter && person != "kim")
        #expect(!after.status.revisers.contains(person))
        #expect(before.viewed[person] == Set(before.handoff.contents.evidence.map(\.sha256)))
        guard !before.status.isDeliveryEscalation else { return }
        let approvals = after.status.approvals
        #expect(Set(approvals.map(\.person)).count == approvals.count, "one person, one approval")
        if after.state == .approved {
            for step in after.status.plan {
                #expect(approvals.count { $0.step == step.step } == step.quorum)
            }
        }
        let last = try #require(approvals.last)
        let takers = after.people.members(of: try #require(after.status.plan.first { $0.step == last.step }).by)
        #expect(takers.contains(person) || before.state == .escalated)
    }
}
