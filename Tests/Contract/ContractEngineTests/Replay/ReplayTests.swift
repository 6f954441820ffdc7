import CivilTime
import ContractFixtures
import Fixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractEngine

/// What honest people did is replayed; what nobody entitled can have done is not, by whatever way it came into the log.
@Suite struct ReplayTests {
    private static let clerk = Actor(person: "sam", account: "sam")

    @Test(arguments: Review.Place.allCases) func `A history is replayed whole`(_ place: Review.Place) throws {
        let history = History(try Review.at(place))
        let verdicts = try history.verdicts()
        #expect(verdicts.allSatisfy { $0 == .replayed }, "\(verdicts)")
    }

    /// Random people do random things: whatever the engine made, it makes again. 400 histories, and 4,000 in the full checks.
    @Test(arguments: 0..<40) func `What the engine made it makes again, and nothing with somebody else in it`(
        _ seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        let isFull = ProcessInfo.processInfo.environment["COUNTERSIGN_FULL"] == "1"
        for _ in 0..<(isFull ? 100 : 10) {
            let history = History(try ReviewPropertyTests.history(&random))
            let verdicts = try history.verdicts()
            #expect(verdicts.allSatisfy { $0 == .replayed }, "\(history.events.map(\.kind)) \(verdicts)")
            for (place, event) in history.events.enumerated() where event.decidedOn != nil {
                var forged = history
                forged.put(Actor(person: "ghost", account: "ghost"), into: place)
                // Somebody who is in no people.yaml decides nothing, but may have submitted it and withdraw it.
                let isOwn = event.kind == .withdrawn && history.events[0].by.person == "ghost"
                #expect(try isOwn || forged.faults().first == place, "\(event.kind)")
            }
            // Without an approval that counted, what came after it stands on nothing.
            guard let place = history.events.firstIndex(where: { $0.kind == .approved && $0.version != nil }),
                history.events[(place + 1)...].contains(where: { $0.version != nil })
            else { continue }
            var cut = history
            cut.events.remove(at: place)
            #expect(try !cut.faults().isEmpty)
        }
    }

    /// Each kind of decision, put under somebody whose it was not to make.
    @Test func `A decision of somebody who was not entitled to it is named`() throws {
        var review = try Review.at(.proposed)
        try review.act("sam", .comment)
        try review.act("petra", .assign(to: .person("mei")))
        try review.act("petra", .escalate(reason: "over-limit", to: []))
        try review.act("robin", .returnForRework)
        var other = try Review.at(.approved)
        try other.act("sam", .recall)
        try other.act("sam", .reject(reason: "wrong-amount"))
        var third = try Review.at(.uncertain)
        try third.act("robin", .attest(record: "r"))
        var fourth = try Review.at(.proposed)
        try fourth.act(Actor(person: nil, account: "apbot"), .withdraw)
        var fifth = try Review.at(.proposed)
        try fifth.edit("mei", Sample.payload.with("amount", 20))
        try fifth.approve("sam")
        for history in [review, other, third, fourth, fifth].map(History.init) {
            #expect(try history.faults() == [])
            for (place, event) in history.events.enumerated() where place > 0 && event.by != .system {
                // Hugo is of another team; the ghost is nobody at all.
                let stranger = event.kind == .commented ? "ghost" : "hugo"
                var forged = history
                forged.put(Actor(person: stranger, account: stranger), into: place)
                let verdict = try forged.verdicts()[place]
                guard case .fault(let message) = verdict else {
                    Issue.record("\(event.kind): \(verdict)")
                    continue
                }
                #expect(message.contains("'\(stranger)' was not entitled to it"), "\(event.kind): \(message)")
            }
        }
    }

    @Test func `Whoever had another part in it, or approved already, is named`() throws {
        var review = try Review(Sample.contract(), Sample.candidate(confidence: "0.5"))
        try review.approve("sam", "mei")
        let history = History(review)
        #expect(try history.faults() == [])
        // The same person twice.
        var twice = history
        twice.put(Self.clerk, into: 2)
        #expect(try twice.faults() == [2])
        // The requester, and who answers for the agent.
        var own = history
        own.put(Actor(person: "sam", account: "sam"), into: 0)
        #expect(try own.faults().first == 1)
        var owner = history
        owner.put(Actor(person: "kim", account: "kim"), into: 1)
        #expect(try owner.faults().first == 1)
        // Nobody: the rules act under their own name only.
        var system = history
        system.put(.system, into: 2)
        #expect(try system.faults() == [2])
    }

    @Test func `An approval without the evidence that has to be seen, or on another version, is named`() throws {
        let history = History(try Review.at(.approved))
        guard case .approved(let approved)? = history.events[1].happening else { throw EventError("no approval") }
        var blind = history
        var unseen = approved
        unseen.judgment.on.viewed = []
        try blind.put(.approved(unseen), into: 1)
        #expect(try blind.faults() == [1])
        var other = history
        var late = approved
        late.judgment.on.version += 1
        try other.put(.approved(late), into: 1)
        #expect(try other.faults() == [1])
        var soon = history
        var early = approved
        early.deliverable = history.events[1].at
        try soon.put(.approved(early), into: 1)
        #expect(try soon.faults() == [1])
    }

