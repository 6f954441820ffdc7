import ContractEngine
import ContractFixtures
import Foundation
import Handoff
import Testing

@testable import ContractReview

@Suite struct LintTests {
    /// The sample with a schema that lets nothing else in, and a band that begins at the threshold.
    private static let sound = Sample.contract
        .replacingOccurrences(of: "schema: { type", with: "schema: { additionalProperties: false, type")
        .replacingOccurrences(of: "properties: { amount: {", with: "properties: { invoice: {}, rollback: {}, amount: {")
        .replacingOccurrences(of: "high: 0.85 }", with: "high: 0.85, sure: 0.90 }")

    private func lint(_ changes: [(String, String)], people: String = Sample.peopleText) throws -> [Problem] {
        var text = Self.sound
        for (old, new) in changes {
            try #require(text.contains(old), "\(old)")
            text = text.replacingOccurrences(of: old, with: new)
        }
        return Contract.lint(text, file: "c.yaml", people: People.load(people).people, systems: Sample.systems)
    }

    @Test func `Nothing is wrong with the sample`() throws {
        #expect(try lint([]) == [])
    }

    @Test(
        "What the linter finds",
        arguments: [
            ("system: erp", "system: crm", 6, "not in systems.yaml", true),
            ("owner: team:ap", "owner: team:nobody", 17, "no team:nobody", true),
            ("[person:robin]", "[person:robin, person:ghost]", 18, "nobody for person:ghost", true),
            ("by: role:cfo", "by: role:king", 30, "nobody can take the step 'cfo'", true),
            ("quorum: 2", "quorum: 5", 29, "needs 5 people, and role:clerk has 4", true),
            ("  escalate_to: [person:robin]\n", "", 17, "escalate_to", true),
            (
                "  mandatory:\n    - { rule: 'payload.amount > 1000.0', reason: Over a thousand }\n", "", 23,
                "add a mandatory rule", true
            ),
            ("  separation: [requester, producer_owner, editor, earlier_step]\n", "", 17, "separates duties", false),
            ("  reasons: { reject: [wrong-amount], escalate: [over-limit] }\n", "", 17, "reasons.reject", false),
            ("low: 0.0, ", "", 20, "fall into no band", false),
            ("low: 0.0, medium: 0.60", "low: 0.0, medium: 0.85", 20, "begin at the same confidence", true),
            ("must_view: [invoice]", "must_view: [invoce]", 32, "no rule of the evidence asks for 'invoce'", false),
        ] as [(String, String, Int, String, Bool)])
    func findings(old: String, new: String, line: Int, word: String, isError: Bool) throws {
        let problems = try lint([(old, new)])
        #expect(
            problems.contains {
                $0.line == line && $0.message.contains(word) && ($0.severity == .error) == isError
            }, "\(problems)")
    }

    @Test func `A contract of high impact needs a threshold or a mandatory rule`() throws {
        let problems = try lint([
            ("  threshold: 0.90\n", ""), ("auto_approve: above_threshold", "auto_approve: never"),
            ("  mandatory:\n    - { rule: 'payload.amount > 1000.0', reason: Over a thousand }\n", ""),
        ])
        #expect(problems.contains { $0.severity == .error && $0.message.contains("threshold or a mandatory rule") })
    }

    @Test func `What the linter asks of high impact it does not ask of low`() throws {
        #expect(
            try lint([("impact: high", "impact: low"), ("  escalate_to: [person:robin]\n", "")])
                .allSatisfy { $0.severity == .warning })
    }

    @Test func `above_threshold needs a threshold to load`() throws {
        #expect(try lint([("  threshold: 0.90\n", "")]).contains { $0.severity == .error && $0.line == 24 })
    }

    @Test func `A system without a connector is a warning, and none where approval completes`() throws {
        let systems = SystemOfRecord.load("systems: { erp: { kind: erp } }").systems
        func lint(_ text: String) -> [Problem] {
            Contract.lint(text, file: "c.yaml", people: Sample.people, systems: systems)
        }
        #expect(lint(Self.sound).map(\.id) == ["no-connector"])
        #expect(
            lint(Self.sound.replacingOccurrences(of: "complete_when: receipt", with: "complete_when: approval"))
                .isEmpty)
    }

    @Test func `A version that was used has one content for good`() throws {
        let other = ContentHash(of: [])
        func lint(_ used: [Contract.UsedVersion]) -> [Problem] { Contract.lint(Self.sound, file: "c.yaml", used: used) }
        let own = ContentHash(of: Self.sound.utf8)
        let problems = lint([.init(version: 3, digest: other), .init(version: 4, digest: other)])
        #expect(problems.map(\.id) == ["used-version"] && problems[0].severity == .error && problems[0].line == 2)
        #expect(problems[0].suggestion == "Raise the version to 5")
        #expect(lint([.init(version: 3, digest: own)]).isEmpty)
        #expect(lint([.init(version: 2, digest: other)]).isEmpty)
    }

    @Test func `A text of an earlier edition stays in force, and is told what the next version is refused for`() {
        let text = Self.sound.replacingOccurrences(of: "'payload.amount != 13.0'", with: "payload.invoice")
            .replacingOccurrences(of: "invoice: {}", with: "invoice: { type: string, format: bill }")
        #expect(Contract.load(text, file: "c.yaml").contract == nil)
        #expect(Contract.load(text, file: "c.yaml", edition: .first).contract != nil)
        #expect(Contract.lint(text, file: "c.yaml").contains { $0.severity == .error })
        let problems = Contract.lint(text, file: "c.yaml", edition: .first)
        #expect(problems.contains { $0.id == "wrong-result" && $0.line == 15 })
        #expect(problems.contains { $0.message.contains("\"bill\" is no format") })
        #expect(problems.allSatisfy { $0.severity == .warning })
        #expect(Set(problems).count == problems.count)
    }

    @Test func `Missing people and systems refuse a contract that loads`() throws {
        let contract = try Sample.contract(
            ("by: role:cfo", "by: role:king"), ("[person:robin]", "[person:ghost]"), ("system: erp", "system: crm"))
        #expect(contract.missingReferences(people: Sample.people, systems: Sample.systems).count == 3)
        #expect(try Sample.contract().missingReferences(people: Sample.people, systems: Sample.systems).isEmpty)
    }
}

