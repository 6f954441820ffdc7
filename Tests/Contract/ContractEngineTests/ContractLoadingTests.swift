import ContractFixtures
import Fixtures
import Foundation
import Handoff
import Testing

@testable import ContractEngine

@Suite struct ContractLoadingTests {
    @Test func `The sample loads without a problem`() throws {
        let (contract, problems) = Contract.load(Sample.contract, file: "c.yaml")
        #expect(problems.isEmpty)
        let loaded = try #require(contract)
        #expect(loaded.reference.name == "finance.payment" && loaded.reference.version == 3)
        #expect(loaded.reference.digest == ContentHash(of: Sample.contract.utf8))
        #expect(loaded.review.sequence.map(\.name) == ["clerk", "cfo"])
        #expect(loaded.review.bands.map(\.name) == ["low", "medium", "high"])
        #expect(loaded.review.recallWindow.milliseconds == 120_000)
        #expect(loaded.review.separation == Contract.Separation.allCases)
    }

    /// What is replaced, by what, and where which word of the problem stands.
    struct Fault: Sendable, CustomTestStringConvertible {
        let old: String, new: String, place: String, word: String
        init(_ old: String, _ new: String, _ place: String, _ word: String) {
            (self.old, self.new, self.place, self.word) = (old, new, place, word)
        }
        var testDescription: String { "\(new) at \(place)" }
    }

