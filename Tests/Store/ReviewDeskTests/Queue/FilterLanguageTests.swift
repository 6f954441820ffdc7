import CivilTime
import ContractEngine
import Fixtures
import Foundation
import Handoff
import JSON
import Testing

@testable import ReviewDesk

@Suite struct FilterLanguageTests {
    private let now = Instant("2026-11-22T12:00:00Z")!
    private let people = People.load(
        """
        people:
          dana: { name: Dana, roles: [controller], teams: [payables], os_users: [dana] }
          robin: { name: Robin, roles: [cfo], teams: [credit], os_users: [robin] }
          mei: { name: Mei, os_users: [mei] }
        teams:
          payables: { lead: person:robin }
        """
    ).people

    private func row(
        _ number: Int = 1, state: HandoffState = .proposed, owner: String = "team:payables", band: String = "low",
        contract: String = "finance.payment", system: String = "erp", taker: String = "role:controller",
        title: String = "Pay ACME", confidence: String? = "0.50", stake: String? = "1000.10", dueInMinutes: Int? = 30,
        ageInMinutes: Int = 90, step: String? = "controller"
    ) -> QueueRow {
        QueueRow(
            id: HandoffID("01KAPXH2X80000000000000001")!, number: Int64(number),
            cell: QueueCell(
                number: 1, owner: owner, band: band, bandRank: 1, contract: contract, system: system, taker: taker),
            contractVersion: 1, title: title, state: state, confidence: confidence.map { JSONNumber($0)! },
            stake: stake.map { JSONNumber($0)! }, version: 1, digest: ContentHash(of: []),
            submittedAt: now.adding(milliseconds: -Int64(ageInMinutes) * 60_000),
            due: dueInMinutes.map { now.adding(milliseconds: Int64($0) * 60_000) }, step: step)
    }

    private func admits(_ text: String, _ row: QueueRow, as person: String? = "dana") throws -> Bool {
        let matcher = QueryMatcher(try QueueQuery(text), people: people, person: person, now: now)
        guard matcher.admits(row) else { return false }
        let contents = Handoff.Contents(
            title: row.title, payload: ["supplier": "Zürich AG", "lines": [["text": "REFUND of 12"]]],
            evidence: [
                EvidenceItem(role: "invoice", name: "1.txt", media: "text/plain", size: 1, sha256: ContentHash(of: []))
            ], trace: [:], unresolved: ["really?"],
            envelope: Envelope(
                key: "k", producer: Producer(agent: "ap-bot", json: ["agent": "ap-bot"]),
                requestedBy: .person("dana")), reference: "1",
            findings: Findings())
        let subject = FilterSubject(
            row,
            FilterSubject.Source(
                contents: { contents }, texts: { _ in ["Invoice 4001 for bicycles"] },
                relatives: { _ in
                    [RelatedList.sameRecord: RelatedHandoffs([RelatedHandoff(id: row.id, state: .proposed)])]
                }, lists: { [:] }, claimant: { "dana" }))
        return try !matcher.needsMore || matcher.admits(subject)
    }

    @Test(arguments: [
        ("claim:me", true), ("claim:any", true), ("claim:dana", true), ("claim:person:dana", true),
        ("claim:mei", false),
        ("-claim:me", false), ("", true), ("   ", true), ("state:proposed", true), ("state:pending", true),
        ("state:final", false),
        ("state:draft,proposed", true), ("-state:draft", true), ("!state:proposed", false),
        ("owner:me", true), ("owner:team:payables", true), ("owner:payables", true), ("owner:person:dana", false),
        ("owner:unowned", false), ("owner:credit,payables", true), ("-owner:me", false),
        ("band:low", true), ("band:high,low", true), ("band:\"low\"", true), ("contract:finance.payment", true),
        ("contract:finance", false), ("system:erp", true), ("system:crm", false),
        ("taker:me", true), ("taker:role:controller", true), ("taker:controller", true), ("taker:dana", true),
        ("taker:person:dana", true), ("taker:robin", false), ("taker:person:nobody", false),
        ("due<1h", true), ("due<10m", false), ("due>10m", true), ("due<=30m", true), ("due<30m", false),
        ("due:today", true), ("due:overdue", false), ("due:none", false), ("due:2026-11-22", true),
        ("due<2026-11-22", false), ("due<=2026-11-22", true), ("due>=2026-11-22", true), ("due>2026-11-21", true),
        ("age>1h", true), ("age>2h", false), ("age<=90m", true), ("age>1h29m", true), ("age<1w", true),
        ("confidence<0.6", true), ("confidence:0.5", true), ("confidence=0.500", true), ("confidence>=0.51", false),
        ("confidence:none", false), ("amount>1000", true), ("amount>1000.1", false), ("amount>=1000.1", true),
        ("amount>1000.0999999999999999999999", true), ("amount=1000.100", true), ("amount:none", false),
        ("title~acme", true), ("title~\"pay a\"", true), ("title~\"pay  a\"", false), ("-title~acme", false),
        ("id:01kapx", true), ("id:01KB", false), ("step:controller", true), ("step:cfo", false),
        ("refund", true), ("text~zurich", true), ("text~BICYCLES", true), ("text~nowhere", false), ("acme 4001", true),
        ("-refund", false), ("\"state:draft\"", false), ("has:evidence", true), ("has:violations", false),
        ("has:unresolved", true), ("has:conflict", true), ("has:violations,evidence", true),
        ("agent:ap-bot", true), ("agent:ap", false), ("requester:me", true), ("requester:dana", true),
        ("requester:kim", false), ("? payload.supplier == 'Zürich AG'", true), ("? false", false),
        ("band:low ? size(evidence) == 1 && evidence[0].text.contains('bicycles')", true),
        ("?payload.nothing == 1", false),
        ("band:low due<1h amount>1000 refund", true), ("band:low due<1h amount>1001 refund", false),
    ])
    func `A filter takes what it says`(text: String, passes: Bool) throws {
        #expect(try admits(text, row()) == passes)
    }