@Suite struct PeopleAndSystemsTests {
    @Test(
        "Problems of people.yaml",
        arguments: [
            ("people:\n  kim: { os_users: [a] }\n  sam: { os_users: [a] }\n", "3:20"),
            ("teams: { x: { lead: person:nobody } }\n", "1:21"), ("teams: { x: { lead: team:y } }\n", "1:21"),
            ("agents: { bot: { owner: person:nobody } }\n", "1:25"), ("agents: { bot: { } }\n", "1:16"),
            ("person: {}\n", "1:1"), ("people:\n  kim: { role: [a] }\n", "2:10"), ("people:\n  kim: 7\n", "2:8"),
            ("people:\n  \"k m\": {}\n", "2:3"), ("people: []\n", "1:9"), ("people: { kim: {}, kim: {} }", "1:11"),
        ])
    func people(text: String, place: String) {
        let problems = People.load(text).problems
        #expect(problems.contains { "\($0.line):\($0.column)" == place && $0.severity == .error }, "\(problems)")
    }

    @Test func `Who is who`() {
        let people = Sample.people
        #expect(people.members(of: .role("clerk")) == ["kim", "lee", "mei", "sam"])
        #expect(people.members(of: .team("ap")) == ["kim", "lee", "mei", "sam"])
        #expect(people.members(of: .person("nobody")).isEmpty)
        #expect(people.leads(of: .team("ap")) == ["petra"])
        #expect(people.leads(of: .person("kim")) == ["petra"])
        #expect(people.leads(of: .role("cfo")).isEmpty && people.leads(of: nil).isEmpty)
        #expect(people.person(account: "mtanaka") == "mei")
        #expect(people.person(account: "root") == nil)
    }

    @Test(
        "Problems of systems.yaml",
        arguments: [
            "systems: { a: { kind: paper } }", "systems: { a: { } }", "systems: []", "{}",
            "systems: { a: { kind: erp, connector: { type: pigeon } } }",
            "systems: { a: { kind: erp, connector: { type: exec } } }",
            "systems: { a: { kind: erp, connector: { type: exec, command: [] } } }",
            "systems: { a: { kind: erp, connector: { type: exec, command: [x], timeout: 30 } } }",
            "systems: { a: { kind: erp, connector: { type: file } } }",
            "systems: { a: { kind: erp, connector: { type: http, url: x } } }",
            "systems: { a: { kind: erp, connector: { type: file, path: x, mode: y } } }",
        ])
    func systems(text: String) {
        let (systems, problems) = SystemOfRecord.load(text)
        #expect(!problems.isEmpty)
        #expect(systems.values.allSatisfy { $0.connector != nil }, "a connector that can't be read is no manual work")
    }
}
