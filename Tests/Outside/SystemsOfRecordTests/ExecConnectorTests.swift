import Foundation
import Handoff
import JSON
import Testing

@testable import SystemsOfRecord

@Suite struct ExecConnectorTests {
    @Test func `the request is read on standard input and the receipt on standard output`() async throws {
        let store = try StoreFolder()
        let command = try store.connector(
            """
            cat > seen.json
            echo '{"status": "executed", "record": {"id": "T-17", "url": "https://tickets.example/T-17"}, "message": "opened"}'
            """)
        let outcome = await store.exec(command, request: .example(attempt: 3))
        let raw: JSONValue = [
            "status": "executed", "record": ["id": "T-17", "url": "https://tickets.example/T-17"], "message": "opened",
        ]
        #expect(
            outcome == .executed(recordID: "T-17", url: "https://tickets.example/T-17", message: "opened", raw: raw))
        let request: JSONValue = [
            "key": "01H:abc", "attempt": 3, "handoff": ["title": "Pay ACME", "payload": ["amount": 12]],
            "approvals": [["person": "dana", "step": "controller"]],
        ]
        #expect(try JSONValue(parsing: store.kept("seen.json")) == request)
    }

    @Test(arguments: [
        (#"echo '{"status": "executed", "record": {"id": 4711}}'"#, "executed", ""),
        (#"echo '{"status": "retry", "message": "busy"}'"#, "retry", "busy"),
        (#"echo '{"status": "failed", "message": "no such account"}'"#, "failed", "no such account"),
        (#"echo 'account closed' >&2; echo '{"status": "failed"}'"#, "failed", "account closed"),
        (#"echo '{"status": "unknown", "message": "no reply"}'"#, "unknown", "no reply"),
        // What isn't an answer
        ("true", "unknown", "printed nothing"),
        ("echo done", "unknown", "done"),
        (#"echo '{"status": "executed"}'"#, "unknown", "record.id"),
        (#"echo '{"status": "executed", "record": {"id": ""}}'"#, "unknown", "record.id"),
        (#"echo '{"status": "executed", "record": {"id": null}}'"#, "unknown", "record.id"),
        (#"echo '{"status": "executed", "record": "T-1"}'"#, "unknown", "record.id"),
        (#"echo '{"status": "EXECUTED", "record": {"id": "1"}}'"#, "unknown", "status"),
        (#"echo '{"state": "executed"}'"#, "unknown", "status"),
        (#"echo '["executed"]'"#, "unknown", "status"),
        (#"echo '{"status": "retry"}{"status": "executed", "record": {"id": "1"}}'"#, "unknown", ""),
        (#"echo '{"status": "retry", "status": "failed"}'"#, "unknown", ""),
        (#"echo '{"status": "executed", "record": {"id": "1"}'"#, "unknown", ""),
        (#"printf '\377\376'"#, "unknown", "\u{FFFD}"),
        (#"head -c 100000 /dev/zero | tr '\0' '['"#, "unknown", ""),
        // How it ended
        ("echo broken >&2; exit 3", "unknown", "exit code 3"),
        (#"echo '{"status": "failed"}'; exit 1"#, "unknown", "exit code 1"),
        (#"echo '{"status": "executed", "record": {"id": "T-1"}}'; exit 1"#, "unknown", "T-1"),
        (#"echo '{"status": "executed", "record": {"id": "T-1"}}'; kill -9 $$"#, "unknown", "signal 9"),
        ("kill -TERM $$", "unknown", "signal 15"),
    ])
    func `an answer is what it says only when it is whole and the program ended well`(
        script: String, kind: String, message: String
    ) async throws {
        let store = try StoreFolder()
        let outcome = await store.exec(try store.connector(script))
        #expect(outcome.kind == kind, "\(outcome)")
        #expect(outcome.message.contains(message) || message.isEmpty, "\(outcome)")
    }

    @Test func `a program that can't be started has written nothing`() async throws {
        let store = try StoreFolder()
        try store.connector("exit 0", name: "locked", mode: 0o644)
        try store.write("#!/no/such/shell\n", to: "connectors/orphan")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: store.path + "/connectors/orphan")
        for name in [
            "./connectors/missing", "./connectors/locked", "./connectors/orphan", "/no/such/program", "./connectors",
        ] {
            let outcome = await store.exec([name])
            #expect(outcome.kind == "unusable", "\(name): \(outcome)")
        }
    }

    @Test func `a program is the store's own or named by its absolute path`() async throws {
        let store = try StoreFolder()
        let elsewhere = try StoreFolder()
        let answer = #"echo '{"status": "executed", "record": {"id": "1"}}'"#
        try store.connector(answer, name: "run")
        try elsewhere.connector(answer, name: "run")
        try store.write("#!/bin/sh\n\(answer)\n", to: "outside")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: store.path + "/outside")
        try FileManager.default.createSymbolicLink(
            atPath: store.path + "/connectors/link", withDestinationPath: elsewhere.path + "/connectors/run")

        for allowed in [
            "./connectors/run", "connectors/run", "connectors/../connectors/run", elsewhere.path + "/connectors/run",
        ] {
            #expect(await store.exec([allowed]).kind == "executed", "\(allowed)")
        }
        let escape = "./connectors/../../\(URL(filePath: elsewhere.path).lastPathComponent)/connectors/run"
        for refused in ["run", "sh", "", "./outside", "./connectors/link", escape, "./connectors/run\0"] {
            #expect(await store.exec([refused]).kind == "unusable", "\(refused)")
        }
        #expect(await store.exec([]).kind == "unusable")
    }

    @Test func `it runs without a shell, with its own arguments`() async throws {
        let store = try StoreFolder()
        var command = try store.connector(
            #"""
            pwd > place; for word in "$@"; do echo "$word" >> words; done
            echo '{"status": "executed", "record": {"id": "1"}}'
            """#)
        command += ["two words", "$(touch broken)", "; touch broken", ""]
        #expect(await store.exec(command).kind == "executed")
        #expect(try store.kept("place") == store.path + "/work/erp\n")
        #expect(try store.kept("words") == "two words\n$(touch broken)\n; touch broken\n\n")
        #expect(!store.holds("work/erp/broken"))
    }

    @Test func `it sees the named variables, a plain path and language, and nothing else`() async throws {
        let store = try StoreFolder()
        let command = try store.connector(
            #"env -u PWD -u SHLVL -u _ -u OLDPWD > seen; echo '{"status": "executed", "record": {"id": "1"}}'"#)
        let outcome = await store.exec(
            command, environment: ["TOKEN", "UNSET", "LANG"],
            variables: ["TOKEN": "a=b c", "OTHER": "secret", "LANG": "de_DE.UTF-8"])
        #expect(outcome.kind == "executed")
        let seen = try store.kept("seen").split(separator: "\n").filter { !$0.hasPrefix("COUNTERSIGN_EVIDENCE=") }
            .sorted()
        #expect(seen == ["LANG=de_DE.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin", "TOKEN=a=b c"])
        #expect(await store.exec(command, environment: ["A=B"]).kind == "unusable")
        #expect(await store.exec(command, environment: [""]).kind == "unusable")
    }

    @Test func `it has no descriptor of ours, no terminal, and signals as they come`() async throws {
        let store = try StoreFolder()
        let command = try store.connector(
            """
            ls /proc/self/fd > descriptors
            if (: > /dev/tty) 2> /dev/null; then echo yes > terminal; fi
            grep -E '^Sig(Blk|Ign)' /proc/self/status > signals
            echo '{"status": "executed", "record": {"id": "1"}}'
            """)
        let held = FileHandle(forReadingAtPath: "/dev/null")
        #expect(await store.exec(command).kind == "executed")
        withExtendedLifetime(held) {}
        // The fourth is the folder that ls itself reads.
        #expect(try store.kept("descriptors") == "0\n1\n2\n3\n")
        #expect(!store.holds("work/erp/terminal"))
        let signals = try store.kept("signals").split(separator: "\n").map { $0.split(separator: "\t").last ?? "" }
        #expect(signals.count == 2)
        // Those over 31 aren't programs' to use: the C library keeps two for itself.
        for mask in signals { #expect(try #require(UInt64(mask, radix: 16)) & 0x7FFF_FFFF == 0) }
    }

    @Test func `a program that hangs is ended with all its descendants, and nobody knows what it did`() async throws {
        let store = try StoreFolder()
        let command = try store.connector(
            """
            sleep 1000 & echo $! > child
            (trap '' TERM; sleep 1000 & echo $! > stubborn; wait; sleep 1000) & echo $! > middle
            echo '{"status": "executed", "record": {"id": "T-1"}}'
            wait
            """)
        let outcome = await store.exec(command, timeout: .milliseconds(500))
        #expect(outcome.kind == "unknown")
        #expect(outcome.message.contains("T-1"))
        for name in ["child", "stubborn", "middle"] { try expectEnded(store, name) }
    }

    @Test func `a program that doesn't end when asked is killed`() async throws {
        let store = try StoreFolder()
        let command = try store.connector("trap '' TERM INT HUP; echo $$ > leader; while :; do sleep 1000; done")
        #expect(await store.exec(command, timeout: .milliseconds(300)).kind == "unknown")
        try expectEnded(store, "leader")
    }

    @Test func `a descendant that keeps the output open is neither waited for nor left behind`() async throws {
        let store = try StoreFolder()
        let command = try store.connector(
            """
            sleep 1000 & echo $! > child
            echo '{"status": "executed", "record": {"id": "T-1"}}'
            """)
        #expect(await store.exec(command, timeout: .seconds(500)).recordID == "T-1")
        try expectEnded(store, "child")
    }

    @Test func `a program that closes its output is waited for`() async throws {
        let store = try StoreFolder()
        let command = try store.connector(
            """
            echo '{"status": "executed", "record": {"id": "T-1"}}'
            exec >&- 2>&- <&-
            head -c 3000000 /dev/urandom > work
            exit 4
            """)
        #expect(await store.exec(command).message.contains("exit code 4"))
    }

    @Test(arguments: [0, 1, 70_000, 3_000_000])
    func `a large request arrives whole`(size: Int) async throws {
        let store = try StoreFolder()
        let command = try store.connector(#"cat > seen; echo '{"status": "executed", "record": {"id": "1"}}'"#)
        let request = DeliveryRequest.example(title: String(repeating: "x", count: size))
        #expect(await store.exec(command, request: request).kind == "executed")
        let expected =
            #"{"key":"01H:abc","attempt":1,"handoff":{"title":""# + String(repeating: "x", count: size)
            + #"","payload":{"amount":12}},"approvals":[{"person":"dana","step":"controller"}]}"# + "\n"
        #expect(try store.kept("seen").utf8.elementsEqual(expected.utf8))
    }

    @Test(arguments: ["", "exec <&-;", "head -c 10 > /dev/null;"])
    func `a program that doesn't read its input may still answer`(opening: String) async throws {
        let store = try StoreFolder()
        let command = try store.connector(opening + #"echo '{"status": "executed", "record": {"id": "1"}}'"#)
        let request = DeliveryRequest.example(title: String(repeating: "x", count: 3_000_000))
        #expect(await store.exec(command, request: request).kind == "executed")
    }

    @Test(arguments: [
        "while :; do echo yesyesyesyesyes; done", "head -c 1048577 /dev/zero; sleep 1000", "cat /dev/zero & wait",
    ])
    func `a program that prints without end is ended`(script: String) async throws {
        let store = try StoreFolder()
        let outcome = await store.exec(try store.connector(script))
        #expect(outcome.kind == "unknown")
        #expect(outcome.message.contains("more than 1048576 bytes"))
    }

    @Test func `an answer that just fits is read`() async throws {
        let store = try StoreFolder()
        let answer = #"{"status": "executed", "record": {"id": "1"}}"#
        let command = try store.connector(
            "printf '\(answer)'; head -c \((1 << 20) - answer.utf8.count) /dev/zero | tr '\\0' ' '")
        #expect(await store.exec(command).kind == "executed")
    }

    @Test func `of much error output only the end is kept, and it can't act`() async throws {
        let store = try StoreFolder()
        let command = try store.connector(
            #"head -c 3000000 /dev/zero | tr '\0' 'x' >&2; printf '\033]0;owned\007\342\200\256\r\nlast' >&2; exit 1"#)
        let message = await store.exec(command).message
        #expect(message.utf8.count < 5_000)
        #expect(message.hasSuffix(#"x\u{1B}]0;owned\u{7}\u{202E}\u{D}\nlast""#))
        #expect(message.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 0x202E && $0.value != 0x7F })
    }

    @Test func `many connectors at once each get their own answer`() async throws {
        let store = try StoreFolder()
        let command = try store.connector(
            #"key=$(sed 's/.*"key":"\([^"]*\)".*/\1/'); echo "{\"status\": \"executed\", \"record\": {\"id\": \"$key\"}}""#
        )
        await withTaskGroup(of: (String, String?).self) { group in
            for number in 0..<24 {
                group.addTask {
                    ("k\(number)", await store.exec(command, request: .example(key: "k\(number)")).recordID)
                }
            }
            for await (key, id) in group { #expect(id == key) }
        }
    }

    /// Waits until a process is gone, or a zombie of whoever inherited it: what was killed may take a moment to be dead.
    private func expectEnded(_ store: StoreFolder, _ name: String) throws {
        let number = try #require(Int(store.kept(name).trimmingCharacters(in: .whitespacesAndNewlines)))
        let latest = ContinuousClock.now + .seconds(20)
        while let status = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
            !status.contains(") Z "), !status.contains(") X ")
        {
            guard ContinuousClock.now < latest else {
                Issue.record("\(name) goes on: \(status)")
                return
            }
            sched_yield()
        }
    }
}
