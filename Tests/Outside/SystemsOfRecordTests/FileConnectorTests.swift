import Fixtures
import Foundation
import Handoff
import JSON
import ReviewDesk
import Testing

@testable import SystemsOfRecord

@Suite struct FileConnectorTests {
    static func line(_ key: String) -> String {
        #"{"key":"\#(key)","handoff":{"title":"Pay ACME","payload":{"amount":12}},"approvals":[{"person":"dana","step":"controller"}]}"#
    }

    @Test func `each key gets one line, however often it is delivered`() async throws {
        let store = try StoreFolder()
        for _ in 0..<2 {
            for (number, key) in ["a", "b", "c"].enumerated() {
                let outcome = await store.file("ledger.jsonl", .example(key: key, attempt: 1 + number))
                #expect(outcome.recordID == "ledger.jsonl#\(number + 1)", "\(outcome)")
            }
        }
        #expect(try store.read("ledger.jsonl") == ["a", "b", "c"].map { Self.line($0) + "\n" }.joined())
    }

    @Test func `a key is the same only when all of it is`() async throws {
        let store = try StoreFolder()
        let keys = ["ab", "a", "abc", "A", "é", "e\u{301}", "\"", "\\", "a\n", "\u{7F}", ""]
        for (number, key) in keys.enumerated() {
            #expect(await store.file("ledger.jsonl", .example(key: key)).recordID == "ledger.jsonl#\(number + 1)")
        }
        for (number, key) in keys.enumerated() {
            #expect(await store.file("ledger.jsonl", .example(key: key)).recordID == "ledger.jsonl#\(number + 1)")
        }
        let lines = try store.read("ledger.jsonl").split(separator: "\n")
        #expect(try lines.map { try #require(JSONValue(parsing: $0.utf8)["key"]) } == keys.map { .string($0) })
    }

    @Test func `the key is found in a line that another program wrote in its own way`() async throws {
        let store = try StoreFolder()
        let other =
            #"{ "approvals": [{"step": "controller", "person": "dana"}], "handoff": {"payload":{"amount":12.0}, "title":"Pay ACME"}, "key" : "k-1" }"#
        try store.write("\n# by hand\n\(other)\n", to: "ledger.jsonl")
        #expect(await store.file("ledger.jsonl", .example(key: "k-1")).recordID == "ledger.jsonl#3")
        #expect(await store.file("ledger.jsonl", .example(key: "k-2")).recordID == "ledger.jsonl#4")
    }

    @Test(arguments: [
        #"{"key":"k-1","handoff":{"title":"Pay ACME","payload":{"amount":1}},"approvals":[{"person":"dana","step":"controller"}]}"#,
        #"{"key":"k-1","handoff":{"title":"Pay ACME","payload":{"amount":12}},"approvals":[]}"#,
        #"{"key":"k-1","handoff":{"title":"Pay ACME","payload":{"amount":12}}}"#,
        #"{"note":"","key":"k-1","handoff":{"title":"Pay ACME","payload":{"amount":12}},"approvals":[{"person":"dana","step":"controller"}]}"#,
        #"{"key":"k-1"}"#,
    ])
    func `a line that has the key and says something else is no receipt`(line: String) async throws {
        let store = try StoreFolder()
        for text in [line, Self.line("k-0") + "\n" + line + "\n", line + "\n" + Self.line("k-1") + "\n"] {
            try store.write(text, to: "ledger.jsonl")
            let outcome = await store.file("ledger.jsonl", .example(key: "k-1"))
            #expect(outcome.kind == "unknown" && outcome.message.contains("not what was approved"), "\(outcome)")
            #expect(try store.read("ledger.jsonl") == text)
        }
    }

    @Test(arguments: [0o620, 0o602, 0o666])
    func `a ledger that others could have written is not used`(mode: Int) async throws {
        let store = try StoreFolder()
        try store.write(Self.line("01H:abc") + "\n", to: "ledger.jsonl")
        try store.setMode(mode, of: "ledger.jsonl")
        let outcome = await store.file("ledger.jsonl")
        #expect(outcome.kind == "unusable" && outcome.message.contains("chmod go-w"), "\(outcome)")
        try store.setMode(0o644, of: "ledger.jsonl")
        #expect(await store.file("ledger.jsonl").recordID == "ledger.jsonl#1")

        try FileManager.default.createDirectory(atPath: store.path + "/books", withIntermediateDirectories: true)
        try store.setMode(mode | 0o111, of: "books")
        #expect(await store.file("books/ledger.jsonl").kind == "unusable")
        #expect(!store.holds("books/ledger.jsonl"))
    }

