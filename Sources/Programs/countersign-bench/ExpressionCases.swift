import JSON

/// Rules of the shipped contracts with handoffs as they come in, for the comparison of the expression language.
struct ExpressionCases {
    /// One rule and what stands in its place where the other implementation lacks a function.
    struct Rule {
        let name: String
        let source: String
        /// The same question without the function that the other one lacks; nil when there is no such question.
        var other: String?
        let input: Int

        init(_ name: String, _ input: Int, _ source: String) {
            (self.name, self.input, self.source, other) = (name, input, source, source)
        }

        init(_ name: String, _ input: Int, _ source: String, other: String?) {
            (self.name, self.input, self.source, self.other) = (name, input, source, other)
        }
    }

    static let rules: [Rule] = [
        Rule("kind", 0, #"has(payload.kind) && payload.kind != "reversal""#),
        Rule("amount of an exception", 0, #"payload.kind == "exception" && payload.amount >= 10000.0"#),
        Rule("reference", 0, #"payload.supplier + "/" + payload.invoice"#),
        Rule(
            "supplier", 0,
            #"payload.supplier in lists.suppliers && lists.suppliers[payload.supplier].status != "blocked""#),
        Rule("account", 0, "payload.iban == lists.suppliers[payload.supplier].iban"),
        Rule("iban by pattern", 0, #"payload.iban.matches("^[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}$")"#),
        Rule("cost centres", 0, "payload.lines.all(l, l.cost_centre in lists.cost_centres)"),
        Rule(
            "duplicates", 0,
            #"related.same_content.all(r, r.state in ["draft", "rejected"]) && related.same_record.all(r, !(r.state in ["approved", "executed"]))"#
        ),
        Rule(
            "number on the invoice", 0,
            #"evidence.exists(e, e.role == "invoice" && e.media == "text/plain" && e.text.contains(payload.invoice))"#),
        Rule(
            "policy", 1,
            #"payload.policy.id in lists.policies && lists.policies[payload.policy.id].status == "verified""#),
        Rule(
            "quote", 1,
            #"evidence.exists(e, e.role == "policy" && e.text.contains(payload.policy.id) && e.text.contains(payload.policy.quote))"#
        ),
        Rule("location", 1, "payload.location in lists.policies[payload.policy.id].locations"),
        Rule("sources", 2, "has(trace.sources) && payload.timeline.all(t, trace.sources.exists(s, s.uri == t.source))"),
        Rule(
            "severity", 2, #"evidence.exists(e, e.role == "alert" && e.text.contains("severity: " + payload.severity))"#
        ),
        Rule(
            "change owner", 2,
            #"has(payload.change) && payload.environment == "production" && payload.service in lists.change_freeze"#),
        Rule(
            "lines add up, decimal", 0, "decimal(payload.amount) == payload.lines.map(l, decimal(l.amount)).sum()",
            other: nil),
        Rule("order by amount, decimal", 0, #"decimal(payload.amount) >= decimal("1000")"#, other: nil),
        Rule(
            "alarm words, lowerAscii", 2,
            "lists.alarm_words.exists(w, evidence.exists(e, e.text.lowerAscii().contains(w)))", other: nil),
    ]

    /// What the rules are evaluated with: a payment, an answer about a policy, the summary of an incident.
    static func inputs() throws -> [JSONObject] {
        try [payment, answer, incident].map { text in
            guard let object = try JSONValue(parsing: text).object else { return JSONObject() }
            return object
        }
    }

    private static let payment = """
        {"payload": {"kind": "payment", "supplier": "SUP-203", "invoice": "DM-8841", "amount": 412.5, "currency": "EUR",
        "iban": "DE00EXMP0000000203", "due": "2026-12-01", "lines": [
        {"text": "2,000 leaflets, trade fair", "amount": 301.14, "cost_centre": "CC-210"},
        {"text": "Folding", "amount": 45.5, "cost_centre": "CC-210"}, {"text": "VAT 19 %", "amount": 65.86, "cost_centre": "CC-900"}]},
        "evidence": [{"role": "order", "name": "PO-77.txt", "media": "text/plain", "size": 80, "text": "Purchase order PO-77 to Druckerei Muster"},
        {"role": "invoice", "name": "DM-8841.txt", "media": "text/plain", "size": 270, "text": "Druckerei Muster\\nInvoice DM-8841     \
        2026-11-13\\n\\n2,000 leaflets, trade fair     301.14 EUR\\nFolding     45.50 EUR\\nVAT 19 %     65.86 EUR\\nTotal     412.50 EUR\\n"}],
        "related": {"same_content": [], "same_record": [{"id": "01J", "state": "rejected"}]},
        "lists": {"suppliers": {
        "SUP-201": {"iban": "DE00EXMP0000000201", "currency": "EUR", "status": "active", "bank_details": "confirmed"},
        "SUP-202": {"iban": "PT00EXMP0000000202", "currency": "EUR", "status": "active", "bank_details": "confirmed"},
        "SUP-203": {"iban": "DE00EXMP0000000203", "currency": "EUR", "status": "active", "bank_details": "confirmed"},
        "SUP-204": {"iban": "SE00EXMP0000000204", "currency": "EUR", "status": "blocked", "bank_details": "confirmed"}},
        "cost_centres": ["CC-100", "CC-210", "CC-300", "CC-900"]}}
        """

    private static let answer = """
        {"payload": {"case": "HRC-2210", "kind": "answer", "employee": "E-1043", "location": "DE", "topic": "leave",
        "policy": {"id": "POL-101", "version": "2026-1", "section": "§ 4", "quote": "one twelfth of it for every full month"}},
        "evidence": [{"role": "question", "media": "text/plain", "text": "E-1043 wrote:\\n\\nHow many days of leave do I have this year?"},
        {"role": "policy", "media": "text/plain", "text": "POL-101 Annual leave, version 2026-1, in force since 1 January 2026\\n\\n§ 3 \
        Entitlement\\nFull-time colleagues have 30 days of leave in a calendar year.\\n§ 4 First year\\nWho joins during the year has one \
        twelfth of it for every full month.\\n§ 7 Carrying over\\nUp to five days may be carried over."}],
        "lists": {"policies": {"POL-099": {"version": "2", "status": "withdrawn", "locations": ["DE"]},
        "POL-101": {"version": "2026-1", "status": "verified", "locations": ["SE", "DE"]},
        "POL-114": {"version": "4", "status": "verified", "locations": ["DE", "PT", "SE"]}}}}
        """

    private static let incident = """
        {"payload": {"incident": "INC-4801", "kind": "summary", "severity": "sev3", "service": "dealer-portal", "environment": "production",
        "change": {"owner": "person:joao"}, "timeline": [{"at": "07:55Z", "what": "Export starts", "source": "log://portal#L118"},
        {"at": "07:58Z", "what": "Over 4 s", "source": "alert://INC-4801"}, {"at": "08:41Z", "what": "Export ends", "source": "log://portal#L904"}]},
        "trace": {"sources": [{"title": "Alert", "uri": "alert://INC-4801"}, {"title": "Log", "uri": "log://portal#L118"},
        {"title": "Log", "uri": "log://portal#L904"}]},
        "evidence": [{"role": "log", "text": "L118 07:55:01 scheduler: start price-export\\nL131 07:58:09 db: 41 waiting connections\\n"},
        {"role": "alert", "text": "incident: INC-4801\\nseverity: sev3\\nservice: dealer-portal\\np95 response time over 4 s for 3 minutes"}],
        "lists": {"change_freeze": ["shop-checkout"], "alarm_words": ["lawyer", "legal action", "injured"]}}
        """
}
