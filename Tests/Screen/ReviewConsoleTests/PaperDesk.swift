import Foundation
import CivilTime
import ContractEngine
import Handoff
import HandoffStore
import JSON
import Synchronization
import Terminal

@testable import ReviewDesk
@testable import ReviewConsole
@testable import ReviewFlow

/// A desk that keeps its handoffs in memory: the contract engine decides, and nothing is random.
final class PaperDesk: ReviewSource {
    struct Entry {
        var handoff: Handoff
        var number: Int64
        var history: [HistoryEntry] = []
        var viewed: [String: Set<ContentHash>] = [:]
        var claim: Claim?
        var receipt: JSONValue?

        /// Its submission once more, at the version that it has now.
        var admitted: Event.Admitted {
            guard var admitted = history.first?.event.happening?.admitted else {
                preconditionFailure("never submitted")
            }
            admitted.move = Event.Move(
                version: handoff.status.version, from: handoff.status.state, to: handoff.status.state,
                digest: handoff.status.digest)
            return admitted
        }
    }

    struct Desk {
        var entries: [HandoffID: Entry] = [:] { didSet { rows = nil } }
        /// The rows in the order of their numbers, until something changes.
        var rows: [QueueRow]?
        var changes = 0
        /// What changed at which count.
        var changed: [(at: Int, id: HandoffID)] = []
        var cells: [String: Int64] = [:]
        /// How many rows were handed out, for tests of what a key press costs.
        var rowsRead = 0
        var failure: DeskError?
        var holds: [String] = []
        /// What was asked for, in order, whether it was done or not.
        var asked: [(id: HandoffID, decision: Decision)] = []
    }

    let actor: Actor
    let now = Instant("2026-11-22T12:00:00Z")!
    let contract: Contract
    let people: People
    let desk = Mutex(Desk())

    static let contractText = """
        contract: finance.payment
        version: 3
        title: Supplier payment
        impact: high
        system_of_record: { system: erp, record: bill, reference: payload.invoice }
        payload:
          schema: { type: object }
        review:
          owner: team:payables
          escalate_to: [person:robin]
          threshold: 0.90
          bands: { low: 0.0, medium: 0.60, high: 0.85 }
          auto_approve: never
          sequence:
            - { step: controller, by: role:controller, quorum: 1 }
            - { step: cfo, by: role:cfo, when: 'payload.amount >= 50000.0' }
          separation: [requester]
          must_view: [invoice]
          reasons: { reject: [wrong-amount, duplicate], escalate: [over-limit, unclear] }
        states: { complete_when: receipt }
        trace: { require: [] }
        """

    static let peopleText = """
        people:
          sam: { name: Sam Okafor, teams: [] }
          dana: { name: Dana Reyes, roles: [controller], teams: [payables], os_users: [dana] }
          mei: { name: Mei Tanaka, roles: [controller], teams: [payables], os_users: [mei] }
          robin: { name: Robin Castle, roles: [cfo], teams: [payables], os_users: [robin] }
        agents:
          ap-bot: { owner: person:sam, submit_as: [apbot] }
        teams:
          payables: { lead: person:robin }
        """

    // Local times on the screen are those of one zone, wherever the tests run.
    private static let zone: Void = {
        setenv("TZ", "UTC", 1)
        tzset()
    }()

    init(person: String = "dana") {
        Self.zone
        let (contract, problems) = Contract.load(Self.contractText, file: "contracts/finance.payment.yaml")
        guard let contract else { fatalError("\(problems)") }
        self.contract = contract
        people = People.load(Self.peopleText).people
        actor = Actor(person: person, account: person)
    }

    /// The name of the handoff with a number.
    static func id(_ number: Int) -> HandoffID {
        HandoffID("01KAPXH2X8" + String(String(number + 10_000_000_000_000_000).suffix(16)))!
    }

