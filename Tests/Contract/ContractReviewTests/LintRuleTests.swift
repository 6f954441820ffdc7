import ContractEngine
import ContractFixtures
import Fixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractReview

/// Each thing that the linter looks for, made by changing one place of a contract with which nothing is wrong.
@Suite struct LintRuleTests {
    static let sound = """
        contract: ops.refund
        version: 1
        title: Refund drafted by AI
        impact: high
        system_of_record:
          system: erp
          record: refund
          reference: payload.order
        payload:
          schema:
            type: object
            required: [order, amount, kind, lines]
            additionalProperties: false
            properties:
              order: { type: string, minLength: 4 }
              amount: { type: number, exclusiveMinimum: 0, maximum: 9000 }
              kind: { enum: [goodwill, return, error] }
              note: { type: string }
              lines: { type: array, minItems: 1, items: { type: object, additionalProperties: false, required: [net], properties: { net: { type: number }, code: { type: string } } } }
          evidence:
            - { role: mail, min: 1, media: [text/plain, message/rfc822] }
            - { role: photo, min: 1, media: [image/png], when: 'payload.kind == "return"' }
          checks:
            - { id: sum, rule: 'payload.lines.map(l, decimal(l.net)).sum() == decimal(payload.amount)', message: Wrong sum }
            - { id: said, rule: 'evidence.exists(e, e.media == "text/plain" && e.text.contains(payload.order))', message: No order }
            - { id: noted, when: 'has(payload.note)', rule: 'payload.note != "x"', message: No note, severity: warning }
        review:
          owner: team:ap
          escalate_to: [person:robin]
          threshold: 0.90
          bands: { low: 0.0, medium: 0.60, high: 0.90 }
          mandatory:
            - { rule: 'decimal(payload.amount) > 1000', reason: Much }
            - { rule: 'payload.kind == "error"', reason: Our mistake }
          escalate_when:
            - { rule: 'payload.amount > 8000', reason: Very much }
          auto_approve: above_threshold
          audit_sample: 0.05
          conflict: refuse
          sequence:
            - { step: clerk, by: role:clerk }
            - { step: cfo, by: role:cfo, when: 'payload.amount >= 5000' }
          separation: [requester, producer_owner, editor, earlier_step]
          must_view: [mail]
          reasons: { reject: [wrong-amount, fraud], escalate: [over-limit] }
          clock: { respond_within: PT4H, remind_before: PT1H, on_breach: escalate, expire_after: P2D }
          recall_window: PT2M
        states:
          complete_when: receipt
          rollback: { required: false }
        trace:
          require: [prompt, model]

        """

    static func lint(_ text: String, people: String = Sample.peopleText, lists: JSONValue = [:]) -> [Problem] {
        Contract.lint(
            text, file: "c.yaml", people: People.load(people).people, systems: Sample.systems, lists: lists)
    }

    static func changed(_ old: String, _ new: String) throws -> String {
        try #require(sound.contains(old), "\(old)")
        return sound.replacingOccurrences(of: old, with: new)
    }

    @Test func `Nothing is wrong with the sound contract`() {
        #expect(Self.lint(Self.sound) == [])
    }

    static let rule = "'payload.kind == \"error\"'"

