import Handoff
import JSON

/// What a program's answer, and how it ended, say about the system of record.
enum ConnectorAnswer {
    /// How much of what a program printed is repeated in a message.
    private static let excerpt = 200

    static func outcome(of report: ChildProcess.Report, timeout: Duration) -> DeliveryOutcome {
        let answer = read(report.output)
        switch (report.end, answer) {
        case (.exited(0), .success(let answer)): return answer.outcome(errors: report.errors)
        case (.exited(0), .failure(let flaw)):
            return unknown("the connector gave no valid answer: \(flaw.message)", report)
        case (.exited(let code), _): return unknown("the connector ended with the exit code \(code)", report)
        case (.signalled(let signal), _): return unknown("the connector was ended by the signal \(signal)", report)
        case (.timedOut, _): return unknown("the connector took longer than \(timeout) and was ended", report)
        case (.printedTooMuch, _):
            return unknown("the connector printed more than \(ChildProcess.outputLimit) bytes and was ended", report)
        case (.lost, _): return unknown("it is not known how the connector ended", report)
        }
    }

    private static func unknown(_ reason: String, _ report: ChildProcess.Report) -> DeliveryOutcome {
        var message = reason
        if !report.output.isEmpty { message += "; it printed \(quoted(report.output, first: excerpt))" }
        if !report.errors.isEmpty {
            message += "; its error output ends with \(quoted(report.errors, last: ChildProcess.errorLimit))"
        }
        return .unknown(message: message)
    }

    /// An answer that is as it should be.
    private struct Answer {
        enum Status: String { case executed, retry, failed, unknown }
        let status: Status
        let raw: JSONValue

        func outcome(errors: [UInt8]) -> DeliveryOutcome {
            let message = raw["message"]?.string
            let told =
                message
                ?? (errors.isEmpty ? "the connector gave no reason" : quoted(errors, last: ChildProcess.errorLimit))
            switch status {
            case .executed:
                guard let id = recordID else {
                    return .unknown(
                        message:
                            "the connector says executed, but names no record.id: \(quoted(raw.compactBytes, first: excerpt))"
                    )
                }
                return .executed(recordID: id, url: raw["record"]?["url"]?.string, message: message, raw: raw)
            case .retry: return .retry(message: told)
            case .failed: return .failed(message: told)
            case .unknown: return .unknown(message: told)
            }
        }

        /// Many systems number their records, so a number will do.
        private var recordID: String? {
            let id = raw["record"]?["id"]
            let text = id?.string ?? id?.number?.text
            return text?.isEmpty == false ? text : nil
        }
    }

    private struct AnswerError: Error { let message: String }

    private static func read(_ output: [UInt8]) -> Result<Answer, AnswerError> {
        guard !output.isEmpty else { return .failure(AnswerError(message: "it printed nothing")) }
        let raw: JSONValue
        do throws(JSONError) {
            raw = try JSONValue(parsing: output)
        } catch {
            return .failure(AnswerError(message: "\(error)"))
        }
        guard let text = raw["status"]?.string, let status = Answer.Status(rawValue: text) else {
            return .failure(AnswerError(message: "its status is none of executed, retry, failed, unknown"))
        }
        return .success(Answer(status: status, raw: raw))
    }
}