    /// Puts a handoff on the desk.
    @discardableResult
    func add(
        _ number: Int, _ title: String, owner: String = "team:payables", confidence: String? = "0.72",
        amount: String = "1250.00",
        dueInMinutes: Int? = 180, expiresInMinutes: Int? = nil, observed: HandoffState? = nil,
        state: HandoffState = .proposed, evidence: Bool = true, unresolved: [String] = [],
        violations: [Findings.Violation] = [], requestedBy: String = "sam"
    ) -> HandoffID {
        let id = Self.id(number)
        let band = confidence.map { value in
            let number = JSONNumber(value)!.double
            return number < 0.6 ? "low" : number < 0.85 ? "medium" : "high"
        }
        let item = EvidenceItem(
            role: "invoice", name: "\(4000 + number).txt", media: "text/plain", size: 30,
            sha256: ContentHash(of: "invoice \(number), number \(4000 + number)".utf8))
        var plan = [PlannedStep(step: "controller", by: .role("controller"), quorum: 1)]
        if JSONNumber(amount)!.double >= 50_000 {
            plan.append(PlannedStep(step: "cfo", by: .role("cfo"), quorum: 1))
        }
        let none = ContentHash(of: [])
        let admitted = Event.Admitted(
            move: Event.Move(
                version: 1, from: nil, to: state, digest: ContentHash(of: "digest \(number) 1".utf8)),
            contract: contract.reference, system: "erp", record: "bill", owner: Party(owner), band: band ?? "unknown",
            plan: plan, step: state.isPending ? "controller" : nil,
            parties: state == .escalated ? [.person("robin")] : nil,
            due: dueInMinutes.map { now.adding(milliseconds: Int64($0) * 60_000) },
            expires: expiresInMinutes.map { now.adding(milliseconds: Int64($0) * 60_000) }, observed: observed,
            commitments: Commitments(
                title: none, payload: none, evidence: evidence ? [none] : [], trace: none, unresolved: none,
                envelope: none), findings: none)
        let event = Event(
            .submitted(admitted), to: id, at: now.adding(milliseconds: -3_600_000),
            by: Actor(person: nil, account: "apbot"))
        let contents = Handoff.Contents(
            title: title,
            payload: [
                "amount": .number(JSONNumber(amount)!), "currency": "EUR", "invoice": .string("\(4000 + number)"),
                "supplier": "ACME",
            ],
            evidence: evidence ? [item] : [],
            trace: ["prompt": "Pay what is due.\nAsk when in doubt.", "model": "tern-2"], unresolved: unresolved,
            envelope: Envelope(
                key: "key-\(number)",
                producer: Producer(["agent": "ap-bot", "model": "tern-2", "workflow": "ap/intake@12"])!,
                requestedBy: .person(requestedBy), confidence: confidence.map { JSONNumber($0)! }),
            reference: "\(4000 + number)",
            findings: Findings(
                violations: violations,
                checks: [.init(id: "lines-add-up", result: "passed", source: "contract", message: "")]))
        let entry = Entry(
            handoff: Handoff(
                id: id, status: HandoffStatus(submitted: admitted, at: event.at, by: event.by), contents: contents),
            number: Int64(number),
            history: [HistoryEntry(event: event, by: "apbot", note: nil, message: nil)])
        desk.withLock { desk in
            desk.entries[id] = entry
            desk.changes += 1
            desk.changed.append((desk.changes, id))
        }
        return id
    }

    /// Somebody decides, on this desk or on another process's.
    func act(
        _ choice: Decision.Choice, on id: HandoffID, by person: String, note: String? = nil, over claim: Bool = false,
        statingNothingWritten: Bool = false
    ) throws(DeskError) {
        try desk.withLock { desk throws(DeskError) in
            guard var entry = desk.entries[id] else { throw .store(.noHandoff(id.description)) }
            var decision = Decision(choice, note: note ?? "…")
            (decision.overridesClaim, decision.statesNothingWritten) = (claim, statingNothingWritten)
            let ruling: Ruling
            do throws(RefusalError) {
                ruling = try situation(entry, Actor(person: person, account: person))
                    .ruling(on: decision, using: .system)
            } catch {
                throw .refused(error)
            }
            for event in ruling.events {
                if let happening = event.happening {
                    entry.handoff.status.apply(happening, at: event.at, by: event.by)
                }
                if let version = event.version {
                    entry.claim = nil
                    entry.handoff.status.digest = ContentHash(of: "digest \(entry.number) \(version)".utf8)
                }
                entry.history.append(HistoryEntry(event: event, by: people.name(of: person), note: note, message: nil))
            }
            desk.entries[id] = entry
            desk.changes += 1
            desk.changed.append((desk.changes, id))
        }
    }

