import Handoff
import JSON
import ReviewDesk

/// Lines that are taken in together: those that lie at hand. Nobody who writes line by line waits for more than an answer to their own.
struct SubmissionBatch {
    let desk: Desk
    let input: SubmissionInput
    let report: SubmissionReport
    /// How many lines there were.
    private(set) var count = 0
    /// The exit codes of those that were not taken.
    private(set) var failures: [Int32] = []
    /// Whether one is held as a draft.
    private(set) var isHeld = false
    private var lines: [(line: Int, submission: Result<Submission, DeskError>)] = []

    /// The most lines, and bytes of evidence, that one transaction takes: others wait for the store meanwhile.
    private static let most = 100, mostBytes = 8 << 20
    private var bytes = 0

    init(desk: Desk, input: SubmissionInput, report: SubmissionReport) {
        (self.desk, self.input, self.report) = (desk, input, report)
    }

    /// Takes a line, and the batch in where no other line is at hand.
    mutating func take(_ item: SubmissionInput.Item) throws {
        count += 1
        let submission = item.content.flatMap { json in
            Result { () throws(DeskError) in try SubmitCommand.submission(json, input) }
        }
        if case .success(let sound) = submission { bytes += sound.evidence.reduce(0) { $0 + $1.bytes.count } }
        lines.append((item.line, submission))
        if !item.isFollowed || lines.count >= Self.most || bytes >= Self.mostBytes { try flush() }
    }

    /// Takes in what was gathered, and says what became of each line in its turn.
    mutating func flush() throws {
        guard !lines.isEmpty else { return }
        defer { (lines, bytes) = ([], 0) }
        var intake = try Intake(desk)
        var answers = try intake.submit(lines.compactMap { try? $0.submission.get() }).makeIterator()
        if let last = lines.last?.line {
            Output.hasRecorded(
                "the sound lines of \(input.name) up to line \(last) were taken in, and sending them again changes nothing"
            )
        }
        for (line, submission) in lines {
            let answer = submission.flatMap { _ in answers.next() ?? .failure(.usage("it was not answered")) }
            switch answer {
            case .success(let receipt):
                report.print(receipt, file: input.name, line: line)
                isHeld = isHeld || receipt.isHeld
            case .failure(let error):
                failures.append(error.exitCode)
                report.print(error, file: input.name, line: line)
            }
        }
    }
}
