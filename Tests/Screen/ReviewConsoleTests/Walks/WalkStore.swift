import Fixtures
import Foundation
import JSON
import Testing

/// A store that the program itself made, at a fixed time, for walks of the program through a terminal; removed with the test.
final class WalkStore {
    /// The time at which everybody looks at it, to the millisecond.
    static let now = "2026-11-22T12:00:00Z"
    static let program = BuiltProgram.path("countersign")

    /// A folder of its own, with the store, a home and room for files beside it.
    let folder: String
    /// The store's directory.
    var path: String { folder + "/store" }
    /// The ids of what was submitted, by the number of its invoice.
    private(set) var ids: [Int: String] = [:]

    /// An ending that a test can't go on from.
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
        init(_ ending: Command.Ending) { description = "exit \(ending.code): \(ending.output)\(ending.errors)" }
    }

    /// Makes an empty store under the contract, the people and the system of these walks.
    init(
        contracts: [String: String] = ["finance.payment": contract], people: String = people,
        systems: String = systems
    ) throws {
        var template = Array((FileManager.default.temporaryDirectory.path + "/walk-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        _ = try run(["init", path, "--identity", "declared", "--now", "2026-11-22T09:00:00Z"], in: nil)
        try write(people, to: "store/people.yaml")
        try write(systems, to: "store/systems.yaml")
        for (name, text) in contracts { try write(text, to: "store/contracts/\(name).yaml") }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A store with the five handoffs of the walks.
    static func ofFive() throws -> WalkStore {
        let store = try WalkStore()
        try store.submit(4003, "Pay Borealis invoice 4003", at: "10:00", amount: "8900.00", confidence: "0.41")
        try store.submit(4001, "Pay ACME invoice 4001", at: "10:30", unresolved: ["Is the discount of 2 % agreed?"])
        try store.submit(4002, "Pay ACME invoice 4002", at: "10:45", amount: "310.50")
        try store.submit(4004, "Pay Cirrus invoice 4004", at: "11:00", amount: "61000.00", confidence: "0.95")
        try store.submit(4005, "Pay ACME invoice 4005", at: "11:30", requestedBy: "person:dana")
        return store
    }

    /// Writes a file beside or in the store.
    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    /// Runs the program to its end on the store; throws where it does not end well.
    @discardableResult
    func run(_ arguments: [String], as person: String? = nil, at now: String? = now, input: [UInt8] = []) throws
        -> Command.Ending
    {
        let who = person.map { ["--as", $0] } ?? []
        return try run(arguments + who + (now.map { ["--now", $0] } ?? []), in: path, input: input)
    }

    private func run(_ arguments: [String], in store: String?, input: [UInt8] = []) throws -> Command.Ending {
        let named = store.map { ["--store", $0] } ?? []
        let ending = try Command.run(
            Self.program, arguments + named, input: input,
            environment: ["TZ": "UTC", "LC_ALL": "C.UTF-8", "HOME": folder])
        guard [0, 3].contains(ending.code) else { throw Unexpected(ending) }
        return ending
    }

    /// Submits one payment, at an hour of the day.
    @discardableResult
    func submit(
        _ number: Int, _ title: String, at hour: String, amount: String = "1250.00", confidence: String = "0.72",
        requestedBy: String = "person:sam", unresolved: [String] = []
    ) throws -> String {
        let supplier = title.split(separator: " ").dropFirst().first.map(String.init) ?? "ACME"
        let handoff: JSONValue = [
            "contract": "finance.payment", "key": .string("key-\(number)"), "title": .string(title),
            "producer": ["agent": "ap-bot", "model": "tern-2", "workflow": "ap/intake@12"],
            "requested_by": .string(requestedBy), "confidence": .number(JSONNumber(confidence)!),
            "payload": [
                "invoice": .string("\(number)"), "supplier": .string(supplier),
                "amount": .number(JSONNumber(amount)!), "currency": "EUR",
            ],
            "evidence": [
                [
                    "role": "invoice", "name": .string("\(number).txt"), "media": "text/plain",
                    "text": .string("Invoice \(number) of \(supplier)\nTotal: \(amount) EUR\n"),
                ]
            ],
            "trace": ["prompt": "Pay what is due.\nAsk when in doubt.", "sources": []],
            "unresolved": .array(unresolved.map { .string($0) }),
        ]
        let ending = try run(
            ["submit", "--json"], at: "2026-11-22T\(hour):00Z", input: [UInt8]("\(handoff)\n".utf8))
        let id = try #require(try JSONValue(parsing: String(ending.output.split(separator: "\n")[0]))["id"]?.string)
        ids[number] = id
        return id
    }

    /// What `show --json` says of the handoff with this number.
    func show(_ number: Int, as person: String = "dana") throws -> JSONValue {
        try JSONValue(parsing: try run(["show", ids[number]!, "--json"], as: person).output)
    }

    /// The last event that moved the handoff with this number, with the texts that it commits to.
    func lastMove(of number: Int) throws -> JSONValue {
        let history = try show(number)["history"]?.array ?? []
        return try #require(history.last { $0["version"] != nil })
    }

    /// How many events there are, once all of them, their contents and their attachments have been verified.
    func verifiedEvents() throws -> Int {
        let answer = try JSONValue(parsing: try run(["audit", "verify", "--json"]).output)
        #expect(answer["ok"] == .bool(true))
        return Int(answer["events"]?.number?.int64 ?? -1)
    }

    /// Opens the console as somebody.
    func open(
        as person: String = "dana", columns: Int, rows: Int, environment: [String: String] = [:], options: [String] = []
    ) throws -> PseudoTerminal {
        // Each has a home of their own: where they left off last time is not to be found there.
        let home = "\(folder)/home-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        return try PseudoTerminal(
            [Self.program, "--store", path, "--as", person, "--now", Self.now] + options,
            environment: ["HOME": home].merging(environment) { $1 }, columns: columns, rows: rows)
    }
}
