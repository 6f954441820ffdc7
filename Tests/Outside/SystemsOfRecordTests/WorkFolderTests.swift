import Foundation
import Handoff
import HandoffStore
import JSON
import ReviewDesk
import Testing

@testable import SystemsOfRecord

@Suite struct WorkFolderTests {
    private let store: StoreFolder
    private let answer = #"echo '{"status": "executed", "record": {"id": "1"}}'"#

    init() throws { store = try StoreFolder() }

    private func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: "\(store.path)/\(name)")[.posixPermissions] as? Int
    }

    @Test func `a connector starts in a directory of its own that nobody else may enter, and finds what it left there`()
        async throws
    {
        let command = try store.connector("ls -A >> seen; echo more >> memory; \(answer)")
        for _ in 0..<2 { #expect(await store.exec(command).kind == "executed") }
        #expect(try store.kept("seen") == "seen\nmemory\nseen\n")
        #expect(try store.kept("memory") == "more\nmore\n")
        #expect(try mode("work") == 0o700 && mode("work/erp") == 0o700)
    }

    @Test(arguments: [0o770, 0o707, 0o711])
    func `a directory that others may enter is not used`(mode: Int) async throws {
        let command = try store.connector("touch ran; \(answer)")
        #expect(await store.exec(command).kind == "executed")
        try FileManager.default.removeItem(atPath: store.path + "/work/erp/ran")
        try store.setMode(mode, of: "work/erp")
        let outcome = await store.exec(command)
        #expect(outcome.kind == "unusable" && outcome.message.contains("chmod 700"), "\(outcome)")
        #expect(!store.holds("work/erp/ran"))
    }

    @Test func `what stands in the directory's place is not followed`() async throws {
        let command = try store.connector("touch ran; \(answer)")
        let elsewhere = try StoreFolder()
        try FileManager.default.createDirectory(atPath: store.path + "/work", withIntermediateDirectories: true)
        try store.setMode(0o700, of: "work")
        try FileManager.default.createSymbolicLink(
            atPath: store.path + "/work/erp", withDestinationPath: elsewhere.path)
        #expect(await store.exec(command).kind == "unusable")
        try FileManager.default.removeItem(atPath: store.path + "/work")
        try FileManager.default.createSymbolicLink(atPath: store.path + "/work", withDestinationPath: elsewhere.path)
        #expect(await store.exec(command).kind == "unusable")
        #expect(!elsewhere.holds("ran") && !elsewhere.holds("erp"))
    }

    @Test(arguments: ["..", ".", ".attachments", "a/b", ""])
    func `a system's name that leads elsewhere has no directory`(name: String) async throws {
        let command = try store.connector("touch ran; \(answer)")
        let before = try FileManager.default.subpathsOfDirectory(atPath: store.path)
        let runner = ConnectorRunner(store: StoreDirectory(path: store.path))
        let outcome = await runner.deliver(
            .example(), to: name, through: .exec(command: command, timeout: .seconds(60), environment: []))
        #expect(outcome.kind == "unusable", "\(outcome)")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: store.path) == before)
    }

    private func request(_ names: [String]) throws -> DeliveryRequest {
        let vault = EvidenceVault(directory: store.path + "/evidence")
        let items = try names.map { name in
            let content = EvidenceContent(role: "r", name: name, media: "text/plain", bytes: Array("of \(name)".utf8))
            try vault.put(content.bytes)
            return content.item
        }
        var request = DeliveryRequest.example()
        var handoff = try #require(request.handoff.object)
        handoff["evidence"] = .array(items.map(\.json))
        request.handoff = .object(handoff)
        request.attachments = items.enumerated().map { DeliveryRequest.Attachment($1, number: $0 + 1) }
        return request
    }

    @Test func `the attachments lie in a folder of this attempt, which is gone after it`() async throws {
        let names = ["a.txt", "a.txt", "../../../escape", "-rf", "Rechnung März.pdf", "\u{1B}[2J\u{202E}", ""]
        let command = try store.connector(
            """
            cat > seen.json; cd "$COUNTERSIGN_EVIDENCE" && pwd -P > "$OLDPWD/place"
            for file in *; do printf '%s|%s|' "$file" "$(cat -- "$file")"; stat -c %a -- "$file"; done > "$OLDPWD/files"
            \(answer)
            """)
        let outcome = await store.exec(command, request: try request(names))
        #expect(outcome.kind == "executed", "\(outcome)")
        let files = try store.kept("files").split(separator: "\n").map(String.init)
        let expected = [
            "1-a.txt", "2-a.txt", "3-.._.._.._escape", "4--rf", "5-Rechnung_M_rz.pdf", "6-__2J_", "7-",
        ]
        #expect(files == zip(expected, names).map { "\($0)|of \($1)|400" })
        let told = try JSONValue(parsing: Array(store.kept("seen.json").utf8))
        #expect(told["handoff"]?["evidence"]?.array?.compactMap { $0["file"]?.string } == expected)
        let place = try store.kept("place").trimmingCharacters(in: .newlines)
        #expect(!FileManager.default.fileExists(atPath: place) && !place.hasPrefix(store.path + "/work/erp"))
    }

    @Test func `a name of any length fits, and keeps its end`() {
        let item = EvidenceItem(
            role: "r", name: String(repeating: "x", count: 3_000) + ".pdf", media: "", size: 0,
            sha256: ContentHash(of: []))
        let file = DeliveryRequest.Attachment(item, number: 12).file
        #expect(file.utf8.count <= 110 && file.hasPrefix("12-xxx") && file.hasSuffix("x.pdf"))
    }

    @Test func `an attachment that is not what was approved is not sent, and no program is started`() async throws {
        let command = try store.connector("touch ran; \(answer)")
        let request = try request(["a.txt", "b.txt"])
        let digest = request.attachments[1].sha256.description
        let path = "\(store.path)/evidence/sha256/\(digest.prefix(2))/\(digest)"
        try FileManager.default.removeItem(atPath: path)
        let missing = await store.exec(command, request: request)
        #expect(missing.kind == "failed" && missing.message.contains(digest), "\(missing)")
        try Data("of another".utf8).write(to: URL(filePath: path))
        let damaged = await store.exec(command, request: request)
        #expect(damaged.kind == "failed" && damaged.message.contains("damaged"), "\(damaged)")
        #expect(!store.holds("work/erp/ran"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.path + "/work/.attachments").isEmpty)
    }

    @Test func `what a worker that died has left is removed, and what another one needs is not`() async throws {
        let command = try store.connector(answer)
        let all = store.path + "/work/.attachments"
        for name in ["1-1", "1-2"] {
            try FileManager.default.createDirectory(atPath: "\(all)/\(name)", withIntermediateDirectories: true)
        }
        try store.setMode(0o700, of: "work")
        let held = open(all + "/1-2", O_RDONLY)
        try #require(flock(held, LOCK_EX) == 0)
        #expect(await store.exec(command).kind == "executed")
        #expect(try FileManager.default.contentsOfDirectory(atPath: all) == ["1-2"])
        close(held)
    }
}
