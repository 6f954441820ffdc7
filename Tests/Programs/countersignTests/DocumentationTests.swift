import Fixtures
import Foundation
import JSON
import Testing

@Suite struct DocumentationTests {
    @Test func `every command and option that the documentation names exists`() throws {
        let root = try CommandShape.ofProgram()
        for page in try Page.all() {
            for call in page.calls { if let flaw = root.flaw(of: call) { Issue.record("\(page.name): \(flaw)") } }
            for option in page.loneOptions where !root.allOptions.contains(option) {
                Issue.record("\(page.name): no command has \(option)")
            }
        }
    }

    @Test func `every command is in the documentation`() throws {
        let calls = Set(try Page.all().flatMap(\.calls).map { $0.joined(separator: " ") })
        for path in try CommandShape.ofProgram().paths {
            let name = path.joined(separator: " ")
            if !calls.contains(where: { $0 == name || $0.hasPrefix(name + " ") }) {
                Issue.record("the documentation never mentions 'countersign \(name)'")
            }
        }
    }

    @Test func `links lead somewhere`() throws {
        for page in try Page.all() {
            for link in page.links where !link.contains("://") {
                let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let target =
                    parts[0].isEmpty ? page.file : page.file.deletingLastPathComponent().appending(path: parts[0])
                guard FileManager.default.fileExists(atPath: target.path) else {
                    Issue.record("\(page.name): the link \(link) leads nowhere")
                    continue
                }
                if parts.count == 2, !(try Page(target)).anchors.contains(parts[1]) {
                    Issue.record("\(page.name): there is no heading for \(link)")
                }
            }
        }
    }

    @Test func `what the checks run is the test command of the README`() throws {
        let readme = try Page(SharedData.package.appending(path: "README.md"))
        let commands = readme.blocks.flatMap(\.lines).filter { $0.contains("swift test") }
        #expect(commands.count == 1)
        let script = try String(contentsOf: SharedData.package.appending(path: ".ci/run"), encoding: .utf8)
        #expect(script.contains("README.md"))
        #expect(!script.split(separator: "\n").contains { $0.hasPrefix("swift test") })
        for package in commands.first?.packages ?? [] {
            #expect(script.contains(package), "\(package) is installed by the README and not by .ci/run")
        }
    }

    @Test func `the way from an empty folder to a receipt works as the README has it`() throws {
        let readme = try Page(SharedData.package.appending(path: "README.md"))
        let sections = [
            "Submit your first handoff", "Who you are", "Write your first contract",
            "Connect your first system of record", "What it proves",
        ]
        let script = readme.blocks.filter { $0.language == "sh" && sections.contains($0.section) }
            .flatMap(\.lines).joined(separator: "\n")
        let home = FileManager.default.temporaryDirectory.appending(path: "countersign-readme-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        let end = try run("/bin/bash", ["-c", script], home: home)
        #expect(end.output.contains("draft, held: its contract is not met"))
        #expect(end.output.contains("executed: ledger.jsonl#1"))
        #expect(end.output.contains("The store verifies"))
        #expect(!end.errors.contains("countersign: "), "\(end.errors)")
        #expect(!end.errors.contains("Usage"), "\(end.errors)")
        #expect(end.status == 0)
    }
}

/// A command with its subcommands and options, as the program itself tells.
struct CommandShape {
    let name: String
    let options: Set<String>
    let subcommands: [CommandShape]

    static func ofProgram() throws -> CommandShape {
        let end = try run(BuiltProgram.path("countersign"), ["--experimental-dump-help"])
        return CommandShape(try #require(try JSONValue(parsing: Array(end.output.utf8))["command"]))
    }

    init(_ json: JSONValue) {
        name = json["commandName"]?.string ?? ""
        let names = (json["arguments"]?.array ?? []).flatMap { $0["names"]?.array ?? [] }
        options = Set(names.filter { $0["kind"]?.string == "long" }.compactMap { $0["name"]?.string.map { "--" + $0 } })
        subcommands = (json["subcommands"]?.array ?? []).map(CommandShape.init).filter { $0.name != "help" }
    }

    var allOptions: Set<String> { subcommands.reduce(options) { $0.union($1.allOptions) } }

    /// The words that lead to each command that does something.
    var paths: [[String]] {
        subcommands.flatMap { command in
            command.subcommands.isEmpty ? [[command.name]] : command.paths.map { [command.name] + $0 }
        }
    }

    /// What is wrong with the words that follow this command.
    func flaw(of words: [String]) -> String? {
        if !subcommands.isEmpty, let first = words.first, first.first?.isLetter ?? false {
            guard let command = subcommands.first(where: { $0.name == first }) else {
                return "there is no command '\(name) \(first)'"
            }
            return command.flaw(of: Array(words.dropFirst()))
        }
        // Without a subcommand it is the console.
        let known = name == "countersign" ? subcommands.first { $0.name == "console" }?.options ?? [] : options
        let built: Set = ["--help", "--version", "--generate-completion-script"]
        for word in words where word.hasPrefix("--") && word.count > 2 {
            let option = String(word.prefix { $0 != "=" })
            if !known.contains(option), !built.contains(option) { return "'\(name)' has no option \(option)" }
        }
        return nil
    }
}

extension String {
    /// What an `apt-get install` in a line of shell installs.
    fileprivate var packages: [String] {
        guard let list = firstMatch(of: /apt-get install -y ([a-z0-9 .+-]+)/)?.1 else { return [] }
        return list.split(separator: " ").map(String.init)
    }
}

private struct End {
    var output: String
    var errors: String
    var status: Int32
}

/// Runs a program to its end, with files for its output so that it can't wait for a reader.
private func run(_ path: String, _ arguments: [String], home: URL? = nil) throws -> End {
    let folder = FileManager.default.temporaryDirectory.appending(path: "countersign-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
    for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    if let home {
        let programs = URL(filePath: BuiltProgram.path("countersign")).deletingLastPathComponent().path
        process.environment = ["HOME": home.path, "PATH": programs + ":/usr/bin:/bin", "LANG": "C.UTF-8"]
        process.currentDirectoryURL = home
    }
    try process.run()
    process.waitUntilExit()
    return End(
        output: try String(contentsOf: output, encoding: .utf8),
        errors: try String(contentsOf: errors, encoding: .utf8),
        status: process.terminationStatus)
}
