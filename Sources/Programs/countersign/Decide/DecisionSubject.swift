import ArgumentParser
import Foundation
import Handoff
import JSON
import ReviewDesk

/// What a decision is about, as it stood when it was shown.
struct DecisionSubject {
    let version: Int, digest: ContentHash
    /// A few lines for people.
    let lines: [String]
    /// The same as `--json` prints it.
    let json: JSONValue

    init(_ dossier: Dossier) {
        let (row, handoff) = (dossier.row, dossier.handoff)
        (version, digest) = (row.version, row.digest)
        let reference = handoff.contents.reference
        let step = row.step.map { ", step '\($0)'" } ?? ""
        let stake = dossier.stake.map { ", at stake \($0.text)" } ?? ""
        lines = [
            row.title,
            "\(handoff.status.system) / \(handoff.status.record) / \(reference ?? "no record yet")\(stake)",
            "version \(row.version)\(step), digest \(row.digest)",
        ]
        json = [
            "title": .string(row.title),
            "target": [
                "system": .string(handoff.status.system), "record": .string(handoff.status.record),
                "reference": reference.map { .string($0) } ?? .null,
            ],
            "stake": dossier.stake.map { .number($0) } ?? .null, "version": .number(JSONNumber(row.version)),
            "digest": .string(row.digest.description),
        ]
    }
}

/// The option of the decisions that a terminal asks about before they are made.
struct ConfirmationOption: ParsableArguments {
    @Flag(help: "Don't ask on a terminal, whatever is shown.")
    var yes = false

    /// Whether somebody sits there who can be asked.
    static var hasTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Shows what it is about, and asks. True for a clear yes alone.
    static func ask(_ question: String, about subject: DecisionSubject, asJSON: Bool) -> Bool {
        let print = asJSON ? Output.note : { Output.line($0) }
        for line in subject.lines { print(line) }
        print("\(question) [y/N]")
        let answer = (readLine() ?? "").trimmingCharacters(in: .whitespaces).lowercased()
        return !answer.isEmpty && "yes".hasPrefix(answer)
    }
}
