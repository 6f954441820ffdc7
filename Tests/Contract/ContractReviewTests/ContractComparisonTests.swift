import ContractEngine
import ContractFixtures
import Fixtures
import JSON
import Testing

@testable import ContractReview

@Suite struct ContractComparisonTests {
    private static func text(_ changes: [(String, String)], version: Int = 3) throws -> ContractText {
        var text = Sample.contract
        for (old, new) in changes {
            try #require(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        text = text.replacing("version: 3", with: "version: \(version)")
        return try ContractText.load(text, file: "v\(version).yaml").get()
    }

    /// What a change in the sample's text comes to, the version raised.
    private func changes(_ old: String, _ new: String) throws -> [ContractChange] {
        ContractComparison.changes(from: try Self.text([]), to: try Self.text([(old, new)], version: 4))
    }

    /// A change of the sample's text, what it comes to, and words that say so.
    static let table: [(old: String, new: String, category: String, words: String)] = [
        ("title: Supplier payment", "title: Payment", "other", "the title"),
        ("impact: high", "impact: low", "other", "'low'"),
        ("system: erp", "system: crm", "other", "delivered to 'crm' instead of 'erp'"),
        ("record: bill", "record: invoice", "other", "a 'invoice' instead of a 'bill'"),
        (
            "reference: payload.invoice", "reference: string(payload.amount)", "breaking",
            "another rule names the record"
        ),
        ("  reference: payload.invoice\n", "", "looser", "no rule names the record"),
        (
            "required: [invoice, amount]", "required: [invoice, amount, iban]", "breaking",
            "payload.iban must be there"
        ),
        ("minimum: 0", "minimum: -1", "looser", "at least -1 now (before: at least 0)"),
        ("payload:\n", "payload:\n  money: { /amount: EUR }\n", "other", "/amount is money, in EUR"),
        ("role: invoice, min: 1", "role: invoice, min: 2", "breaking", "at least 2 (before: 1)"),
        ("role: invoice, min: 1", "role: order, min: 1", "breaking", "'order' is asked for"),
        ("[text/plain] }", "[text/plain, application/pdf] }", "looser", "may be of application/pdf"),
        ("[text/plain] }", "[application/pdf] }", "breaking", "may not be of text/plain"),
        (
            "media: [text/plain] }", "media: [text/plain], when: 'payload.amount > 1.0' }", "breaking",
            "where payload.amount > 1.0 (before: always)"
        ),
        (
            "payload.amount < 1000000.0", "payload.amount < 2000000.0", "looser",
            "asks for payload.amount < 2000000.0"
        ),
        ("payload.amount < 1000000.0", "payload.amount < 1000.0", "breaking", "'not-huge'"),
        ("payload.amount < 1000000.0", "payload.invoice != \"\"", "breaking", "can't be told"),
        ("The amount is huge, severity: error", "The amount is huge, severity: warning", "looser", "warns now"),
        (
            "The amount is odd, severity: warning", "The amount is odd, severity: error", "breaking",
            "holds the handoff now"
        ),
        ("message: The amount is odd", "message: The amount is 13", "other", "is worded"),
        (
            "    - { id: round, rule: 'payload.amount != 13.0', message: The amount is odd, severity: warning }\n",
            "",
            "looser", "'round' is gone"
        ),
        ("owner: team:ap", "owner: team:finance", "looser", "the owner is 'team:finance'"),
        ("owner: team:ap", "owner: { rule: '\"team:ap\"' }", "looser", "the owner is worked out"),
        ("owner: team:ap", "owner: { rule: '\"team:ap\"' }", "breaking", "gives none, the handoff is held"),
        ("[person:robin]", "[person:robin, person:petra]", "looser", "person:petra too"),
        (
            "by: role:cfo, when", "by: role:cfo, escalate_to: [person:robin, person:petra], when", "looser",
            "escalated from the step 'cfo' goes to person:petra too"
        ),
        (
            "by: role:cfo, when", "by: role:cfo, escalate_to: [person:petra], when", "stricter",
            "escalated from the step 'cfo' goes no longer to person:robin"
        ),
        ("threshold: 0.90", "threshold: 0.95", "stricter", "0.95 a person must review (before: 0.90)"),
        ("threshold: 0.90", "threshold: 0.5", "looser", "0.5"),
        ("  threshold: 0.90", "  visible_to: [team:ap]\n  threshold: 0.90", "stricter", "only team:ap may read it now"),
        ("medium: 0.60", "medium: 0.70", "other", "the confidence bands"),
        ("payload.amount > 1000.0", "payload.amount > 5000.0", "looser", "(before: payload.amount > 1000.0)"),
        ("payload.amount > 1000.0", "payload.amount > 500.0", "stricter", "a person must review where"),
        ("payload.amount > 1000.0", "payload.invoice == \"x\"", "looser", "can't be told"),
        ("reason: Over a thousand", "reason: Above a thousand", "other", "the reason is worded"),
        (
            "    - { rule: 'payload.invoice == \"unknown\"', reason: An unknown invoice }",
            "    - { rule: 'payload.invoice == \"unknown\"', reason: An unknown invoice }\n    - { rule: 'payload.amount > 9.0', reason: r }",
            "stricter", "escalated at intake where payload.amount > 9.0"
        ),
        ("auto_approve: above_threshold", "auto_approve: never", "stricter", "nothing passes without a person"),
        ("audit_sample: 0.05", "audit_sample: 0.01", "looser", "0.01"),
        ("  conflict: refuse\n", "", "looser", "a conflict on the record"),
        ("quorum: 2", "quorum: 3", "stricter", "takes 3 approvals (before: 2)"),
        ("by: role:cfo, when", "by: person:robin, when", "looser", "taken by 'person:robin'"),
        ("payload.amount >= 5000.0", "payload.amount >= 2000.0", "stricter", "'cfo' applies where"),
        (", when: 'payload.amount >= 5000.0'", "", "stricter", "applies always"),
        (
            "    - { step: cfo, by: role:cfo, when: 'payload.amount >= 5000.0' }\n", "", "looser",
            "the step 'cfo' by 'role:cfo' is gone"
        ),
        ("editor, earlier_step]", "editor]", "looser", "'earlier_step' may approve"),
        ("must_view: [invoice]", "must_view: []", "looser", "need not be opened"),
        ("reject: [wrong-amount]", "reject: [wrong-amount, late]", "other", "'late' to reject is new"),
        ("escalate: [over-limit] }", "escalate: [over-limit2] }", "breaking", "'over-limit' to escalate is gone"),
        ("respond_within: PT4H", "respond_within: PT2H", "stricter", "within PT2H (before: PT4H)"),
        ("on_breach: escalate", "on_breach: remind", "looser", "remind (before: escalate)"),
        (", expire_after: P2D", "", "looser", "no limit"),
        ("recall_window: PT2M", "recall_window: PT5M", "stricter", "PT5M"),
        ("complete_when: receipt", "complete_when: approval", "looser", "at the approval"),
        ("impact: high\n", "impact: high\nmode: observe\n", "looser", "only observes now"),
        ("required: true, from", "required: false, from", "looser", "may be left out"),
        ("from: payload.rollback", "from: payload.way_back", "breaking", "read from payload.way_back"),
        ("require: [prompt, model]", "require: [prompt, model, sources]", "breaking", "its sources now"),
        ("require: [prompt, model]", "require: [prompt]", "looser", "lack its model"),
        ("contract: finance.payment", "contract: finance.bill", "other", "another contract: 'finance.bill'"),
        ("  evidence:\n", "  variables: { big: 'payload.amount > 1.0' }\n  evidence:\n", "other", "'big' is new"),
        ("remind_before: PT1H", "remind_before: PT2H", "other", "'PT2H' before it is due (before: 'PT1H')"),
        (
            "expire_after: P2D",
            "expire_after: P2D, hours: { zone: Europe/Berlin, days: [tue, mon], from: \"08:00\", to: \"18:30\" }",
            "looser",
            #"{"zone":"Europe/Berlin","days":["mon","tue"],"from":"08:00","to":"18:30"} (before: nothing)"#
        ),
        (
            "recall_window: PT2M", "recall_window: PT2M\n  claim: PT5M", "other",
            "lapses after 'PT5M' (before: 'PT15M')"
        ),
        (
            "message: The amount is huge", "message: The amount is huge, recheck: never", "looser",
            "held again never (before: on the time of the proposal)"
        ),
        ("message: The amount is huge", "message: The amount is huge, at: /amount", "other", "about /payload/amount"),
        (
            "message: The amount is huge", "message: The amount is huge, reason: wrong-amount", "other",
            "offers the reason 'wrong-amount'"
        ),
        (
            "  conflict: refuse\n", "  conflict: refuse\n  otherwise: cfo\n", "looser",
            "by the step 'cfo' (before: held)"
        ),
        (
            "  conflict: refuse\n", "  conflict: refuse\n  deliver_when: 'payload.amount > 1.0'\n", "looser",
            "waits until payload.amount > 1.0 (before: for nothing)"
        ),
        ("  evidence:\n", "  related: { same: { key: payload.invoice } }\n  evidence:\n", "other", "'same' is new"),
        ("recall_window: PT2M", "recall_window: PT2M\n  stake: payload.amount", "other", "at stake is payload.amount"),
    ]

    @Test("One change of each key", arguments: table)
    func one(old: String, new: String, category: String, words: String) throws {
        let found = try changes(old, new)
        #expect(
            found.contains { $0.category.rawValue == category && $0.sentence.contains(words) },
            "\(found.map { "\($0.category): \($0.sentence)" })")
    }