    @Test func `A draft that its contract does not let through as it stands in the log is named`() throws {
        let history = History(try Review.at(.proposed))
        guard case .submitted(let admitted)? = history.events[0].happening else { throw EventError("no submission") }
        let changes: [(String, (inout Event.Admitted) -> Void)] = [
            (
                "approved at once",
                {
                    $0.move.to = .approved; $0.plan = []; $0.step = nil; $0.deliverable = $0.due
                }
            ),
            ("a step by somebody else", { $0.plan[0].by = .person("hugo") }),
            ("a smaller quorum", { $0.plan = [PlannedStep(step: "clerk", by: .team("ap"), quorum: 1)] }),
            ("another owner", { $0.owner = .person("hugo") }),
            ("another band", { $0.band = "high" }),
            ("more time", { $0.expires = $0.expires?.adding(milliseconds: 1) }),
            ("another record", { $0.reference = nil }),
            ("another system", { $0.system = "elsewhere" }),
        ]
        for (name, change) in changes {
            var forged = history
            var made = admitted
            change(&made)
            try forged.put(.submitted(made), into: 0)
            #expect(try forged.faults() == [0], "\(name)")
        }
        // A contract that was not in force then.
        var other = history
        other.inForce = ContentHash(of: [1])
        #expect(try other.faults() == [0])
        // Another confidence than the one that it stands on.
        var auto = History(try Review(Sample.contract(("audit_sample: 0.05", "audit_sample: 0")), Sample.candidate()))
        #expect(auto.events[0].to == .approved)
        #expect(try auto.faults() == [])
        let envelope = try #require(auto.events[0].happening?.admitted?.commitments.envelope)
        auto.kept[envelope] = auto.kept[envelope]?.with("confidence", .number(JSONNumber("0.5")!))
        #expect(try auto.faults() == [0])
    }

    @Test func `Where only another handoff on its record explains it, nothing is said of it`() throws {
        let contract = try Sample.contract(("audit_sample: 0.05", "audit_sample: 0"))
        var history = History(try Review(contract, Sample.candidate()))
        #expect(history.events[0].to == .approved)
        #expect(try history.verdicts() == [.replayed])
        // One that is on the record now, and may have come to it since.
        history.relatives = [Facts.Relative(id: Sample.id, state: .proposed)]
        #expect(try history.verdicts() == [.unknown(.related)])
    }

    @Test func `An edit whose change does not make its payload is named`() throws {
        var review = try Review.at(.proposed)
        try review.edit("mei", Sample.payload.with("amount", 20))
        var history = History(review)
        #expect(try history.faults() == [])
        guard case .edited(let edited)? = history.events[1].happening else { throw EventError("no edit") }
        history.kept[edited.patch] = [["op": "replace", "path": "/amount", "value": 19]]
        #expect(try history.faults() == [1])
    }

    @Test func `Deliveries follow their approval, their lease and their time`() throws {
        let history = History(try Review.at(.executed))
        let (leased, executed) = (try #require(history.last(.leased)), try #require(history.last(.executed)))
        var early = history
        early.move(leased, to: Sample.now)
        #expect(try early.faults().first == leased)
        var unleased = history
        unleased.events.remove(at: leased)
        #expect(try unleased.faults() == [leased])
        var unapproved = history
        unapproved.events.remove(at: try #require(history.last(.approved)))
        #expect(try !unapproved.faults().isEmpty)
        var twice = history
        twice.events.append(history.events[executed])
        #expect(try twice.faults() == [executed + 1])
        // An expiry before its time.
        var review = try Review.at(.proposed)
        review.now = try #require(review.status.expires)
        review.expire()
        var expired = History(review)
        #expect(try expired.faults() == [])
        expired.move(1, to: Sample.now)
        #expect(try expired.faults() == [1])
    }

    @Test func `What has to come at once is missed`() throws {
        let contract = try Sample.contract(
            ("quorum: 2", "quorum: 1"), ("complete_when: receipt", "complete_when: approval"))
        let history = History(try Review.at(.approved, contract))
        #expect(history.events.map(\.kind) == [.submitted, .approved, .executed])
        #expect(try history.faults() == [])
        var cut = history
        cut.events.removeLast()
        #expect(try cut.faults() == [2])
        var alone = history
        alone.events.remove(at: 1)
        #expect(try alone.faults() == [1])
    }

    @Test func `Under the operating system an account acts as the person that it stood for`() throws {
        var history = History(try Review.at(.approved))
        history.accounts = ["sam": "sam"]
        #expect(try history.faults() == [])
        history.accounts = ["sam": "mei"]
        #expect(try history.faults() == [1])
        history.accounts = [:]
        #expect(try history.faults() == [1])
        // An agent's name belongs to the accounts that may submit in it.
        history.accounts = ["sam": "sam"]
        history.people.agents["ap-bot"]?.submitAs = ["other"]
        #expect(try history.faults() == [0])
    }

    @Test func `What was erased is not replayed, and nothing else is said of it`() throws {
        var history = History(try Review.at(.approved))
        let envelope = try #require(history.events[0].happening?.admitted?.commitments.envelope)
        history.kept[envelope] = nil
        #expect(try history.verdicts() == [.unknown(.erased), .unknown(.erased)])
    }
}
