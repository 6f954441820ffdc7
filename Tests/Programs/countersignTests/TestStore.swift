import Fixtures
import Foundation
import JSON

/// A store that the program made, and the program at work on it; removed when the test is over.
final class TestStore: Sendable {
    /// The program itself, as it was built.
    static let program = BuiltProgram.path("countersign")

    /// A folder of its own, with the store in it and room for files beside it.
    let folder: String
    /// The store's directory.
    let path: String

    /// Makes a store whose people and systems are those of `Self.people` and `Self.systems`.
    init(identity: String = "declared", contracts: [String: String] = ["desk.note": TestContract.note]) throws {
        folder = try TestStore.freshFolder()
        path = folder + "/store"
        let made = try Command.run(Self.program, ["init", path, "--identity", identity])
        guard made.code == 0 else { throw Unexpected(made) }
        try write(Self.people, to: "store/people.yaml")
        try write(Self.systems, to: "store/systems.yaml")
        for (name, text) in contracts { try write(text, to: "store/contracts/\(name).yaml") }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// An ending that a test can't go on from.
    struct Unexpected: Error, CustomStringConvertible {
        let ending: Command.Ending
        init(_ ending: Command.Ending) { self.ending = ending }
        var description: String { "exit \(ending.code): \(ending.output)\(ending.errors)" }
    }

    /// A new folder under the system's one for temporary files.
    static func freshFolder() throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "countersign-\(UUID().uuidString)")
            .resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
    }

    /// Runs the program on the store.
    func run(_ arguments: [String], input: [UInt8] = []) throws -> Command.Ending {
        try Command.run(Self.program, arguments + ["--store", path], input: input, in: folder)
    }

    /// Runs the program on the store, as a person, for JSON.
    func json(
        _ arguments: [String], as person: String? = nil, input: [UInt8] = []
    ) throws -> (code: Int32, lines: [JSONValue]) {
        let ending = try run(arguments + (person.map { ["--as", $0] } ?? []) + ["--json"], input: input)
        return (ending.code, try ending.output.jsonLines)
    }

    /// Starts the program on the store.
    func start(_ arguments: [String], input next: @escaping () -> [UInt8]? = { nil }) throws -> Command {
        try Command(Self.program, arguments + ["--store", path], in: folder, input: next)
    }

    /// Submits one handoff that has to be taken, and gives its id.
    @discardableResult
    func submit(_ handoff: JSONValue) throws -> String {
        let ending = try run(["submit", "--json"], input: [handoff].asLines)
        guard [0, 3].contains(ending.code), let id = try ending.output.jsonLines.first?["id"]?.string else {
            throw Unexpected(ending)
        }
        return id
    }

    /// Submits many handoffs that have to be taken, and gives their ids in order.
    func submit(_ handoffs: [JSONValue]) throws -> [String] {
        try json(["submit"], input: handoffs.asLines).lines.compactMap { $0["id"]?.string }
    }

    /// What `show --json` says of a handoff.
    func show(_ id: String, as person: String? = nil) throws -> JSONValue {
        let (code, lines) = try json(["show", id], as: person)
        guard code == 0, let line = lines.first else { throw Unexpected(try run(["show", id])) }
        return line
    }

    /// How many events there are, as the verification that has to pass counts them.
    func verifiedEvents() throws -> Int {
        let (code, lines) = try json(["audit", "verify"])
        guard code == 0, let count = lines.first?["events"]?.number?.int64 else {
            throw Unexpected(try run(["audit", "verify"]))
        }
        return Int(count)
    }

    /// Writes a file beside or in the store.
    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    static let people = """
        people:
          dana: { name: Dana Reyes, roles: [lead], teams: [desk] }
          kim: { name: Kim Lee, roles: [reviewer], teams: [desk] }
          sam: { name: Sam Okafor, roles: [reviewer], teams: [desk] }
          pat: { name: Pat Roe, roles: [controller], teams: [] }
          ravi: { name: Ravi Menon, roles: [operator], teams: [] }
        agents:
          scribe: { owner: person:ravi }
          others-bot: { owner: person:kim }
        teams:
          desk: { lead: person:dana }

        """

    static let systems = """
        systems:
          ledger: { kind: erp, connector: { type: file, path: ledger.jsonl } }

        """
}

/// Contracts that tests use.
enum TestContract {
    /// One step, by either of two people.
    static let note = make("desk.note", steps: "[{ step: desk, by: role:reviewer }]")

    /// A contract with one text in its payload.
    static func make(
        _ name: String, steps: String, review: String = "", system: String = "ledger", evidence: String = "[]"
    ) -> String {
        """
        contract: \(name)
        version: 1
        title: A note for the ledger
        impact: medium
        system_of_record: { system: \(system), record: note, reference: payload.number }
        payload:
          schema: { type: object, required: [number, text], properties: { number: { type: string }, text: { type: string } } }
          evidence: \(evidence)
        review:
          owner: team:desk
          escalate_to: person:dana
          threshold: 0.9
          bands: { low: 0.0, high: 0.9 }
          auto_approve: never
          sequence: \(steps)
          separation: [requester, producer_owner, editor, earlier_step]
          reasons: { reject: [wrong, duplicate], escalate: [unclear] }
          recall_window: PT0S
        \(review)
        states: { complete_when: receipt }
        trace: { require: [prompt] }

        """
    }

    /// A handoff that meets it.
    static func handoff(
        _ key: String, contract: String = "desk.note", changing changes: [(String, JSONValue)] = []
    ) -> JSONValue {
        let members: [(String, JSONValue)] = [
            ("contract", .string(contract)), ("key", .string(key)), ("title", .string("Note \(key)")),
            ("producer", ["agent": "scribe", "model": "m", "workflow": "w"]), ("confidence", 0),
            ("payload", ["number": .string(key), "text": "A text"]), ("trace", ["prompt": "Write it down"]),
        ]
        var object = JSONObject(members)
        for (name, value) in changes { object[name] = value }
        return .object(object)
    }

    /// Many of them.
    static func handoffs(_ count: Int, prefix: String = "n", contract: String = "desk.note") -> [JSONValue] {
        (0..<count).map { handoff("\(prefix)\($0)", contract: contract) }
    }
}

extension [JSONValue] {
    /// As JSON Lines.
    var asLines: [UInt8] { [UInt8](map { $0.description + "\n" }.joined().utf8) }
}

extension String {
    /// The values of JSON Lines.
    var jsonLines: [JSONValue] {
        get throws { try split(separator: "\n").map { try JSONValue(parsing: String($0)) } }
    }
}

extension JSONValue {
    /// The names of an object's members, sorted.
    var memberNames: [String] { object?.names.sorted() ?? [] }
}
