import ContractFixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ContractEngine

@Suite struct MessageRuleTests {
    /// What the check that fails says when this rule makes its message.
    static func message(_ rule: String, payload: JSONValue = Sample.payload.with("amount", 13)) throws -> String? {
        let contract = try Sample.contract(("message: The amount is odd", "message: { rule: '\(rule)' }"))
        return contract.admit(Sample.candidate(payload: payload)).findings.violations.first { $0.id == "round" }?
            .message
    }

    static let fallback = "The check 'round' does not hold"

    @Test(
        "A rule makes the message, and where it makes none a sentence names the check",
        arguments: [
            (#""The amount is " + string(payload.amount)"#, "The amount is 13"),
            (#""Größe: \"" + payload.invoice + "\" \\ 日本語""#, "Größe: \"4711\" \\ 日本語"),
            (#""""#, fallback), (#""  \n ""#, fallback), ("dyn(7)", fallback), ("dyn(null)", fallback),
            ("payload.no.no", fallback), ("string(payload.nothing)", fallback),
        ])
    func messages(rule: String, message: String) throws {
        #expect(try Self.message(rule) == message)
    }

    @Test func `Nothing that acts on a terminal or hides from a reader gets through`() throws {
        let made = try #require(try Self.message(#""a\u001b[2Jb\u202ec\u200bd\u0007e\n\tf\u2028g""#))
        #expect(made == "a\\u001b[2Jb\\u202ec\\u200bd\\u0007e  f\\u2028g")
        #expect(made.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }

    @Test func `A message has its length`() throws {
        let long = try #require(
            try Self.message(
                "payload.text",
                payload: Sample.payload.with("amount", 13).with(
                    "text", .string(String(repeating: "ß", count: 10_000)))))
        #expect(long.unicodeScalars.count == 501 && long.hasSuffix("ß…"))
    }

    @Test func `A check that can't be evaluated says why, beside its message`() throws {
        let contract = try Sample.contract(
            ("'payload.amount != 13.0'", "'payload.no.no'"),
            ("message: The amount is odd", "message: { rule: '\"bill \" + payload.invoice' }"))
        let message = try #require(contract.admit().findings.violations.first?.message)
        #expect(message.hasPrefix("bill 4711 (the check could not be evaluated: "))
    }

    @Test func `A rule makes the reason for a person, and for an escalation`() throws {
        let contract = try Sample.contract(
            ("reason: Over a thousand", "reason: { rule: '\"Over \" + string(payload.amount)' }"),
            ("reason: An unknown invoice", "reason: { rule: 'payload.no.no' }"),
            ("'payload.invoice == \"unknown\"'", "'true'"))
        let admission = contract.admit(Sample.candidate(payload: Sample.payload.with("amount", 5_000)))
        #expect(admission.state == .escalated)
        #expect(admission.findings.reasons == ["Rule 1 of 'escalate_when' escalates it", "Over 5000"])
    }

    @Test(
        "A message that is no message is an error with its line",
        arguments: [
            ("message: { rule: 'payload.' }", "this rule is not right"),
            ("message: { text: x }", "'text' is not known"),
            ("message: {}", "'rule' is missing"), ("message: [a]", "text is expected"),
            ("message: 7", "text is expected"),
        ])
    func faults(message: String, words: String) {
        let text = Sample.contract.replacingOccurrences(of: "message: The amount is odd", with: message)
        let (contract, problems) = Contract.load(text, file: "c.yaml")
        #expect(contract == nil)
        #expect(problems.contains { $0.line == 15 && $0.message.contains(words) }, "\(problems)")
    }
}