    /// The producer sends another draft in its place.
    func revise(_ id: HandoffID, title: String, confidence: String) {
        desk.withLock { desk in
            guard var entry = desk.entries[id] else { return }
            entry.handoff.contents.title = title
            entry.handoff.contents.envelope = Envelope(
                key: "", producer: Producer(["agent": "ap-bot"])!, confidence: JSONNumber(confidence)!)
            entry.handoff.status.version += 1
            entry.handoff.status.band = JSONNumber(confidence)!.double < 0.6 ? "low" : "high"
            entry.handoff.status.digest = ContentHash(
                of: "digest \(entry.number) \(entry.handoff.status.version)".utf8)
            let event = Event(
                .revised(entry.admitted), to: id, at: now, by: Actor(person: nil, account: "apbot"))
            entry.history.append(HistoryEntry(event: event, by: "apbot", note: nil, message: nil))
            desk.entries[id] = entry
            desk.changes += 1
            desk.changed.append((desk.changes, id))
        }
    }

    private func situation(_ entry: Entry, _ actor: Actor) -> ReviewSituation {
        var situation = ReviewSituation(
            store: "s", handoff: entry.handoff, contract: contract, people: people, actor: actor,
            viewed: entry.viewed[actor.person ?? ""] ?? [],
            hasConnector: true, now: now)
        situation.isDeclared = true
        situation.claim = entry.claim
        return situation
    }

    private func rows(_ desk: inout Desk) -> [QueueRow] {
        if let known = desk.rows { return known }
        let ranks = ["unknown": 0, "low": 1, "medium": 2, "high": 3]
        let rows = desk.entries.values.sorted { $0.number < $1.number }.map { entry in
            let status = entry.handoff.status
            let owner = status.owner?.description ?? "unowned"
            let key = [owner, status.band, status.system, status.assigneeText].joined(separator: "|")
            let cell = desk.cells[key] ?? Int64(desk.cells.count + 1)
            desk.cells[key] = cell
            return QueueRow(
                id: entry.handoff.id, number: entry.number,
                cell: QueueCell(
                    number: cell, owner: owner, band: status.band, bandRank: ranks[status.band] ?? 0,
                    contract: status.contract.name, system: status.system, taker: status.assigneeText),
                contractVersion: 3, title: entry.handoff.contents.title, state: status.state,
                confidence: entry.handoff.contents.confidence,
                stake: entry.handoff.contents.payload["amount"]?.number, version: status.version,
                digest: status.digest, submittedAt: status.submittedAt, due: status.due, expires: status.expires,
                step: status.step, observed: status.observed,
                reference: entry.handoff.contents.reference)
        }
        desk.rows = rows
        return rows
    }

    func changeCount() throws(DeskError) -> Int {
        if let failure = desk.withLock({ $0.failure }) { throw failure }
        return desk.withLock { $0.changes }
    }

    func tallies() throws(DeskError) -> [QueueTally] {
        var tallies: [QueueRun: QueueTally] = [:]
        for row in desk.withLock({ rows(&$0) }) {
            tallies[row.run, default: QueueTally(cell: row.cell, state: row.state, count: 0)].count += 1
        }
        return Array(tallies.values)
    }

    func dayTallies() throws(DeskError) -> [QueueOutline.DayTally] {
        var tallies: [QueueOutline.DayTally] = []
        for row in desk.withLock({ rows(&$0) }) {
            if let due = row.due { tallies.append(QueueOutline.DayTally(run: row.run, day: due.day, count: 1)) }
        }
        return tallies
    }

    func matcher(_ query: QueueQuery) throws(DeskError) -> QueryMatcher {
        QueryMatcher(query, people: people, person: actor.person, now: now)
    }

    func subject(of row: QueueRow) -> FilterSubject {
        let contents = desk.withLock { $0.entries[row.id]?.handoff.contents }
        return FilterSubject(
            row,
            FilterSubject.Source(
                contents: { contents }, texts: { $0.evidence.map { _ in "the invoice" } }, relatives: { _ in [:] },
                lists: { [:] }, claimant: { [self] in desk.withLock { $0.entries[row.id]?.claim?.person } }))
    }

    func changed(since count: Int, limit: Int) throws(DeskError) -> [HandoffID]? {
        desk.withLock { desk in
            let changed = desk.changed.filter { $0.at > count }.map(\.id)
            return changed.count > limit ? nil : Set(changed).sorted()
        }
    }

