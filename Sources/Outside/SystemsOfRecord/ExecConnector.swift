import Handoff
import HandoffStore
import JSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A connector that is a program: it reads the request as one JSON object and answers with one.
struct ExecConnector {
    let store: String
    let command: [String]
    let timeout: Duration
    let grace: Duration
    let environment: [String]
    let variable: (String) -> String?

    func deliver(_ request: DeliveryRequest) -> DeliveryOutcome {
        let report: ChildProcess.Report
        do {
            report = try program(for: request).run()
        } catch let error as CommandError {
            return .failed(message: error.message)
        } catch let failure as SystemCallError {
            // What is short now may not be short later; what isn't there or isn't a program stays so.
            let passes = [EAGAIN, ENOMEM, EMFILE, ENFILE, ETXTBSY, EINTR, EIO].contains(failure.code)
            return passes ? .retry(message: failure.description) : .failed(message: failure.description)
        } catch {
            return .failed(message: "\(error)")
        }
        return ConnectorAnswer.outcome(of: report, timeout: timeout)
    }

    /// Why a program isn't even tried.
    private struct CommandError: Error { let message: String }

    private func program(for request: DeliveryRequest) throws -> ChildProcess {
        let folder = try Self.realPath(store)
        let object: JSONObject = JSONObject([
            ("key", .string(request.key)), ("attempt", .number(JSONNumber(request.attempt))),
            ("handoff", request.handoff), ("approvals", request.approvals),
        ])
        guard !(command + environment).contains(where: { $0.utf8.contains(0) }) else {
            throw CommandError(message: "the connector's command or environment has a zero byte")
        }
        return ChildProcess(
            executable: try executable(in: folder), arguments: command, environment: try visible(),
            workingDirectory: folder,
            input: JSONValue.object(object).compactBytes + [UInt8(ascii: "\n")], timeout: timeout, grace: grace)
    }

    /// The program's path. A bare name would be looked up in whatever PATH happens to be, so it isn't taken; what is relative is a
    /// program of the store, links to elsewhere resolved.
    private func executable(in folder: String) throws -> String {
        guard let name = command.first, !name.isEmpty else {
            throw CommandError(message: "the connector has no command")
        }
        if name.utf8.first == UInt8(ascii: "/") { return name }
        guard name.utf8.contains(UInt8(ascii: "/")) else {
            throw CommandError(
                message: "\(name) is no path: write ./connectors/\(name), or the program's absolute path")
        }
        let path = try Self.realPath("\(folder)/\(name)")
        guard path.utf8.starts(with: "\(folder)/connectors/".utf8) else {
            throw CommandError(
                message: "\(name) leads to \(path), out of the store's connectors/: write the absolute path instead")
        }
        return path
    }

    /// The named variables that are set, and little else.
    private func visible() throws -> [String] {
        var values = [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8")]
        for name in environment {
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")) else {
                throw CommandError(message: "\(name.debugDescription) is no name of an environment variable")
            }
            guard let value = variable(name) else { continue }
            values.removeAll { $0.0.utf8.elementsEqual(name.utf8) }
            values.append((name, value))
        }
        return values.map { "\($0)=\($1)" }
    }

    private static func realPath(_ path: String) throws -> String {
        guard let resolved = realpath(path, nil) else { throw SystemCallError("find", path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

extension ConnectorRunner {
    /// The value of a variable of this process's own environment.
    package static let ownVariable: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
}
