import ArgumentParser
import Foundation
import Handoff
import JSON
import ReviewDesk

/// `countersign demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Make a store with five workflows and open the console on it.",
        discussion: """
            Examples:
              countersign demo                              try it; nothing is left behind
              countersign demo --dir ~/demo --no-console    make it and keep it
              countersign --store ~/demo --as sam
            """)
    @Option(help: ArgumentHelp("Keep the store in this directory.", valueName: "dir")) var dir: String?
    @Flag(help: "Only make the store.") var noConsole = false
    @Option(name: .customLong("as"), help: ArgumentHelp("Whom you play.", valueName: "person")) var person: String =
        DemoStore.reviewer
    @OptionGroup var look: LookOptions

    func run() async throws {
        let isKept = dir != nil || noConsole
        DemoStore.removeLeftOvers()
        let path = dir ?? DemoStore.temporaryPath(of: getpid())
        let directory = StoreDirectory(path: path)
        defer { if !isKept { try? FileManager.default.removeItem(atPath: directory.path) } }
        let count = try DemoStore(directory: directory).make()
        if noConsole {
            Output.line("Made \(directory.path): \(count) handoffs under \(Shipped.contractNames.count) contracts.")
            Output.line("Next: countersign --store \(directory.path) --as \(DemoStore.reviewer)")
            return
        }
        var store = try StoreOptions.parse(["--store", directory.path, "--as", person])
        store.wait = 5
        try await ConsoleRun(desk: try store.desk(over: directory, warns: look.plain), look: look, delivers: true).run()
    }
}

/// The demo's store: the shipped contracts, a small company, and what its agents drafted.
struct DemoStore {
    /// Whom a newcomer plays.
    static let reviewer = "sam"
    let directory: StoreDirectory

    private static let temporaryName = "countersign-demo-"

    /// Where a process keeps a demo that nobody asked to keep.
    static func temporaryPath(of process: pid_t) -> String {
        FileManager.default.temporaryDirectory.path(percentEncoded: false) + "/\(temporaryName)\(process)"
    }

    /// Removes what demos of this account left behind that were ended by a signal.
    static func removeLeftOvers() {
        let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard name.hasPrefix(temporaryName), let process = pid_t(name.dropFirst(temporaryName.count)), process > 0
            else { continue }
            var facts = stat()
            let path = folder + "/" + name
            guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid == getuid(),
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// Makes the store and submits the demo's handoffs; returns how many there are.
    func make() throws -> Int {
        let foundation = StoreFoundation(directory: directory, isDeclared: true)
        _ = try foundation.lay(account: Account.name, now: SystemClock.now)
        for file in Shipped.files {
            if file.path.hasPrefix("contracts/") { try write(file.bytes, to: file.path) }
            let inner = String(file.path.dropFirst("demo/".count))
            guard file.path.hasPrefix("demo/"), !inner.hasPrefix("handoffs/"), inner != "expected.json" else {
                continue
            }
            try write(file.bytes, to: inner)
        }
        return try submitAll()
    }

    private func submitAll() throws -> Int {
        let opening = Desk.Opening(account: Account.name, clock: { SystemClock.now }, sample: { 1 })
        let desk = try Desk(directory, opening)
        var count = 0
        for file in Shipped.files where file.path.hasPrefix("demo/handoffs/") {
            for line in file.bytes.split(separator: UInt8(ascii: "\n")) {
                let submission = try Submission(try JSONValue(parsing: line)) { path throws(SubmissionError) in
                    throw SubmissionError("the demo has no files beside it", at: JSONPointer(["evidence"]))
                }
                _ = try desk.submit(submission)
                count += 1
            }
        }
        return count
    }

    private func write(_ bytes: UnsafeBufferPointer<UInt8>, to name: String) throws {
        let path = directory.path + "/" + name
        let mode = name.hasPrefix("connectors/") ? 0o700 : 0o600
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(buffer: bytes), attributes: [.posixPermissions: mode])
        else {
            throw DeskError.usage("\(path) can't be written")
        }
    }
}
