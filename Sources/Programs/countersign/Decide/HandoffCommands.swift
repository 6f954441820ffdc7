import ArgumentParser
import ContractEngine
import Handoff
import JSON
import ReviewDesk

/// The options of every command that decides.
struct DecisionOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions

    @Argument(help: StoreOptions.handoffHelp)
    var id: String

    @Option(help: ArgumentHelp("Decide only if it still has this version.", valueName: "n"))
    var ifVersion: Int?

    @Option(help: ArgumentHelp("Decide only if it still has this digest (at least 8 digits).", valueName: "digest"))
    var digest: String?

    @Option(help: ArgumentHelp("What the producer and the next reviewer are told.", valueName: "text"))
    var note: String?

    /// Decides and prints what came of it.
    func decide(
        _ choice: Decision.Choice, over claim: OverClaimOption? = nil,
        stating delivery: NothingWrittenOption? = nil
    ) throws {
        let desk = try store.desk()
        let id = try desk.handoffID(id)
        try decide(decision(choice, claim, delivery), on: id, desk, about: nil)
    }

    /// Shows what is decided on, asks on a terminal, decides on what was shown and nothing else, and prints what came of it.
    func decide(
        _ choice: Decision.Choice, asking question: String, _ confirmation: ConfirmationOption,
        over claim: OverClaimOption? = nil, stating delivery: NothingWrittenOption? = nil
    ) throws {
        let desk = try store.desk()
        let id = try desk.handoffID(id)
        var decision = decision(choice, claim, delivery)
        let dossier = try desk.dossier(id)
        let subject = DecisionSubject(dossier)
        let isNamed = ifVersion != nil || digest != nil
        if !isNamed { (decision.version, decision.digest) = (subject.version, subject.digest.description) }
        // Whoever may not do it is told why, and not asked first.
        let refusal = dossier.refusal(of: choice.action, statingNothingWritten: decision.statesNothingWritten)
        let isPossible = refusal.map { $0.obligation == .claim && decision.overridesClaim } ?? true
        let asks = ConfirmationOption.hasTerminal && !isNamed && !confirmation.yes && isPossible
        if asks, !ConfirmationOption.ask(question, about: subject, asJSON: store.json) {
            Output.note("nothing was decided")
            throw ExitCode(1)
        }
        try decide(decision, on: id, desk, about: subject, wasShown: asks)
    }

    private func decision(
        _ choice: Decision.Choice, _ claim: OverClaimOption?, _ delivery: NothingWrittenOption?
    ) -> Decision {
        var decision = Decision(choice, note: note, version: ifVersion, digest: digest)
        decision.statesNothingWritten = delivery?.nothingWritten ?? false
        decision.overridesClaim = claim?.overClaim ?? false
        return decision
    }

    private func decide(
        _ decision: Decision, on id: HandoffID, _ desk: Desk, about subject: DecisionSubject?, wasShown: Bool = false
    ) throws {
        let status = try desk.decide(decision, on: id)
        Output.hasRecorded("what you decided is recorded; 'countersign show \(id)' shows it")
        if store.json {
            var answer = JSONObject([
                ("id", .string(id.description)), ("state", .string(status.state.rawValue)),
                ("version", .number(JSONNumber(status.version))), ("digest", .string(status.digest.description)),
                ("step", status.step.map { .string($0) } ?? .null),
            ])
            answer["decided_on"] = subject?.json
            return Output.json(.object(answer))
        }
        if decision.choice.action == .comment {
            Output.line("\(id)  your comment is recorded; it changes nothing else: it is \(status.state.rawValue)")
        } else {
            Output.line("\(id)  \(status.state.rawValue)" + (status.step.map { ", next step '\($0)'" } ?? ""))
        }
        if !wasShown { for line in subject?.lines ?? [] { Output.line("    \(line)") } }
    }
}

/// The option of the commands that somebody else's claim stops.
struct OverClaimOption: ParsableArguments {
    @Flag(help: "Decide although somebody else has claimed it.")
    var overClaim = false
}

/// The option of the commands that settle a delivery of which nothing was written.
struct NothingWrittenOption: ParsableArguments {
    @Flag(help: "State that a failed or uncertain delivery wrote nothing.")
    var nothingWritten = false
}