    @Test func `A list of related handoffs that goes by another key or time is told`() throws {
        func text(_ related: String) throws -> ContractText {
            try Self.text([("  evidence:\n", "  related: { same: { \(related) } }\n  evidence:\n")])
        }
        let found = ContractComparison.changes(
            from: try text("key: payload.invoice, within: P1D"), to: try text("key: payload.amount, within: P2D"))
        #expect(found.compactMap(\.old.pointer.tokens.last).filter { $0 != "version" } == ["key", "within"])
    }

    @Test func `No key of a contract may change unnoticed`() throws {
        var seen: Set<String> = []
        for (old, new, _, _) in Self.table {
            for change in try changes(old, new) {
                seen.formUnion(change.old.pointer.tokens + change.new.pointer.tokens)
            }
        }
        // A part with another name is another part, hours are compared as one, and a file's version is its own.
        let unnamed: Set = ["id", "role", "step", "zone", "days", "to", "version", "key", "within"]
        let keys = Set(ContractKey.mappings.flatMap { $0.names })
        #expect(keys.subtracting(seen) == unnamed)
    }

    @Test func `A change names its lines in both files`() throws {
        let change = try #require(try changes("threshold: 0.90", "threshold: 0.95").first)
        #expect((change.old.file, change.old.line, change.new.file, change.new.line) == ("v3.yaml", 19, "v4.yaml", 19))
        #expect(change.new.pointer.description == "/review/threshold")
        let schema = try #require(try changes("minimum: 0", "minimum: 1").first)
        #expect(schema.new.pointer.description == "/payload/schema/properties/amount/minimum" && schema.new.line == 10)
    }

