import Fixtures
import Testing

/// Hostile text in every field of a handoff, through the real program line by line: for screen readers, simple terminals and logs.
@Suite struct `Hostile text in the console without a screen` {
    private func review(_ texts: [String]) throws {
        let hostile = try HostileStore(texts)
        var script = ["group none", "sort age", "list"] + Array(repeating: "more", count: texts.count / 20 + 1)
        let sheets = ["summary", "payload", "evidence", "open 1", "checks", "trace"]
        for (index, text) in texts.enumerated() {
            script += ["\(index + 1)"] + sheets
            let line = HostileStore.note(text)
            script += ["history", "reject nothing \(line)", "x\(line)", "filter zz:\(line)"]
        }
        let ending = try hostile.store.run(
            ["console", "--plain"], as: "dana", input: [UInt8]((script.joined(separator: "\n") + "\nquit\n").utf8))
        let acting = (ending.output + ending.errors).unicodeScalars.filter { HostileText.acts($0) && !$0.isPartOfEmoji }
        #expect(acting.isEmpty, "\(acting.map { String($0.value, radix: 16) })")
        #expect(ending.errors == "")
        // Lines that are a handoff's own words say so; nothing of it can pass for a line of the console's.
        let claims = ending.output.split(separator: "\n").filter {
            $0.hasPrefix("PROVISIONAL: ") || $0.hasPrefix("FINAL: ")
        }
        #expect(claims.isEmpty, "\(claims)")
        for text in texts {
            guard let telling = HostileText.telling(text) else { continue }
            // In the list, and in each of the sheets, the note and the messages.
            let count = max(ending.output.ranges(of: telling).count, ending.output.ranges(of: text).count)
            #expect(count > sheets.count, "\(text.debugDescription) is seen \(count) times")
        }
        for index in texts.indices { #expect(ending.output.contains("note \(index)")) }
        _ = try hostile.store.verifiedEvents()
    }

    @Test func `is seen and does nothing there`() throws { try review(HostileText.own) }

    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `is seen and does nothing there, whatever the collection holds`() throws {
        try review(try HostileText.collection())
    }
}

extension Unicode.Scalar {
    /// Whether it joins emoji or chooses their look. Where these stand alone they are escaped, which the sanitiser's own tests show.
    fileprivate var isPartOfEmoji: Bool {
        value == 0x200D || value == 0xFE0F || (0xE0020...0xE007F).contains(value)
    }
}
