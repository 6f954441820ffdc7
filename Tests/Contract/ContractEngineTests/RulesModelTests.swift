import ContractFixtures
import Fixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// The engine against a plain table of the rules: in random histories both allow the same and come to the same, under each edition.
@Suite struct RulesModelTests {
    private static let names = ["kim", "sam", "mei", "lee", "robin", "petra", "hugo", "ghost"]

    @Test("The engine and the table of rules agree", arguments: 0..<100)
    func agreement(seed: UInt64) throws {
        var random = SeededRandom(seed: seed &+ 7_000)
        let isFull = ProcessInfo.processInfo.environment["COUNTERSIGN_FULL"] == "1"
        for _ in 0..<(isFull ? 100 : 10) {
            var (review, model) = try Self.beginning(&random)
            try Self.compare(review, model, "at its submission")
            for _ in 0..<14 {
                let done = try Self.step(&review, &model, &random)
                try Self.compare(review, model, done)
            }
        }
    }

    private struct ContractKind: Hashable {
        let edition: Edition, quorum: Int, cfoAlways: Bool, completesWithApproval: Bool
    }

    /// One contract of each kind: a quorum of one or two, a second step that applies sometimes, completion by approval or receipt.
    private static let contracts: [ContractKind: Contract] = {
        var contracts: [ContractKind: Contract] = [:]
        for (edition, quorum) in [(Edition.first, 1), (.first, 2), (.second, 1), (.second, 2)] {
            for (always, completes) in [(false, false), (false, true), (true, false), (true, true)] {
                var changes = [("quorum: 2", "quorum: \(quorum)")]
                if completes { changes.append(("complete_when: receipt", "complete_when: approval")) }
                if always { changes.append(("'payload.amount >= 5000.0'", "'true'")) }
                let kind = ContractKind(
                    edition: edition, quorum: quorum, cfoAlways: always, completesWithApproval: completes)
                contracts[kind] = try? Sample.contract(changes, edition: edition)
            }
        }
        return contracts
    }()

    private static func beginning(_ random: inout SeededRandom) throws -> (Review, RulesModel) {
        let edition = Edition.allCases.randomElement(using: &random)!
        let quorum = Int.random(in: 1...2, using: &random)
        let (always, completes) = (Bool.random(using: &random), Bool.random(using: &random))
        let kind = ContractKind(edition: edition, quorum: quorum, cfoAlways: always, completesWithApproval: completes)
        let contract = try #require(contracts[kind])
        let asker = names.randomElement(using: &random)!
        let submitter = names.dropLast().randomElement(using: &random)!
        let amount = [10, 9_000].randomElement(using: &random)!
        let isUnknown = Int.random(in: 0..<4, using: &random) == 0
        let (isConfident, isSampled) = (Bool.random(using: &random), Bool.random(using: &random))
        let candidate = Sample.candidate(
            payload: Sample.payload.with("amount", .number(JSONNumber(amount)))
                .with("invoice", isUnknown ? "unknown" : "4711"),
            confidence: isConfident ? "0.95" : "0.5", requestedBy: "person:" + asker)
        let review = try Review(
            contract, candidate, submitter: Actor(person: submitter, account: submitter), sample: isSampled ? 0 : 1,
            edition: edition)
        let model = RulesModel(
            edition: edition, quorum: quorum, cfoAlways: always, completesWithApproval: completes,
            submitter: submitter, asker: asker, amount: amount, isUnknownInvoice: isUnknown, isConfident: isConfident,
            isSampled: isSampled, at: review.now.milliseconds)
        return (review, model)
    }