    @Test func `A contract is the same as itself`() throws {
        #expect(ContractComparison.changes(from: try Self.text([]), to: try Self.text([])) == [])
    }

    /// Both versions have the old text, the new one with a change: what it is as a whole, and words that say so.
    @Test(arguments: [
        (
            "tier: 1000", "tier: 500000", "looser",
            "the step 'head' applies where payload.amount >= variables.tier, with variables.tier = 500000"
        ),
        ("tier: 1000", "tier: 500", "stricter", "with variables.tier = 500"),
        ("tier: 1000", "tier: '500 * 2'", "looser", "can't be told"),
        ("double: 2000", "double: variables.tier * 3", "looser", "it is escalated at intake where"),
        (
            "base: decimal(payload.amount)", "base: decimal(0)", "looser",
            "a person must review where variables.base > 50"
        ),
        ("who: '\"team:ap\"'", "who: '\"team:finance\"'", "looser", "the owner is worked out by variables.who"),
        (">= variables.tier", "> variables.tier", "looser", "the step 'head' applies where"),
        ("by: role:cfo", "by: team:ap", "looser", "taken by 'team:ap' (before: 'role:cfo')"),
        ("by: role:cfo", "by: owner", "looser", "taken by 'owner'"),
        ("quorum: 2", "quorum: 1", "looser", "takes 1 approvals (before: 2)"),
        ("quorum: 2", "quorum: 3", "stricter", "takes 3"),
        ("variables.base > 50", "variables.base >= 50", "stricter", "a person must review"),
        ("variables.base >", "variables.base  >", "other", "a person must review"),
        ("threshold: 0.9", "threshold: 0.8", "looser", "below the confidence 0.8"),
    ])
    func `What a variable or a bound does to a review`(
        old: String, new: String, category: String, words: String
    ) throws {
        func read(_ text: String) throws -> ContractText { try ContractText.load(text, file: "c.yaml").get() }
        try #require(Self.tiers.contains(old))
        let found = ContractComparison.changes(
            from: try read(Self.tiers),
            to: try read(Self.tiers.replacing(old, with: new).replacing("version: 1", with: "version: 2")))
        let shown = "\(found.map { "\($0.category): \($0.sentence)" })"
        #expect(found.contains { $0.category.rawValue == category && $0.sentence.contains(words) }, "\(shown)")
        let isLooser = found.contains { $0.category == .looser }
        #expect(isLooser == (category == "looser"), "\(shown)")
    }

