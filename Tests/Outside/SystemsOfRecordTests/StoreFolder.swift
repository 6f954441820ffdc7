import Foundation
import Handoff
import HandoffStore
import JSON
import ReviewDesk
import Testing

@testable import SystemsOfRecord

/// The folder of a store with connectors, removed when the test is over.
final class StoreFolder: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
            .resolvingSymlinksInPath().path
        try FileManager.default.createDirectory(atPath: path + "/connectors", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: path + "/evidence", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a connector in the shell's language.
    @discardableResult
    func connector(_ script: String, name: String = "run", mode: Int = 0o755) throws -> [String] {
        try write("#!/bin/sh\n" + script + "\n", to: "connectors/\(name)")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "/connectors/\(name)")
        return ["./connectors/\(name)"]
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
    }

    /// What a connector wrote where it started.
    func kept(_ name: String) throws -> String { try read("work/erp/" + name) }

    func holds(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    /// Delivers through a command; variables are those given and no others.
    func exec(
        _ command: [String], timeout: Duration = .seconds(60), environment: [String] = [],
        variables: [String: String] = [:],
        request: DeliveryRequest = .example()
    ) async -> DeliveryOutcome {
        let runner = ConnectorRunner(
            store: StoreDirectory(path: path), variable: { variables[$0] }, grace: .milliseconds(200))
        while true {
            let outcome = await runner.deliver(
                request, to: "erp", through: .exec(command: command, timeout: timeout, environment: environment))
            // A program that another test starts at this moment may still hold open the script that was just written.
            guard case .retry(let message) = outcome, message.hasSuffix("Text file busy") else { return outcome }
        }
    }

    func file(_ name: String, _ request: DeliveryRequest = .example()) async -> DeliveryOutcome {
        await ConnectorRunner(store: StoreDirectory(path: path)).deliver(
            request, to: "erp", through: .file(path: name))
    }
}

extension DeliveryRequest {
    static func example(key: String = "01H:abc", attempt: Int = 1, title: String = "Pay ACME") -> DeliveryRequest {
        DeliveryRequest(
            key: key, attempt: attempt, handoff: ["title": .string(title), "payload": ["amount": 12]],
            approvals: [["person": "dana", "step": "controller"]])
    }
}

extension DeliveryOutcome {
    /// The kind of outcome, for tables.
    var kind: String {
        switch self {
        case .executed: "executed"
        case .retry: "retry"
        case .failed: "failed"
        case .unknown: "unknown"
        case .unusable: "unusable"
        }
    }

    var recordID: String? { if case .executed(let id, _, _, _) = self { id } else { nil } }

    var message: String {
        switch self {
        case .executed(_, _, let message, _): message ?? ""
        case .retry(let message), .failed(let message), .unknown(let message), .unusable(let message): message
        }
    }
}