    @Test func `What is not there passes only where that is asked for`() throws {
        let bare = row(confidence: nil, stake: nil, dueInMinutes: nil, step: nil)
        for text in ["due<1h", "due>1h", "confidence<1", "amount<1", "amount>-1", "step:x", "due:overdue"] {
            #expect(try !admits(text, bare), "\(text)")
            #expect(try admits("-" + text, bare), "\(text)")
        }
        #expect(try admits("due:none confidence:none amount:none", bare))
        #expect(try admits("due:overdue", row(dueInMinutes: -1)))
    }

    @Test func `My queue is what the contract engine lets me take`() throws {
        func takers(_ state: HandoffState, _ taker: String, _ owner: String) throws -> [String] {
            try ["dana", "robin", "mei"].filter {
                try admits("taker:me", row(state: state, owner: owner, taker: taker), as: $0)
            }
        }
        #expect(try takers(.proposed, "role:controller", "team:credit") == ["dana"])
        #expect(try takers(.proposed, "person:mei", "team:payables") == ["mei"])
        // The lead of the owning team settles escalations too, but takes no step.
        #expect(try takers(.escalated, "person:mei", "team:payables") == ["robin", "mei"])
        #expect(try takers(.proposed, "person:mei", "team:payables") == ["mei"])
        // Nobody is named, nobody leads: the owner.
        #expect(try takers(.escalated, "", "team:credit") == ["robin"])
        #expect(try takers(.draft, "", "team:payables") == [])
        #expect(try !admits("taker:me", row(), as: nil))
    }

    @Test(arguments: [
        ("stat:proposed", 0..<4, "did you mean 'state'?"), ("band:low stte:x", 9..<13, "did you mean 'state'?"),
        ("state:propsed", 6..<13, "did you mean 'proposed'?"), ("state:draft,nothing", 12..<19, "it is one of"),
        ("state<draft", 5..<6, "after state stands :"), ("due:1h", 4..<6, "due is overdue, today, none"),
        ("due<soon", 4..<8, "a time from now such as"), ("age>2", 4..<5, "a time such as 30m"),
        ("amount>1,000", 9..<12, "compares with one value"), ("amount>a", 7..<8, "compared with a number"),
        ("title~", 6..<7, "a value is missing after title"), ("state:", 6..<7, "for example state:pending"),
        ("title~\"open", 6..<7, "the quotes are not closed"), ("- owner:me", 1..<2, "a term is missing here"),
        ("band:low ? payload.", 9..<19, "after ? stands CEL"), ("? nothing == 1", 0..<14, "after ? stands CEL"),
        ("colour:red", 0..<6, "there is no field 'colour'"), ("äöü state:x", 10..<11, "state is never 'x'"),
    ])
    func `An error names the place and what to do`(text: String, place: Range<Int>, message: String) throws {
        let problem = #expect(throws: FilterError.self) { try QueueQuery(text) }
        #expect(problem?.place == place)
        #expect(problem?.message.contains(message) ?? false, "\(problem?.message ?? "")")
        let caret = problem?.description.split(separator: "\n").last ?? ""
        #expect(caret.filter { $0 == "^" }.count == max(1, place.count))
        #expect(caret.prefix { $0 == " " }.count == place.lowerBound + 2)
    }