    private static let tiers = """
        contract: c
        version: 1
        title: t
        impact: low
        system_of_record: { system: erp, record: r }
        payload:
          schema: { type: object, required: [amount], properties: { amount: { type: number } } }
          variables:
            tier: 1000
            double: 2000
            base: decimal(payload.amount)
            who: '"team:ap"'
        review:
          owner: { rule: variables.who }
          threshold: 0.9
          mandatory: [{ rule: variables.base > 50, reason: r }]
          escalate_when: [{ rule: payload.amount > variables.double, reason: r }]
          sequence:
            - { step: desk, by: owner, quorum: 2 }
            - { step: head, by: role:cfo, when: payload.amount >= variables.tier }
          separation: [requester]
        states: { complete_when: receipt, rollback: { required: false } }
        trace: { require: [] }

        """

    @Test func `Without a threshold a person reviews always`() throws {
        let never = ("auto_approve: above_threshold", "auto_approve: never")
        func directions(_ first: [(String, String)], _ second: [(String, String)]) throws -> [ContractChange.Direction]
        {
            ContractComparison.changes(from: try Self.text(first), to: try Self.text(second, version: 4)).map(
                \.direction)
        }
        let none = ("  threshold: 0.90\n", "")
        #expect(try directions([never], [never, none]) == [.stricter])
        #expect(try directions([never, none], [never]) == [.looser])
    }

    @Test func `More readers are looser, and everybody is most of all`() throws {
        func directions(_ old: String, _ new: String) throws -> [ContractChange.Direction] {
            func with(_ readers: String) -> [(String, String)] {
                readers.isEmpty ? [] : [("  threshold: 0.90", "  visible_to: \(readers)\n  threshold: 0.90")]
            }
            return ContractComparison.changes(from: try Self.text(with(old)), to: try Self.text(with(new), version: 4))
                .map(\.direction)
        }
        #expect(try directions("[team:ap]", "[team:ap, role:auditor]") == [.looser])
        #expect(try directions("[team:ap]", "[role:auditor]") == [.looser, .stricter])
        #expect(try directions("[team:ap]", "") == [.looser] && directions("", "[]") == [.stricter])
    }