    static let table: [(old: String, new: String, id: LintRule, line: Int, isError: Bool)] = [
        // Rules and the schema
        (rule, "'payload.order + 1 == 2'", .typeMismatch, 34, true),
        (rule, "'payload.kind > 5'", .typeMismatch, 34, true),
        (rule, "'payload.kimd == \"error\"'", .unknownField, 34, true),
        (rule, "'payload.note == \"error\"'", .unguardedField, 34, false),
        (rule, "'payload.lines.exists(l, l.code == \"x\")'", .unguardedField, 34, false),
        (rule, "'payload.amount * 2 > 5'", .inexactArithmetic, 34, false),
        (
            "payload.lines.map(l, decimal(l.net)).sum()", "payload.lines.map(l, l.net).sum()", .inexactArithmetic, 24,
            false
        ),
        (rule, "'payload.kind == \"mistake\"'", .neverEqual, 34, false),
        (rule, "'related.same_record.exists(r, r.state == \"done\")'", .neverEqual, 34, false),
        (rule, "'requested_by == 5'", .neverEqual, 34, false),
        (rule, "'handoff.titel == \"x\"'", .unknownField, 34, true),
        (rule, "'producer.model == \"x\"'", .unguardedField, 34, false),
        (rule, "'lists.suppliers[payload.order].stauts == \"x\"'", .unknownField, 34, true),
        (
            rule, "'payload.order in lists.suppliers && lists.suppliers[payload.order].note == \"x\"'", .unguardedField,
            34, false
        ),
        (rule, "'lists.words.contains(payload.order)'", .typeMismatch, 34, true),
        ("reference: payload.order", "reference: payload.note", .unguardedField, 8, false),
        ("exclusiveMinimum: 0, maximum: 9000", "minimum: 9, maximum: 5", .emptySchema, 11, true),
        (
            "type: object\n    required: [order",
            "type: [object, string]\n    minProperties: 1\n    required: [nothing, order", .emptySchema, 11, true
        ),
        ("    additionalProperties: false\n", "", .openSchema, 11, false),
        (
            "type: object, additionalProperties: false, required: [net]", "type: object, required: [net]", .openSchema,
            19, false
        ),
        ("  evidence:\n", "  money: { /amuont: EUR }\n  evidence:\n", .unknownMoney, 20, false),
        ("  evidence:\n", "  money: { \"/lines/*/net\": /currency }\n  evidence:\n", .unknownMoney, 20, false),
        // Conditions that decide nothing
        ("payload.note != \"x\"", "payload.amount > 0", .checkNeverFails, 26, false),
        (
            "payload.lines.map(l, decimal(l.net)).sum() == decimal(payload.amount)", "payload.amount > 9500",
            .checkNeverPasses, 24, true
        ),
        ("payload.note != \"x\"", "payload.amount > 9500", .checkNeverPasses, 26, false),
        (rule, "'payload.amount > 9000.5'", .neverApplies, 34, false),
        ("payload.amount >= 5000", "payload.amount >= 9500", .neverApplies, 42, false),
        ("payload.amount > 8000", "payload.amount < 0", .neverApplies, 36, false),
        ("has(payload.note)", "size(payload.lines) == 0", .neverApplies, 26, false),
        ("payload.kind == \"return\"", "size(payload.order) < 4", .neverApplies, 22, false),
        (rule, "'true'", .alwaysMandatory, 37, false),
        (rule, "'payload.kind != \"error\" || payload.amount <= 1000'", .alwaysMandatory, 37, false),
        ("payload.amount > 8000", "payload.amount > 0", .alwaysEscalates, 36, false),
        (rule, "'payload.amount > 5000'", .shadowedThreshold, 34, false),
        (rule, "'payload.amount > 1000.0'", .shadowedThreshold, 34, false),
        (
            rule, "'payload.amount > 500 && payload.kind == \"error\" && payload.amount > 2000'", .shadowedThreshold,
            34, false
        ),
        (rule, "'payload.amount > 500'", .shadowedThreshold, 33, false),
        (rule, "'payload.amount > 8500'", .shadowedThreshold, 34, false),
        (rule, "'confidence != null && confidence < 0.8'", .shadowedThreshold, 34, false),
        ("auto_approve: above_threshold", "auto_approve: never", .idleSetting, 38, false),
        ("auto_approve: above_threshold", "auto_approve: never", .idleSetting, 39, false),
        ("respond_within: PT4H, remind_before: PT1H, ", "remind_before: PT1H, ", .idleSetting, 46, false),
        ("respond_within: PT4H, remind_before: PT1H, ", "", .idleSetting, 46, false),
        // A rule that gives what its place has no use for
        (rule, "'payload.order'", .wrongResult, 34, true), (rule, "payload.amount", .wrongResult, 34, true),
        ("reference: payload.order", "reference: payload.amount", .wrongResult, 8, true),
        ("media: [text/plain, message/rfc822]", "when: payload.kind", .wrongResult, 21, true),
        ("has(payload.note)", "payload.amount", .wrongResult, 26, true),
        ("'payload.note != \"x\"'", "payload.note", .wrongResult, 26, true),
        ("message: Wrong sum", "message: { rule: payload.amount }", .wrongResult, 24, true),
        ("reason: Much", "reason: { rule: payload.lines }", .wrongResult, 33, true),
        ("'payload.amount > 8000'", "payload.kind", .wrongResult, 36, true),
        ("'payload.amount >= 5000'", "payload.kind", .wrongResult, 42, true),
        ("owner: team:ap", "owner: { rule: payload.amount }", .wrongResult, 28, true),
        ("owner: team:ap", "owner: { rule: payload.kind }", .wrongResult, 28, true),
        ("recall_window: PT2M", "stake: payload.order", .wrongResult, 47, true),
        ("required: false }", "required: true, from: 'has(payload.note)' }", .wrongResult, 50, true),
        (
            "'payload.amount > 8000'", "'payload.kind == \"error\" ? payload.amount > 8000 : \"no\"'", .wrongResult,
            36, true
        ),
        (
            "'payload.amount > 8000'", "'payload.kind == \"error\" ? payload.amount > 8000 : null'", .wrongResult, 36,
            false
        ),
        ("'payload.amount > 8000'", "'payload.?kind'", .wrongResult, 36, true),
        // Tiers
        ("by: role:clerk }", "by: role:clerk, when: 'payload.amount < 4000' }", .tierGap, 41, false),
        ("by: role:clerk }", "by: role:clerk, when: 'payload.amount <= 5000' }", .tierOverlap, 42, false),
        // People and systems
        ("system: erp", "system: crm", .unknownSystem, 6, true), ("team:ap", "team:nobody", .unknownParty, 28, true),
        ("person:robin", "person:ghost", .unknownParty, 29, true),
        ("by: role:cfo", "by: role:king", .nobodyTakes, 42, true),
        ("by: role:clerk }", "by: role:clerk, quorum: 5 }", .nobodyTakes, 41, true),
        (
            "by: role:clerk }", "by: person:robin }\n    - { step: chief, by: person:robin }", .separationLeavesNobody,
            42, true
        ),
        ("by: role:clerk }", "by: role:clerk, quorum: 4 }", .producerLeavesNobody, 41, false),
        ("by: role:clerk }", "by: person:kim }", .producerLeavesNobody, 41, false),
        ("by: role:cfo, ", "by: role:clerk, quorum: 4, ", .separationLeavesNobody, 42, true),
        (
            "separation: [requester, producer_owner, editor, earlier_step]", "separation: [requester]",
            .repeatedApprover, 42, false
        ),
        ("escalate_to: [person:robin]", "escalate_to: [person:kim]", .signsAbove, 42, false),
        ("escalate_to: [person:robin]", "escalate_to: [team:ap]", .signsAbove, 42, false),
        ("by: role:cfo, ", "by: role:cfo, escalate_to: [person:robin, person:sam], ", .signsAbove, 42, false),
        ("by: role:cfo, ", "by: role:cfo, escalate_to: person:ghost, ", .unknownParty, 42, true),
        (
            "escalate_to: [person:robin]", "escalate_to: [person:robin]\n  visible_to: [role:nobody]", .unknownParty,
            30, true
        ),
        // High impact
        ("  escalate_to: [person:robin]\n", "", .noEscalation, 28, true),
        ("  separation: [requester, producer_owner, editor, earlier_step]\n", "", .noSeparation, 28, false),
        // Evidence, reasons, confidence, time, completion
        ("must_view: [mail]", "must_view: [male]", .unseenEvidence, 44, false),
        ("e.media == \"text/plain\" && e.text", "e.role == \"mail\" && e.text", .unreadableEvidence, 21, false),
        ("e.media == \"text/plain\" && e.text", "e.text", .unreadableEvidence, 21, false),
        ("  reasons: { reject: [wrong-amount, fraud], escalate: [over-limit] }\n", "", .noReasons, 28, false),
        (", escalate: [over-limit]", "", .noReasons, 28, false),
        ("[wrong-amount, fraud]", "[fraud, fraud]", .duplicateReason, 45, false),
        ("low: 0.0, ", "", .bandGap, 31, false), ("medium: 0.60", "medium: 0.90", .deadBand, 31, true),
        ("high: 0.90", "high: 0.85", .mixedBand, 31, false),
        ("remind_before: PT1H", "remind_before: PT4H", .earlyReminder, 46, false),
        ("expire_after: P2D", "expire_after: PT2H", .earlyExpiry, 46, false),
        ("complete_when: receipt", "complete_when: approval", .completesEarly, 49, false),
    ]

