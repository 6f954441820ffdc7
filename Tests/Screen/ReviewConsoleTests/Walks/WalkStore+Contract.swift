extension WalkStore {
    /// Two steps by amount, evidence that has to be opened, a reason for each refusal, and two minutes to think again.
    static let contract = """
        contract: finance.payment
        version: 3
        title: Supplier payment
        impact: high
        system_of_record: { system: erp, record: bill, reference: payload.invoice }
        payload:
          schema:
            type: object
            required: [invoice, supplier, amount]
            properties: { amount: { type: number, exclusiveMinimum: 0, description: What is paid } }
          evidence: [{ role: invoice, min: 1 }]
          checks:
            - { id: known-supplier, rule: 'payload.supplier != "unknown"', message: Nobody knows the supplier, severity: error }
        review:
          owner: team:payables
          escalate_to: [person:robin]
          threshold: 0.90
          bands: { low: 0.0, medium: 0.60, high: 0.85 }
          auto_approve: never
          stake: payload.amount
          claim: PT10M
          sequence:
            - { step: controller, by: role:controller, quorum: 1 }
            - { step: cfo, by: role:cfo, when: 'payload.amount >= 50000.0' }
          separation: [requester, producer_owner, editor, earlier_step]
          must_view: [invoice]
          reasons: { reject: [wrong-amount, duplicate], escalate: [over-limit, unclear] }
          clock: { respond_within: PT4H, on_breach: remind }
          recall_window: PT2M
        states: { complete_when: receipt, rollback: { required: false } }
        trace: { require: [prompt, model, workflow] }

        """

    /// Two controllers, who may stand in for each other, and their lead.
    static let people = """
        people:
          sam: { name: Sam Okafor, teams: [] }
          dana: { name: Dana Reyes, roles: [controller], teams: [payables] }
          mei: { name: Mei Tanaka, roles: [controller], teams: [payables] }
          robin: { name: Robin Castle, roles: [cfo], teams: [payables] }
          ravi: { name: Ravi Menon, roles: [operator], teams: [] }
        agents:
          ap-bot: { owner: person:ravi }
        teams:
          payables: { lead: person:robin }

        """

    /// Where payments go.
    static let systems = "systems: { erp: { kind: erp, connector: { type: file, path: erp.jsonl } } }\n"
}
