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
              countersign submit monday.jsonl tuesday.jsonl
              agent | countersign submit - --json
            """)

    @OptionGroup var store: StoreOptions
    @Argument(help: ArgumentHelp("The files; - or nothing is standard input.", valueName: "file"))
    var files: [String] = []

    func run() throws {
        let desk = try store.desk()
        let report = SubmissionReport(asJSON: store.json, namesFiles: files.count > 1)
        let progress = Progress(isShown: isatty(STDERR_FILENO) == 1)
        var outcome = Outcome()
        for file in files.isEmpty ? ["-"] : files {
            do {
                try take(file, desk, report, progress, &outcome)
            } catch DeskError.invalid(let error) where files.count > 1 {
                // What is wrong with one file is its own answer.
                outcome.failures.append(DeskError.invalid(error).exitCode)
                outcome.count += 1
                report.print(.invalid(error), file: file, line: nil)
            }
        }
        progress.clear()
        if let code = outcome.exitCode { throw ExitCode(code) }
    }

    private func take(
        _ file: String, _ desk: Desk, _ report: SubmissionReport, _ progress: Progress, _ outcome: inout Outcome
    ) throws {
        let input = try SubmissionInput(file)
        defer { input.close() }
        var batch = SubmissionBatch(desk: desk, input: input, report: report)
        try input.forEach { item in
            try batch.take(item)
            progress.show(outcome.count + batch.count)
        }
        try batch.flush()
        guard batch.count > 0 else { throw SubmissionInput.invalid("\(input.name) holds no handoff") }
        outcome.count += batch.count
        outcome.failures += batch.failures
        outcome.isHeld = outcome.isHeld || batch.isHeld
    }

    /// What became of all lines of all files.
    private struct Outcome {
        var count = 0
        var failures: [Int32] = []
        var isHeld = false

        /// Of many lines, that one failed; of one, why.
        var exitCode: Int32? {
            if let first = failures.first { return count == 1 ? first : 65 }
            return isHeld ? 3 : nil
        }
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
    @Argument(help: StoreOptions.handoffHelp) var id: String
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
            Output.hasRecorded("the revision was taken in; sending it again changes nothing")
            report.print(receipts[0], file: input.name, line: item.line)
        }
        if receipts.isEmpty {
            throw DeskError.invalid(SubmissionError("\(input.name) holds no handoff", at: JSONPointer()))
        }
        if receipts[0].isHeld { throw ExitCode(3) }
    }
}

/// What a submission came to, line by line.
struct SubmissionReport {
    let asJSON: Bool
    /// Whether a line of JSON says which file it is about: where there are several.
    var namesFiles = false

    /// Prints what became of a line.
    func print(_ receipt: Receipt, file: String, line: Int) {
        if asJSON {
            var object = place(file, line)
            object["id"] = .string(receipt.id.description)
            object["state"] = .string(receipt.state.rawValue)
            object["observed"] = receipt.observed.map { .string($0.rawValue) }
            object["duplicate"] = .bool(receipt.isDuplicate)
            object["violations"] = .array(receipt.violations.map(\.json))
            Output.json(.object(object))
            return
        }
        let held =
            receipt.observed.map { ", observed: it \($0.conditional)" }
            ?? (receipt.isHeld ? ", held: its contract is not met" : "")
        Output.line(
            "\(receipt.id)  \(receipt.state.rawValue)\(held)" + (receipt.isDuplicate ? "  (it was there already)" : ""))
        for violation in receipt.violations {
            Output.line("    \(violation.severity.rawValue) \(violation.path): \(violation.message) [\(violation.id)]")
        }
    }

    /// Prints why a line was not taken: all that is wrong with it. Without a line, it is about the whole file.
    func print(_ error: DeskError, file: String, line: Int?) {
        if asJSON {
            var object = place(file, line)
            object["error"] = error.json["error"]
            Output.json(.object(object))
            return
        }
        let place = line.map { "\(file):\($0)" } ?? file
        guard case .invalid(let invalid) = error else { return Output.note("\(place): \(error.message)") }
        for fault in invalid.all {
            Output.note("\(place)" + (fault.pointer.tokens.isEmpty ? "" : " \(fault.pointer)") + ": \(fault.message)")
        }
    }

    private func place(_ file: String, _ line: Int?) -> JSONObject {
        var object = JSONObject()
        if namesFiles { object["file"] = .string(file) }
        object["line"] = line.map { .number(JSONNumber($0)) }
        return object
    }
}
