import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import ReviewDesk

@Suite struct ContractVersionTests {
    /// The second version asks the cfo from 1,500 on, and knows another reason.
    static let second = Sample.contract.replacingOccurrences(of: "version: 1", with: "version: 2")
        .replacingOccurrences(of: "payload.amount >= 5000.0", with: "payload.amount >= 1500.0")
        .replacingOccurrences(of: "reject: [wrong]", with: "reject: [mistaken]")

    @Test func `A handoff stays with the version that it came in under`() throws {
        let folder = try StoreFolder()
        let desk = try folder.desk()
        let first = try desk.submit(try Sample.submission()).id
        try folder.write(Self.second, to: "contracts/pay.yaml")
        let second = try desk.submit(try Sample.submission(key: "k2", invoice: "4712")).id
        #expect(try desk.dossier(first).handoff.status.contract.version == 1)
        #expect(try desk.dossier(second).handoff.status.contract.version == 2)
        let sam = try folder.desk("sam")
        #expect(try sam.decide(Decision(.approve), on: second).state == .proposed, "the new version's second step")
        #expect(
            try refusal { try sam.decide(Decision(.reject(reason: "mistaken")), on: first) }.obligation == .reason)
        #expect(try sam.decide(Decision(.approve), on: first).state == .approved, "the old version's only step")
    }

    @Test func `A revision and a rework stay with it too`() throws {
        let folder = try StoreFolder()
        let desk = try folder.desk()
        let id = try desk.submit(try Sample.submission()).id
        try folder.write(Self.second, to: "contracts/pay.yaml")
        _ = try desk.submit(try Sample.submission(amount: 3_000, revises: #"{"key": "k1"}"#))
        var status = try desk.dossier(id).handoff.status
        #expect(status.contract.version == 1 && status.plan.map(\.step) == ["clerk"])
        _ = try folder.desk("sam").decide(Decision(.returnForRework, note: "again"), on: id)
        _ = try desk.resubmit(id)
        status = try desk.dossier(id).handoff.status
        #expect(status.contract.version == 1 && status.state == .proposed && status.plan.map(\.step) == ["clerk"])
    }

    @Test func `A version is one content for good, even after another one was in force`() throws {
        let folder = try StoreFolder()
        let desk = try folder.desk()
        _ = try desk.submit(try Sample.submission())
        try folder.write(Self.second, to: "contracts/pay.yaml")
        _ = try desk.submit(try Sample.submission(key: "k2", invoice: "2"))
        try folder.write(
            Self.second.replacingOccurrences(of: "version: 2", with: "version: 1"), to: "contracts/pay.yaml")
        let error = try refusal { try desk.submit(try Sample.submission(key: "k3", invoice: "3")) }
        #expect(error.message.contains("raise the version"))
        try folder.write(Sample.contract, to: "contracts/pay.yaml")
        #expect(
            try desk.submit(try Sample.submission(key: "k3", invoice: "3")).state == .proposed, "the first, as it was")
    }
}
