import CivilTime
import ContractEngine
import ContractFixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractReview

@Suite struct ContractTestLoadingTests {
    static let sample = """
        contract: finance.payment
        now: 2026-03-02T09:00:00Z
        people: { people: { sam: { name: Sam } }, teams: {} }
        systems: { erp: { kind: erp } }
        lists: { suppliers: { A: 1 } }
        handoff:
          title: Pay
          confidence: 0.9
          payload: { invoice: "4711", amount: 12.50, lines: [{ a: 1 }, { a: 2 }] }
        examples:
          - name: one
            requirement: [sum of lines, owner]
            change: { confidence: null, payload: { amount: 11 } }
            patch: [{ op: replace, path: /payload/lines/1/a, value: 3 }]
            also: [{ change: { title: Other } }]
            actor: sam
            sampled: true
            expect: { state: draft, violations: [lines], checks: { lines: failed } }
            then:
              - { as: sam, after: PT1H, open: [invoice], do: approve, expect: { refused: "step:clerk" } }
              - { deliver: executed, record: R1 }
              - { as: sam, do: reject, reason: wrong, note: no }
              - { revise: { change: { payload: { amount: 12.5 } } } }
              - { as: sam, open: invoice }
          - name: two
            now: 2026-04-01T00:00:00Z
            expect: { state: proposed }

        """

    static func load(_ changes: (String, String)...) throws -> (test: ContractTest?, problems: [Problem]) {
        var text = sample
        for (old, new) in changes {
            try #require(text.contains(old), "\(old)")
            text = text.replacingOccurrences(of: old, with: new)
        }
        return ContractTest.load(text, file: "f.test.yaml")
    }

    @Test func `An example is the base with its changes, and says where each expectation stands`() throws {
        let (loaded, problems) = try Self.load()
        let test = try #require(loaded, "\(problems)")
        #expect(test.configuration.keys.sorted() == ["lists/suppliers.yaml", "people.yaml", "systems.yaml"])
        let one = test.examples[0]
        #expect(
            one.passage.handoff
                == json(
                    #"{"title": "Pay", "payload": {"invoice": "4711", "amount": 11, "lines": [{"a": 1}, {"a": 3}]}, "contract": "finance.payment", "key": "example"}"#
                ))
        #expect(one.earlier.map { $0.handoff["key"] } == ["example-also-1"])
        #expect(one.earlier[0].handoff["confidence"] != nil && one.earlier[0].handoff["title"] == "Other")
        #expect(one.requirements == ["sum of lines", "owner"] && one.isSampled && one.passage.actor == "sam")
        #expect(one.passage.expectations.map(\.name) == ["state", "violations", "checks.lines"])
        #expect(one.passage.expectations.allSatisfy { $0.line == 18 })
        #expect(
            one.passage.steps.map(\.name) == [
                "sam: approve", "deliver: executed", "sam: reject", "revise", "sam: open invoice",
            ])
        #expect(one.passage.steps[0].delay == 3_600_000 && one.passage.steps[0].opened == ["invoice"])
        if case .revise(let changed) = one.passage.steps[3].action {
            #expect(changed["payload"]?["amount"]?.number?.text == "12.5", "it revises what the example submitted")
            #expect(changed["payload"]?["lines"]?[1]?["a"] == 3)
        } else {
            Issue.record("a revision is expected")
        }
        #expect(
            test.examples[1].now == Instant("2026-04-01T00:00:00Z")
                && test.examples[0].now.description.contains("03-02"))
    }

    @Test(
        "Each fault is told with its line",
        arguments: [
            ("now: 2026-03-02T09:00:00Z", "now: yesterday", 2, "is no time"),
            ("contract: finance.payment", "contracts: finance.payment", 1, "'contracts' is not known"),
            ("state: draft", "stat: draft", 18, "did you mean 'state'?"),
            ("state: draft", "state: [draft]", 18, "text is expected"),
            ("violations: [lines]", "violations: lines", 18, "list is expected"),
            ("checks: { lines: failed }", "checks: [lines]", 18, "mapping is expected"),
            ("do: approve", "do: aprove", 20, "'aprove' is not one of"),
            ("deliver: executed", "deliver: done", 21, "'done' is not one of"),
            ("{ as: sam, do: reject,", "{ do: reject,", 22, "say with 'as' who does it"),
            ("record: R1", "do: approve", 21, "one step is one of"),
            ("after: PT1H", "after: an hour", 20, "not a duration"),
            ("path: /payload/lines/1/a", "path: /payload/lines/7/a", 14, "this patch does not fit"),
            ("op: replace", "op: exchange", 14, "this patch does not fit"),
            ("name: two", "name: one", 25, "stands twice"),
            ("expect: { state: proposed }", "sampled: false", 25, "proves nothing"),
            ("requirement: [sum of lines, owner]", "requirements: x", 12, "'requirements' is not known"),
            ("also: [{ change: { title: Other } }]", "also: [{ name: x }]", 15, "'name' is not known"),
            ("people: { people: { sam: { name: Sam } }", "people: { people: { sam: { nam: Sam } }", 3, "'nam'"),
            ("{ erp: { kind: erp } }", "{ erp: { kind: erb } }", 4, "systems: 'erb'"),
        ])
    func faults(old: String, new: String, line: Int, words: String) throws {
        let (test, problems) = try Self.load((old, new))
        #expect(test == nil)
        #expect(problems.contains { $0.line == line && $0.message.contains(words) }, "\(problems)")
    }

    /// The examples of RFC 7396's appendix.
    @Test(
        "Merge patches",
        arguments: [
            (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
            (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
            (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
            (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
            (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
            (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"),
            (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#), ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
            ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        ])
    func merge(document: String, patch: String, result: String) {
        #expect(json(document).merging(json(patch)) == json(result))
    }
}
