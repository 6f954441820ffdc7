import CivilTime
import ContractEngine
import Foundation
import Handoff
import JSON
import Synchronization
import Testing

@testable import HandoffStore
@testable import ReviewDesk

@Suite struct ConfigurationTests {
    @Test func `A people file that never could be read stops submissions with its place`() throws {
        let folder = try StoreFolder(people: "people:\n  sam: { rolls: [clerk] }\n")
        let desk = try folder.desk()
        let error = try refusal { try desk.submit(try Sample.submission()) }
        #expect(error.exitCode == 65 && error.message.hasPrefix("people.yaml:2:10: error: 'rolls'"))
        #expect(desk.configurationWarnings == [error.message])
        #expect(try desk.lint(contract: "pay").contains { $0.file == "people.yaml" && $0.line == 2 })
        try folder.write(Sample.people, to: "people.yaml")
        #expect(desk.configurationWarnings.isEmpty)
        #expect(try desk.submit(try Sample.submission()).state == .proposed)
    }

    /// How a people.yaml that was in force stops loading.
    enum Mishap: String, CaseIterable { case mistake, notYAML, emptied, removed, unknownLead }

    @Test("A people file that stops loading leaves its last good version in force", arguments: Mishap.allCases)
    func lastGoodPeople(mishap: Mishap) throws {
        let folder = try StoreFolder()
        let (first, second) = (
            try folder.desk().submit(try Sample.submission()).id,
            try folder.desk().submit(try Sample.submission(key: "k2", invoice: "2")).id
        )
        let opened = try folder.desk("sam")
        switch mishap {
        case .mistake: try folder.write("people:\n  sam: { rolls: [clerk] }\n", to: "people.yaml")
        case .notYAML: try folder.write("people: [", to: "people.yaml")
        case .emptied: try folder.write(" \n", to: "people.yaml")
        case .removed: try FileManager.default.removeItem(atPath: folder.directory.people)
        case .unknownLead:
            // It names somebody more who may sign, and somebody who is not there: nothing of it takes effect.
            try folder.write(
                Sample.people.replacing("petra: { name: Petra,", with: "petra: { name: Petra, roles: [clerk],")
                    .replacing("lead: person:petra", with: "lead: petra"), to: "people.yaml")
        }
        for desk in [opened, try folder.desk("kim")] {
            let warning = try #require(desk.configurationWarnings.first)
            #expect(desk.configurationWarnings.count == 1 && warning.hasPrefix("people.yaml"), "\(warning)")
            #expect(try desk.dossier(first).refusal(of: .comment) == nil)
        }
        #expect(try opened.decide(Decision(.approve), on: first).state == .approved)
        #expect(try refusal { try folder.desk("petra").decide(Decision(.approve), on: second) }.exitCode == 4)
        #expect(try folder.desk().submit(try Sample.submission(key: "k3", invoice: "3")).state == .proposed)
        #expect(try folder.desk().lint().contains { $0.file == "people.yaml" && $0.severity == .error })
        #expect(try journaled(folder).filter { $0 == "people.yaml" }.count == 1, "what doesn't load never takes effect")
        // What is mended takes effect, and so does what is mended otherwise.
        try folder.write(
            Sample.people.replacing("petra: { name: Petra,", with: "petra: { name: Petra, roles: [clerk],"),
            to: "people.yaml")
        #expect(opened.configurationWarnings.isEmpty)
        #expect(try folder.desk("petra").decide(Decision(.approve), on: second).state == .approved)
        #expect(try journaled(folder).filter { $0 == "people.yaml" }.count == 2)
    }

    @Test func `The last good version is the one that took effect last, not the first`() throws {
        let folder = try StoreFolder()
        let desk = try folder.desk()
        func submit(_ key: String) throws -> HandoffID {
            try desk.submit(try Sample.submission(key: key, invoice: key)).id
        }
        let id = try submit("1")
        let broken = "people: { sam: { rolls: [clerk] } }\n"
        try folder.write(broken, to: "people.yaml")
        #expect(try desk.people().people["sam"]?.roles == ["clerk"])
        try folder.write(
            Sample.people.replacing("sam: { name: Sam, roles: [clerk]", with: "sam: { name: Sam, roles: []"),
            to: "people.yaml")
        _ = try submit("2")
        try folder.write(broken, to: "people.yaml")
        #expect(try desk.people().people["sam"]?.roles == [])
        #expect(try refusal { try folder.desk("sam").decide(Decision(.approve), on: id) }.exitCode == 4)
    }

