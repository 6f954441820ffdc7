import Fixtures
import Foundation
import JSON
import Testing

extension WalkStore {
    /// The picture, with what differs from store to store under names of the same width: ids, digests and the store's own path.
    func picture(_ terminal: PseudoTerminal) throws -> String {
        let account = " by \(NSUserName())"
        var text = terminal.screen.lines.map { line in
            if line.hasPrefix(path) { return "/srv/handoffs" }
            return line.hasSuffix(account) ? line.dropLast(account.count) + " by an account" : line
        }.joined(separator: "\n")
        for (number, id) in ids {
            text.replace(id, with: "id-of-handoff-\(number)--------")
            text.replace(id.suffix(6) + " ", with: "--\(number) ")
        }
        // The digest on the screen has to be the store's own, at that moment.
        guard text.contains("digest ") else { return text }
        for line in try run(["list", "--json"]).output.split(separator: "\n") {
            let row = try JSONValue(parsing: String(line))
            guard let number = ids.first(where: { $0.value == row["id"]?.string })?.key else { continue }
            let digest = Array(row["digest"]?.string ?? "")
            let groups = [digest[0..<4], digest[4..<8], digest[8..<12]].map { String($0) }.joined(separator: " ")
            text.replace(groups, with: "digest-of-\(number)")
            // As it stands where the screen is narrow.
            text.replace(groups.dropLast() + " │", with: "digest-of-\(number / 10) │")
        }
        return text
    }

    /// Waits until the whole screen is the picture of this name, or records it; otherwise the test fails and goes on.
    func expect(
        _ terminal: PseudoTerminal, picture name: String, _ place: SourceLocation = #_sourceLocation
    ) throws {
        if Picture.isRecording {
            // What is recorded is looked at, so it is enough to wait until the screen has come to rest.
            try? terminal.wait(for: "the screen to come to rest", seconds: 3) { _ in false }
            try Picture.record(try picture(terminal), as: name)
            return
        }
        let kept = Picture.named(name) ?? ""
        let shown = screen(of: terminal) { $0 == kept }
        #expect(shown == kept, "\(name): \(Picture.difference(shown, from: kept))", sourceLocation: place)
    }

    /// Waits until the screen shows all of these texts at once and none of the others; otherwise the test fails and goes on.
    func expect(
        _ terminal: PseudoTerminal, shows texts: [String], not others: [String] = [],
        _ place: SourceLocation = #_sourceLocation
    ) throws {
        // Every line ends in a line feed, so that a text can say that one ends there.
        func missing(in screen: String) -> [String] { texts.filter { !(screen + "\n").contains($0) } }
        func unwanted(in screen: String) -> [String] { others.filter { screen.contains($0) } }
        let shown = screen(of: terminal) { missing(in: $0).isEmpty && unwanted(in: $0).isEmpty }
        #expect(missing(in: shown) == [], "the screen is:\n\(shown)", sourceLocation: place)
        #expect(unwanted(in: shown) == [], "the screen is:\n\(shown)", sourceLocation: place)
    }

    /// The screen once it is as wanted, or what it is when that takes too long.
    private func screen(of terminal: PseudoTerminal, whereIt isWanted: (String) -> Bool) -> String {
        var shown = ""
        var last: [String]?
        try? terminal.wait(for: "the screen", seconds: 30) { screen in
            guard screen.lines != last else { return isWanted(shown) }
            last = screen.lines
            shown = (try? self.picture(terminal)) ?? ""
            return isWanted(shown)
        }
        return shown
    }

    /// Leaves the console, and looks whether it left the terminal in order and sent it nothing unknown.
    func leave(_ terminal: PseudoTerminal, _ place: SourceLocation = #_sourceLocation) throws {
        terminal.press("q")
        #expect(try terminal.waitForEnd() == .code(0), sourceLocation: place)
        #expect(terminal.modes == terminal.modesBefore, sourceLocation: place)
        #expect(!terminal.screen.isAlternate, sourceLocation: place)
        #expect(terminal.screen.unexpected == [], sourceLocation: place)
    }

    /// What the screen showed of a handoff before it was decided on: version and digest, which the decision has to name.
    func status(of number: Int) throws -> JSONValue {
        let shown = try show(number)
        return ["version": shown["version"]!, "digest": shown["digest"]!]
    }

    /// Looks whether the last move of a handoff is this decision, made by this person on just what stood there.
    func expect(
        _ number: Int, _ kind: String, by person: String, on status: JSONValue, reason: String? = nil,
        note: String? = nil, hasSeenEvidence: Bool = false, _ place: SourceLocation = #_sourceLocation
    ) throws {
        let move = try lastMove(of: number)
        #expect(move["kind"]?.string == kind, sourceLocation: place)
        #expect(move["by"]?["person"]?.string == person, sourceLocation: place)
        #expect(move["decided_on"]?["version"] == status["version"], sourceLocation: place)
        #expect(move["decided_on"]?["digest"] == status["digest"], sourceLocation: place)
        #expect(move["reason"]?.string == reason, sourceLocation: place)
        #expect(move["note"]?.string == note, sourceLocation: place)
        // The log names evidence by what commits to it.
        let evidence = try show(number)["history"]?[0]?["commitments"]?["evidence"]
        #expect(evidence?.array?.count == 1, sourceLocation: place)
        #expect(move["decided_on"]?["viewed"] == (hasSeenEvidence ? evidence : []), sourceLocation: place)
    }
}