    @Test func `Any text at all is read or refused`() {
        var random = SeededRandom(seed: 9)
        let pieces =
            FilterField.all.map(\.name.rawValue) + [
                ":", "<", ">=", "~", ",", "\"", "\\", " ", "-", "!", "?", "me", "1h", "2026-02-30", "0.5", "é",
                "\u{202E}",
                "9999999999999999999d", "\u{0}", "=",
            ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0..<9, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            do throws(FilterError) {
                let query = try QueueQuery(text)
                #expect(query.text == text)
            } catch {
                #expect(error.place.lowerBound >= 0 && error.place.lowerBound <= text.unicodeScalars.count, "\(text)")
                #expect(!error.message.isEmpty)
            }
        }
        #expect(throws: FilterError.self) { try QueueQuery(String(repeating: "a", count: 5_000)) }
    }

    @Test func `An index answers what it can`() throws {
        for text in ["", "state:pending owner:me", "-band:low contract:a,b system:x taker:me"] {
            #expect(try QueueQuery(text).isIndexed)
        }
        for (text, reach) in [
            ("state:pending due<1h", FilterField.Reach.row), ("? confidence < 0.5", .row),
            ("? handoff.band == 'low'", .row),
            ("? payload.a == 1", .contents), ("refund", .contents), ("age>1h has:evidence", .contents),
        ] {
            #expect(try QueueQuery(text).reach == reach, "\(text)")
        }
    }

    @Test func `Bounds of a sorted search leave out nothing that passes`() throws {
        let rows = (-3...6).map {
            row($0 + 10, confidence: "0.\($0 + 4)", stake: "\($0 * 100)", dueInMinutes: $0 * 700)
        }
        for text in [
            "due<12h", "due<=2026-11-23", "due>2026-11-22", "amount>=100 amount<300", "confidence<0.5", "amount>1e9",
        ] {
            let matcher = QueryMatcher(try QueueQuery(text), people: people, person: nil, now: now)
            for key in QueueOrder.Key.allCases {
                guard let bounds = matcher.bounds(key) else { continue }
                for row in rows where matcher.admits(row) { #expect(bounds.contains(row.position(key).key), "\(text)") }
            }
        }
        let matcher = QueryMatcher(try QueueQuery("amount>100"), people: people, person: nil, now: now)
        #expect(matcher.bounds(.stake) == 100...Double.infinity && matcher.bounds(.due) == nil)
    }

    @Test func `Every example of the table is a filter of its field, and every field is in the documentation`() throws {
        for field in FilterField.all {
            let query = try QueueQuery(field.example)
            #expect(query.terms.map(\.field) == [field.name])
        }
        #expect(Set(FilterField.all.map(\.name)) == Set(FilterField.Name.allCases))
        for rule in FilterHelp.rules { #expect(throws: Never.self) { try QueueQuery(rule.example) } }
        for view in QueueView.builtIn { #expect(view.query.isIndexed && !view.query.text.isEmpty, "\(view.name)") }
    }

    /// `COUNTERSIGN_WRITE_DOCS=1 swift test --filter FilterLanguageTests` writes the table anew.
    @Test func `docs/queue.md has the table of fields`() throws {
        let page = SharedData.package.appending(path: "docs/queue.md")
        var text = try String(contentsOf: page, encoding: .utf8)
        let (start, end) = ("<!-- fields -->\n", "<!-- end of fields -->")
        let from = try #require(text.range(of: start)?.upperBound)
        let to = try #require(text.range(of: end)?.lowerBound)
        if ProcessInfo.processInfo.environment["COUNTERSIGN_WRITE_DOCS"] != nil {
            text.replaceSubrange(from..<to, with: FilterHelp.markdown)
            try text.write(to: page, atomically: true, encoding: .utf8)
        } else {
            #expect(text[from..<to] == FilterHelp.markdown)
        }
    }

    @Test(arguments: [
        ("zurich", "In ZÜRICH today", true), ("ZÜRICH", "zurich", true), ("é", "cafe\u{301}", true),
        ("abc", "ab", false),
        ("", "x", true), ("ＡＢ", "xab", true), ("straße", "STRASSE", true), ("a\u{0}b", "xA\u{0}B", true),
    ])
    func `Case, accents and width don't matter`(wanted: String, text: String, isIn: Bool) {
        #expect(FoldedText(wanted).isIn(text) == isIn)
    }
}
