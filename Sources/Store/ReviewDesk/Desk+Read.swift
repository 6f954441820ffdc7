import ContractEngine
import ContractReview
import Handoff
import HandoffStore
import JSON

extension Desk {
    /// How many handoffs are in each state.
    package func counts() throws(DeskError) -> [HandoffState: Int] { try read { try $0.counts() } }

    /// A number that grows with every change of the store.
    package func changeCount() throws(DeskError) -> Int {
        try read { try $0.journalSize() << Self.claimBits + $0.claimChanges() & (1 << Self.claimBits - 1) }
    }

    // The counter holds the journal's size, for what has to be read again, and in its last bits the claims, for what is drawn again.
    private static let claimBits = 20

    /// The one handoff that a person means by a text: its id, the beginning of that, or its producer's key.
    package func handoffID(_ text: String) throws(DeskError) -> HandoffID {
        try read { try $0.handoffID(named: text) }
    }

    /// The row of a handoff; nil when there is none.
    package func row(_ id: HandoffID) throws(DeskError) -> QueueRow? {
        try read { try readable($0.rows([id]), $0).first }
    }

    /// The rows of the handoffs with these numbers, in this order.
    package func rows(_ numbers: [Int64]) throws(DeskError) -> [QueueRow] {
        try read { try readable($0.rows(numbers), $0) }
    }

    /// The handoffs that something happened to since the change counter had this value; nil when that is too much to say.
    package func changed(since count: Int, limit: Int) throws(DeskError) -> [HandoffID]? {
        try read { try $0.changed(since: count >> Self.claimBits, limit: limit) }
    }

    /// All rows by number, a page after a number.
    package func rows(after number: Int64, limit: Int) throws(DeskError) -> [QueueRow] {
        try read { try readable($0.rows(after: number, limit: limit), $0) }
    }

    /// Work that came in under no contract.
    package func unmanaged() throws(DeskError) -> [(contract: String, agent: String, workflow: String, count: Int)] {
        try read { try $0.unmanaged() }
    }

    /// A handoff with everything that its review needs.
    package func dossier(_ id: HandoffID) throws(DeskError) -> Dossier {
        var (dossier, checks) = try read { snapshot in
            guard let (handoff, events) = try snapshot.handoffWithEvents(id), let row = try snapshot.rows([id]).first
            else { throw StoreError.noHandoff(id.description) }
            try Self.check(row, against: handoff)
            let contract = try contract(of: handoff.status, snapshot)
            let situation = try situation(of: handoff, contract, snapshot)
            if let refusal = situation.refusalToRead { throw DeskError(refusal) }
            let people = try configuration.people()
            let related =
                try handoff.contents.reference.map { reference in
                    try snapshot.onRecord(
                        system: handoff.status.system, record: handoff.status.record, reference: reference,
                        observing: handoff.status.observed != nil
                    ).items.filter { $0.id != id }
                } ?? []
            let dossier = Dossier.Facts(
                row: row, handoff: handoff, contract: contract, situation: situation,
                history: try history(events, snapshot),
                receipt: try handoff.status.receipt.flatMap { try snapshot.content($0) },
                conflicts: related.filter(\.isConflict),
                ownerName: handoff.status.owner.map { people.display($0) } ?? "unowned",
                others: try others(than: handoff, related, snapshot),
                precedent: try precedent(of: handoff, related, snapshot))
            return (dossier, try checksToRepeat(handoff, contract, snapshot))
        }
        dossier.evidenceTexts = evidenceTexts(dossier.handoff.contents.evidence)
        // Checks may take longer than a read of the store may last.
        return Dossier(dossier, checks.map(hold))
    }

    /// What is shown of a handoff is what its events and contents make of it; where the queue says something else, nothing is.
    private static func check(_ row: QueueRow, against handoff: Handoff) throws(StoreError) {
        if let reason = row.disagreement(with: handoff) { throw .inconsistent(row.id.description, reason: reason) }
    }

    /// What happened to a handoff, with the texts that went with it, and what each edit and revision changed.
    private func history(_ events: [Event], _ snapshot: StoreSnapshot) throws -> [HistoryEntry] {
        var payload: ContentHash?
        return try events.map { event in
            let before = payload
            payload = event.happening?.admitted?.commitments.payload ?? payload
            var entry = HistoryEntry(
                event: event, by: nameOfActor(event),
                note: try event.attachment(.note).flatMap { try snapshot.content($0)?.string },
                message: try event.attachment(.message).flatMap { try snapshot.content($0)?.string })
            if event.kind == .edited || event.kind == .revised,
                let old = try before.flatMap({ try snapshot.content($0) }),
                let new = try payload.flatMap({ try snapshot.content($0) })
            {
                entry.difference = PayloadDifference(from: old, to: new)
                entry.patch = try event.attachment(.patch).flatMap { try snapshot.content($0) }
            }
            return entry
        }
    }

    /// What stands between a handoff and its next move, for this desk's actor.
    package func obligations(_ id: HandoffID) throws(DeskError) -> [Obligation] { try dossier(id).obligations }

    /// The bytes of an item of evidence. It is noted that this person has opened it beside the present payload.
    package func openEvidence(_ id: HandoffID, item index: Int) throws(DeskError) -> EvidenceContent {
        let (content, payload) = try evidence(id, item: index)
        if let person = actor.person {
            let now = now
            try noteView(EvidenceView(id, by: person, payload: payload, item: content.item.sha256, at: now))
        }
        return content
    }

