import CivilTime
import ContractEngine
import Fixtures
import Foundation
import Handoff
import JSON
import ReviewDesk
import Synchronization
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

/// What a reviewer presses, and what the console waits for, over thirty simple handoffs in a real store.
///
/// A simple handoff has one item of evidence, and the reviewer may approve it once that is open.
@Suite struct `Thirty simple handoffs` {
    /// No question came after the key that asks for one.
    struct Stuck: Error { let screen: String }

    /// The console's state over a real desk. Its clock, and the reviewer's, are the test's.
    struct Reviewer {
        let desk: Desk
        var state: ConsoleState
        var time: Int64 = 1_000
        /// How many keys were pressed, and for how long the reviewer could do nothing but wait.
        var keys = 0, waited: Int64 = 0
        /// How often the desk was asked for anything.
        var asked = 0

        init(_ desk: Desk, filter: String) throws {
            self.desk = desk
            state = ConsoleState(.init(store: "/srv/handoffs", person: desk.actor.person!, isDeclared: true))
            send(.resized(width: 120, height: 40))
            go(state.show(QueueView("simple", try QueueQuery(filter))))
        }

        mutating func send(_ message: Message) {
            go(state.update(message, at: time))
            if state.heldPane != nil { go(state.update(.rested, at: time)) }
            go(state.update(.stands(state.question.number), at: time))
        }

        private mutating func go(_ effects: [Effect]) {
            var effects = effects[...]
            while true {
                // Each picture is drawn before the next thing happens.
                if effects.isEmpty, !state.unseen.isEmpty { effects += state.update(.painted, at: time) }
                guard let effect = effects.popFirst() else { return }
                guard case .desk(let request) = effect,
                    let reply = request.perform(on: desk, until: { false })
                else { continue }
                asked += 1
                effects += state.update(.desk(reply), at: time)
            }
        }

        /// Presses a key, once it is not dead any more where it would be.
        mutating func press(_ name: String) {
            if time < state.deadUntil, name != "o" {
                waited += state.deadUntil - time
                time = state.deadUntil
            }
            // What is asked is read first.
            if name == "y" {
                waited += QuestionClock.grace
                time += QuestionClock.grace
            }
            keys += 1
            time += 50
            send(.key(Key(name: name)!))
        }

        /// Decides on what is under the cursor with its evidence opened; gives what it was.
        mutating func approve() throws -> HandoffID {
            let id = try #require(state.selected)
            press("o")
            #expect(state.tab == .evidence && state.evidence.count == 1)
            press("a")
            guard case .decision(let dialog)? = state.dialog else {
                throw Stuck(screen: ConsoleView.picture(of: state).rows.joined(separator: "\n"))
            }
            #expect(dialog.id == id)
            press("y")
            #expect(state.deciding == nil && state.dialog == nil)
            return id
        }
    }

    /// Decides thirty times, and looks at what was recorded.
    private func decideThirty(_ store: WalkStore, as person: String, filter: String) throws {
        let clock = Instant(WalkStore.now)!
        let desk = try Desk(
            StoreDirectory(path: store.path),
            Desk.Opening(account: "tester", declaredPerson: person, clock: { clock }))
        var reviewer = try Reviewer(desk, filter: filter)
        #expect((reviewer.state.window?.total ?? 0) >= 30)
        while reviewer.state.selected == nil { reviewer.press("j") }
        reviewer.keys = 0
        reviewer.asked = 0
        var decided: Set<HandoffID> = []
        for _ in 0..<30 { decided.insert(try reviewer.approve()) }
        #expect(decided.count == 30)
        for id in decided {
            let dossier = try desk.dossier(id)
            #expect(dossier.handoff.contents.evidence.count == 1)
            let decision = try #require(dossier.history.last { $0.event.kind == .approved }?.event)
            #expect(decision.by.person == person)
            #expect(decision.decidedOn?.viewed == dossier.handoff.status.commitments.evidence)
            #expect(decision.decidedOn?.viewed.count == 1)
        }
        #expect(reviewer.keys == 3 * 30)
        // What the keys are dead for after each decision and question is all that a reviewer has to wait.
        #expect(reviewer.waited <= 30 * (ConsoleState.deadTime + QuestionClock.grace))
        // The evidence, the decision, and a bounded number of reads for each: no load that grows with the queue.
        #expect(reviewer.asked <= 30 * 10, "\(reviewer.asked)")
        #expect(try store.verifiedEvents() >= 60)
    }

