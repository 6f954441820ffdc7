import CivilTime
import Fixtures
import Handoff
import JSON
import Testing

@Suite struct EventTests {
    @Test("Every kind of event is read again from its bytes", arguments: Event.Kind.allCases)
    func roundTrip(kind: Event.Kind) throws {
        var random = SeededRandom(seed: kind.rawValue.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        for _ in 0..<200 {
            let event = Event.any(kind, &random)
            let bytes = event.canonicalBytes
            let again = try #require(Event(bytes))
            #expect(again == event)
            #expect(again.canonicalBytes == bytes)
        }
    }

    @Test func `Members that do not apply are left out`() {
        let event = Event(.created, at: Instant(milliseconds: 0), by: .system)
        #expect(
            String(decoding: event.canonicalBytes, as: UTF8.self)
                == #"{"at":"1970-01-01T00:00:00.000Z","by":{"account":"countersign"},"kind":"created","seq":0}"#)
    }

    @Test(
        "What is no event",
        arguments: [
            "", "{}", "null", "[1]", #"{"at":"1970-01-01T00:00:00Z","kind":"created","seq":0}"#,
            #"{"at":"1970-01-01T00:00:00Z","by":{"account":"a"},"kind":"erased","seq":0}"#,
            #"{"at":"yesterday","by":{"account":"a"},"kind":"created","seq":0}"#,
            #"{"at":"1970-01-01T00:00:00Z","by":{"account":"a"},"kind":"created"}"#,
        ])
    func refuses(text: String) {
        #expect(Event(text.utf8) == nil)
    }

    @Test func `Damaged bytes are an event of the same bytes or none`() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<2_000 {
            var bytes = Event.any(.allCases.randomElement(using: &random)!, &random).canonicalBytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: .min ... .max, using: &random)
            }
            if let event = Event(bytes) { #expect(Event(event.canonicalBytes) == event) }
        }
    }
}

extension Event {
    /// An event with a random choice of its members.
    static func any(_ kind: Kind, _ random: inout SeededRandom) -> Event {
        func name(_ random: inout SeededRandom) -> String {
            ["kim", "sam", "a.b", "step-1", "finance.payment"].randomElement(using: &random)!
        }
        func party(_ random: inout SeededRandom) -> Party {
            let name = name(&random)
            return [.person(name), .team(name), .role(name)].randomElement(using: &random)!
        }
        func hash(_ random: inout SeededRandom) -> ContentHash {
            ContentHash(of: [UInt8.random(in: 0...255, using: &random)])
        }
        func maybe<Value>(_ random: inout SeededRandom, _ value: (inout SeededRandom) -> Value) -> Value? {
            Bool.random(using: &random) ? value(&random) : nil
        }
        var event = Event(
            kind, at: .any(&random), by: Actor(person: maybe(&random, name), account: name(&random)),
            handoff: maybe(&random) { HandoffID(at: .init(milliseconds: 1), using: &$0) })
        event.sequence = .random(in: 0...1_000_000, using: &random)
        event.version = maybe(&random) { .random(in: 1...99, using: &$0) }
        event.from = maybe(&random) { HandoffState.allCases.randomElement(using: &$0)! }
        event.to = maybe(&random) { HandoffState.allCases.randomElement(using: &$0)! }
        event.contract = maybe(&random) { ContractReference(name: name(&$0), version: 3, digest: hash(&$0)) }
        (event.system, event.record) = (maybe(&random, name), maybe(&random, name))
        event.owner = maybe(&random, party)
        event.band = maybe(&random, name)
        event.plan = maybe(&random) { random in
            (0..<Int.random(in: 0...3, using: &random)).map {
                PlannedStep(step: "s\($0)", by: party(&random), quorum: .random(in: 1...4, using: &random))
            }
        }
        (event.step, event.approvedStep) = (maybe(&random, name), maybe(&random, name))
        event.digest = maybe(&random, hash)
        event.decidedOn = maybe(&random) { random in
            Decided(
                version: .random(in: 1...9, using: &random), digest: hash(&random),
                viewed: (0..<Int.random(in: 0...2, using: &random)).map { _ in hash(&random) })
        }
        event.reason = maybe(&random, name)
        event.parties = maybe(&random) { random in
            (0..<Int.random(in: 0...2, using: &random)).map { _ in party(&random) }
        }
        event.insteadOf = maybe(&random) { random in
            (0..<Int.random(in: 0...2, using: &random)).map { _ in party(&random) }
        }
        event.overClaim = maybe(&random, name)
        event.isAboutDelivery = .random(using: &random)
        event.statesNothingWritten = .random(using: &random)
        (event.due, event.expires) = (maybe(&random, Instant.any), maybe(&random, Instant.any))
        event.deliverable = maybe(&random, Instant.any)
        event.attempt = maybe(&random) { .random(in: 1...9, using: &$0) }
        event.commitments = maybe(&random) { random in
            Commitments(
                title: hash(&random), payload: hash(&random),
                evidence: (0..<Int.random(in: 0...3, using: &random)).map { _ in hash(&random) }, trace: hash(&random),
                unresolved: hash(&random), envelope: hash(&random))
        }
        for name in ["note", "findings", "receipt"] where Bool.random(using: &random) {
            event.attachments[name] = hash(&random)
        }
        (event.file, event.store) = (maybe(&random) { "contracts/" + name(&$0) }, maybe(&random, name))
        event.fileDigest = maybe(&random, hash)
        return event
    }
}

extension Instant {
    /// A moment of the years 0 to 9999.
    fileprivate static func any(_ random: inout some RandomNumberGenerator) -> Instant {
        Instant(milliseconds: .random(in: -62_167_219_200_000...253_402_300_799_999, using: &random))
    }
}
