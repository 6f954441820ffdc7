import ArgumentParser
import Foundation
import Handoff
import JSON
import ReviewDesk

/// `countersign audit`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Prove what happened.", subcommands: [Verify.self])

    /// `countersign audit verify`
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Check every event, content and attachment of the store.",
            discussion: """
                It names the first thing that is wrong, and then ends with exit code 65.

                Examples:
                  countersign audit verify
                  countersign audit verify --store /srv/handoffs --json
                """)
        @OptionGroup var store: StoreOptions

        func run() throws {
            let desk = try store.desk()
            let isWatched = isatty(STDERR_FILENO) == 1
            let result = try desk.verify { done, total in
                if isWatched { FileHandle.standardError.write(Data("\r\(done) of \(total) events".utf8)) }
                return true
            }
            if isWatched { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
            if store.json {
                Output.json([
                    "ok": .bool(result.fault == nil), "events": .number(JSONNumber(result.events)),
                    "root": .string(result.root.hex),
                    "fault": result.fault.map {
                        [
                            "event": $0.sequence.map { .number(JSONNumber($0)) } ?? .null,
                            "handoff": $0.handoff.map { .string($0) } ?? .null, "message": .string($0.message),
                        ]
                    } ?? .null,
                ])
            } else if let fault = result.fault {
                let event = fault.sequence.map { "event \($0): " } ?? ""
                let handoff = fault.handoff.map { "handoff \($0): " } ?? ""
                Output.note("countersign: the store does not verify: \(event)\(handoff)\(fault.message)")
            } else {
                Output.line("The store verifies: \(result.events) events, tree head \(result.root.hex)")
            }
            if result.fault != nil { throw ExitCode(65) }
        }
    }
}
