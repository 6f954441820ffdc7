import Fixtures
import Foundation
import JSON
import Testing

@Suite struct ContractTestCommandTests {
    static let contracts = [
        "sales.follow-up", "hr.policy-answer", "it.remediation", "finance.payment", "marketing.asset",
    ]

    /// What each of the five contracts has to enforce.
    static let requirements: [(contract: String, requirements: [String])] = [
        (
            "sales.follow-up",
            ["named owner", "required CRM fields", "an approval rule", "the status update written to the CRM"]
        ),
        (
            "hr.policy-answer",
            [
                "a verified policy source", "an exception path", "a record the employee can see",
                "escalation of edge cases",
            ]
        ),
        (
            "it.remediation",
            [
                "traceable source context", "a severity rule (sev1 needs two people)",
                "a rollback path that is there before approval", "a change owner named before action",
            ]
        ),
        (
            "finance.payment",
            [
                "sum of lines", "duplicate invoice", "supplier known", "approver sequence by amount", "audit log",
                "executed only on the ERP's receipt",
            ]
        ),
        ("marketing.asset", ["version history", "a brand and a compliance check", "clear publish authority"]),
    ]

    @Test(
        "Every requirement of a shipped contract has examples, and all of them come out as expected",
        arguments: requirements)
    func shipped(contract: String, requirements: [String]) throws {
        let store = try TestStore(contracts: [:])
        let added = try store.run(["contract", "add", contract])
        #expect(added.code == 0, "\(added.errors)")
        let ending = try store.run(["contract", "test", contract, "--json"])
        #expect(ending.code == 0, "\(ending.output)")
        #expect(ending.errors.isEmpty, "every check is shown to hold something: \(ending.errors)")
        let results = try ending.output.jsonLines
        for result in results { #expect(result["passed"] == true, "\(result)") }
        for requirement in requirements {
            let count = results.count { $0["requirements"]?.array?.contains(.string(requirement)) ?? false }
            #expect(
                count >= 2, "'\(requirement)' has \(count) examples; one has to pass, and one to be held or refused")
        }
        let known = Set(requirements.map { JSONValue.string($0) })
        for result in results {
            #expect(known.isSuperset(of: result["requirements"]?.array ?? []), "\(result)")
        }
    }

    static let examples = """
        contract: desk.note
        now: 2026-03-02T09:00:00Z
        handoff:
          title: A note
          producer: { agent: scribe }
          payload: { number: N-1, text: A text }
          trace: { prompt: Write it down }
        examples:
          - name: a note is proposed
            requirement: notes
            expect: { state: proposed }
            then: [{ as: sam, do: approve, expect: { state: approved } }]
          - name: a note without text is held
            change: { payload: { text: null } }
            expect: { state: proposed, steps: [desk] }

        """

    @Test func `A difference is readable, with the line of its expectation`() throws {
        let store = try TestStore()
        let file = try store.write(Self.examples, to: "store/contracts/desk.note.test.yaml")
        let ending = try store.run(["contract", "test"])
        #expect(ending.code == 65)
        #expect(
            ending.output.split(separator: "\n").filter { !$0.hasPrefix("           because   schema: ") }
                .joined(separator: "\n") == """
                    desk.note: 2 examples
                      ok     a note is proposed  (notes)
                      FAILED a note without text is held
                             \(file):15: state
                               expected  "proposed"
                               actual    "draft"
                             \(file):15: steps
                               expected  ["desk"]
                               actual    []
                    2 examples of 1 contract, 1 passed, 1 failed
                    """)
        let lines = try store.json(["contract", "test", "desk.note"]).lines
        #expect(lines.map { $0["passed"] } == [true, false])
        #expect(lines[1]["differences"]?[0]?["line"] == 15 && lines[1]["line"] == 13)
        #expect(
            lines[1].memberNames == ["contract", "differences", "example", "file", "line", "passed", "requirements"])
        #expect(try store.json(["list"]).lines.isEmpty, "nothing is written to the store")
    }

    @Test func `A file needs no store when it brings people and systems along`() throws {
        let folder = try TestStore.freshFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func run(_ arguments: String...) throws -> Command.Ending {
            try Command.run(
                TestStore.program, ["contract", "test"] + arguments + ["--store", folder + "/nothing"], in: folder)
        }
        try Data(TestContract.note.utf8).write(to: URL(filePath: folder + "/draft.yaml"))
        let bare = Self.examples.replacingOccurrences(of: "state: proposed, steps", with: "state: draft, steps")
            .replacingOccurrences(of: "steps: [desk]", with: "steps: []")
        try Data(bare.utf8).write(to: URL(filePath: folder + "/draft.test.yaml"))
        let without = try run("draft.yaml")
        #expect(without.code == 64 && without.errors.contains("brings no people"))
        let people = TestStore.people.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        let whole = bare.replacingOccurrences(
            of: "handoff:",
            with:
                "people:\n\(people)\nsystems: { ledger: { kind: erp, connector: { type: file, path: l.jsonl } } }\nhandoff:"
        )
        try Data(whole.utf8).write(to: URL(filePath: folder + "/draft.test.yaml"))
        for name in ["draft.yaml", "draft.test.yaml", folder + "/draft.yaml"] {
            let ending = try run(name)
            #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["draft.test.yaml", "draft.yaml"])
    }

    @Test func `What can't be run says why`() throws {
        let store = try TestStore()
        let none = try store.run(["contract", "test"])
        #expect(none.code == 0 && none.errors.contains("there are no examples"))
        #expect(try store.run(["contract", "test", "desk.note"]).code == 66)
        #expect(try store.run(["contract", "test", "nothing"]).code == 66)
        #expect(try store.run(["contract", "test", "../people"]).code == 66)
        try store.write(
            Self.examples.replacingOccurrences(of: "contract: desk.note", with: "contract: other"),
            to: "store/contracts/desk.note.test.yaml")
        let other = try store.run(["contract", "test"])
        #expect(other.code == 65 && other.output.contains("these are examples of 'other'"))
        try store.write(
            Self.examples.replacingOccurrences(of: "requirement", with: "requirment"),
            to: "store/contracts/desk.note.test.yaml")
        let misspelt = try store.run(["contract", "test"])
        #expect(misspelt.code == 65 && misspelt.output.contains("desk.note.test.yaml:10:5: error: 'requirment'"))
        try store.write("contract: [", to: "store/contracts/desk.note.yaml")
        #expect(try store.run(["contract", "test"]).code == 65)
    }
}
