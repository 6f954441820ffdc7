import ArgumentParser
import ContractEngine
import Handoff
import JSON
import ReviewDesk

/// `countersign hold`
struct HoldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Stop a producer, a contract, a system or everything at once, or release it.",
        discussion: """
            What comes in under a hold is kept as a draft, and nothing of it is delivered. When it is released, the drafts that it
            kept out are held to their contracts again, and deliveries go on. Without arguments it lists what is on hold.

            The store's owner and the role 'operator' hold and release anything; a lead what is their team's: its contracts, its
            agents, and systems that no other team writes to.

            Examples:
              countersign hold producer:ap-bot --reason 'it books everything twice since nine'
              countersign hold everything --reason 'the bank asked us to'
              countersign hold
              countersign hold --release producer:ap-bot --note 'fixed in its version 14'
            """)
    @OptionGroup var store: StoreOptions
    @Argument(
        help: ArgumentHelp("producer:NAME, contract:NAME, system:NAME, or everything.", valueName: "what"))
    var scope: String?
    @Option(
        help: ArgumentHelp(
            "Why: it stands in the log and is shown with every handoff that it stops.", valueName: "text"))
    var reason: String?
    @Option(help: ArgumentHelp("Release what is on hold under this name.", valueName: "what")) var release: String?
    @Option(help: ArgumentHelp("With --release: what is to be said of it.", valueName: "text")) var note: String?

    func run() throws {
        if release != nil, scope != nil || reason != nil {
            throw DeskError.usage("--release takes neither --reason nor another name; --note says why")
        }
        if note != nil, release == nil { throw DeskError.usage("--note goes with --release; a hold has a --reason") }
        if scope == nil, reason != nil {
            throw DeskError.usage("say what to hold: producer:NAME, contract:NAME, system:NAME, everything")
        }
        let desk = try store.desk()
        if let release { return try show(try desk.release(hold: release, note: note)) }
        guard let text = scope else { return try list(desk) }
        guard let scope = HoldScope(text) else {
            throw DeskError.usage("'\(text)' is written producer:NAME, contract:NAME, system:NAME or everything")
        }
        let hold = try desk.hold(scope, reason: reason ?? "")
        if store.json { Output.json(hold.json) } else { Output.line(hold.sentence(try desk.people())) }
    }

    private func show(_ released: (scope: HoldScope, admitted: Int)) throws {
        if store.json {
            Output.json([
                "released": .string(released.scope.description), "admitted": .number(JSONNumber(released.admitted)),
            ])
            return
        }
        let count = released.admitted
        Output.line(
            "\(released.scope.words) is released"
                + (count == 0
                    ? ""
                    : "; \(count) draft\(count == 1 ? " that it kept out was" : "s that it kept out were") held to their contracts again")
        )
    }

    private func list(_ desk: Desk) throws {
        let holds = try desk.holds()
        if store.json {
            for hold in holds { Output.json(hold.json) }
        } else if holds.isEmpty {
            Output.note("nothing is on hold")
        } else {
            for notice in try desk.holdNotices() { Output.line(notice) }
        }
    }
}

extension Hold {
    /// As `hold --json` prints it.
    fileprivate var json: JSONValue {
        [
            "hold": .string(scope.description), "since": .string(since.description),
            "by": .string(by.person.map { Party.person($0).description } ?? by.account),
            "reason": reason.map { .string($0) } ?? .null,
        ]
    }
}
