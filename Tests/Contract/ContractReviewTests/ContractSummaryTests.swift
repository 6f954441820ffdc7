import ContractEngine
import ContractFixtures
import JSON
import Testing

@testable import ContractReview

@Suite struct ContractSummaryTests {
    private func sentences(_ changes: (String, String)...) throws -> [String] {
        let text = try Sample.text(changes)
        return ContractSummary(try ContractText.load(text, file: "c.yaml").get().contract).sections.flatMap(\.sentences)
    }

    @Test func `Each section of a contract has its sentences`() throws {
        let contract = try Sample.contract()
        let summary = ContractSummary(contract)
        #expect(summary.sections.map(\.key) == ["system_of_record", "payload", "review", "states", "trace"])
        #expect(
            summary.sections.map(\.sentences) == [
                [
                    "It becomes a bill in the system 'erp'.",
                    "The record is named by payload.invoice; two pending handoffs on one record are a conflict.",
                ],
                [
                    "The payload has to hold invoice and amount.", "What else is in it is not looked at.",
                    "Evidence 'invoice': at least 1, as text/plain.",
                    "Check 'not-huge' holds it, unless payload.amount < 1000000.0: The amount is huge.",
                    "Check 'round' warns, unless payload.amount != 13.0: The amount is odd.",
                ],
                [
                    "It is owned by the team ap.",
                    "From the confidence 0.90 on it passes without a person, unless one of the rules below asks for one; a share of 0.05 goes to a person anyway.",
                    "With a conflict on the record it does not pass without a person.",
                    "A person must review where payload.amount > 1000.0: Over a thousand.",
                    "It is escalated at intake where payload.invoice == \"unknown\": An unknown invoice.",
                    "First step 'clerk': 2 approvals by the role clerk.",
                    "Then step 'cfo': an approval by the role cfo, where payload.amount >= 5000.0.",
                    "What is escalated may be decided by robin, or by whoever may take the step.",
                    "Whoever asked for it or submitted it may not approve it.",
                    "Whoever answers for the producer may not approve its work.",
                    "Whoever edited it may not approve it.",
                    "Whoever approved an earlier step may not approve a later one.",
                    "Whoever approves has to have opened the evidence invoice.",
                    "To reject it takes a reason: wrong-amount.", "To escalate it takes a reason: over-limit.",
                    "A decision is due within PT4H; being late means: escalate.", "A reminder comes PT1H before.",
                    "After P2D it is rejected.", "Its delivery begins PT2M after the approval.",
                ],
                [
                    "It is done when the system of record says so.",
                    "The way back has to be in the draft, at payload.rollback.",
                ],
                ["The trace has to hold prompt and model."],
            ])
    }

    @Test(
        "One change, and the sentence that it makes",
        arguments: [
            ("owner: team:ap", "owner: { rule: '\"team:ap\"' }", "It is owned by whom \"team:ap\" names."),
            ("record: bill", "record: invoice", "It becomes an invoice in the system 'erp'."),
            ("  reference: payload.invoice\n", "", "No rule names the record, so that conflicts on it are not seen."),
            (
                "by: role:cfo, when", "by: role:cfo, escalate_to: [person:petra], when",
                "Then step 'cfo': an approval by the role cfo, where payload.amount >= 5000.0; it is escalated to petra."
            ),
            ("by: role:clerk", "by: owner", "First step 'clerk': 2 approvals by the owner."),
            ("auto_approve: above_threshold", "auto_approve: never", "Nothing passes without a person."),
            (
                "message: The amount is odd", "message: { rule: 'string(payload.amount)' }",
                "Check 'round' warns, unless payload.amount != 13.0: (as string(payload.amount) words it)."
            ),
            (
                "  evidence:\n", "  variables:\n    b: variables.a\n    a: 1\n  evidence:\n",
                "'b' stands for variables.a."
            ),
            (
                "expire_after: P2D",
                "expire_after: P2D, hours: { zone: Europe/Berlin, days: [mon, tue, fri], from: \"08:00\", to: \"18:00\" }",
                "The clock runs on mon, tue and fri, from 08:00 to 18:00 in Europe/Berlin."
            ),
            ("complete_when: receipt", "complete_when: approval", "It is done with the approval."),
            (
                "impact: high\n", "impact: high\nmode: observe\n",
                "It only observes: everything is judged and recorded, nobody is asked, and nothing is delivered."
            ),
            ("required: true, from: payload.rollback", "required: false", "No way back is asked for."),
            ("require: [prompt, model]", "require: []", "Nothing is asked for."),
            ("reject: [wrong-amount]", "reject: [a, b, c]", "To reject it takes a reason: a, b or c."),
        ])
    func one(old: String, new: String, sentence: String) throws {
        #expect(try !sentences().contains(sentence))
        #expect(try sentences((old, new)).contains(sentence))
    }
}
