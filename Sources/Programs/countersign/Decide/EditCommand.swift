import ArgumentParser
import ContractEngine
import Foundation
import Handoff
import HandoffStore
import JSON
import ReviewDesk

/// `countersign edit`
struct EditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Action.edit.word, abstract: Action.edit.abstract,
        discussion: """
            The whole contract is held to the result; what no longer fulfils it is refused with every violation, and nothing is
            stored. Approvals so far are void, and you count as an editor of it.

            Without --patch and --payload your editor (VISUAL, else EDITOR) opens with the payload as YAML, and what you changed
            is shown before it is stored. What is wrong is shown too, and stands above its line when the editor opens again.

            Examples:
              countersign edit 01J8Q
              countersign edit 01J8Q --patch fix.json --note 'a digit was missing'
              echo '[{"op": "replace", "path": "/amount", "value": 31.50}]' | countersign edit 01J8Q --patch -
            """)
    @OptionGroup var store: StoreOptions
    @Argument(help: StoreOptions.handoffHelp) var id: String
    @Option(help: ArgumentHelp("A file with a JSON patch (RFC 6902); - is standard input.", valueName: "file"))
    var patch: String?
    @Option(
        help: ArgumentHelp("A file with the whole new payload, JSON or YAML; - is standard input.", valueName: "file"))
    var payload: String?
    @Option(help: ArgumentHelp("Edit only if it still has this version.", valueName: "n")) var ifVersion: Int?
    @Option(help: ArgumentHelp("Edit only if it still has this digest (at least 8 digits).", valueName: "digest"))
    var digest: String?
    @Option(help: ArgumentHelp("What the producer and the next reviewer are told.", valueName: "text"))
    var note: String?
    @Flag(help: "Edit although somebody else has claimed it.") var overClaim = false

    func run() throws {
        let desk = try store.desk()
        let id = try desk.handoffID(id)
        let change: Edit.Change
        switch (patch, payload) {
        case (_?, _?): throw DeskError.usage("--patch and --payload exclude each other")
        case (let file?, nil): change = .patch(try Self.json(Self.bytes(of: file), file))
        case (nil, let file?): change = .payload(try Self.payload(Self.bytes(of: file), file))
        case (nil, nil):
            guard !store.json, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
                throw DeskError.usage("say what changes with --patch or --payload; an editor opens on a terminal only")
            }
            return try EditingSession(desk: desk, id: id, edit: request).run()
        }
        let result = try desk.edit(request(change), of: id)
        Output.hasRecorded("the edit is stored; 'countersign show \(id)' shows it")
        report(result, id)
    }

    private func request(_ change: Edit.Change) -> Edit {
        var edit = Edit(change, note: note, version: ifVersion, digest: digest)
        edit.overridesClaim = overClaim
        return edit
    }

    private func report(_ result: EditResult, _ id: HandoffID) {
        let status = result.status
        guard store.json else { return EditingSession.show(result, id) }
        Output.json([
            "id": .string(id.description), "state": .string(status.state.rawValue),
            "version": .number(JSONNumber(status.version)), "digest": .string(status.digest.description),
            "step": status.step.map { .string($0) } ?? .null,
            "owner": status.owner.map { .string($0.description) } ?? .null, "patch": result.difference.patch,
            "violations": .array(result.violations.map(\.json)),
        ])
    }

    private static func bytes(of file: String) throws -> [UInt8] {
        let data =
            file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
        guard let data else { throw SubmissionInput.invalid("\(file) can't be read") }
        let bytes = Array(data)
        if let encoding = InputEncoding.foreign(bytes) {
            throw SubmissionInput.invalid("\(file) is \(encoding); send UTF-8")
        }
        return InputEncoding.withoutMark(bytes)
    }

    private static func json(_ bytes: [UInt8], _ file: String) throws -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw SubmissionInput.invalid("\(file):\(error.line):\(error.column): this is not JSON: \(error.message)")
        }
    }

    /// JSON is read as JSON, whatever YAML would make of it.
    private static func payload(_ bytes: [UInt8], _ file: String) throws -> JSONValue {
        if let json = try? JSONValue(parsing: bytes) { return json }
        if file.hasSuffix(".json") { return try json(bytes, file) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SubmissionInput.invalid("\(file) is not UTF-8")
        }
        do {
            return try PayloadText.read(text, file: file).get()
        } catch {
            throw SubmissionInput.invalid(error.problems.map(\.description).joined(separator: "; "))
        }
    }
}
