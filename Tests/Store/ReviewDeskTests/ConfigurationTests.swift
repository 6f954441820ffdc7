import CivilTime
import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import HandoffStore
@testable import ReviewDesk

@Suite struct ConfigurationTests {
    @Test func `A people file that can't be read stops submissions and decisions with its place`() throws {
        let folder = try StoreFolder()
        let id = try folder.desk().submit(try Sample.submission()).id
        let sam = try folder.desk("sam")
        try folder.write("people:\n  sam: { rolls: [clerk] }\n", to: "people.yaml")
        for error in [
            try refusal { try sam.decide(Decision(.approve), on: id) },
            try refusal { try sam.submit(try Sample.submission(key: "k2")) },
        ] {
            #expect(error.exitCode == 65 && error.message.hasPrefix("people.yaml:2:10: error: 'rolls'"))
        }
        #expect(try sam.row(id)?.state == .proposed, "the rest can be read")
        try folder.write(Sample.people, to: "people.yaml")
        #expect(try sam.decide(Decision(.approve), on: id).state == .approved)
    }

    @Test func `A broken contract refuses its own handoffs and no others`() throws {
        let broken = Sample.contract.replacingOccurrences(of: "contract: pay", with: "contract: broken")
            .replacingOccurrences(of: "impact: high", with: "impact: enormous")
        let ghost = Sample.contract.replacingOccurrences(of: "contract: pay", with: "contract: ghost")
            .replacingOccurrences(of: "by: role:cfo", with: "by: person:nobody")
        let misnamed = Sample.contract.replacingOccurrences(of: "contract: pay", with: "contract: other")
        let folder = try StoreFolder(contracts: [
            "pay": Sample.contract, "broken": broken, "ghost": ghost, "misnamed": misnamed,
        ])
        let desk = try folder.desk()
        for (name, word) in [("broken", "contracts/broken.yaml:4:9"), ("ghost", "nobody"), ("misnamed", "rename")] {
            let error = try refusal { try desk.submit(try Sample.submission(contract: name)) }
            #expect(error.message.contains(word), "\(error.message)")
        }
        #expect(try desk.unmanaged().isEmpty)
        #expect(try desk.submit(try Sample.submission()).state == .proposed)
        #expect(
            Set(try desk.lint().filter { $0.severity == .error }.map(\.file)) == [
                "contracts/broken.yaml", "contracts/ghost.yaml",
            ])
        #expect(try refusal { try desk.lint(contract: "nobody.knows") }.exitCode == 66)
    }

    @Test func `A handoff is decided under its contract when the file is broken or gone since`() throws {
        let folder = try StoreFolder()
        let id = try folder.desk().submit(try Sample.submission()).id
        try folder.write("nonsense", to: "contracts/pay.yaml")
        #expect(try folder.desk("sam").dossier(id).impact == .high)
        try FileManager.default.removeItem(atPath: folder.directory.contracts + "/pay.yaml")
        #expect(try folder.desk("sam").decide(Decision(.approve), on: id).state == .approved)
    }

    @Test func `Each version of a file that took effect is on the journal once`() throws {
        let folder = try StoreFolder()
        try folder.write("a: 1\n", to: "lists/a.yaml")
        let desk = try folder.desk()
        _ = try desk.submit(try Sample.submission())
        func configured() throws -> [String] {
            try desk.read { snapshot in
                try Data.fetchAll(snapshot.db, cached: "SELECT body FROM event ORDER BY sequence").compactMap {
                    if case .configured(let file, digest: _) = try Event(decoding: $0).subject { file } else { nil }
                }
            }
        }
        #expect(try configured().sorted() == ["contracts/pay.yaml", "lists/a.yaml", "people.yaml", "systems.yaml"])
        _ = try desk.submit(try Sample.submission(key: "k2", invoice: "2"))
        #expect(try configured().count == 4)
        try folder.write("a: 2\n", to: "lists/a.yaml")
        let id = try desk.submit(try Sample.submission(key: "k3", invoice: "3")).id
        #expect(try configured().count == 5)
        try folder.write("a: 1\n", to: "lists/a.yaml")
        try folder.desk("sam").decide(Decision(.approve), on: id)
        #expect(try configured().count == 6, "a former version in force again")
    }

    @Test func `A list that is added to or taken from a folder that has rested is noticed by a desk that is open`()
        throws
    {
        let folder = try StoreFolder()
        try folder.write("a: 1\n", to: "lists/a.yaml")
        func rest() throws {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: folder.directory.lists)
        }
        try rest()
        let desk = try folder.desk()
        #expect(try desk.configuration.lists().object?.names == ["a"])
        #expect(try desk.configuration.lists().object?.names == ["a"])
        try folder.write("b: 1\n", to: "lists/b.yaml")
        #expect(try desk.configuration.lists().object?.names == ["a", "b"])
        try rest()
        #expect(try desk.configuration.lists().object?.names == ["a", "b"])
        try FileManager.default.removeItem(atPath: folder.directory.lists + "/a.yaml")
        #expect(try desk.configuration.lists().object?.names == ["b"])
    }

    @Test func `A list that can't be read stops only what reads it, and lint names it`() throws {
        let folder = try StoreFolder()
        try folder.write("a: [", to: "lists/broken.yaml")
        let desk = try folder.desk()
        #expect(try desk.submit(try Sample.submission()).state == .proposed)
        let problem = try #require(try desk.lint().first { $0.file == "lists/broken.yaml" })
        #expect(problem.severity == .error && problem.line > 0)
    }

    @Test(
        "Where the operating system says who acts, no one but the owner may have written the configuration",
        arguments: ["people.yaml", "systems.yaml", "contracts/pay.yaml", "lists/a.yaml", "contracts", "lists"],
        [0o020, 0o002])
    func untrusted(name: String, bit: Int) throws {
        let folder = try StoreFolder(isDeclared: false)
        try folder.write("a: 1\n", to: "lists/a.yaml")
        let path = folder.directory.path + "/" + name
        let mode = try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
        try FileManager.default.setAttributes([.posixPermissions: mode | bit], ofItemAtPath: path)
        let error = try refusal { try folder.desk().submit(try Sample.submission()) }
        #expect(error.exitCode == 74 && error.message.contains("chmod go-w"), "\(error)")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(try folder.desk().submit(try Sample.submission()).state == .proposed)
    }

    @Test func `A store of declared identity asks for no such trust`() throws {
        let folder = try StoreFolder()
        try folder.write(Sample.people, to: "people.yaml", mode: 0o666)
        #expect(try folder.desk().submit(try Sample.submission()).state == .proposed)
    }

    @Test func `Who acts`() throws {
        let declared = try StoreFolder()
        #expect(try declared.desk("person:sam").actor == Actor(person: "sam", account: "apbot"))
        #expect(try refusal { try declared.desk("nobody") }.exitCode == 64)
        let os = try StoreFolder(isDeclared: false)
        #expect(try refusal { try os.desk("sam") }.exitCode == 64)
        #expect(try os.desk(account: "sam").actor.person == "sam")
        #expect(try os.desk(account: "stranger").actor.person == nil)
    }
}

