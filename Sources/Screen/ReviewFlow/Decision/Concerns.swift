import CivilTime
import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// What speaks against a handoff, and what people said of it: the same for the pane, the question, the rows of many and the plain
/// face.
package struct Concerns: Sendable, Hashable {
    /// Of what kind a concern is.
    package enum Kind: Sendable, Hashable, CaseIterable {
        case check, violation, escalation, unresolved, threshold, conflict, hidden, void
    }

    /// One thing that speaks against it.
    package struct Concern: Sendable, Hashable {
        package let kind: Kind
        /// What it is called, where it has a name; what it says.
        package let name: DisplayText, text: DisplayText
        /// Whether it is wrong, and not only to be looked at.
        package let isError: Bool
    }

    package let items: [Concern]
    /// What people said, newest first.
    package let words: [SpokenWords]
    private let confidence: DisplayText

    package init(_ dossier: Dossier) {
        var items: [Concern] = []
        func add(_ kind: Kind, _ name: DisplayText, _ text: DisplayText, isError: Bool = false) {
            items.append(Concern(kind: kind, name: name, text: text, isError: isError))
        }
        for check in dossier.failedChecks {
            let source: DisplayText = check.source == "contract" ? "" : " (its producer)"
            add(.check, DisplayText(check.id) + source, DisplayText(check.message), isError: true)
        }
        for violation in dossier.otherViolations {
            add(
                .violation, DisplayText(violation.id), DisplayText(violation.message),
                isError: violation.severity == .error)
        }
        for reason in dossier.escalationReasons where dossier.handoff.status.state == .escalated {
            add(.escalation, "escalated", DisplayText(reason))
        }
        for question in dossier.handoff.contents.unresolved { add(.unresolved, "", DisplayText(question)) }
        let stated = dossier.handoff.contents.confidence
        var confidence: DisplayText = ""
        if let threshold = dossier.threshold {
            let least = DisplayText(threshold.text)
            if let stated, stated.double < threshold.double {
                add(.threshold, "", "\(DisplayText(stated.text)) stated, below \(least)")
                confidence = "\(DisplayText(stated.text)) < threshold \(least)"
            } else if stated == nil {
                add(.threshold, "", "no confidence stated, and \(least) is the threshold")
                confidence = "none stated, threshold \(least)"
            }
        }
        for conflict in dossier.conflicts {
            let other = dossier.others.first { $0.id == conflict.id }
            add(.conflict, "", Self.words(of: conflict, other))
        }
        if dossier.row.marks.hasHidden {
            add(.hidden, "", "characters in it that nobody sees, or that turn the order of a text: shown as \\u{…}")
        }
        for void in dossier.voidApprovals {
            add(
                .void, "",
                "\(DisplayText(void.by))'s approval of \(DisplayText(void.step)) is void: "
                    + "it was \(DisplayText(void.cause.words)) after it")
        }
        self.items = items
        self.confidence = confidence
        words = dossier.words
    }

    /// Another handoff on the record in one line: what it is, and what it would do.
    private static func words(of conflict: RelatedHandoff, _ other: OtherHandoff?) -> DisplayText {
        let state = DisplayText(conflict.state.rawValue)
        guard let other else { return "\(DisplayText(conflict.id.description)) is \(state) on the same record" }
        let changes = other.difference.lines.prefix(3).map { line -> DisplayText in
            let place = DisplayText(line.pointer.description)
            guard let after = line.after else { return "no \(place)" }
            return "\(place) \(DisplayText(sanitising: after.description, limit: 40))"
        }
        let more = other.difference.lines.count - changes.count
        let what: DisplayText =
            changes.isEmpty
            ? "would write the same"
            : "would write \(DisplayText.joined(changes, by: ", "))" + (more > 0 ? " and \(more) more" : "")
        return "\(DisplayText(other.title).truncated(to: 60)), \(state): \(what)"
    }

    /// How many warnings there are.
    package var count: Int { items.count }

    /// Whether nothing at all speaks against it.
    package var isEmpty: Bool { items.isEmpty && words.isEmpty }

    /// The colour of the worst of them.
    package var role: ThemeRole { items.contains { $0.isError } ? .error : isEmpty ? .ok : .warning }

    /// How many there are: `3 warnings`.
    package var countInWords: DisplayText { count == 1 ? "1 warning" : "\(count) warnings" }

    package func of(_ kind: Kind) -> [Concern] { items.filter { $0.kind == kind } }

    /// The sign of a kind.
    package static func sign(_ kind: Kind, isUnicode: Bool) -> DisplayText {
        switch kind {
        case .check, .violation: isUnicode ? "✗" : "x"
        case .unresolved: "?"
        case .threshold: isUnicode ? "▲" : "^"
        case .escalation: isUnicode ? "△" : "^"
        case .conflict: isUnicode ? "≠" : "#"
        case .hidden: isUnicode ? "⚑" : "!"
        case .void: isUnicode ? "✎" : "*"
        }
    }

    /// The sign of what people said.
    package static func quote(isUnicode: Bool) -> DisplayText { isUnicode ? "“" : "\"" }

    /// How many of each there are, in a few words each: `✗ 2 checks failed`.
    package func counts(now: Instant, isUnicode: Bool) -> [(text: DisplayText, role: ThemeRole)] {
        var found: [(text: DisplayText, role: ThemeRole)] = []
        for kind in Kind.allCases {
            let items = of(kind)
            guard !items.isEmpty else { continue }
            let text: DisplayText = "\(Self.sign(kind, isUnicode: isUnicode)) \(text(kind, items.count))"
            found.append((text, items.contains { $0.isError } ? .error : .warning))
        }
        if let newest = words.first {
            let who = "(\(DisplayText(newest.by)), \(Wording.localTime(newest.at, now)))" as DisplayText
            let count: DisplayText = words.count == 1 ? "1 note" : "\(words.count) notes"
            found.append(("\(Self.quote(isUnicode: isUnicode)) \(count) \(who)", .accent))
        }
        return found
    }

    private func text(_ kind: Kind, _ count: Int) -> DisplayText {
        switch kind {
        case .check: count == 1 ? "1 check failed" : "\(count) checks failed"
        case .violation: count == 1 ? "1 violation" : "\(count) violations"
        case .escalation: "escalated by its contract"
        case .unresolved: "\(count) unresolved"
        case .threshold: confidence
        case .conflict: count == 1 ? "1 other on the same record" : "\(count) others on the same record"
        case .hidden: "hidden characters"
        case .void: count == 1 ? "1 approval void" : "\(count) approvals void"
        }
    }

    /// What each says, with its sign: people's words are not among them.
    package func lines(isUnicode: Bool) -> [(sign: DisplayText, concern: Concern)] {
        items.map { (Self.sign($0.kind, isUnicode: isUnicode), $0) }
    }
}

extension SpokenWords {
    /// Who said it, when, and with what.
    package func head(_ now: Instant) -> DisplayText {
        let when = Wording.localTime(at, now)
        let code = reason.map { ", \(DisplayText($0))" as DisplayText } ?? ""
        let with: DisplayText = kind == .commented ? "" : ", \(DisplayText(kind.words))"
        return "\(DisplayText(by)), \(when)\(with)\(code)"
    }
}

extension Wording {
    /// A moment by the clocks of the place: the time alone where it is today.
    package static func localTime(_ instant: Instant, _ now: Instant) -> DisplayText {
        DisplayText(LocalTime(instant).brief(on: LocalTime(now)))
    }

    /// The same with its zone.
    package static func localTimeWithZone(_ instant: Instant, _ now: Instant) -> DisplayText {
        let local = LocalTime(instant)
        return "\(DisplayText(local.brief(on: LocalTime(now)))) \(DisplayText(local.zone))"
    }
}
