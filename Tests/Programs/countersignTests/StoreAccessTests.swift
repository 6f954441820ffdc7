import Fixtures
import Foundation
import JSON
import Testing

@Suite struct `Getting at the store` {
    private static let program = TestStore.program

    /// The title of the only handoff in the store that is found.
    private func found(_ arguments: [String] = [], environment: [String: String] = [:], in folder: String) throws
        -> String?
    {
        let ending = try Command.run(
            Self.program, ["list", "--json"] + arguments, environment: environment, in: folder)
        return try ending.output.jsonLines.first?["title"]?.string
    }

    @Test func `It is the one named, else the environment's, else the nearest above, else the user's`() throws {
        let root = try TestStore.freshFolder()
        defer { try? FileManager.default.removeItem(atPath: root) }
        let deep = root + "/project/near/a/b"
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        let stores = [
            "named": root + "/named", "environment": root + "/environment", "upwards": root + "/project/.countersign",
            "nearest": root + "/project/near/.countersign", "xdg": root + "/xdg/countersign",
            "home": root + "/home/.local/share/countersign",
        ]
        for (name, path) in stores {
            let made = try Command.run(Self.program, ["init", path, "--identity", "declared"])
            #expect(made.code == 0, "\(made.errors)")
            for (text, file) in [
                (TestStore.people, "people.yaml"), (TestStore.systems, "systems.yaml"),
                (TestContract.note, "contracts/desk.note.yaml"),
            ] {
                try Data(text.utf8).write(to: URL(filePath: "\(path)/\(file)"))
            }
            let handoff = TestContract.handoff("k", changing: [("title", .string(name))])
            #expect(try Command.run(Self.program, ["submit", "--store", path], input: [handoff].asLines).code == 0)
        }
        var environment = ["HOME": root + "/home"]
        #expect(try found(environment: environment, in: root) == "home")
        environment["XDG_DATA_HOME"] = root + "/xdg"
        #expect(try found(environment: environment, in: root) == "xdg")
        environment["XDG_DATA_HOME"] = "relative/path"
        #expect(try found(environment: environment, in: root) == "home")
        environment["XDG_DATA_HOME"] = root + "/xdg"
        #expect(try found(environment: environment, in: root + "/project") == "upwards")
        #expect(try found(environment: environment, in: deep) == "nearest")
        environment["COUNTERSIGN_STORE"] = stores["environment"]
        #expect(try found(environment: environment, in: deep) == "environment")
        #expect(try found(["--store", stores["named"]!], environment: environment, in: deep) == "named")
        #expect(try found(["--store", "../../../../named"], environment: environment, in: deep) == "named")
        let missing = try Command.run(
            Self.program, ["list", "--store", root + "/none"], environment: environment, in: deep)
        #expect(missing.code == 66)
    }