    @Test func `While systems.yaml doesn't load, its last good version judges and nothing is delivered`() throws {
        let folder = try StoreFolder()
        let id = try folder.desk().submit(try Sample.submission(amount: 10)).id
        folder.advance(3 * 60_000)
        #expect(try folder.desk().dueDeliveries() == [id])
        try folder.write("systems: { erp: { kind: erp, connector: { type: fax } } }\n", to: "systems.yaml")
        let desk = try folder.desk()
        #expect(desk.configurationWarnings.first?.hasPrefix("systems.yaml:1:") ?? false)
        for error in [
            try refusal { try desk.dueDeliveries() }, try refusal { try desk.beginDelivery(id) },
        ] {
            #expect(error.exitCode == 74 && error.message.hasPrefix("systems.yaml:1:"), "\(error.message)")
        }
        #expect(try desk.submit(try Sample.submission(key: "k2", invoice: "2", amount: 10)).state == .approved)
        #expect(try folder.events(id).map(\.kind) == [.submitted], "it waits, and no attempt was counted")
        try folder.write(Sample.systems, to: "systems.yaml")
        #expect(try desk.dueDeliveries() == [id])
    }

    @Test func `A version that took effect names the file's owner and time, and who noticed it`() throws {
        let folder = try StoreFolder()
        let time = Date(timeIntervalSince1970: 1_700_000_000)
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: folder.directory.people)
        _ = try folder.desk(account: "apbot").submit(try Sample.submission())
        let event = try #require(
            try events(folder).first { if case .configured("people.yaml", _, _) = $0.subject { true } else { false } })
        guard case .configured(_, _, let source?) = event.subject else { throw Missing() }
        let owner = try FileManager.default.attributesOfItem(atPath: folder.directory.people)[.ownerAccountName]
        #expect(source.owner == owner as? String && source.time == Instant(milliseconds: 1_700_000_000_000))
        #expect(event.by == Actor(person: nil, account: "apbot"))
        #expect(try folder.desk().verify().fault == nil)
    }

    private struct Missing: Error {}

    private func events(_ folder: StoreFolder) throws -> [Event] {
        try folder.desk().read { snapshot in
            try Data.fetchAll(snapshot.db, cached: "SELECT body FROM event ORDER BY sequence").map(
                Event.init(decoding:))
        }
    }

    private func journaled(_ folder: StoreFolder) throws -> [String] {
        try events(folder).compactMap { if case .configured(let file, _, _) = $0.subject { file } else { nil } }
    }

    @Test func `What a decision went by is what the journal has in force, whatever is written meanwhile`() throws {
        let folder = try StoreFolder()
        let id = try folder.desk().submit(try Sample.submission()).id
        let other = try folder.desk().submit(try Sample.submission(key: "k2", invoice: "2")).id
        try folder.write(Sample.people + "# as it is when sam decides\n", to: "people.yaml")
        let without = Sample.people.replacing("sam: { name: Sam, roles: [clerk]", with: "sam: { name: Sam, roles: []")
        // The clock is first asked when the files were read, and then the owner of the store saves another version.
        let sam = try Desk(
            folder.directory,
            Desk.Opening(
                account: "sam", declaredPerson: "sam",
                clock: {
                    try? folder.write(without, to: "people.yaml")
                    return folder.now
                }))
        #expect(try sam.decide(Decision(.approve), on: id).state == .approved)
        let inForce = try folder.desk().read { try $0.digestInForce(of: "people.yaml") }
        #expect(inForce == ContentHash(of: (Sample.people + "# as it is when sam decides\n").utf8))
        #expect(try refusal { try sam.decide(Decision(.approve), on: other) }.exitCode == 4)
    }

    @Test func `A clock that jumped is said at once, and one that runs is not`() throws {
        let folder = try StoreFolder()
        let said = Mutex<[String]>([])
        func desk() throws -> Desk {
            try Desk(
                folder.directory,
                Desk.Opening(
                    account: "apbot", clock: { folder.now }, warn: { text in said.withLock { $0.append(text) } }))
        }
        let day: Int64 = 86_400_000
        var count = 0
        func step(_ milliseconds: Int64) throws -> [String] {
            folder.advance(milliseconds)
            said.withLock { $0 = [] }
            count += 1
            let desk = try desk()
            _ = try desk.submit(try Sample.submission(key: "\(count)", invoice: "\(count)"))
            #expect(desk.clockWarning == said.withLock { $0.first })
            return said.withLock { $0 }
        }
        for ordinary in [1_000, day, 30 * day, -30_000, 0] { #expect(try step(ordinary).isEmpty, "\(ordinary)") }
        #expect(try step(5 * 365 * day).first?.contains("1825 days after the last") ?? false)
        #expect(try step(-5 * 365 * day).first?.contains("before the last event") ?? false)
        #expect(try step(1_000).isEmpty)
        // Looking at it writes nothing, and says nothing of the clock.
        folder.advance(-365 * day)
        said.withLock { $0 = [] }
        #expect(try desk().counts().isEmpty == false && said.withLock { $0.isEmpty })
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
                    if case .configured(let file, _, _) = try Event(decoding: $0).subject { file } else { nil }
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
