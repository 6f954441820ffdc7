import Fixtures
import Handoff
import JSON
import Testing

@Suite struct DeliveryOutcomeTests {
    private func executed(_ id: String, url: String? = nil, message: String? = nil, raw: JSONValue = .null)
        -> DeliveryOutcome
    {
        .executed(recordID: id, url: url, message: message, raw: raw)
    }

    @Test(arguments: ["B-1", "4711", "a b", "Beleg № 7/ä", String(repeating: "x", count: 256)])
    func `An id of one line stays what it is`(id: String) {
        #expect(executed(id).bounded == executed(id))
    }

    @Test(arguments: [
        "", String(repeating: "x", count: 257), "a\nb", "a\tb", "\u{1B}]0;x\u{7}", "a\u{202E}b", "a\u{200B}b",
        "a\u{2028}b",
        "\u{E000}",
    ])
    func `One that is none means that nobody knows what was written`(id: String) {
        guard case .unknown(let message) = executed(id).bounded else {
            Issue.record("it is taken")
            return
        }
        #expect(message.unicodeScalars.allSatisfy { $0 == "\n" || $0.canBeSeen } && message.utf8.count < 8_300)
    }

    @Test func `Messages are cut and can't act, whatever is said with them`() {
        var random = SeededRandom(seed: 7)
        let scalars: [Unicode.Scalar] = ["a", "\n", "\u{7}", "\u{1B}", "é", "\u{202E}", "𝄞", "\u{FE0F}", "\\"]
        for length in [0, 1, 39, 5_000, 40_000] {
            for _ in 0..<20 {
                let text = String(
                    String.UnicodeScalarView((0..<length).map { _ in scalars.randomElement(using: &random)! }))
                for outcome in [
                    DeliveryOutcome.retry(message: text), .failed(message: text), .unknown(message: text),
                    .unusable(message: text), executed("1", message: text),
                ] {
                    let bounded = outcome.bounded
                    #expect(bounded.bounded == bounded, "what is bounded once stays so")
                    let message: String
                    switch bounded {
                    case .retry(let text), .failed(let text), .unknown(let text), .unusable(let text): message = text
                    case .executed(_, _, let text, _): message = text ?? ""
                    }
                    #expect(message.utf8.count <= DeliveryOutcome.longestMessage + 3)
                    #expect(message.unicodeScalars.count { $0 == "\n" } < DeliveryOutcome.mostLines)
                    #expect(message.unicodeScalars.allSatisfy { $0 == "\n" || $0.canBeSeen })
                }
            }
        }
    }

    @Test func `An address that is too long is left out, and of a large answer the id is kept`() {
        let long = "https://" + String(repeating: "x", count: 2_048)
        #expect(executed("1", url: long).bounded == executed("1"))
        #expect(executed("1", url: "https://x/\u{1B}").bounded == executed("1"))
        let raw: JSONValue = ["record": ["id": "1"], "more": .string(String(repeating: "x", count: 70_000))]
        guard case .executed(_, _, _, let kept) = executed("1", raw: raw).bounded else { return }
        #expect(kept["record"]?["id"] == "1" && kept.compactBytes.count < 200)
    }
}
