import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// A decision as it is asked for, before it is known what can be decided.
struct PlainRequest: Sendable {
    let action: Dossier.Action
    let argument: String

    init(_ action: Dossier.Action, _ argument: String) { (self.action, self.argument) = (action, argument) }

    /// The decision that this means for a handoff; nil with what is missing.
    func decision(on dossier: Dossier) -> (decision: Decision?, missing: DisplayText?) {
        let codes = action == .reject ? dossier.rejectReasons : action == .escalate ? dossier.escalateReasons : []
        var rest = argument[...]
        var reason: String?
        if !codes.isEmpty {
            let word = String(Self.word(&rest))
            guard codes.contains(where: { sameText($0, word) }) else {
                return (nil, "Say why first, one of \(DisplayText(codes.joined(separator: ", "))).")
            }
            reason = word
        }
        var parties: [Party] = []
        if action == .escalate {
            var ahead = rest
            if sameText(String(Self.word(&ahead)), "to") {
                rest = ahead
                while let party = Party(String(Self.word(&ahead))) {
                    parties.append(party)
                    rest = ahead
                }
                if parties.isEmpty { return (nil, "Say to whom as person:NAME, team:NAME or role:NAME.") }
            } else {
                parties = dossier.escalationParties
            }
        }
        let note = String(rest)
        if action == .returnForRework || action == .comment, note.utf8.isEmpty {
            return (nil, "Write a note after it.")
        }
        let intent: Intent =
            switch action {
            case .reject: .reject(reason: reason)
            case .escalate: .escalate(reason: reason, to: parties)
            case .comment: .comment
            case .returnForRework: .returnForRework
            default: .approve
            }
        let standing = dossier.handoff.standing
        return (
            Decision(
                intent, note: note.utf8.isEmpty ? nil : note, version: standing.version,
                digest: standing.digest.description), nil
        )
    }

    private static func word(_ text: inout Substring) -> Substring {
        let word = text.prefix { $0 != " " }
        text = text[word.endIndex...].drop { $0 == " " }
        return word
    }
}

/// A decision that waits for the word that confirms it.
struct PlainQuestion: Sendable {
    let id: HandoffID
    let decision: Decision
    let digest: String
}

extension PlainSession {
    private static let shortestDigest = 8

    /// Says all of a decision, and asks.
    mutating func ask(_ request: PlainRequest, _ dossier: Dossier) -> Answer {
        if let refusal = dossier.refusal(of: request.action) {
            return say("Nothing was decided: \(DisplayText(refusal.message))")
        }
        let (decision, missing) = request.decision(on: dossier)
        guard let decision else { return say("Nothing was decided. \(missing ?? "")") }
        let standing = dossier.handoff.standing
        let contents = dossier.handoff.contents
        let digest = standing.digest.description
        let reference = contents.reference.map { " \(DisplayText($0))" as DisplayText } ?? " (new record)"
        var lines: [DisplayText] = [
            "\(Wording.verb(request.action)): is this meant?",
            "What: \(DisplayText(contents.title))",
            "To: \(DisplayText(standing.system)): \(DisplayText(standing.record))\(reference)",
        ]
        lines += PayloadFacts.mostTelling(of: contents.payload, limit: 8).map { "> \($0.name): \($0.value)" }
        lines.append("Version \(standing.version), digest \(Wording.digest(standing.digest)).")
        switch decision.intent {
        case .reject(let reason?): lines.append("Reason: \(DisplayText(reason))")
        case .escalate(let reason, let parties):
            if let reason { lines.append("Reason: \(DisplayText(reason))") }
            lines.append("To whom: \(DisplayText(parties.map(\.description).joined(separator: ", ")))")
        default: break
        }
        if let note = decision.note { lines.append("Note: \(DisplayText(note))") }
        lines.append(ConsoleState.consequence(of: request.action, dossier))
        lines.append(
            context.isInteractive
                ? "Type yes to confirm. Anything else goes back."
                : "The line 'yes \(DisplayText(String(digest.prefix(12))))' confirms. Anything else goes back.")
        question = PlainQuestion(id: dossier.handoff.id, decision: decision, digest: digest)
        return Answer(lines: lines, effects: [.flushInput])
    }

    /// Takes the answer to a question.
    mutating func answer(_ question: PlainQuestion, _ line: String) -> Answer {
        guard confirms(question, line) else { return say("Nothing was decided.") }
        return Answer(effects: [.decide(question.decision, question.id)])
    }

    // Where lines may have been written before the question was, the answer has to name what it is about.
    private func confirms(_ question: PlainQuestion, _ line: String) -> Bool {
        let words = line.utf8.split(separator: 0x20).map(Array.init)
        guard let first = words.first, first.elementsEqual("yes".utf8), words.count <= 2 else { return false }
        guard words.count == 2 else { return context.isInteractive }
        return words[1].count >= Self.shortestDigest && question.digest.utf8.starts(with: words[1])
    }

    mutating func take(_ decision: Decision, _ id: HandoffID, _ result: Result<Standing, DeskError>) -> Answer {
        let title = dossier?.handoff.id == id ? dossier?.handoff.contents.title ?? "" : ""
        switch result {
        case .success(let standing):
            let verb = Wording.done(decision.intent.action)
            // What was printed is not what stands now; deciding again begins with reading it.
            var answer = say("\(verb). Now \(Self.state(standing.state)): \(DisplayText(title))")
            if decision.intent == .comment {
                printed = printed.flatMap { $0.digest == standing.digest ? $0 : nil }
            } else {
                printed = nil
                answer.lines.append("An empty line opens the next handoff.")
            }
            return answer
        case .failure(.conflict(let conflict)):
            var answer = read(id, .sheet(.summary))
            answer.lines = ["Somebody was first."] + ConsoleState.lines(of: conflict, decision.intent)
            return answer
        case .failure(let error): return say("The decision was not written: \(DisplayText(error.message))")
        }
    }
}