    func page(
        _ runs: [QueueRun], _ order: QueueOrder, within bounds: ClosedRange<Double>?,
        _ direction: QueueDirection, _ key: QueuePosition?, limit: Int
    ) throws(DeskError) -> [QueueRow] {
        let wanted = Set(runs)
        return desk.withLock { desk in
            var found = rows(&desk)
                .filter { wanted.contains($0.run) && bounds?.contains($0.position(order.key).key) ?? true }
                .sorted { order.precedes($0.position(order.key), $1.position(order.key)) }
            if direction == .before { found.reverse() }
            if let key {
                found = found.filter { row in
                    let place = row.position(order.key)
                    return direction == .after ? order.precedes(key, place) : order.precedes(place, key)
                }
            }
            desk.rowsRead += min(limit, found.count)
            return Array(found.prefix(limit))
        }
    }

    func rows(_ numbers: [Int64]) throws(DeskError) -> [QueueRow] {
        desk.withLock { desk in
            let byNumber = Dictionary(uniqueKeysWithValues: rows(&desk).map { ($0.number, $0) })
            return numbers.compactMap { byNumber[$0] }
        }
    }

    func row(_ id: HandoffID) throws(DeskError) -> QueueRow? {
        desk.withLock { desk in rows(&desk).first { $0.id == id } }
    }

    func dossier(_ id: HandoffID) throws(DeskError) -> Dossier {
        guard let row = try row(id), let entry = desk.withLock({ $0.entries[id] }) else {
            throw .store(.noHandoff(id.description))
        }
        return Dossier(
            Dossier.Facts(
                row: row, handoff: entry.handoff, contract: contract, situation: situation(entry, actor),
                history: entry.history, receipt: entry.receipt, conflicts: [],
                ownerName: entry.handoff.status.owner.map { people.display($0) } ?? "unowned"), nil)
    }

    func noteSeen(_ item: ContentHash, of id: HandoffID, digest: ContentHash) throws(DeskError) -> Bool {
        desk.withLock { desk in
            guard desk.entries[id]!.handoff.status.digest == digest else { return false }
            desk.entries[id]!.viewed[actor.person!, default: []].insert(item)
            return true
        }
    }

    func readEvidence(_ id: HandoffID, item index: Int) throws(DeskError) -> EvidenceContent {
        desk.withLock { desk in
            let entry = desk.entries[id]!
            return EvidenceContent(
                role: "invoice", name: "4001.txt", media: "text/plain",
                bytes: Array("invoice \(entry.number), number \(4000 + entry.number)".utf8))
        }
    }

    func decide(_ decision: Decision, on id: HandoffID) throws(DeskError) -> HandoffStatus {
        desk.withLock { $0.asked.append((id, decision)) }
        if let failure = desk.withLock({ $0.failure }) { throw failure }
        guard let entry = desk.withLock({ $0.entries[id] }) else { throw .store(.noHandoff(id.description)) }
        let status = entry.handoff.status
        if decision.version != status.version || decision.digest != status.digest.description {
            let last = entry.history.last { $0.event.version != nil }
            throw .conflict(
                .init(
                    id: id, named: decision.version, present: status.version, event: last?.event,
                    state: status.state, by: last?.by ?? ""))
        }
        try act(
            decision.choice, on: id, by: actor.person!, note: decision.note, over: decision.overridesClaim,
            statingNothingWritten: decision.statesNothingWritten)
        return desk.withLock { $0.entries[id]!.handoff.status }
    }

    func configurationErrors() throws(DeskError) -> Int { 0 }
    var clockWarning: String? { nil }

    func holdNotices() throws(DeskError) -> [String] { desk.withLock { $0.holds } }

    func ownDecisions(limit: Int) throws(DeskError) -> [PersonalDecision] {
        let asked = desk.withLock { $0.asked }
        var decisions: [PersonalDecision] = []
        for (id, decision) in asked.reversed().prefix(limit) {
            guard let row = try row(id) else { continue }
            decisions.append(
                PersonalDecision(
                    row: row, action: decision.choice.action, at: now, reason: nil,
                    recallableUntil: row.state == .approved ? now.adding(milliseconds: 120_000) : nil))
        }
        return decisions
    }

    func contractNames() throws(DeskError) -> [String] { [contract.reference.name] }
}

