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
            let again = try Event(decoding: bytes)
            #expect(again == event)
            #expect(again.kind == kind && again.canonicalBytes == bytes)
        }
    }

    @Test func `Members that do not apply are left out`() {
        let event = Event(
            at: Instant(milliseconds: 0), by: .system, .configured(file: "people.yaml", digest: ContentHash(of: [])))
        #expect(
            String(decoding: event.canonicalBytes, as: UTF8.self)
                == #"{"at":"1970-01-01T00:00:00.000Z","by":{"account":"countersign"},"file":"people.yaml","file_digest":""#
                + #"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","kind":"configured","seq":0}"#)
    }

    @Test(
        "What is no event",
        arguments: [
            ("", "no JSON"), ("{}", "'seq' is missing"), ("null", "no object"), ("[1]", "no object"),
            (#"{"at":"1970-01-01T00:00:00Z","kind":"created","seq":0}"#, "'by' is missing"),
            (
                #"{"at":"1970-01-01T00:00:00Z","by":{"account":"a"},"kind":"erased","seq":0}"#,
                "no kind of event 'erased'"
            ),
            (#"{"at":"yesterday","by":{"account":"a"},"kind":"created","seq":0}"#, "'at' is malformed"),
            (#"{"at":"1970-01-01T00:00:00Z","by":{"account":"a"},"kind":"created"}"#, "'seq' is missing"),
            (#"{"at":"1970-01-01T00:00:00Z","by":{"account":"a"},"kind":"created","seq":0}"#, "'identity' is missing"),
            (
                #"{"at":"1970-01-01T00:00:00Z","by":{"account":"a"},"edition":2147483647,"kind":"edition","seq":0}"#,
                "edition 2147483647 of the rules"
            ),
        ])
    func refuses(text: String, reason: String) {
        let error = #expect(throws: EventError.self) { try Event(decoding: text.utf8) }
        #expect(error?.reason.contains(reason) ?? false, "\(error?.reason ?? "none")")
    }

    @Test("A member that is missing, of another type or unknown is never passed over", arguments: Event.Kind.allCases)
    func members(kind: Event.Kind) throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<50 {
            let event = Event.any(kind, &random)
            let object = try #require(event.json.object)
            var more = object
            more["suspended"] = true
            #expect(throws: EventError.self) { try Event(decoding: CanonicalJSON.bytes(of: .object(more))) }
            for name in object.names {
                var other = object
                // Nothing of an event is a list of lists.
                other[name] = [[]]
                #expect(throws: EventError.self, "\(name)") {
                    try Event(decoding: CanonicalJSON.bytes(of: .object(other)))
                }
                other[name] = nil
                // Without it, it is another event that is whole, or none: it never reads as the same.
                if let read = try? Event(decoding: CanonicalJSON.bytes(of: .object(other))) { #expect(read != event) }
            }
        }
    }

    @Test func `The error names the event`() {
        let text = #"{"at":"1970-01-01T00:00:00Z","by":{"account":"a"},"kind":"suspended","seq":17}"#
        #expect(throws: EventError("there is no kind of event 'suspended' here", sequence: 17)) {
            try Event(decoding: text.utf8)
        }
    }

    @Test func `Damaged bytes are an event of the same bytes or none`() throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<2_000 {
            var bytes = Event.any(.allCases.randomElement(using: &random)!, &random).canonicalBytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: .min ... .max, using: &random)
            }
            if let event = try? Event(decoding: bytes) { #expect(try Event(decoding: event.canonicalBytes) == event) }
        }
    }
}