@Suite struct StoreFoundationTests {
    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `A store of one is closed to all others`() throws {
        let folder = try StoreFolder()
        for name in ["", "/contracts", "/lists", "/connectors", "/evidence", "/inbox", "/inbox/new"] {
            #expect(try mode(folder.directory.path + name) & 0o077 == 0, "\(name)")
        }
        for name in ["/people.yaml", "/places.yaml", "/countersign.sqlite"] {
            #expect(try mode(folder.directory.path + name) & 0o077 == 0, "\(name)")
        }
    }

    @Test func `A shared store is open to its group, and its configuration to its owner alone`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "shared-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let group = try #require(getgrgid(getegid())).pointee
        let directory = StoreDirectory(path: path)
        _ = try StoreFoundation(directory: directory, isDeclared: false, group: String(cString: group.gr_name))
            .lay(account: "tester", now: Instant(milliseconds: 1))
        #expect(try mode(path) == 0o3770)
        for name in ["evidence", "inbox", "inbox/tmp", "inbox/new", "inbox/done", "inbox/refused"] {
            #expect(try mode("\(path)/\(name)") == 0o2770)
        }
        for name in ["contracts", "lists", "connectors"] { #expect(try mode("\(path)/\(name)") == 0o2750) }
        for name in ["people.yaml", "systems.yaml", "places.yaml"] { #expect(try mode("\(path)/\(name)") == 0o640) }
        #expect(try mode("\(path)/countersign.sqlite") == 0o660)
        _ = try Desk(directory, Desk.Opening(account: "tester", clock: { Instant(milliseconds: 2) }))
    }

    @Test func `A store that is there is not made again, and its files are kept`() throws {
        let folder = try StoreFolder()
        let foundation = StoreFoundation(directory: folder.directory, isDeclared: true)
        #expect(try refusal { try foundation.lay(account: "tester", now: folder.now) }.exitCode == 64)
        try FileManager.default.removeItem(atPath: folder.directory.path + "/countersign.sqlite")
        _ = try foundation.lay(account: "tester", now: folder.now)
        #expect(try String(contentsOfFile: folder.directory.people, encoding: .utf8) == Sample.people)
        #expect(throws: DeskError.self) {
            try StoreFoundation(directory: folder.directory, isDeclared: true, group: "no such group").lay(
                account: "a", now: folder.now)
        }
    }

    @Test func `A store is found by its name, the environment, upwards, and at home`() throws {
        let folder = try StoreFolder()
        let root = FileManager.default.temporaryDirectory.appending(path: "find-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        let deep = root + "/a/b/c"
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: folder.directory.path, toPath: root + "/a/.countersign")
        func find(_ named: String?, _ environment: [String: String], _ here: String) throws -> String {
            try StoreDirectory.find(named: named, environment: environment, workingDirectory: here).path
        }
        let path = folder.directory.path
        #expect(try find(path, ["COUNTERSIGN_STORE": "/nowhere"], deep) == path)
        #expect(try find(nil, ["COUNTERSIGN_STORE": path], deep) == path)
        #expect(try find(nil, [:], deep) == root + "/a/.countersign")
        try FileManager.default.copyItem(atPath: path, toPath: root + "/countersign")
        #expect(try find(nil, ["XDG_DATA_HOME": root], root) == root + "/countersign")
        #expect(try refusal { try find(nil, ["XDG_DATA_HOME": root + "/none"], root) }.exitCode == 66)
        #expect(try refusal { try find(root + "/a", [:], deep) }.exitCode == 66)
    }
}
