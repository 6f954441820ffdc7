import ArgumentParser
import ContractEngine
import Handoff
import JSON
import ReviewDesk

/// `countersign claim`
struct ClaimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.claim.word, abstract: Action.claim.abstract,
        discussion: """
            The contract's review.claim says for how long, 15 minutes if it doesn't. Again, it is prolonged.

            Example: countersign claim 01J8Q
            """)
    @OptionGroup var store: StoreOptions
    @Argument(help: StoreOptions.handoffHelp) var id: String
    @Option(help: ArgumentHelp("Only if it still has this version.", valueName: "n")) var ifVersion: Int?
    @Option(help: ArgumentHelp("Only if it still has this digest (at least 8 digits).", valueName: "digest"))
    var digest: String?

    func run() throws {
        let desk = try store.desk()
        let id = try desk.handoffID(id)
        let claim = try desk.claim(id, version: ifVersion, digest: digest)
        Output.hasRecorded("it is yours until \(claim.until)")
        if store.json {
            Output.json([
                "id": .string(id.description), "claimed_by": .string(Party.person(claim.person).description),
                "until": .string(claim.until.description),
            ])
        } else {
            Output.line("\(id)  yours until \(claim.until)")
        }
    }
}

/// `countersign release`
struct ReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.release.word, abstract: Action.release.abstract,
        discussion: "Example: countersign release 01J8Q")
    @OptionGroup var store: StoreOptions
    @Argument(help: StoreOptions.handoffHelp) var id: String

    func run() throws {
        let desk = try store.desk()
        let id = try desk.handoffID(id)
        let wasClaimed = try desk.release(id)
        Output.hasRecorded("nobody has it now")
        if store.json {
            Output.json(["id": .string(id.description), "released": .bool(wasClaimed)])
        } else {
            Output.line("\(id)  \(wasClaimed ? "released" : "nobody had claimed it")")
        }
    }
}

/// `countersign assign`
struct AssignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.assign.word, abstract: Action.assign.abstract,
        discussion: """
            The owner stays. What is escalated becomes the escalation of whom you name.

            Example: countersign assign 01J8Q --to person:robin --note 'sam is away'
            """)
    @OptionGroup var options: DecisionOptions
    @Option(help: ArgumentHelp("To whom: person:NAME, team:NAME or role:NAME.", valueName: "party")) var to: String
    func run() throws { try options.decide(.assign(to: Party(argument: to))) }
}

/// `countersign recall`
struct RecallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.recall.word, abstract: Action.recall.abstract,
        discussion: """
            Its last step is open again, or with --reject it is rejected. The contract's recall_window is the time in which this
            is certain to be possible. On a terminal it shows what it is about and asks first, as approve does.

            Examples:
              countersign recall 01J8Q --note 'the amount is that of last year'
              countersign recall 01J8Q --reject --reason duplicate
            """)
    @OptionGroup var options: DecisionOptions
    @OptionGroup var confirmation: ConfirmationOption
    @Flag(help: "Reject it instead of opening its last step again.") var reject = false
    @Option(help: ArgumentHelp("With --reject: one of the contract's reason codes.", valueName: "code"))
    var reason: String?

    func run() throws {
        if reason != nil, !reject { throw DeskError.usage("--reason goes with --reject") }
        try options.decide(
            reject ? .recallAndReject(reason: reason) : .recall,
            asking: reject ? "Recall and reject it?" : "Recall it?",
            confirmation)
    }
}
