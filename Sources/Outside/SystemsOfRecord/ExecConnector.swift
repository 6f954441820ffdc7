import Foundation
import Handoff
import HandoffStore
import JSON
import ReviewDesk

/// A connector that is a program: it reads the request as one JSON object and answers with one.
///
/// It starts in the private directory of its system, and finds the attachments in a folder of their own.
struct ExecConnector {
    let store: StoreDirectory
    let system: String
    let command: [String]
    let timeout: Duration
    let grace: Duration
    let environment: [String]
    let variable: (String) -> String?

    /// The variable that names the folder of the attachments.
    static let attachmentsVariable = "COUNTERSIGN_EVIDENCE"

    func deliver(_ request: DeliveryRequest) -> DeliveryOutcome {
        do {
            let program = try ConnectorProgram.find(
                command, environment: environment, in: store, searchPath: value(of: "PATH"))
            let work = try WorkFolder(of: system, in: store)
            try work.make()
            let attachments = try AttachmentFolder(
                of: request.attachments, from: EvidenceVault(directory: store.evidence), in: store)
            let process = ChildProcess(
                executable: program.path, arguments: [program.path] + command.dropFirst(),
                environment: visible(attachments.path), workingDirectory: work.path, input: Self.input(request),
                timeout: timeout, grace: grace)
            let report = try process.run()
            return ConnectorAnswer.outcome(of: report, timeout: timeout)
        } catch let error as ConnectorError {
            return error.outcome
        } catch let failure as SystemCallError {
            return ConnectorError.system(failure).outcome
        } catch let error as EvidenceVaultError {
            guard case .system(let failure) = error else { return .failed(message: "\(error)") }
            return ConnectorError.system(failure).outcome
        } catch {
            return .failed(message: "\(error)")
        }
    }

    /// The request as one line, each item of evidence with the name of its file.
    private static func input(_ request: DeliveryRequest) -> [UInt8] {
        var handoff = request.handoff.object ?? JSONObject()
        if let items = handoff["evidence"]?.array {
            handoff["evidence"] = .array(
                items.enumerated().map { index, item in
                    guard var object = item.object, request.attachments.indices.contains(index) else { return item }
                    object["file"] = .string(request.attachments[index].file)
                    return .object(object)
                })
        }
        let object = JSONObject([
            ("key", .string(request.key)), ("attempt", .number(JSONNumber(request.attempt))),
            ("handoff", .object(handoff)), ("approvals", request.approvals),
        ])
        return JSONValue.object(object).compactBytes + [UInt8(ascii: "\n")]
    }

    /// The named variables that are set, and little else.
    private func visible(_ attachments: String) -> [String] {
        var values = [("PATH", ConnectorProgram.searchPath), ("LANG", "C.UTF-8")]
        for name in environment {
            guard let value = variable(name) else { continue }
            values.removeAll { $0.0.utf8.elementsEqual(name.utf8) }
            values.append((name, value))
        }
        values.removeAll { $0.0 == Self.attachmentsVariable }
        values.append((Self.attachmentsVariable, attachments))
        return values.map { "\($0)=\($1)" }
    }

    private func value(of name: String) -> String {
        (environment.contains(name) ? variable(name) : nil) ?? ConnectorProgram.searchPath
    }
}

extension ConnectorRunner {
    /// The value of a variable of this process's own environment.
    package static let ownVariable: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
}
