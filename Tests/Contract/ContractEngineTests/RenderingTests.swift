import CivilTime
import ContractFixtures
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// What would be sent has to be what was approved.
@Suite struct RenderingTests {
    private let large = Sample.candidate(payload: Sample.payload.with("amount", 9_000), confidence: "0.5")
    private let request: JSONValue = ["method": "POST", "body": ["amount": 9_000, "token": "${env:TOKEN}"]]

    /// Approved in two steps, while its connector made this of it.
    private func approved(_ request: JSONValue?) throws -> Review {
        var review = try Review(try Sample.contract(("quorum: 2", "quorum: 1")), large, request: request)
        try review.approve("sam", "robin")
        try #require(review.state == .approved)
        return review
    }

    private func ruling(_ review: Review, _ request: JSONValue?) -> Ruling? {
        review.situation(.system).ruling(onRendering: request, using: .system)
    }

    @Test func `The same says nothing, whatever the order of its members is`() throws {
        #expect(ruling(try approved(nil), nil) == nil)
        let review = try approved(request)
        #expect(ruling(review, request) == nil)
        #expect(
            ruling(
                review,
                ["body": ["token": "${env:TOKEN}", "amount": .number(JSONNumber("9000.0")!)], "method": "POST"]) == nil)
    }

    @Test func `Another voids all approvals, and the first step is open again`() throws {
        let other: JSONValue = ["method": "POST", "body": ["amount": 90_000]]
        for (before, after) in [(request, other), (nil, other), (request, nil)] as [(JSONValue?, JSONValue?)] {
            var review = try approved(before)
            let (version, digest, key) = (
                review.status.version, review.status.digest, review.status.deliveryKey(of: review.handoff.id)
            )
            let ruling = try #require(self.ruling(review, after))
            #expect(ruling.lease == nil && ruling.events.map(\.kind) == [.rendered])
            review.apply(ruling)
            review.handoff.contents.request = after
            #expect(review.state == .proposed && review.status.step == "clerk" && review.status.approvals.isEmpty)
            #expect(review.status.version == version + 1 && review.status.digest != digest)
            #expect(review.status.deliverable == nil && review.status.due != nil)
            #expect((review.status.commitments.request == nil) == (after == nil))
            #expect(review.refusal("robin", .approve) != nil, "a later step waits for the first")
            try review.approve("sam", "robin")
            #expect(review.state == .approved && review.status.deliveryKey(of: review.handoff.id) != key)
            #expect(self.ruling(review, after) == nil)
        }
    }

    @Test func `What passed without a person comes to one`() throws {
        var review = try Review(try Sample.contract(), Sample.candidate(confidence: "0.95"), request: request)
        try #require(review.state == .approved && review.status.plan.isEmpty)
        let voided = try #require(ruling(review, nil))
        review.apply(voided)
        #expect(review.state == .proposed && review.status.step == "clerk" && !review.status.plan.isEmpty)
    }

    @Test func `What is on its way, and what waits for a person, is left alone`() throws {
        var review = try approved(request)
        let attempt = review.lease()
        #expect(ruling(review, nil) == nil)
        review.answer(attempt, .retry(message: "later"))
        #expect(ruling(review, nil) != nil, "what was put off has written nothing")
        review.lease()
        review.answer(DeliveryAttempt(key: attempt.key, number: 2), .failed(message: "no"))
        #expect(review.state == .escalated && ruling(review, nil) == nil)
    }

    @Test func `The digest has the request only where there is one`() throws {
        let (plain, mapped) = (try approved(nil), try approved(request))
        func digest(_ review: Review, _ change: (inout Commitments) -> Void = { _ in }) -> ContentHash {
            var status = review.status
            change(&status.commitments)
            return Handoff.digest(
                store: "s", id: review.handoff.id, status: status, reference: review.handoff.contents.reference)
        }
        #expect(digest(plain) == plain.status.digest && digest(mapped) == mapped.status.digest)
        #expect(digest(mapped) { $0.request = nil } != mapped.status.digest)
        #expect(plain.status.commitments.json["request"] == nil)
    }
}