/// The console over a paper desk: keys go in, the screen comes out, and the clock is the test's.
struct TestConsole {
    let desk: PaperDesk
    var state: ConsoleState
    var time: Int64 = 1_000
    /// What the person's editor makes of a text that it is given.
    var editor: (String) -> String = { $0 }
    /// What was opened in a program of its own.
    var shown: [EvidenceContent] = []
    /// Effects that concern the terminal, and decisions, in order.
    var done: [String] = []
    /// Replies that are held back, when the test wants something to happen in between.
    var isHeld = false
    var held: [Message] = []
    /// Whether there is time between one key and the next.
    var isUnhurried = true
    /// How many pages long work looks at before it tells what it has.
    var pagesPerPiece = 8

    init(
        _ desk: PaperDesk, width: Int, height: Int, isUnicode: Bool = true, view: Int = 2,
        views: [QueueView] = QueueView.builtIn
    ) {
        self.desk = desk
        state = ConsoleState(
            .init(
                store: "/srv/handoffs", person: desk.actor.person ?? "?", isDeclared: true, isUnicode: isUnicode,
                views: views))
        state.view = views[view - 1]
        send(.resized(width: width, height: height))
        perform(state.start())
    }

    mutating func send(_ message: Message) {
        perform(state.update(message, at: time))
        // Each message is drawn, as a terminal would show it.
        if !state.unseen.isEmpty { perform(state.update(.painted, at: time)) }
        guard isUnhurried else { return }
        // Each key is pressed when the last one's answer stands there, and what is asked was read.
        if state.heldPane != nil { perform(state.update(.rested, at: time)) }
        perform(state.update(.stands(state.question.number), at: time - QuestionClock.grace))
        state.lastKeyTime = .min
    }

    /// Does what a state wants done.
    mutating func go(_ effects: [Effect]) { perform(effects) }

    private mutating func perform(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .flushInput: done.append("flush")
            case .redraw: done.append("redraw")
            case .quit: done.append("quit")
            case .listThemes: done.append("themes?")
            case .showTheme(let name): done.append("show \(name)")
            case .keepTheme(let name): done.append("keep \(name)")
            case .takeMouse(let isTaken): done.append("mouse \(isTaken)")
            case .copy(let text): done.append("copy \(text)")
            case .foreground(let work): send(.returned(work, reply(to: work)))
            case .desk(let request):
                if case .decide(let decision, let id) = request {
                    done.append("\(decision.choice.action.verb) \(id.description.suffix(2))")
                }
                var left = pagesPerPiece
                let reply = request.perform(on: desk) {
                    left -= 1
                    return left <= 0
                }
                guard let message = reply.map({ Message.desk($0) }) else { continue }
                if isHeld { held.append(message) } else { send(message) }
            }
        }
    }

    private mutating func reply(to work: ForegroundWork) -> ForegroundWork.Reply {
        switch work {
        case .note(_, let text): return .note(editor(text))
        case .show(let content, _, _):
            shown.append(content)
            return .shown
        case .edit(let editing, let text, let overridesClaim):
            do {
                return .edited(
                    try editing.run(
                        from: text, request: { Foreground.request($0, overridesClaim) }, editor: editor,
                        goesOn: { _ in false },
                        preview: { edit throws(DeskError) in try desk.preview(edit, of: editing.id) }))
            } catch {
                return .failed("\(error)")
            }
        }
    }

    /// Presses keys by their names, separated by spaces.
    mutating func press(_ keys: String) {
        for name in keys.split(separator: " ") { send(.key(Key(name: String(name))!)) }
    }

    /// Types a text.
    mutating func type(_ text: String) {
        for scalar in text.unicodeScalars { send(.key(.character(scalar))) }
    }

    /// What the poll notices.
    mutating func poll() { send(.changed((try? desk.changeCount()) ?? -1)) }

    /// Delivers the replies that are held back now; those that they lead to are held back in turn.
    mutating func step() {
        let messages = held
        held = []
        for message in messages { send(message) }
    }

    mutating func release() {
        let messages = held
        held = []
        isHeld = false
        for message in messages { send(message) }
    }

    var rows: [String] { ConsoleView.picture(of: state).rows }
    var screen: String { rows.joined(separator: "\n") }
    func shows(_ text: String) -> Bool { screen.contains(text) }
    var selectedNumber: Int? { state.selected.flatMap { Int($0.description.suffix(4)) } }
}
