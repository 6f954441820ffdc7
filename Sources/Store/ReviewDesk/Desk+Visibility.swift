import ContractEngine
import Handoff
import HandoffStore

/// Who may read what: a contract's `visible_to`, on every way in which a handoff is read.
extension Desk {
    /// The contracts whose handoffs this desk's actor may not read, by the versions in force.
    func hiddenContracts() throws(DeskError) -> Set<String> {
        var hidden: Set<String> = []
        var people: People?
        for name in try contractsWithHandoffs() {
            guard let contract = try contractToReadBy(name), contract.review.visibleTo != nil else { continue }
            if people == nil { people = try configuration.people() }
            if let people, !contract.isVisible(to: actor.person, people) { hidden.insert(name) }
        }
        return hidden
    }

    /// The contracts under which anything can have come in: a file that is gone, or that can't be trusted, makes none of it public.
    private func contractsWithHandoffs() throws(DeskError) -> [String] {
        let known = try read { try $0.contractsInForce() }
        let files = (try? configuration.contractNames()) ?? []
        return Set(known + files).sorted()
    }

    /// The version of a contract whose `visible_to` holds for its lists: the file's; where that can't be read, the last that was in
    /// force.
    private func contractToReadBy(_ name: String) throws(DeskError) -> Contract? {
        if let contract = try? configuration.contract(name).contract { return contract }
        return try read { snapshot in
            let path = "contracts/\(name).yaml"
            guard let digest = try snapshot.digestInForce(of: path), let bytes = try snapshot.configuration(digest)
            else { return nil }
            return try? configuration.load(bytes, file: path)
        }
    }

    /// The rows as this desk's actor may read them: of a handoff that came in under a version which does not let them, nothing that
    /// a producer wrote.
    func readable(_ rows: [QueueRow], _ snapshot: StoreSnapshot) throws -> [QueueRow] {
        var known: [String: Bool] = [:]
        return try rows.map { row in
            let key = "\(row.contract)@\(row.contractVersion)"
            let isReadable = try known[key] ?? isReadable(row, snapshot)
            known[key] = isReadable
            if isReadable { return row }
            var row = row
            row.title = Self.unreadable
            (row.stake, row.currency, row.marks) = (nil, nil, RowMarks())
            return row
        }
    }

    private static let unreadable = "(not yours to read)"

    func isReadable(_ row: QueueRow, _ snapshot: StoreSnapshot) throws -> Bool {
        let path = "contracts/\(row.contract).yaml"
        guard let digest = try snapshot.digest(ofContract: path, version: row.contractVersion) else { return true }
        let contract: Contract?
        if let present = try? configuration.contract(row.contract).contract, present.reference.digest == digest {
            contract = present
        } else {
            contract = try snapshot.configuration(digest).flatMap { try? configuration.load($0, file: path) }
        }
        guard let contract, contract.review.visibleTo != nil else { return true }
        return contract.isVisible(to: actor.person, try configuration.people(), owner: Party(row.owner))
    }
}