    /// Does something to both; says what.
    private static func step(
        _ review: inout Review, _ model: inout RulesModel, _ random: inout SeededRandom
    ) throws -> String {
        let person = names.randomElement(using: &random)!
        switch Int.random(in: 0..<16, using: &random) {
        case 0 where review.state == .approved, 1 where review.state == .approved:
            let end = [HandoffStatus.Delivery.Condition.executed, .retry, .failed, .unknown]
                .randomElement(using: &random)!
            review.deliver(end)
            model.clock = review.now.milliseconds
            model.deliver(end)
            return "a delivery: \(end)"
        case 2:
            let isRevision = Bool.random(using: &random)
            let isAllowed = model.allowsRenewal(person, isRevision: isRevision)
            let actor = Actor(person: person, account: person)
            let isDone = (try? review.renew(isRevision ? .revision : .resubmission, by: actor)) != nil
            #expect(isDone == isAllowed, "\(person) brings it in again")
            if isAllowed { model.renew(person) }
            return "brought in again by \(person)"
        case 3:
            review.now = review.now.adding(milliseconds: .random(in: 0...60_000_000, using: &random))
            model.clock = review.now.milliseconds
            review.expire()
            model.expire()
            return "the clock"
        case 4:
            let amount = [20, 8_000].randomElement(using: &random)!
            let isAllowed = model.allowsEdit(person)
            let isDone =
                (try? review.edit(
                    person,
                    Sample.payload.with("amount", .number(JSONNumber(amount)))
                        .with("invoice", review.handoff.contents.payload["invoice"]))) != nil
            #expect(isDone == isAllowed, "\(person) edits it")
            if isAllowed { model.edit(person, amount: amount) }
            return "edited by \(person)"
        default:
            let hasSeen = Int.random(in: 0..<4, using: &random) > 0
            review.viewed[person] = hasSeen ? Set(review.handoff.contents.evidence.map(\.sha256)) : []
            let (choice, nothing) = (choice(&random), Bool.random(using: &random))
            let isAllowed = model.allows(person, choice, nothingWritten: nothing, hasSeen: hasSeen)
            let refusal = review.refusal(person, choice, nothingWritten: nothing)
            #expect((refusal == nil) == isAllowed, "\(person): \(choice) under \(model)")
            let isDone = (try? review.act(person, choice, nothingWritten: nothing)) != nil
            #expect(isDone == (refusal == nil))
            if isDone { model.apply(person, choice) }
            return "\(person): \(choice)"
        }
    }

    private static func choice(_ random: inout SeededRandom) -> Decision.Choice {
        let parties = names.map { Party.person($0) } + [.role("clerk"), .role("cfo"), .team("ap"), .team("brand")]
        func party() -> Party { parties.randomElement(using: &random)! }
        switch Int.random(in: 0..<14, using: &random) {
        case 0..<5: return .approve
        case 5: return .reject(reason: Bool.random(using: &random) ? "wrong-amount" : nil)
        case 6: return .escalate(reason: "over-limit", to: [])
        case 7: return .escalate(reason: "over-limit", to: [party()])
        case 8: return .escalate(reason: "over-limit", to: [party(), party()])
        case 9: return .returnForRework
        case 10: return .assign(to: party())
        case 11: return .recall
        case 12: return Bool.random(using: &random) ? .withdraw : .recallAndReject(reason: "wrong-amount")
        default: return Bool.random(using: &random) ? .attest(record: "r") : .comment
        }
    }

    private static func compare(_ review: Review, _ model: RulesModel, _ done: String) throws {
        let status = review.status
        let place: RulesModel.Place =
            switch status.state {
            case .draft: .draft
            case .proposed: .proposed
            case .escalated: status.isDeliveryEscalation ? .unsettled : .escalated
            case .approved: .approved
            case .executed: .executed
            case .rejected: .rejected
            }
        try #require(place == model.place, "after \(done)")
        guard status.state.isPending else { return }
        #expect(status.step == model.open.map { model.steps[$0].name }, "after \(done)")
        #expect(
            status.approvals.map { RulesModel.Vote(step: $0.step, person: $0.person) } == model.votes, "after \(done)")
        if status.state == .escalated { #expect(status.escalatedTo == model.escalatedTo, "after \(done)") }
    }
}
