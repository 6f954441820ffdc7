import ArgumentParser
import Foundation
import Handoff
import HandoffStore
import JSON
import ReviewDesk

/// `countersign submit`
struct SubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Submit handoffs: a JSON object, or JSON Lines.",
        discussion: """
            Every line that is sound is stored, whatever stands around it. Exit code 3 says that at least one is held as a draft
            because its contract is not met, 65 that at least one line could not be taken.

            Examples:
              countersign submit payment.json
              agent | countersign submit - --json
            """)

    @OptionGroup var store: StoreOptions
    @Argument(help: "The file; - or nothing is standard input.") var file: String?

    func run() throws {
        let desk = try store.desk()
        let input = try SubmissionInput(file)
        let report = SubmissionReport(asJSON: store.json)
        var batch = SubmissionBatch(desk: desk, input: input, report: report)
        let progress = Progress(isShown: isatty(STDERR_FILENO) == 1)
        try input.forEach { item in
            try batch.take(item)
            progress.show(batch.count)
        }
        try batch.flush()
        progress.clear()
        if batch.count == 0 {
            throw DeskError.invalid(SubmissionError("\(input.name) holds no handoff", at: JSONPointer()))
        }
        if let first = batch.failures.first { throw ExitCode(batch.count == 1 ? first : 65) }
        if batch.isHeld { throw ExitCode(3) }
    }

    /// A submission from its JSON, with an error that the desk's callers understand.
    static func submission(_ json: JSONValue, _ input: SubmissionInput) throws(DeskError) -> Submission {
        do throws(SubmissionError) {
            return try Submission(json, file: input.evidence)
        } catch {
            throw .invalid(error)
        }
    }

    /// A count on a terminal's standard error while many lines are taken.
    private struct Progress {
        let isShown: Bool
        func show(_ count: Int) {
            if isShown, count % 50 == 0 { FileHandle.standardError.write(Data("\r\(count) handoffs".utf8)) }
        }
        func clear() {
            if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        }
    }
}

/// `countersign revise`
struct ReviseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revise", abstract: "Submit a changed draft in place of a handoff.",
        discussion: "Example: countersign revise 01J8Q payment.json --if-version 1")

    @OptionGroup var store: StoreOptions
    @Argument(help: "The handoff: its id, or the beginning of it.") var id: String
    @Argument(help: "The file with the changed handoff; - or nothing is standard input.") var file: String?
    @Option(help: ArgumentHelp("Only if it still has this version.", valueName: "n")) var ifVersion: Int?

    func run() throws {
        let desk = try store.desk()
        let id = try desk.handoffID(id)
        let input = try SubmissionInput(file)
        let report = SubmissionReport(asJSON: store.json)
        var receipts: [Receipt] = []
        try input.forEach { item in
            guard receipts.isEmpty else { throw DeskError.usage("a revision is one handoff; \(input.name) holds more") }
            var submission = try SubmitCommand.submission(try item.content.get(), input)
            submission.revises = Submission.Revision(
                id: id.description, version: ifVersion ?? submission.revises?.version)
            receipts.append(try desk.submit(submission))
            report.print(receipts[0], line: item.line)
        }
        if receipts.isEmpty {
            throw DeskError.invalid(SubmissionError("\(input.name) holds no handoff", at: JSONPointer()))
        }
        if receipts[0].state == .draft { throw ExitCode(3) }
    }
}

/// What a submission came to, line by line.
struct SubmissionReport {
    let asJSON: Bool

    /// Prints what became of a line.
    func print(_ receipt: Receipt, line: Int) {
        if asJSON {
            Output.json([
                "line": .number(JSONNumber(line)), "id": .string(receipt.id.description),
                "state": .string(receipt.state.rawValue),
                "duplicate": .bool(receipt.isDuplicate), "violations": .array(receipt.violations.map(\.json)),
            ])
            return
        }
        let held = receipt.state == .draft ? ", held: its contract is not met" : ""
        Output.line(
            "\(receipt.id)  \(receipt.state.rawValue)\(held)" + (receipt.isDuplicate ? "  (it was there already)" : ""))
        for violation in receipt.violations {
            Output.line("    \(violation.severity.rawValue) \(violation.path): \(violation.message) [\(violation.id)]")
        }
    }

    /// Prints why a line was not taken.
    func print(_ error: DeskError, file: String, line: Int) {
        if asJSON {
            var object = JSONObject([("line", .number(JSONNumber(line)))])
            object["error"] = error.json["error"]
            Output.json(.object(object))
            return
        }
        var place = "\(file):\(line)"
        if case .invalid(let invalid) = error, !invalid.pointer.tokens.isEmpty { place += " \(invalid.pointer)" }
        Output.note("\(place): \(error.message)")
    }
}