    @Test(
        "Each fault is told with its place",
        arguments: [
            Fault("title: Supplier payment", "titel: Supplier payment", "3:1", "'titel' is not known here"),
            Fault("title: Supplier payment\n", "", "1:1", "'title' is missing"),
            Fault("contract: finance.payment", "contract: finance payment", "1:11", "no name"),
            Fault("version: 3", "version: three", "2:10", "whole number"),
            Fault("version: 3", "version: 3.5", "2:10", "whole number"),
            Fault("version: 3", "version: 0", "2:10", "count from 1"),
            Fault("version: 3", "version: \"3\"", "2:10", "whole number"),
            Fault("impact: high", "impact: enormous", "4:9", "not one of low, medium, high"),
            Fault("title: Supplier payment", "title: 7", "3:8", "put it in quotes"),
            Fault("record: bill", "record: [bill]", "7:11", "text is expected"),
            Fault("reference: payload.invoice", "reference: payload.", "8:14", "this rule is not right"),
            Fault("reference: payload.invoice", "reference: nothing.invoice", "8:14", "nothing"),
            Fault("type: object, required", "type: objekt, required", "10:19", "schema is not right"),
            Fault("minimum: 0", "minimum: none", "10:103", "schema is not right"),
            Fault("min: 1, media", "min: one, media", "12:29", "whole number"),
            Fault("role: invoice, min", "roles: invoice, min", "12:9", "'roles' is not known"),
            Fault("id: round", "id: not-huge", "15:7", "stands twice"),
            Fault("'payload.amount != 13.0'", "'payload.amount !== 13'", "15:26", "this rule is not right"),
            Fault("'payload.amount != 13.0'", "1", "15:26", "text is expected"),
            Fault("severity: warning", "severity: fatal", "15:90", "not one of error, warning"),
            Fault("owner: team:ap", "owner: ap", "17:10", "person:NAME"),
            Fault("owner: team:ap", "owner: { rule: }", "17:10", "'rule' is missing"),
            Fault("  owner: team:ap\n", "", "17:3", "'owner' is missing"),
            Fault("threshold: 0.90", "threshold: 1.5", "19:14", "from 0 to 1"),
            Fault("threshold: 0.90", "threshold: high", "19:14", "number is expected"),
            Fault("medium: 0.60", "unknown: 0.60", "20:10", "unknown"),
            Fault("reason: Over a thousand", "because: Over a thousand", "22:42", "'because' is not known"),
            Fault("auto_approve: above_threshold", "auto_approve: always", "25:17", "not one of"),
            Fault("audit_sample: 0.05", "audit_sample: 5", "26:17", "from 0 to 1"),
            Fault("conflict: refuse", "conflict: maybe", "27:13", "not one of allow, refuse"),
            Fault("step: cfo", "step: clerk", "30:7", "stands twice"),
            Fault("quorum: 2", "quorum: 0", "29:46", "at least 1"),
            Fault("by: role:cfo", "by: cfo", "30:24", "role:NAME"),
            Fault("by: role:cfo, ", "", "30:7", "'by' is missing"),
            Fault("editor, earlier_step", "editor, later_step", "31:51", "not one of"),
            Fault("must_view: [invoice]", "must_view: invoice", "32:14", "list is expected"),
            Fault("[wrong-amount]", "[wrong amount]", "33:23", "no name"),
            Fault("PT4H", "4h", "34:28", "not a duration"), Fault("P2D", "P1Y", "34:90", "not a duration"),
            Fault("P2D", "P99999D", "34:90", "longer than ten years"),
            Fault("on_breach: escalate", "on_breach: panic", "34:66", "not one of escalate, expire, remind"),
            Fault("recall_window: PT2M", "recall_window: 120", "35:18", "text is expected"),
            Fault("complete_when: receipt", "complete_when: sent", "37:18", "not one of receipt, approval"),
            Fault("  complete_when: receipt\n", "", "37:3", "'complete_when' is missing"),
            Fault(", from: payload.rollback", "", "38:13", "'from'"),
            Fault("required: true", "required: maybe", "38:25", "true or false"),
            Fault("[prompt, model]", "[prompt, mood]", "40:21", "not one of prompt, model, workflow, sources"),
            Fault("  require: [prompt, model]", "  require:", "40:3", "'require' is missing"),
            Fault("version: 3", "version: 3\nversion: 4", "2:1", "stands twice"),
            Fault("record: bill", "record: bill\n  record: bill", "7:3", "stands twice"),
            Fault("impact: high", "impact: [high", "", "not YAML"),
            Fault("impact: high", "impact: *nobody", "4:9", "not YAML"),
        ])
    func faults(fault: Fault) throws {
        try #require(Sample.contract.contains(fault.old))
        let text = Sample.contract.replacingOccurrences(of: fault.old, with: fault.new)
        let (contract, problems) = Contract.load(text, file: "c.yaml")
        #expect(contract == nil)
        let start = fault.place.isEmpty ? "c.yaml:" : "c.yaml:\(fault.place): error: "
        #expect(
            problems.contains { $0.description.hasPrefix(start) && $0.description.contains(fault.word) }, "\(problems)")
    }

    @Test(
        "Working hours that make no sense",
        arguments: [
            "{ zone: Europe/Atlantis, days: [mon], from: \"08:00\", to: \"18:00\" }",
            "{ zone: Europe/Berlin, days: [], from: \"08:00\", to: \"18:00\" }",
            "{ zone: Europe/Berlin, days: [mon], from: \"18:00\", to: \"08:00\" }",
            "{ zone: Europe/Berlin, days: [mon], from: \"08:00\", to: \"08:00\" }",
            "{ zone: Europe/Berlin, days: [monday], from: \"08:00\", to: \"18:00\" }",
            "{ zone: Europe/Berlin, days: [mon], from: \"8:00\", to: \"18:00\" }",
            "{ zone: Europe/Berlin, days: [mon], from: \"08:60\", to: \"18:00\" }",
            "{ zone: Europe/Berlin, days: [mon], from: \"08:00\", to: \"24:01\" }",
            "{ zone: Europe/Berlin, days: [mon], from: \"-1:00\", to: \"18:00\" }",
            "{ zone: Europe/Berlin, days: [mon], to: \"18:00\" }",
            "{ days: [mon], from: \"08:00\", to: \"18:00\" }", "08:00-18:00",
        ])
    func hours(text: String) {
        let (contract, problems) = Contract.load(
            Sample.contract.replacingOccurrences(of: "expire_after: P2D", with: "expire_after: P2D, hours: \(text)"),
            file: "c.yaml")
        #expect(contract == nil)
        #expect(problems.contains { $0.line == 34 && $0.column > 0 })
    }

    @Test func `All faults are told at once`() {
        let text = Sample.contract.replacingOccurrences(of: "impact: high", with: "impact: enormous")
            .replacingOccurrences(of: "threshold: 0.90", with: "threshold: 9")
            .replacingOccurrences(of: "PT2M", with: "soon").replacingOccurrences(of: "title:", with: "titles:")
        #expect(Contract.load(text, file: "c.yaml").problems.count { $0.severity == .error } >= 5)
    }

    @Test(
        "What is no contract at all",
        arguments: ["", "# nothing", "~", "[]", "7", "a: b: c", "\t- x", "--- a\n--- b", "\u{0}", "{}"])
    func nothing(text: String) {
        let (contract, problems) = Contract.load(text, file: "c.yaml")
        #expect(contract == nil)
        #expect(problems.contains { $0.severity == .error })
    }

    @Test func `A few lines of aliases do not become billions of values`() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (name, last) in zip("bcdefghijkl", "abcdefghijk") {
            text += "\(name): &\(name) [\(Array(repeating: "*\(last)", count: 10).joined(separator: ", "))]\n"
        }
        #expect(throws: ConfigurationError.self) { try ReferenceList.load(text, file: "lists/a.yaml").get() }
    }

    @Test func `Nesting without end is refused`() {
        for text in [
            String(repeating: "[", count: 50_000), String(repeating: "- ", count: 50_000),
            String(repeating: "{a: ", count: 50_000),
        ] {
            #expect(throws: ConfigurationError.self) { try ReferenceList.load(text, file: "lists/a.yaml").get() }
        }
    }

    @Test func `Plain words of a list stay what they look like`() throws {
        let list = try ReferenceList.load("a: no\nb: 1e3x\nc: 12.50\nd: '7'\ne: true\nf: ~\n2026: y\n", file: "l.yaml")
            .get()
        #expect(list == json(#"{"a": "no", "b": "1e3x", "c": 12.50, "d": "7", "e": true, "f": null, "2026": "y"}"#))
    }

    /// Whatever is cut out of or put into the file: it loads, or a problem says why not.
    @Test func `No damage goes unexplained`() {
        var random = SeededRandom(seed: 11)
        let lines = Sample.contract.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0..<400 {
            var damaged = lines
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let place = Int.random(in: damaged.indices, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged.remove(at: place)
                case 1: damaged[place] = String(damaged[place].prefix(Int.random(in: 0...20, using: &random)))
                case 2: damaged[place] = damaged[place].replacingOccurrences(of: ":", with: ": !!x ")
                default: damaged[place] = damaged[place].replacingOccurrences(of: "[", with: "{")
                }
            }
            let (contract, problems) = Contract.load(damaged.joined(separator: "\n"), file: "c.yaml")
            #expect((contract == nil) == problems.contains { $0.severity == .error }, "\(damaged)")
        }
    }
}