    @Test func `Where nobody is named, an escalation falls to others, and which way that goes can't be told`() throws {
        let found = try changes("[person:robin]", "[]")
        #expect(found.map(\.category) == [.looser] && found.map(\.direction) == [.unordered])
        #expect(try changes("[person:robin]", "[person:robin, person:petra]").map(\.direction) == [.looser])
    }

    @Test func `A version that was not raised is told, whatever changed`() throws {
        let old = try Self.text([])
        for change in [("threshold: 0.90", "threshold: 0.95"), ("\ntrace:", "\n# A comment.\ntrace:")] {
            let found = ContractComparison.changes(from: old, to: try Self.text([change]))
            #expect(found.contains { $0.sentence.contains("raise it") && $0.category == .other })
        }
        #expect(try changes("threshold: 0.90", "threshold: 0.95").count == 1)
    }

    @Test func `Steps that change places are told, and what they ask is not`() throws {
        let clerk = "    - { step: clerk, by: role:clerk, quorum: 2 }\n"
        let cfo = "    - { step: cfo, by: role:cfo, when: 'payload.amount >= 5000.0' }\n"
        let found = try changes(clerk + cfo, cfo + clerk)
        #expect(found.map(\.sentence) == ["the steps come in the order cfo, clerk"])
    }

    /// Random changes of the sample as a document. One that leaves no contract is passed over.
    @Test func `Back and forth, stricter and looser change places`() throws {
        var random = SeededRandom(seed: 5)
        let sample = try Self.text([])
        var compared = 0
        for _ in 0..<250 {
            guard let first = Self.mutated(sample, &random), let second = Self.mutated(first, &random) else { continue }
            compared += 1
            let there = ContractComparison.changes(from: first, to: second)
            let back = ContractComparison.changes(from: second, to: first)
            func count(_ changes: [ContractChange], _ direction: ContractChange.Direction) -> Int {
                changes.count { $0.direction == direction }
            }
            #expect(count(there, .stricter) == count(back, .looser), "\(first.text)\n\(second.text)")
            #expect(count(there, .looser) == count(back, .stricter), "\(first.text)\n\(second.text)")
            #expect(ContractComparison.changes(from: second, to: second) == [])
            #expect(!there.isEmpty || first.json == second.json)
        }
        #expect(compared > 50)
    }

    /// The contract with up to three leaves removed, doubled or replaced.
    private static func mutated(_ contract: ContractText, _ random: inout SeededRandom) -> ContractText? {
        var json = contract.json
        for _ in 0..<Int.random(in: 1...3, using: &random) { json = mutated(json, &random) }
        return try? ContractText.load(json.printable, file: "c.yaml").get()
    }

    private static func mutated(_ value: JSONValue, _ random: inout SeededRandom) -> JSONValue {
        switch value {
        case .object(var object):
            guard let name = object.names.randomElement(using: &random) else { return value }
            let isRemoved = Int.random(in: 0..<8, using: &random) == 0
            object[name] = isRemoved ? nil : object[name].map { mutated($0, &random) }
            return .object(object)
        case .array(var items):
            guard let place = items.indices.randomElement(using: &random) else { return value }
            switch Int.random(in: 0..<6, using: &random) {
            case 0: items.remove(at: place)
            case 1: items.reverse()
            default: items[place] = mutated(items[place], &random)
            }
            return .array(items)
        case .string(let text):
            if text.contains("000.0") { return .string(text.replacing("000.0", with: "00.0")) }
            return ["PT4H": "PT8H", "P2D": "P1D", "error": "warning", "clerk": "clerk2", "above_threshold": "never"][
                text] ?? value
        case .number(let number): return .number(JSONNumber(number.double / 2) ?? number)
        case .bool(let bool): return .bool(!bool)
        case .null: return value
        }
    }
}