    /// Notes that this person has seen an item of evidence while the handoff had this digest. False, and nothing is noted, where
    /// another draft stands there by now; that it moved on to another step changes nothing of what was seen.
    @discardableResult
    package func noteSeen(_ item: ContentHash, of id: HandoffID, digest: ContentHash) throws(DeskError) -> Bool {
        guard let person = actor.person else { return true }
        let now = now
        return try write { transaction in
            guard let (handoff, events) = try transaction.snapshot.handoffWithEvents(id) else {
                throw StoreError.noHandoff(id.description)
            }
            let payload = handoff.status.commitments.payload
            guard events.payloads[digest] == payload, handoff.contents.evidence.contains(where: { $0.sha256 == item })
            else { return false }
            try transaction.commit(Self.commit(EvidenceView(id, by: person, payload: payload, item: item, at: now)))
            return true
        }
    }

    private func noteView(_ view: EvidenceView) throws(DeskError) {
        try write { _ = try $0.commit(Self.commit(view)) }
    }

    private static func commit(_ view: EvidenceView) -> Commit {
        var commit = Commit()
        commit.views = [view]
        return commit
    }

    /// The bytes of an item of evidence, for a program that has yet to show it. It does not count as opened.
    package func readEvidence(_ id: HandoffID, item index: Int) throws(DeskError) -> EvidenceContent {
        try evidence(id, item: index).content
    }

    private func evidence(
        _ id: HandoffID, item index: Int
    ) throws(DeskError) -> (content: EvidenceContent, payload: ContentHash) {
        let (item, payload): (EvidenceItem, ContentHash) = try read { snapshot in
            guard let handoff = try snapshot.handoff(id) else { throw StoreError.noHandoff(id.description) }
            let contract = try contract(of: handoff.status, snapshot)
            if let refusal = try situation(of: handoff, contract, snapshot).refusalToRead { throw DeskError(refusal) }
            guard handoff.contents.evidence.indices.contains(index) else {
                throw DeskError.usage(
                    "it has \(handoff.contents.evidence.count) items of evidence; there is no number \(index + 1)")
            }
            return (handoff.contents.evidence[index], handoff.status.commitments.payload)
        }
        let bytes = try attachment(item)
        return (EvidenceContent(role: item.role, name: item.name, media: item.media, bytes: bytes), payload)
    }

    /// The bytes of an item, compared with its hash; what is not what was submitted is named.
    func attachment(_ item: EvidenceItem) throws(DeskError) -> [UInt8] {
        do throws(EvidenceVaultError) {
            return try vault.get(item.sha256.description)
        } catch {
            throw DeskError(error, of: item)
        }
    }

    /// Everything that is wrong or doubtful in the store's configuration: contracts, people, systems, lists.
    package func lint(contract name: String? = nil) throws(DeskError) -> [Problem] {
        let (people, systems) = (try readPeople(), try readSystems())
        var problems: [Problem] = []
        if name == nil {
            problems += try people.problems + systems.problems + configuration.listProblems()
            problems += connectorProblems(systems.value)
        } else {
            // What keeps them from taking effect is wrong for each contract.
            problems += try configurationFaults()
        }
        for contract in try configuration.contractNames() where name == nil || name == contract {
            let path = "contracts/\(contract).yaml"
            guard let bytes = try configuration.read(path) else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            let lists = try configuration.lists()
            problems += Contract.lint(
                text, file: path, people: people.value, systems: systems.value, lists: lists,
                used: try usedVersions(ofContract: contract), edition: try edition(of: bytes))
            problems += ReferenceList.missing(from: lists, in: text, file: path)
        }
        if let name, try !configuration.contractNames().contains(name) { throw .noContract(name) }
        return problems
    }

    /// Everything that is wrong or doubtful in a contract that is not in the store, held against the store's people, systems and lists.
    package func lint(_ contract: String, file: String) throws(DeskError) -> [Problem] {
        let lists = try configuration.lists()
        let edition = try edition(of: Array(contract.utf8))
        let loaded = Contract.load(contract, file: file, edition: edition).contract
        let used = try loaded.map { loaded throws(DeskError) in
            try usedVersions(ofContract: loaded.reference.name)
        }
        return Contract.lint(
            contract, file: file, people: try readPeople().value, systems: try readSystems().value, lists: lists,
            used: used ?? [], edition: edition)
            + ReferenceList.missing(from: lists, in: contract, file: file)
    }

    private func configurationFaults() throws(DeskError) -> [Problem] {
        do throws(DeskError) {
            return try configuration.faults()
        } catch .unusableConfiguration(let problems) {
            return problems
        }
    }

    /// Everything that is wrong or doubtful in people.yaml, and the people that a contract is held against: those in force, or what
    /// could be read where none ever were.
    private func readPeople() throws(DeskError) -> (value: People, problems: [Problem]) {
        let read = People.load(String(decoding: try configuration.read("people.yaml") ?? [], as: UTF8.self))
        return ((try? configuration.people()) ?? read.people, read.problems)
    }

    private func readSystems() throws(DeskError) -> (value: [String: SystemOfRecord], problems: [Problem]) {
        let read = SystemOfRecord.load(String(decoding: try configuration.read("systems.yaml") ?? [], as: UTF8.self))
        return ((try? configuration.systems()) ?? read.systems, read.problems)
    }

    /// The names of the contracts that have a file.
    package func contractNames() throws(DeskError) -> [String] { try configuration.contractNames() }
}
