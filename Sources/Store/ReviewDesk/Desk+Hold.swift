import ContractEngine
import Handoff
import HandoffStore
import JSON

extension Desk {
    /// How many drafts that a hold kept out are brought in together.
    private static let releasePage = 100

    /// What is on hold, the longest first.
    package func holds() throws(DeskError) -> [Hold] { try read { try $0.holds() } }

    /// What is on hold, each in a sentence: what, since when, by whom, why.
    package func holdNotices() throws(DeskError) -> [String] {
        let people = try configuration.people()
        return try holds().map { $0.sentence(people) }
    }

    /// Puts something on hold: from now on nothing of it comes in or is delivered.
    @discardableResult
    package func hold(_ scope: HoldScope, reason: String) throws(DeskError) -> Hold {
        let (files, contracts) = (try configurationInForce(), try workInForce())
        try checkNote(reason)
        return try write { transaction in
            guard try isKnown(scope, transaction.snapshot) else {
                throw DeskError.unknown("\(scope.words) is not known here, so there is nothing to hold")
            }
            let ruling = try ruling(contracts, transaction.snapshot) { situation throws(RefusalError) in
                try situation.ruling(onHold: scope, reason: reason, using: random)
            }
            try transaction.commit(commit(ruling, files))
            return Hold(scope, since: ruling.event.at, by: actor, reason: reason)
        }
    }

    /// Releases what is on hold under this name: `producer:ap-bot`, or `ap-bot` where one hold alone is so called. What it kept out
    /// comes in, and what waits for its delivery goes on; gives what was released, and how many drafts came in.
    @discardableResult
    package func release(hold name: String, note: String? = nil) throws(DeskError) -> (scope: HoldScope, admitted: Int)
    {
        let (files, contracts) = (try configurationInForce(), try workInForce())
        try checkNote(note)
        let scope: HoldScope = try write { transaction in
            let held = try transaction.snapshot.holds().map(\.scope)
            let named = held.filter { $0.name.map { sameText($0, name) } ?? false }
            guard let scope = HoldScope(name) ?? (named.count == 1 ? named[0] : nil) else {
                throw DeskError.unknown(
                    named.isEmpty
                        ? "there is no hold '\(name)'; 'countersign hold' lists what is on hold"
                        : "more than one hold is named '\(name)': \(named.map(\.description).joined(separator: ", "))")
            }
            let ruling = try ruling(contracts, transaction.snapshot) { situation throws(RefusalError) in
                try situation.ruling(onRelease: scope, note: note, using: random)
            }
            try transaction.commit(commit(ruling, files))
            return scope
        }
        return (scope, try admitWhatWaited(scope))
    }

    private func checkNote(_ text: String?) throws(DeskError) {
        guard let text, text.utf8.count > Self.longestNote else { return }
        throw .usage("a note is at most \(Self.longestNote) bytes long")
    }

    private func commit(_ ruling: HoldSituation.Ruling, _ files: [ConfigurationVersion]) -> Commit {
        var commit = Commit(began: began, files: files)
        commit.hold = HoldChange(ruling.event, ruling.content)
        return commit
    }

    private func ruling(
        _ contracts: [HoldSituation.Work], _ snapshot: StoreSnapshot,
        _ body: (HoldSituation) throws(RefusalError) -> HoldSituation.Ruling
    ) throws -> HoldSituation.Ruling {
        let situation = HoldSituation(
            people: try configuration.people(), actor: actor, isOperator: isOperator, holds: try snapshot.holds(),
            contracts: contracts, now: now)
        do throws(RefusalError) { return try body(situation) } catch { throw DeskError(error) }
    }

    /// Whether this actor is the store's owner or has the role `operator`. Where people say themselves who they are, whoever names
    /// nobody is the account that the store belongs to.
    private var isOperator: Bool {
        if actor.person.flatMap({ try? people().people[$0]?.roles })?.contains("operator") ?? false { return true }
        return directory.isMine && !speaksForAnother
    }

    private func workInForce() throws(DeskError) -> [HoldSituation.Work] {
        try configuration.contractNames().map { name in
            (try? configuration.contract(name).contract).map(HoldSituation.Work.init)
                ?? HoldSituation.Work(unreadable: name)
        }
    }

    /// A name that nothing has would hold nothing, and whoever mistyped it would not know.
    private func isKnown(_ scope: HoldScope, _ snapshot: StoreSnapshot) throws -> Bool {
        switch scope {
        case .everything: return true
        case .producer(let name):
            return try configuration.people().agents[name] != nil || snapshot.hasSubmitted(agent: name)
        case .contract(let name):
            if try configuration.contractNames().contains(where: { sameText($0, name) }) { return true }
            return try snapshot.cells().contains { sameText($0.contract, name) }
        case .system(let name):
            if try configuration.systems()[name] != nil { return true }
            return try snapshot.cells().contains { sameText($0.system, name) }
        }
    }

    /// Holds what a hold kept out to its contract again.
    private func admitWhatWaited(_ scope: HoldScope) throws(DeskError) -> Int {
        let runs = try tallies().filter { tally in
            switch scope {
            case .everything, .producer: tally.state == .draft
            case .contract(let name): tally.state == .draft && sameText(tally.cell.contract, name)
            case .system(let name): tally.state == .draft && sameText(tally.cell.system, name)
            }
        }.map(\.run)
        var (place, count) = (QueuePosition?.none, 0)
        while true {
            let rows = try page(runs, QueueOrder(.age), .after, place, limit: Self.releasePage)
            guard let last = rows.last else { return count }
            place = last.position(.age)
            let intake = try Intake(self)
            count += try write { transaction in
                try rows.count { try intake.admitReleased($0.id, transaction) }
            }
        }
    }
}
