import ContractEngine
import Handoff
import HandoffStore

extension Desk {
    /// Replays a handoff's whole history through the contract engine: each event under the edition, the people, the contract and the
    /// lists of then. Asked before anything is written in a transaction.
    func replay(_ id: HandoffID, _ snapshot: StoreSnapshot) throws -> HistoryJudgment {
        let judge = PastJudge(self)
        try judge.prepare(snapshot)
        return try judge.judge(id, try snapshot.events(of: id), try snapshot.bodies(of: id), snapshot)
    }
}

/// Holds handoffs to the rules of then, with what the journal says was in force.
struct PastJudge: HistoryJudge {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    private var past: PastConfiguration { desk.past }

    func prepare(_ snapshot: StoreSnapshot) throws {
        let size = try snapshot.journalSize()
        if size > past.size { past.learn(try snapshot.storeEvents(from: past.size), size: size) }
    }

    func judge(
        _ id: HandoffID, _ events: [Event], _ contents: [ContentHash: [UInt8]], _ snapshot: StoreSnapshot
    ) throws -> HistoryJudgment {
        var result = HistoryJudgment()
        let kept = KeptContents(bodies: contents, vault: desk.vault, snapshot: snapshot)
        let isDeclared = past.isDeclared ?? desk.identity.isDeclared
        var replay = Replay(of: id, in: desk.identity.id, isDeclared: isDeclared, kept)
        for event in events {
            let facts = try past.facts(at: event, under: replay.contract(of: event)) { try snapshot.configuration($0) }
            if facts.edition < .present { result.counts.ofEarlierEdition += 1 }
            switch try replay.judge(event, facts) {
            case .replayed: result.counts.replayed += 1
            case .unknown(.erased): result.counts.erased += 1
            case .unknown(.related): result.counts.related += 1
            case .fault(let message): result.faults.append(.init(sequence: event.sequence, message: message))
            }
        }
        if let missing = replay.missing, let last = events.last {
            result.faults.append(.init(sequence: last.sequence, message: missing))
        }
        return result
    }

    func rank(ofBand band: String, in contract: ContractReference, _ snapshot: StoreSnapshot) throws -> Int? {
        try past.contract(contract) { try snapshot.configuration($0) }?.rank(ofBand: band)
    }

    func version(ofContract bytes: [UInt8], file: String, _ edition: Edition) -> Int? {
        guard file.hasPrefix("contracts/") else { return nil }
        return Contract.load(String(decoding: bytes, as: UTF8.self), file: file, edition: edition).contract?
            .reference.version
    }
}