/// `countersign approve`
struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.approve.word, abstract: Action.approve.abstract,
        discussion: """
            It says what is approved: title, record, what is at stake, version and digest. On a terminal it asks first, unless the
            version or the digest that you saw is named, or --yes. What was shown is what is approved: if it changes meanwhile,
            nothing is decided. Exit code 1 says that you said no.

            Example: countersign approve 01J8Q --if-version 2 --digest 9f2c44aa
            """)
    @OptionGroup var options: DecisionOptions
    @OptionGroup var confirmation: ConfirmationOption
    @OptionGroup var claim: OverClaimOption
    @OptionGroup var delivery: NothingWrittenOption
    func run() throws {
        try options.decide(.approve, asking: "Approve it?", confirmation, over: claim, stating: delivery)
    }
}

/// `countersign reject`
struct RejectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.reject.word, abstract: Action.reject.abstract,
        discussion: "Example: countersign reject 01J8Q --reason duplicate --note 'paid on Monday'")
    @OptionGroup var options: DecisionOptions
    @OptionGroup var claim: OverClaimOption
    @OptionGroup var delivery: NothingWrittenOption
    @Option(help: ArgumentHelp("One of the contract's reason codes.", valueName: "code")) var reason: String?
    func run() throws { try options.decide(.reject(reason: reason), over: claim, stating: delivery) }
}

/// `countersign escalate`
struct EscalateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.escalate.word, abstract: Action.escalate.abstract,
        discussion: "Example: countersign escalate 01J8Q --reason over-limit --to person:robin")
    @OptionGroup var options: DecisionOptions
    @OptionGroup var claim: OverClaimOption
    @OptionGroup var delivery: NothingWrittenOption
    @Option(help: ArgumentHelp("One of the contract's reason codes.", valueName: "code")) var reason: String?
    @Option(help: ArgumentHelp("To whom; without it, whom the contract names.", valueName: "party")) var to: [String] =
        []

    func run() throws {
        try options.decide(
            .escalate(reason: reason, to: to.map { try Party(argument: $0) }), over: claim, stating: delivery)
    }
}

extension Party {
    /// A party as an argument names it.
    init(argument: String) throws {
        guard let party = Party(argument) else {
            throw DeskError.usage("'\(argument)' is written person:NAME, team:NAME or role:NAME")
        }
        self = party
    }
}

/// `countersign return`
struct ReturnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.returnForRework.word, abstract: Action.returnForRework.abstract,
        discussion: "Example: countersign return 01J8Q --note 'the quote is of last year'")
    @OptionGroup var options: DecisionOptions
    @OptionGroup var claim: OverClaimOption
    @OptionGroup var delivery: NothingWrittenOption
    func run() throws { try options.decide(.returnForRework, over: claim, stating: delivery) }
}

/// `countersign comment`
struct CommentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.comment.word, abstract: Action.comment.abstract,
        discussion: "Example: countersign comment 01J8Q --note 'asked the supplier'")
    @OptionGroup var options: DecisionOptions
    func run() throws { try options.decide(.comment) }
}

/// `countersign withdraw`
struct WithdrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.withdraw.word, abstract: Action.withdraw.abstract,
        discussion: "Example: countersign withdraw 01J8Q --note 'the customer cancelled'")
    @OptionGroup var options: DecisionOptions
    func run() throws { try options.decide(.withdraw) }
}

/// `countersign attest`
struct AttestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.attest.word, abstract: Action.attest.abstract,
        discussion: """
            On a terminal it shows what it is about and asks first, as approve does.

            Example: countersign attest 01J8Q --record BILL-7731 --note 'looked it up in the ledger'
            """)
    @OptionGroup var options: DecisionOptions
    @OptionGroup var confirmation: ConfirmationOption
    @OptionGroup var claim: OverClaimOption
    @Option(help: ArgumentHelp("The record's id in the system of record.", valueName: "id")) var record: String
    func run() throws {
        try options.decide(
            .attest(record: record), asking: "Attest that it is the record '\(record)' there?", confirmation,
            over: claim)
    }
}

/// `countersign resubmit`
struct ResubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubmit", abstract: "Hold an unchanged draft to its contract again.",
        discussion: "Example: countersign resubmit 01J8Q")
    @OptionGroup var store: StoreOptions
    @Argument(help: StoreOptions.handoffHelp) var id: String
    @Option(help: ArgumentHelp("Only if it still has this version.", valueName: "n")) var ifVersion: Int?

    func run() throws {
        let desk = try store.desk()
        let receipt = try desk.resubmit(try desk.handoffID(id), ifVersion: ifVersion)
        Output.hasRecorded("it was held to its contract again; 'countersign show \(receipt.id)' shows what came of it")
        SubmissionReport(asJSON: store.json).print(receipt, file: id, line: 1)
        if receipt.isHeld { throw ExitCode(3) }
    }
}