    @Test func `nobody else may write a ledger that is made, whatever the file mode of the process is`() async throws {
        await #expect(processExitsWith: .success) {
            umask(0)
            let store = try StoreFolder()
            try #require(await store.file("ledger.jsonl").recordID != nil)
            let mode = try FileManager.default.attributesOfItem(atPath: store.path + "/ledger.jsonl")[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test func `wherever a crash cuts a line, the next delivery ends or removes it, and keeps all others`() async throws
    {
        let whole = Self.line("b")
        for cut in 0...whole.utf8.count {
            let store = try StoreFolder()
            try store.write(
                Self.line("a") + "\n" + String(decoding: whole.utf8.prefix(cut), as: UTF8.self), to: "ledger.jsonl")
            #expect(await store.file("ledger.jsonl", .example(key: "b")).recordID == "ledger.jsonl#2")
            #expect(await store.file("ledger.jsonl", .example(key: "c")).recordID == "ledger.jsonl#3")
            #expect(
                try store.read("ledger.jsonl") == ["a", "b", "c"].map { Self.line($0) + "\n" }.joined(), "cut at \(cut)"
            )
        }
    }

    @Test func `a whole last line without its end stays, whosever it is`() async throws {
        let store = try StoreFolder()
        try store.write(Self.line("a") + "\n" + #"{"by": "hand"}"#, to: "ledger.jsonl")
        #expect(await store.file("ledger.jsonl", .example(key: "a")).recordID == "ledger.jsonl#1")
        #expect(await store.file("ledger.jsonl", .example(key: "b")).recordID == "ledger.jsonl#3")
        #expect(
            try store.read("ledger.jsonl") == Self.line("a") + "\n" + #"{"by": "hand"}"# + "\n" + Self.line("b") + "\n")
    }

    @Test func `what a loss of power left as zeros is removed`() async throws {
        let store = try StoreFolder()
        try store.write(Self.line("a") + "\n" + String(repeating: "\0", count: 5_000), to: "ledger.jsonl")
        #expect(await store.file("ledger.jsonl", .example(key: "b")).recordID == "ledger.jsonl#2")
        #expect(try store.read("ledger.jsonl") == Self.line("a") + "\n" + Self.line("b") + "\n")
    }

    @Test func `what nobody can be sure of is left as it is`() async throws {
        let store = try StoreFolder()
        let foreign = Self.line("a") + "\nthe rest of a letter"
        try store.write(foreign, to: "foreign.jsonl")
        #expect(await store.file("foreign.jsonl", .example(key: "b")).kind == "failed")
        #expect(await store.file("foreign.jsonl", .example(key: "a")).recordID == "foreign.jsonl#1")
        #expect(try store.read("foreign.jsonl") == foreign)

        for damaged in [#"{"key":"k-1","handoff":"# + "\0\0\0}\n", "k-1 was paid by hand\n"] {
            try store.write(damaged, to: "damaged.jsonl")
            #expect(await store.file("damaged.jsonl", .example(key: "k-1")).kind == "unknown")
            #expect(try store.read("damaged.jsonl") == damaged)
        }
    }

    @Test func `lines of any length are passed`() async throws {
        let store = try StoreFolder()
        let requests = [0, 100, (1 << 20) - 90, (1 << 20) - 20, 1 << 20, 5 << 20].map { length in
            DeliveryRequest.example(key: "k\(length)", title: String(repeating: "x", count: length))
        }
        for _ in 0..<2 {
            for (number, request) in requests.enumerated() {
                #expect(await store.file("ledger.jsonl", request).recordID == "ledger.jsonl#\(number + 1)")
            }
        }
    }

    @Test(arguments: [
        "", "/tmp/ledger.jsonl", "../ledger.jsonl", "a/../../ledger.jsonl", "./..", ".", "ledger.jsonl/",
        "ledger\0.jsonl",
        "countersign.sqlite", "countersign.sqlite-wal", "./people.yaml", "systems.yaml", "contracts/finance.yaml",
        "evidence/x",
        "connectors/run", "lists/suppliers.yaml", "inbox/new/x", "work/erp/x", "store.yaml", "missing/ledger.jsonl",
        "connectors",
    ])
    func `a path leads nowhere but to a file of the store that isn't the store's own`(path: String) async throws {
        let store = try StoreFolder()
        let before = try FileManager.default.subpathsOfDirectory(atPath: store.path)
        #expect(await store.file(path).kind == "unusable")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: store.path) == before)
    }

    @Test func `folders of the store may hold the file`() async throws {
        let store = try StoreFolder()
        try FileManager.default.createDirectory(atPath: store.path + "/books/2026", withIntermediateDirectories: true)
        #expect(await store.file("./books//2026/ledger.jsonl").recordID == "books/2026/ledger.jsonl#1")
        #expect(try store.read("books/2026/ledger.jsonl") == Self.line("01H:abc") + "\n")
    }

    @Test func `no link is followed, and nothing but a file is written to`() async throws {
        let store = try StoreFolder()
        let elsewhere = try StoreFolder()
        try elsewhere.write("", to: "ledger.jsonl")
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: store.path + "/file", withDestinationPath: elsewhere.path + "/ledger.jsonl")
        try files.createSymbolicLink(atPath: store.path + "/new", withDestinationPath: elsewhere.path + "/new.jsonl")
        try files.createSymbolicLink(atPath: store.path + "/folder", withDestinationPath: elsewhere.path)
        try files.createDirectory(atPath: store.path + "/directory", withIntermediateDirectories: false)
        try #require(mkfifo(store.path + "/pipe", 0o600) == 0)
        for path in ["file", "new", "folder/ledger.jsonl", "directory", "pipe"] {
            #expect(await store.file(path).kind == "unusable", "\(path)")
        }
        #expect(try elsewhere.read("ledger.jsonl") == "")
        #expect(!elsewhere.holds("new.jsonl"))
    }

    @Test func `many deliveries at once, each of them twice, give each key its line`() async throws {
        let store = try StoreFolder()
        let receipts = await withTaskGroup(of: (String, String?).self) { group in
            for number in 0..<40 {
                group.addTask {
                    ("k\(number % 20)", await store.file("ledger.jsonl", .example(key: "k\(number % 20)")).recordID)
                }
            }
            return await group.reduce(into: [String: Set<String?>]()) { $0[$1.0, default: []].insert($1.1) }
        }
        #expect(receipts.count == 20)
        #expect(receipts.values.allSatisfy { $0.count == 1 && !$0.contains(nil) })
        #expect(try store.read("ledger.jsonl").split(separator: "\n").count == 20)
    }

    @Test func `a file that another process keeps locked is tried again later`() async throws {
        let store = try StoreFolder()
        try store.write("", to: "ledger.jsonl")
        let held = try FileHandle(forUpdating: URL(filePath: store.path + "/ledger.jsonl"))
        try #require(flock(held.fileDescriptor, LOCK_EX) == 0)
        let connector = FileConnector(store: StoreDirectory(path: store.path), path: "ledger.jsonl", patience: .zero)
        #expect(connector.deliver(.example()).kind == "retry")
        try #require(flock(held.fileDescriptor, LOCK_UN) == 0)
        #expect(connector.deliver(.example()).kind == "executed")
    }

    @Test func `a disk without room has written nothing`() async {
        // In a process of its own, because the limit on the size of files that stands for a full disk holds for all of it.
        await #expect(processExitsWith: .success) {
            let store = try StoreFolder()
            signal(SIGXFSZ, SIG_IGN)
            try #require(await store.file("ledger.jsonl", .example(key: "a")).recordID != nil)
            let before = try store.read("ledger.jsonl")
            var limit = rlimit(rlim_cur: 200, rlim_max: 200)
            #if canImport(Glibc)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            #else
                try #require(setrlimit(RLIMIT_FSIZE, &limit) == 0)
            #endif
            let outcome = await store.file("ledger.jsonl", .example(key: "b"))
            #expect(outcome.kind == "failed" || outcome.kind == "retry")
            #expect(try store.read("ledger.jsonl") == before)
        }
    }
}