    @Test func `Where the operating system says who acts, nobody else does`() throws {
        let store = try TestStore(identity: "os")
        for arguments in [["list", "--as", "kim"], ["list", "--now", "2030-01-01T00:00:00Z"]] {
            let (code, lines) = try store.json(arguments)
            #expect(code == 64)
            #expect(lines.first?["error"]?["message"]?.string?.contains("declared identity") == true)
        }
        let id = try store.submit(TestContract.handoff("a"))
        let ending = try Command.run(
            Self.program, ["approve", id, "--store", store.path, "--json"],
            environment: ["USER": "kim", "LOGNAME": "kim", "SUDO_USER": "kim"])
        #expect(ending.code == 4)
        #expect(try ending.output.jsonLines.first?["error"]?["obligation"] == "person")
        // The account becomes a person by people.yaml alone.
        let account = try Command.run("/usr/bin/id", ["-un"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        try store.write(
            TestStore.people.replacing(
                "roles: [reviewer], teams: [desk] }\n  sam",
                with: "roles: [reviewer], teams: [desk], os_users: [\(account)] }\n  sam"),
            to: "store/people.yaml")
        // What came in through this account, before and after, is Kim's own: separation keeps it from Kim.
        let own = try store.submit(TestContract.handoff("b"))
        for handoff in [id, own] {
            #expect(
                try store.json(["approve", handoff]).lines.first?["error"]?["obligation"] == "separation:requester")
        }
        let free = TestContract.note.replacing("separation: [requester, ", with: "separation: [")
            .replacing("desk.note", with: "desk.free")
        try store.write(free, to: "store/contracts/desk.free.yaml")
        let open = try store.submit(TestContract.handoff("c", contract: "desk.free"))
        #expect(try store.json(["approve", open]).lines.first?["state"] == "approved")
        let by = try store.show(open)["history"]?.array?.last?["by"]
        #expect(by == ["person": "kim", "account": .string(account), "relying_on": ["role:reviewer"]])
    }

    @Test func `Files that others may write are not believed where the operating system says who acts`() throws {
        for name in ["people.yaml", "systems.yaml", "contracts/desk.note.yaml", "contracts", "lists"] {
            let store = try TestStore(identity: "os")
            let path = store.path + "/" + name
            let mode = try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
            try FileManager.default.setAttributes([.posixPermissions: mode | 0o020], ofItemAtPath: path)
            let ending = try store.run(["submit"], input: [TestContract.handoff("a")].asLines)
            #expect(ending.code == 74 || ending.code == 65, "\(name): \(ending.errors)")
            #expect(ending.errors.contains("not trusted"), "\(name): \(ending.errors)")
            #expect(try store.json(["list"]).lines.isEmpty)
        }
    }

    @Test(.enabled(if: Python.isThere, "needs python3"))
    func `A store that somebody else holds ends with 75 after the wait`() throws {
        let store = try TestStore()
        let id = try store.submit(TestContract.handoff("a"))
        let holder = try Command(
            Python.path!,
            [
                "-c",
                """
                import sqlite3, sys
                c = sqlite3.connect(sys.argv[1], isolation_level=None)
                c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()
                """, store.path + "/countersign.sqlite",
            ], input: { [] })
        holder.runUntil(lines: 1, orMilliseconds: 30_000)
        let busy = try store.json(["approve", id, "--wait", "0.2"], as: "kim")
        #expect(busy.code == 75)
        #expect(busy.lines.first?["error"]?["code"] == 75)
        #expect(try store.run(["submit", "--wait", "0.2"], input: [TestContract.handoff("b")].asLines).code == 75)
        // Readers are not held up.
        #expect(try store.json(["list", "--wait", "0.2"]).lines.count == 1)
        _ = holder.kill()
        #expect(try store.json(["approve", id, "--wait", "0.2"], as: "kim").code == 0)
    }

    /// What runs the program so that it can't write: as another account where this one may write anything.
    private static let setpriv = "/usr/bin/setpriv"

    @Test(
        .enabled(
            if: geteuid() != 0 || FileManager.default.isExecutableFile(atPath: setpriv),
            "needs setpriv where it runs as root"))
    func `A store that can't be written ends with 74 and stays as it was`() throws {
        let store = try TestStore()
        let id = try store.submit(TestContract.handoff("a"))
        let before = try store.verifiedEvents()
        let files = FileManager.default
        let paths = ["", "/countersign.sqlite"].map { store.path + $0 }
        for path in paths {
            try files.setAttributes([.posixPermissions: path == paths[0] ? 0o555 : 0o444], ofItemAtPath: path)
        }
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: store.folder)
        for name in ["people.yaml", "systems.yaml", "contracts/desk.note.yaml"] {
            try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(store.path)/\(name)")
        }
        for name in ["contracts", "lists", "evidence"] {
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(store.path)/\(name)")
        }
        func run(_ arguments: [String], _ input: [UInt8] = []) throws -> Command.Ending {
            let arguments = arguments + ["--store", store.path]
            guard geteuid() == 0 else { return try Command.run(Self.program, arguments, input: input) }
            return try Command.run(
                Self.setpriv, ["--reuid", "65534", "--regid", "65534", "--clear-groups", Self.program] + arguments,
                input: input)
        }
        for arguments in [["approve", id, "--as", "kim"], ["submit"]] {
            let ending = try run(arguments + ["--json"], [TestContract.handoff("b")].asLines)
            #expect(ending.code == 74, "\(arguments): \(ending.errors)")
            let error = try #require(try ending.output.jsonLines.last?["error"])
            #expect(error["code"] == 74)
            #expect(error["message"]?.string?.contains(store.path) == true)
        }
        for path in paths { try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path) }
        #expect(try store.verifiedEvents() == before)
    }

    @Test func `A disk that is full ends with 74, and what came before it is there`() throws {
        let store = try TestStore()
        let acknowledged = try store.submit(TestContract.handoffs(3, prefix: "before"))
        let text = String(repeating: "many words ", count: 20_000)
        let large = (0..<40).map {
            TestContract.handoff("big\($0)", changing: [("payload", ["number": "1", "text": .string(text)])])
        }
        // No file of the program may grow beyond 3 MB: what it writes then fails as on a full disk.
        let limited = try Command.run(
            "/bin/sh",
            [
                "-c", "trap '' XFSZ; ulimit -f 6000; exec \"$0\" \"$@\"", Self.program, "submit", "--json", "--store",
                store.path,
            ],
            input: large.asLines)
        #expect(limited.code == 74, "\(limited.code) \(limited.errors)")
        let lines = try limited.output.jsonLines
        #expect(lines.last?["error"]?["code"] == 74)
        let stored = acknowledged + lines.compactMap { $0["id"]?.string }
        #expect(stored.count > 3 && stored.count < 43)
        _ = try store.verifiedEvents()
        #expect(Set(try store.json(["list"]).lines.compactMap { $0["id"]?.string }) == Set(stored))
        #expect(try store.run(["submit"], input: large.asLines).code == 0)
    }

    @Test func `A database that is damaged, and one of a later version, end with 74`() throws {
        let store = try TestStore()
        try store.write(String(repeating: "no database ", count: 1_000), to: "store/countersign.sqlite")
        let ending = try store.run(["list"])
        #expect(ending.code == 74)
        #expect(ending.errors.contains("damaged"))
    }

    @Test func `Only a store of declared identity begins at a time that is named`() throws {
        let folder = try TestStore.freshFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let time = ["--now", "2026-11-22T09:00:00Z"]
        let refused = try Command.run(TestStore.program, ["init", folder + "/os"] + time)
        #expect(refused.code == 64 && refused.errors.contains("declared identity"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/os/countersign.sqlite"))
        let unreadable = ["init", folder + "/none", "--identity", "declared", "--now", "yesterday"]
        #expect(try Command.run(TestStore.program, unreadable).code == 64)
        let path = folder + "/declared"
        #expect(try Command.run(TestStore.program, ["init", path, "--identity", "declared"] + time).code == 0)
        let verified = try Command.run(TestStore.program, ["audit", "verify", "--store", path])
        #expect(verified.code == 0)
        // The clock of such a store has not run ahead of what comes next.
        try Data(TestStore.people.utf8).write(to: URL(filePath: path + "/people.yaml"))
        try Data(TestStore.systems.utf8).write(to: URL(filePath: path + "/systems.yaml"))
        try Data(TestContract.note.utf8).write(to: URL(filePath: path + "/contracts/desk.note.yaml"))
        let submitted = try Command.run(
            TestStore.program, ["submit", "--store", path, "--json", "--now", "2026-11-22T10:00:00Z"],
            input: [TestContract.handoff("k")].asLines)
        let id = try submitted.output.jsonLines.first?["id"]?.string ?? ""
        let shown = try Command.run(TestStore.program, ["show", id, "--store", path, "--json"])
        #expect(try shown.output.jsonLines.first?["history"]?[0]?["at"] == "2026-11-22T10:00:00.000Z")
    }
}