    @Test func `take three keys each, with the evidence of each opened`() throws {
        let store = try WalkStore()
        var lines = ""
        for number in 1...40 {
            let handoff: JSONValue = [
                "contract": "finance.payment", "key": .string("\(number)"), "title": .string("Pay invoice \(number)"),
                "producer": ["agent": "ap-bot", "model": "tern-2", "workflow": "ap/intake@12"],
                "requested_by": "person:sam",
                "confidence": .number(JSONNumber(["0.41", "0.72", "0.95"][number % 3])!),
                "payload": [
                    "invoice": .string("\(number)"), "supplier": "ACME",
                    "amount": .number(JSONNumber("\(number * 100)")!),
                ],
                "evidence": [
                    [
                        "role": "invoice", "name": .string("\(number).txt"), "media": "text/plain",
                        "text": .string("Invoice \(number)"),
                    ]
                ],
                "trace": ["prompt": "Pay what is due."],
            ]
            lines += "\(handoff)\n"
        }
        try store.run(["submit", "--json"], at: "2026-11-22T10:00:00Z", input: [UInt8](lines.utf8))
        try decideThirty(store, as: "dana", filter: "taker:me state:proposed")
    }

    /// What agents really wanted to write. Of the handoffs of each file, those with one item of evidence are submitted.
    ///
    /// Of the airline's, 36 have one item, and in two of three of these the agent asked for a person: they come in escalated. So it is
    /// the lead who decides there, to whom they are escalated and who may take the others as well.
    @Test(
        .enabled(if: SharedData.isThere, "needs ../shared/data"),
        arguments: [
            ("airline", "airline.reservation-change", "dana", "taker:me"),
            ("crm", "crm.customer-change", "sam", "taker:me state:proposed"),
            ("bank", "bank.payment", "pat", "taker:me state:proposed"),
        ])
    func `take no more where the work is real`(
        _ file: String, _ contract: String, _ person: String, _ filter: String
    ) throws {
        let text = String(decoding: try SharedData.bytes("real/contracts/\(contract).yaml"), as: UTF8.self)
        let store = try WalkStore(contracts: [contract: text], people: Self.people, systems: Self.systems)
        let simple = try SharedData.lines("real/\(file).jsonl").filter { line in
            try JSONValue(parsing: String(line))["evidence"]?.array?.count == 1
        }
        let input = simple.joined(separator: "\n") + "\n"
        try store.run(["submit", "--json"], at: "2026-11-22T11:50:00Z", input: [UInt8](input.utf8))
        try decideThirty(store, as: person, filter: filter)
    }

    static let people = """
        people:
          dana: { name: Dana Reyes, roles: [lead], teams: [reservations, refunds, payments-desk, sales-ops] }
          kim: { name: Kim Lee, roles: [controller], teams: [reservations, refunds] }
          sam: { name: Sam Okafor, roles: [data-steward], teams: [sales-ops] }
          pat: { name: Pat Roe, roles: [], teams: [payments-desk] }
        teams:
          reservations: { lead: person:dana }
          refunds: { lead: person:dana }
          payments-desk: { lead: person:dana }
          sales-ops: { lead: person:dana }

        """

    static let systems = """
        systems:
          reservations: { kind: workflow, connector: { type: file, path: reservations.jsonl } }
          bank: { kind: erp, connector: { type: file, path: bank.jsonl } }
          crm: { kind: crm, connector: { type: file, path: crm.jsonl } }

        """
}