    private static let lists = json(
        #"{"suppliers": {"A": {"status": "x", "note": "y"}, "B": {"status": "z"}}, "words": ["a", "b"]}"#)

    @Test("What the linter looks for", arguments: table.indices)
    func finds(_ index: Int) throws {
        let row = Self.table[index]
        let problems = Self.lint(
            row.id == .repeatedApprover
                ? try Self.changed(row.old, row.new).replacingOccurrences(of: "by: role:cfo", with: "by: role:clerk")
                : try Self.changed(row.old, row.new), lists: Self.lists)
        let found = problems.first { $0.id == row.id.rawValue && $0.line == row.line }
        #expect(
            found.map { ($0.severity == .error) == row.isError } == true, "\(row.new): \(problems.map(\.description))")
        #expect(found?.suggestion?.isEmpty == false && found?.message.hasSuffix(".") == false)
    }

    @Test func `Type errors refuse the contract when it is loaded, with the place drawn`() throws {
        let (contract, problems) = Contract.load(
            try Self.changed(Self.rule, "'payload.amount > 5 || payload.kimd > 5'"), file: "c.yaml")
        let problem = try #require(problems.first)
        #expect(contract == nil && problems.count == 1)
        #expect(
            problem.description
                == "c.yaml:34:15: error: at 1:31 of the rule: 'payload' has no field 'kimd' [unknown-field]")
        #expect(
            problem.details == [
                "  | payload.amount > 5 || payload.kimd > 5", "  |                               ^",
                "  Did you mean 'kind'?",
            ])
        #expect(
            problem.json["id"]?.string == "unknown-field"
                && problem.json["suggestion"]?.string == "Did you mean 'kind'?")
    }

    @Test(
        "What is in order",
        arguments: [
            (rule, "'has(payload.note) && payload.note == \"x\"'"),
            (rule, "'confidence == null || payload.kind == \"error\"'"),
            ("role: mail, min: 1, media: [text/plain, message/rfc822]", "role: mail, min: 1"),
            (rule, "'lists.other.x == payload.order'"),
            (rule, "'lists.suppliers[payload.order].status == \"y\"'"), (rule, "'related.same_record.size() > 0'"),
            ("by: role:clerk }", "by: owner }"), ("by: role:clerk }", "by: role:clerk, quorum: 3 }"),
            ("owner: team:ap", "owner: { rule: 'lists.suppliers[payload.order].status' }"),
            ("additionalProperties: false\n", "unevaluatedProperties: false\n    additionalProperties: false\n"),
            ("payload.amount >= 5000", "payload.amount >= 500"), ("threshold: 0.90", "threshold: 0.60"),
            ("min: 1, media: [image/png], ", "min: 1, "),
            ("low: 0.0, medium: 0.60, high: 0.90", "low: 0.0, sure: 0.90"),
            ("by: role:clerk }", "by: role:clerk, when: 'payload.amount < 5000' }"),
            ("by: role:cfo, ", "by: role:cfo, escalate_to: [person:mei, person:petra], "),
            ("by: role:clerk }", "by: role:clerk, escalate_to: [person:kim] }"),
            (rule, "'dyn(payload.order)'"), (rule, "'lists.rules[payload.order]'"),
            ("owner: team:ap", "owner: { rule: 'payload.kind == \"error\" ? \"team:ap\" : \"role:cfo\"' }"),
            ("recall_window: PT2M", "stake: 'payload.kind == \"return\" ? decimal(payload.amount) : null'"),
            ("reference: payload.order", "reference: 'payload.kind == \"return\" ? payload.order : null'"),
            ("required: false }", "required: false, from: payload.lines }"),
        ])
    func clean(old: String, new: String) throws {
        let problems = Self.lint(try Self.changed(old, new), lists: Self.lists)
        #expect(problems.isEmpty, "\(problems)")
    }

    @Test func `What a rule with a name asks is known where the name is read`() throws {
        func lint(_ variable: String, _ rule: String) throws -> [String?] {
            let text = try Self.changed(Self.rule, "'\(rule)'")
                .replacingOccurrences(of: "  evidence:\n", with: "  variables: { x: '\(variable)' }\n  evidence:\n")
            return Self.lint(text).map(\.id)
        }
        #expect(try lint("has(payload.note)", "variables.x && payload.note == \"x\"") == [])
        #expect(try lint("payload.kind == \"error\"", "variables.x && payload.note == \"x\"") == ["unguarded-field"])
        #expect(try lint("payload.amount", "variables.x * 2 > 5") == ["inexact-arithmetic"])
        #expect(try lint("payload.amount > 5000", "variables.x") == ["shadowed-threshold"])
        #expect(try lint("payload.note", "payload.kind == \"error\"") == [])
        #expect(try lint("payload.note == \"x\"", "variables.x") == ["unguarded-field"])
        #expect(try lint("payload.note == \"x\"", "has(payload.note) && variables.x") == [])
        #expect(try lint("payload.kimd", "payload.kind == \"error\"") == ["unknown-field"])
        #expect(try lint("payload.order", "variables.x > 5") == ["type-mismatch"])
    }

    @Test func `Without people, systems and lists, what needs none of them is looked at`() throws {
        #expect(Contract.lint(Self.sound, file: "c.yaml") == [])
        #expect(Contract.lint(try Self.changed("role:cfo", "role:king"), file: "c.yaml") == [])
        #expect(Contract.lint(try Self.changed("high: 0.90", "high: 0.85"), file: "c.yaml").map(\.id) == ["mixed-band"])
    }

    @Test func `A contract of high impact lets nothing pass by confidence alone`() throws {
        let text = Self.sound.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("reason: Much") && !$0.contains("Our mistake") && !$0.contains("mandatory:") }
            .joined(separator: "\n")
        #expect(Self.lint(text).map(\.id) == ["confidence-alone"])
        let without = text.replacingOccurrences(of: "  threshold: 0.90\n", with: "")
            .replacingOccurrences(of: "above_threshold", with: "never")
        #expect(Self.lint(without).contains { $0.id == "no-approval-condition" && $0.severity == .error })
    }

    @Test func `Every rule of the linter is explained in the documentation, and nothing else is`() throws {
        let page = try String(
            contentsOf: SharedData.package.appending(path: "docs/contracts.md"), encoding: .utf8)
        let section = try #require(page.components(separatedBy: "\n## What the linter looks for\n").dropFirst().first)
            .components(separatedBy: "\n## ")[0]
        let explained = section.matches(of: /(?m)^\| `([a-z-]+)` \|/).map { String($0.1) }
        #expect(Set(explained) == Set(LintRule.allCases.map(\.rawValue)))
        #expect(explained.count == LintRule.allCases.count)
    }

    @Test func `The table tries every rule that can be tried on a contract alone`() {
        let elsewhere: Set<LintRule> = [
            .missingList, .noConnector, .confidenceAlone, .noApprovalCondition, .usedVersion,
        ]
        #expect(Set(LintRule.allCases).subtracting(Self.table.map(\.id)) == elsewhere)
    }
}
