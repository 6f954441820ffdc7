import ContractEngine
import Foundation
import Handoff
import JSON
import Testing

@testable import ReviewDesk

/// What a person has edited is not overwritten by a producer who did not see it.
@Suite struct RevisionTests {
    private let folder: StoreFolder
    private let id: HandoffID

    init() throws {
        folder = try StoreFolder()
        id = try folder.desk().submit(try Sample.submission(amount: 2_000)).id
        let patch = try JSONValue(parsing: #"[{"op": "replace", "path": "/amount", "value": 1500}]"#)
        _ = try folder.desk("sam").edit(Edit(.patch(patch)), of: id)
    }

    private func revise(_ revises: String, key: String = "k2") throws -> Receipt {
        try folder.desk().submit(try Sample.submission(key: key, amount: 3_000, revises: revises))
    }

    @Test("Without the version it is refused, by key and by id", arguments: [true, false])
    func unnamed(byKey: Bool) throws {
        let error = try refusal { try revise(byKey ? #"{"key": "k1"}"# : #"{"id": "\#(id)"}"#) }
        #expect(error.exitCode == 5 && error.conflict?.event?.kind == .edited && error.conflict?.by == "Sam")
        #expect(error.message.contains("\"version\": 2"), "\(error.message)")
        #expect(try folder.desk().dossier(id).handoff.contents.payload["amount"]?.number?.text == "1500")
        // The key was not used.
        #expect(try revise(#"{"key": "k1", "version": 2}"#).version == 3)
    }

    @Test func `The version before the edit is a conflict, that of the edit is not`() throws {
        #expect(try refusal { try revise(#"{"key": "k1", "version": 1}"#) }.exitCode == 5)
        #expect(try revise(#"{"key": "k1", "version": 2}"#).version == 3)
        #expect(try revise(#"{"key": "k1"}"#, key: "k3").version == 4, "it is the producer's own draft again")
    }

    @Test func `An edit that was returned is still a person's, and somebody else's word comes after it`() throws {
        try folder.desk("sam").decide(Decision(.returnForRework, note: "n"), on: id)
        #expect(try refusal { try revise(#"{"key": "k1"}"#) }.exitCode == 5)
        _ = try folder.desk().resubmit(id)
        #expect(try refusal { try revise(#"{"key": "k1"}"#) }.exitCode == 5)
        #expect(try folder.desk().dossier(id).handoff.contents.payload["amount"]?.number?.text == "1500")
    }

    @Test func `Of what nobody edited the version may be left out, and the same once more is the same`() throws {
        let other = try folder.desk().submit(try Sample.submission(key: "k9", invoice: "9")).id
        let draft = try Sample.submission(key: "k9", invoice: "9", amount: 2_500, revises: #"{"key": "k9"}"#)
        #expect(try folder.desk().submit(draft).version == 2)
        #expect(try folder.desk().submit(draft).isDuplicate)
        #expect(try folder.desk().row(other)?.version == 2)
    }

    @Test func `In a batch, one that is refused leaves the others`() throws {
        var intake = try Intake(try folder.desk())
        let results = try intake.submit([
            try Sample.submission(key: "a", invoice: "1"),
            try Sample.submission(key: "k2", amount: 3_000, revises: #"{"key": "k1"}"#),
            try Sample.submission(key: "b", invoice: "2"),
        ])
        #expect(results.map { (try? $0.get()) != nil } == [true, false, true])
    }
}
