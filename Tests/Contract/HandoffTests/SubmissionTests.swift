import Foundation
import Handoff
import JSON
import Testing

@Suite struct SubmissionTests {
    private static let good =
        #""contract": "c", "key": "k", "title": "t", "producer": {"agent": "bot", "run": 7}, "payload": {"a": 1}"#

    private func read(_ text: String) throws -> Submission {
        try Submission(try JSONValue(parsing: text.utf8)) { path throws(SubmissionError) in
            guard path == "here.txt" else { throw SubmissionError("no file", at: JSONPointer(["evidence"])) }
            return Array("from a file".utf8)
        }
    }

    @Test(
        "What is wrong and where",
        arguments: [
            ("[]", ""), ("7", ""), ("{}", "/contract"),
            (#"{"contract": "c", "key": "k", "title": "t", "producer": {"agent": "b"}, "paylod": {}}"#, "/paylod"),
            (#"{"contract": "a b", "key": "k", "title": "t", "producer": {"agent": "b"}}"#, "/contract"),
            (#"{"contract": "../x", "key": "k", "title": "t", "producer": {"agent": "b"}}"#, "/contract"),
            (#"{"contract": "c", "key": "", "title": "t", "producer": {"agent": "b"}}"#, "/key"),
            (#"{"contract": "c", "key": 7, "title": "t", "producer": {"agent": "b"}}"#, "/key"),
            (#"{"contract": "c", "key": "k", "title": null, "producer": {"agent": "b"}}"#, "/title"),
            (#"{"contract": "c", "key": "k", "title": "t"}"#, "/producer"),
            (#"{"contract": "c", "key": "k", "title": "t", "producer": "b"}"#, "/producer"),
            (#"{"contract": "c", "key": "k", "title": "t", "producer": {"model": "m"}}"#, "/producer/agent"),
            (
                #"{"contract": "c", "key": "k", "title": "t", "producer": {"agent": "b", "owner": "kim"}}"#,
                "/producer/owner"
            ),
            (#"{\#(good), "requested_by": "kim"}"#, "/requested_by"),
            (#"{\#(good), "requested_by": 1}"#, "/requested_by"),
            (#"{\#(good), "confidence": "high"}"#, "/confidence"), (#"{\#(good), "confidence": 1.01}"#, "/confidence"),
            (#"{\#(good), "confidence": -0.1}"#, "/confidence"), (#"{\#(good), "trace": []}"#, "/trace"),
            (#"{\#(good), "trace": {"n": 9007199254740993}}"#, "/trace/n"),
            (#"{\#(good), "trace": {"n": [0.1234567890123456789]}}"#, "/trace/n/0"),
            (#"{\#(good), "unresolved": "x"}"#, "/unresolved"),
            (#"{\#(good), "unresolved": ["a", 1]}"#, "/unresolved/1"),
            (#"{\#(good), "checks": [{"id": "a"}]}"#, "/checks/0/result"), (#"{\#(good), "checks": [1]}"#, "/checks/0"),
            (#"{\#(good), "links": {"rolls_forward": "x"}}"#, "/links/rolls_forward"),
            (#"{\#(good), "links": {"rolls_back": 1}}"#, "/links/rolls_back"), (#"{\#(good), "links": []}"#, "/links"),
            (#"{\#(good), "revises": {}}"#, "/revises"),
            (#"{\#(good), "revises": {"key": "a", "id": "b"}}"#, "/revises"),
            (#"{\#(good), "revises": {"key": "a", "version": 0}}"#, "/revises/version"),
            (#"{\#(good), "revises": {"key": "a", "version": "1"}}"#, "/revises/version"),
            (#"{\#(good), "revises": "a"}"#, "/revises"), (#"{\#(good), "evidence": {}}"#, "/evidence"),
            (#"{\#(good), "evidence": [{"role": "r", "name": "n"}]}"#, "/evidence/0"),
            (#"{\#(good), "evidence": [{"role": "r", "name": "n", "text": "a", "path": "b"}]}"#, "/evidence/0"),
            (#"{\#(good), "evidence": [{"role": "r", "text": "a"}]}"#, "/evidence/0/name"),
            (#"{\#(good), "evidence": [{"name": "r", "text": "a"}]}"#, "/evidence/0/role"),
            (#"{\#(good), "evidence": [{"role": "r", "name": "n", "text": 1}]}"#, "/evidence/0/text"),
            (#"{\#(good), "evidence": [{"role": "r", "name": "n", "base64": "%%"}]}"#, "/evidence/0/base64"),
            (#"{\#(good), "evidence": [{"role": "r", "name": "n", "url": "a"}]}"#, "/evidence/0/url"),
            (#"{\#(good), "evidence": [{"role": "r", "name": "n", "path": "gone"}]}"#, "/evidence"),
        ])
    func refuses(text: String, pointer: String) throws {
        let error = try #require(throws: SubmissionError.self) { _ = try read(text) }
        #expect(error.pointer.description == pointer)
        #expect(!error.message.isEmpty)
    }

    @Test func `A long title or key is refused and a title of the greatest length taken`() throws {
        let long = String(repeating: "x", count: 2_000)
        let text = #"{"contract": "c", "key": "k", "title": "\#(long)", "producer": {"agent": "b"}}"#
        #expect(try read(text).title == long)
        #expect(throws: SubmissionError.self) { try read(text.replacingOccurrences(of: long, with: long + "y")) }
    }

    @Test func `Everything that was sent is kept`() throws {
        let submission = try read(
            """
            {\(Self.good), "requested_by": "person:sam", "confidence": 0.90, "trace": {"prompt": "p", "extra": [1]},
             "evidence": [{"role": "a", "name": "a.txt", "media": "text/plain", "text": "ä"},
                          {"role": "b", "name": "b.bin", "base64": "/wA="}, {"role": "c", "name": "c", "path": "here.txt"}],
             "checks": [{"id": "x", "result": "failed", "message": "m"}], "unresolved": ["u"],
             "links": {"rolls_back": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "revises": {"key": "k", "version": 2}}
            """)
        #expect(submission.envelope.producer.json["run"]?.number?.int64 == 7)
        #expect(submission.envelope.confidence?.text == "0.90")
        #expect(submission.trace["extra"]?.array?.count == 1)
        #expect(submission.evidence.map(\.bytes) == [Array("ä".utf8), [255, 0], Array("from a file".utf8)])
        #expect(submission.evidence.map(\.text) == ["ä", nil, nil])
        #expect(submission.evidence[1].item.media == "application/octet-stream")
        #expect(submission.envelope.json["rolls_back"]?.string == "01ARZ3NDEKTSV4RRFFQ69G5FAV")
        #expect(submission.revises?.key == "k" && submission.revises?.version == 2)
    }

    @Test func `Text media that are no UTF-8 have no text`() {
        #expect(EvidenceContent(role: "r", name: "n", media: "text/plain", bytes: [0xFF]).text == nil)
    }

    @Test func `The fingerprint changes with all that a person decides on, and with nothing else`() throws {
        let base = #"{\#(Self.good), "confidence": 0.5, "unresolved": ["u"], "trace": {"prompt": "p"}}"#
        let first = fingerprint(try read(base))
        #expect(
            fingerprint(
                try read(
                    #"{"unresolved": ["u"], "trace": {"prompt": "p"}, "confidence": 0.50, "payload": {"a": 1.0}, "producer": {"run": 7, "agent": "bot"}, "title": "t", "key": "k", "contract": "c"}"#
                )) == first)
        #expect(
            fingerprint(try read(base.replacingOccurrences(of: "}}", with: #"}, "revises": {"key": "k"}}"#))) == first)
        for (old, new) in [
            (#""a": 1"#, #""a": 2"#), (#""title": "t""#, #""title": "t2""#), (#""run": 7"#, #""run": 8"#),
            ("0.5", "0.6"),
            (#"["u"]"#, "[]"), (#""p""#, #""q""#), (#""contract": "c""#, #""contract": "d""#),
        ] {
            #expect(fingerprint(try read(base.replacingOccurrences(of: old, with: new))) != first, "\(old) → \(new)")
        }
    }
}

private func fingerprint(_ submission: Submission) -> ContentHash {
    CanonicalContents(submission.contents).fingerprint(contract: submission.contract)
}

@Suite struct CommitmentTests {
    @Test func `The same content is committed to differently each time`() {
        var random = SystemRandomNumberGenerator()
        let (first, second) = (CommittedContent(1, using: &random), CommittedContent(1, using: &random))
        #expect(first.content == second.content && first.commitment != second.commitment)
        #expect(first.salt.count == 32)
        #expect(CommittedContent(salt: first.salt, content: first.content) == first)
    }

    /// SHA-256 of "countersign-commitment-v1\0", 32 zero bytes and "{}", made with sha256sum.
    @Test func `A commitment is what the interface says`() {
        let content = CommittedContent(salt: Array(repeating: 0, count: 32), content: Array("{}".utf8))
        #expect(content.commitment.description == "3cdb204ede0fb4984d23b227bd7d192d9d244109c336ef9aa42db7f79d7cca60")
    }

    @Test(
        "Hexadecimal digits of a hash",
        arguments: [
            String(repeating: "a", count: 63), String(repeating: "a", count: 65), String(repeating: "A", count: 64),
            String(repeating: "g", count: 64), "", String(repeating: "é", count: 32),
        ])
    func refusesHex(text: String) {
        #expect(ContentHash(hex: text) == nil)
    }
}
