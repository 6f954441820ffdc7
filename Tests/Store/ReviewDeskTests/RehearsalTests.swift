import CivilTime
import ContractEngine
import ContractReview
import Foundation
import Handoff
import JSON
import Testing

@testable import ReviewDesk

@Suite struct RehearsalTests {
    /// The results of examples over the sample's contract, each with its differences.
    static func run(_ examples: String) throws -> [Rehearsal.Result] {
        let text = """
            contract: pay
            now: 2026-03-02T09:00:00Z
            handoff:
              title: Pay
              producer: { agent: ap-bot, workflow: w }
              confidence: 0.95
              payload: { invoice: "4711", amount: 2000 }
              evidence: [{ role: invoice, name: a.txt, media: text/plain, text: Invoice 4711 }]
              trace: { prompt: p }
            examples:

            """ + examples
        let (loaded, problems) = ContractTest.load(text, file: "pay.test.yaml")
        let test = try #require(loaded, "\(problems)")
        let rehearsal = Rehearsal(
            contract: "pay", text: Sample.contract,
            configuration: ["people.yaml": Sample.people, "systems.yaml": Sample.systems])
        return try test.examples.map { try rehearsal.run($0) }
    }

    @Test func `What is as expected passes, by every word that an example can look at`() throws {
        let results = try Self.run(
            """
              - name: a
                expect:
                  state: proposed
                  owner: team:ap
                  band: high
                  reference: "4711"
                  step: clerk
                  steps: [clerk]
                  violations: []
                  warnings: []
                  checks: { known: passed }
                  reasons: [Over a thousand]
                  obligations: ["step:clerk"]
                  conflicts: 0
                  due: 2026-03-02T13:00:00Z
                  expires: 2026-03-04T09:00:00Z
                  escalated_to: []
                  history: [submitted]
                  receipt: null
                  refused: null
                  verified: true
                then:
                  - { as: sam, do: approve, expect: { state: approved, due: null, written: { /payload: null } } }
                  - { deliver: executed, record: R1, expect: { receipt: R1, written: { /payload/amount: 2000 } } }
              - name: held
                change: { payload: { invoice: nonsense } }
                expect: { state: draft, violations: [known], messages: { known: No such invoice } }
            """)
        #expect(results.map(\.differences) == [[], []])
        #expect(results.map(\.failedChecks) == [[], ["known"]])
    }

    @Test func `What is not tells what was expected, what is there, and the line`() throws {
        let results = try Self.run(
            """
              - name: a
                change: { payload: { invoice: nonsense } }
                expect:
                  state: proposed
                  violations: [schema]
                  checks: { known: passed, nothing: passed }
            """)
        let differences = try #require(results.first).differences
        #expect(differences.map(\.line) == [14, 15, 16, 16])
        #expect(differences.map(\.name) == ["state", "violations", "checks.known", "checks.nothing"])
        #expect(differences.map(\.expected) == ["proposed", ["schema"], "passed", "passed"])
        #expect(differences.map(\.actual) == ["draft", ["known"], "failed", .null])
        #expect(differences[0].note == "known: No such invoice")
    }

    @Test func `A refusal that nobody expects is a difference, and one that does not come is one`() throws {
        let results = try Self.run(
            """
              - name: a
                expect: { state: proposed }
                then:
                  - { as: robin, do: approve }
                  - { as: sam, do: approve, expect: { refused: "step:clerk" } }
              - name: nobody
                expect: { state: proposed }
                then: [{ as: nobody, do: approve }]
              - name: no handoff
                change: { nonsense: 1 }
                expect: { state: proposed }
            """)
        #expect(results[0].differences.map(\.name) == ["robin: approve → refused", "sam: approve → refused"])
        #expect(results[0].differences.map(\.actual) == ["step:clerk", .null])
        #expect(results[0].differences.map(\.line) == [14, 15])
        #expect(results[1].differences.map(\.actual) == ["usage"])
        #expect(results[1].differences[0].note?.contains("there is no person 'nobody'") ?? false)
        #expect(results[2].differences.map(\.name) == ["refused", "state"])
        #expect(results[2].differences.map(\.actual) == ["invalid", .null])
    }

    @Test func `Time passes where the example lets it, and a rework comes back`() throws {
        let results = try Self.run(
            """
              - name: late
                expect: { state: proposed }
                then: [{ as: sam, after: P2D, do: approve, expect: { refused: conflict, state: rejected } }]
              - name: rework
                expect: { state: proposed }
                then:
                  - { as: sam, do: return, note: The amount is another one., expect: { state: draft } }
                  - { revise: { change: { payload: { amount: 6000 } } }, expect: { state: proposed, steps: [clerk, cfo] } }
              - name: related
                also: [{ then: [{ as: sam, do: approve, expect: { state: approved } }] }]
                expect: { conflicts: 1 }
              - name: sampled or not
                change: { payload: { amount: 10 } }
                expect: { state: approved }
            """)
        #expect(results.flatMap(\.differences) == [])
    }

    @Test func `Each example has a store of its own, and none is left behind`() throws {
        func stores() -> Set<String> {
            Set(
                ["/dev/shm", FileManager.default.temporaryDirectory.path].flatMap { folder in
                    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
                        .filter { $0.hasPrefix("countersign-test-") }.map { "\(folder)/\($0)" }
                })
        }
        var seen: Set<String> = []
        do {
            let store = try ScratchStore([("people.yaml", Sample.people)], now: Instant("2026-03-02T09:00:00Z")!)
            seen = stores()
            #expect(try store.desk("sam", isSampled: false).identity.isDeclared)
        }
        #expect(!seen.isEmpty && !seen.isSubset(of: stores()))
    }
}
