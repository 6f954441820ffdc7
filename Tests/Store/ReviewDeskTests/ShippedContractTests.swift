import ContractEngine
import Foundation
import Handoff
import HandoffStore
import JSON
import Testing

@testable import ReviewDesk

/// The shipped contracts on the demo's handoffs, through the desk.
@Suite struct ShippedContractTests {
    @Test func `Every demo handoff comes to what is expected of it`() throws {
        let demo = try Demo()
        let expected = try #require(demo.expected["handoffs"]?.object)
        let ids = try demo.submitAll()
        #expect(Set(ids.keys) == Set(expected.map(\.name)))
        let desk = try demo.folder.desk()
        for (key, want) in expected.members.map({ ($0.name, $0.value) }) {
            let dossier = try desk.dossier(try #require(ids[key]))
            let status = dossier.handoff.status
            let violations = dossier.handoff.contents.findings.violations
            #expect(status.state.rawValue == want["state"]?.string, "\(key)")
            #expect(status.contract.name == want["contract"]?.string, "\(key)")
            #expect(status.owner?.description == want["owner"]?.string, "\(key)")
            #expect(status.band == want["band"]?.string, "\(key)")
            let errors = violations.filter { $0.severity == .error }
            let wanted = want["violations"]?.array ?? []
            #expect(errors.map(\.id).sorted() == wanted.compactMap { $0["id"]?.string }.sorted(), "\(key): \(errors)")
            for violation in wanted {
                guard let path = violation["path"]?.string else { continue }
                #expect(errors.contains { $0.id == violation["id"]?.string && $0.path == path }, "\(key): \(errors)")
            }
            #expect(
                violations.filter { $0.severity == .warning }.map(\.id).sorted()
                    == (want["warnings"]?.array ?? []).compactMap(\.string).sorted(), "\(key)")
            if status.state == .proposed || status.state == .escalated {
                #expect(status.plan.map(\.step) == want["steps"]?.array?.compactMap(\.string), "\(key)")
            }
            for reason in want["escalated_because"]?.array?.compactMap(\.string) ?? [] {
                #expect(dossier.handoff.contents.findings.reasons.contains(reason), "\(key)")
            }
            #expect(
                Set(dossier.conflicts.map(\.id))
                    .isSuperset(of: (want["conflicts_with"]?.array ?? []).compactMap { $0.string.flatMap { ids[$0] } }),
                "\(key)")
        }
    }

    @Test func `Where separation leaves a step to nobody, the obligations say so`() throws {
        let demo = try Demo()
        let ids = try demo.submitAll()
        for member in try #require(demo.expected["handoffs"]?.object).members {
            guard let steps = member.value["nobody_for"]?.array?.compactMap(\.string), let id = ids[member.name] else {
                continue
            }
            let first = try demo.folder.desk("mei")
            let dossier = try first.dossier(id)
            for index in dossier.handoff.contents.evidence.indices { _ = try first.openEvidence(id, item: index) }
            let status = try first.decide(Decision(.approve), on: id)
            #expect(steps == [status.step])
            let step = try #require(try first.obligations(id).first { $0.kind == .step(steps[0]) })
            #expect(step.state == .blocked && step.who.isEmpty)
        }
    }

    @Test func `The shipped contracts, people and systems are without a problem`() throws {
        let demo = try Demo()
        #expect(try demo.folder.desk().lint() == [])
    }
}

/// A store with the shipped contracts and the demo's company.
struct Demo {
    let folder: StoreFolder
    let expected: JSONValue

    init() throws {
        expected = try JSONValue(parsing: try #require(Shipped.files["demo/expected.json"]))
        folder = try StoreFolder(contracts: [:], now: try #require(expected["now"]?.string))
        for (path, bytes) in Shipped.files {
            let inner = path.hasPrefix("contracts/") ? path : String(path.dropFirst("demo/".count))
            let isConfiguration =
                ["contracts/", "lists/"].contains { inner.hasPrefix($0) }
                || ["people.yaml", "systems.yaml"].contains(inner)
            if isConfiguration { try folder.write(String(decoding: bytes, as: UTF8.self), to: inner) }
            if inner.hasPrefix("connectors/") {
                try folder.write(String(decoding: bytes, as: UTF8.self), to: inner, mode: 0o700)
            }
        }
    }

    /// The demo's lines of a contract by key.
    static func lines(_ contract: String) throws -> [String: JSONValue] {
        var lines: [String: JSONValue] = [:]
        for line in Shipped.text("demo/handoffs/\(contract).jsonl").split(separator: "\n") {
            let json = try JSONValue(parsing: line.utf8)
            lines[try #require(json["key"]?.string)] = json
        }
        return lines
    }

    /// Submits all handoffs in their order; their ids by key.
    func submitAll() throws -> [String: HandoffID] {
        var ids: [String: HandoffID] = [:]
        let desk = try folder.desk(account: "agents")
        for file in expected["order"]?.array?.compactMap(\.string) ?? [] {
            for line in Shipped.text("demo/handoffs/\(file)").split(separator: "\n") {
                let submission = try Sample.read(line)
                ids[submission.envelope.key] = try desk.submit(submission).id
            }
        }
        return ids
    }
}
