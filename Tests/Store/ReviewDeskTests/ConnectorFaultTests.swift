import ContractEngine
import Foundation
import Handoff
import Testing

@testable import HandoffStore
@testable import ReviewDesk

/// A connector that can't be used is found before anything is sent through it.
@Suite struct ConnectorFaultTests {
    private let folder: StoreFolder
    private let files = FileManager.default

    init() throws { folder = try StoreFolder(isDeclared: false) }

    private func path(_ name: String) -> String { folder.directory.path + "/" + name }

    private func fault(_ command: String...) throws -> String? {
        let connector = Connector.exec(command: command, timeout: .seconds(1), environment: [])
        return try folder.desk().fault(of: SystemOfRecord(name: "erp", kind: .erp, connector: connector))?.message
    }

    private func fault(file: String) throws -> String? {
        try folder.desk().fault(of: SystemOfRecord(name: "erp", kind: .erp, connector: .file(path: file)))?.message
    }

    private func program(_ name: String, _ text: String = "#!/bin/sh\n", mode: Int = 0o700) throws {
        try files.createDirectory(
            atPath: (path(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try folder.write(text, to: name, mode: mode)
    }

    @Test func `A sound program has none`() throws {
        try program("connectors/run")
        #expect(try fault("./connectors/run", "--now") == nil)
        #expect(try fault("/bin/sh") == nil)
        #expect(try fault(file: "ledger.jsonl") == nil)
        #expect(
            !files.fileExists(atPath: path("work")) && !files.fileExists(atPath: path("ledger.jsonl")),
            "a look makes nothing")
    }

    /// A program that can't be started, and what is said of it.
    static let broken: [(command: String, text: String?, mode: Int, says: String)] = [
        ("./connectors/absent", nil, 0, "absent"), ("./connectors/plain", "#!/bin/sh\n", 0o600, "may not be executed"),
        ("./elsewhere/stray", "#!/bin/sh\n", 0o700, "out of the store's connectors/"), ("run", nil, 0, "is no path"),
        ("./connectors", nil, 0, "connectors"), ("/no/such/program", nil, 0, "/no/such/program"),
        ("/etc", nil, 0, "is no file"),
        ("./connectors/orphan", "#!/no/such/shell\n", 0o700, "/no/such/shell"),
        ("./connectors/orphan", "#!/etc/passwd\n", 0o700, "/etc/passwd"),
        ("./connectors/lost", "#!/usr/bin/env no-such-language\n", 0o700, "no-such-language"),
        ("./connectors/lost", "#!/usr/bin/env -S no-such-language -x\n", 0o700, "no-such-language"),
        ("./connectors/bare", "#!\n", 0o700, "names no interpreter"),
        ("./connectors/bare", "", 0o700, "neither a program"),
        ("./connectors/text", "echo hello\n", 0o700, "neither a program"),
    ]

    @Test(arguments: broken.indices) func `A program that can't be started`(index: Int) throws {
        let (command, text, mode, says) = Self.broken[index]
        if let text { try program(String(command.dropFirst(2)), text, mode: mode) }
        let message = try fault(command)
        #expect(message?.contains(says) == true, "\(message ?? "no fault")")
        try folder.write(
            "systems: { erp: { kind: erp, connector: { type: exec, command: [\(command)] } } }\n", to: "systems.yaml")
        let problems = try folder.desk().lint()
        #expect(problems.contains { $0.severity == .error && $0.message.contains(says) }, "\(problems)")
    }

    @Test(arguments: [0o020, 0o002])
    func `Whatever others could have written below connectors, at any depth`(bit: Int) throws {
        try program("connectors/run")
        try program("connectors/lib/deep/er/helper.sh", mode: 0o600)
        for name in ["", "/run", "/lib", "/lib/deep", "/lib/deep/er", "/lib/deep/er/helper.sh"] {
            let place = path("connectors" + name)
            let mode = try #require(try files.attributesOfItem(atPath: place)[.posixPermissions] as? Int)
            try files.setAttributes([.posixPermissions: mode | bit], ofItemAtPath: place)
            let message = try fault("./connectors/run")
            #expect(
                message?.contains("chmod go-w") == true && message?.contains(place) == true, "\(name): \(message ?? "")"
            )
            try files.setAttributes([.posixPermissions: mode], ofItemAtPath: place)
            #expect(try fault("./connectors/run") == nil)
        }
    }

    @Test func `What a link below connectors leads to`() throws {
        let other = try StoreFolder(isDeclared: false)
        try program("connectors/run")
        try other.write("", to: "lists/shared", mode: 0o666)
        for (target, isTrusted) in [
            (other.directory.lists + "/shared", false), (other.directory.lists, false), ("/no/such/place", false),
            ("run", true), ("/bin/sh", true),
        ] {
            try files.createSymbolicLink(atPath: path("connectors/link"), withDestinationPath: target)
            #expect(try (fault("./connectors/run") == nil) == isTrusted, "\(target)")
            try files.removeItem(atPath: path("connectors/link"))
        }
    }

    @Test func `An absolute program, what is above it, and what runs it`() throws {
        let other = try StoreFolder(isDeclared: false)
        try other.write("#!/bin/sh\n", to: "connectors/run", mode: 0o700)
        let absolute = other.directory.connectors + "/run"
        #expect(try fault(absolute) == nil)
        for place in [absolute, other.directory.connectors, other.directory.path] {
            let mode = try #require(try files.attributesOfItem(atPath: place)[.posixPermissions] as? Int)
            try files.setAttributes([.posixPermissions: mode | 0o002], ofItemAtPath: place)
            #expect(try fault(absolute)?.contains(place) == true, "\(place)")
            try program("connectors/script", "#!\(absolute)\n")
            #expect(try fault("./connectors/script")?.contains(place) == true, "the interpreter: \(place)")
            try files.setAttributes([.posixPermissions: mode], ofItemAtPath: place)
        }
    }

    @Test func `A work directory that is not private, and a ledger that is not its owner's alone`() throws {
        try program("connectors/run")
        try files.createDirectory(
            atPath: path("work/erp"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        #expect(try fault("./connectors/run")?.contains("chmod 700") == true)
        try folder.write("", to: "ledger.jsonl", mode: 0o620)
        #expect(try fault(file: "ledger.jsonl")?.contains("chmod go-w") == true)
        for name in ["../ledger.jsonl", "contracts/x", "work/x", "nowhere/ledger.jsonl", "lists"] {
            #expect(try fault(file: name) != nil, "\(name)")
        }
    }

    @Test func `Its deliveries wait, without an attempt, until it is mended`() throws {
        let folder = try StoreFolder(
            systems: "systems: { erp: { kind: erp, connector: { type: exec, command: [./connectors/run] } } }\n")
        let desk = try folder.desk()
        let id = try desk.submit(try Sample.submission()).id
        try folder.desk("sam").decide(Decision(.approve), on: id)
        folder.advance(120_000)
        let before = try folder.events(id).count
        for _ in 0..<9 {
            let refused = try refusal { try desk.startDelivery(id) }
            #expect(refused.exitCode == 74 && refused.message.contains("connectors/run"), "\(refused.message)")
            folder.advance(3_600_000)
        }
        #expect(try folder.events(id).count == before && desk.row(id)?.state == .approved)
        try folder.write("#!/bin/sh\n", to: "connectors/run", mode: 0o700)
        #expect(try desk.beginDelivery(id)?.request.attempt == 1)
    }

    @Test func `One that shows only when it is started puts off and never escalates`() throws {
        let folder = try StoreFolder()
        let desk = try folder.desk()
        let id = try desk.submit(try Sample.submission()).id
        try folder.desk("sam").decide(Decision(.approve), on: id)
        folder.advance(120_000)
        for _ in 0..<9 {
            let delivery = try #require(try desk.beginDelivery(id))
            #expect(try desk.finishDelivery(delivery, .unusable(message: "no loader")) == .approved)
            folder.advance(30_000)
        }
        #expect(try desk.verify().fault == nil)
    }
}
