import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// A decision on many, in words.
extension Wording {
    /// How many, how much, and what to look at, of those that go.
    ///
    /// - Parameter view: The view that stands on the screen; what was tagged in another is counted. Nil where there is none.
    package static func facts(
        of preview: BulkPreview, _ reason: String?, view: String? = nil
    ) -> [(name: DisplayText, value: DisplayText, role: ThemeRole)] {
        let (going, _) = preview.split(by: reason)
        let count = going.reduce(0) { $0 + $1.tags.count }
        let refused = preview.tags.count - count
        let rest: DisplayText = refused > 0 ? "; \(Wording.count(refused)) refused" : ""
        var facts: [(name: DisplayText, value: DisplayText, role: ThemeRole)] = [
            (
                "will go", "\(Wording.count(count)) of \(Wording.count(preview.tags.count))\(rest)",
                count > 0 ? .ok : .warning
            )
        ]
        guard count > 0 else { return facts }
        facts.append(("at stake", stake(of: going), .text))
        facts.append(("confidence", confidence(of: going), .text))
        facts += look(at: going.flatMap(\.goings))
        let isElsewhere = view.map { view in
            going.flatMap(\.tags).count { !$0.view.isEmpty && !sameText($0.view, view) }
        }
        if let isElsewhere, isElsewhere > 0 {
            facts.append(("not here", "\(Wording.count(isElsewhere)) tagged in another view: +", .warning))
        }
        return facts
    }

    // What a person has to look at before they decide on many.
    private static func look(
        at goings: [BulkReading.Going]
    ) -> [(name: DisplayText, value: DisplayText, role: ThemeRole)] {
        var facts: [(name: DisplayText, value: DisplayText, role: ThemeRole)] = []
        let against = goings.count { $0.hasConcerns }
        if against > 0 {
            facts.append(("against", "something speaks against \(Wording.count(against)) of them", .warning))
        }
        let said = goings.reduce(0) { $0 + $1.newWords }
        if said > 0 {
            facts.append(("said", "\(Wording.count(said)) since they were tagged: read them first", .error))
        }
        let sharing = goings.count { $0.marks.others > 0 }
        let twice = Dictionary(
            grouping: goings.filter { !$0.record.hasSuffix(" (new)") }, by: { Array($0.record.utf8) }
        )
        .values.filter { $0.count > 1 }.reduce(0) { $0 + $1.count }
        if sharing > 0 || twice > 0 {
            let inside: DisplayText = twice > 0 ? "; \(Wording.count(twice)) of these on one with each other" : ""
            facts.append(
                (
                    "conflict", "\(Wording.count(max(sharing, twice))) on a record that another is on\(inside)",
                    .warning
                ))
        }
        let last = goings.count { $0.isLast }
        if last > 0 {
            facts.append(("last", "\(Wording.count(last)) last approvals: to the system of record", .warning))
        }
        return facts
    }

    // Amounts of different currencies are never added. Of different contracts they may be of different things: each has its own sum too.
    private static func stake(of shares: [BulkPreview.Share]) -> DisplayText {
        let unnamed = shares.reduce(0) { $0 + $1.unnamed }
        let named = shares.filter { !$0.sums.isEmpty }
        guard !named.isEmpty else { return "no amount named" }
        let currencies = Set(named.flatMap(\.sums.keys)).sorted()
        var parts: [DisplayText] = []
        for currency in currencies {
            let sums = named.compactMap { share in share.sums[currency].map { (share.terms.contract, $0) } }
            let name: DisplayText = currency.isEmpty ? "" : " \(DisplayText(currency))"
            // The sum of sums that can each be written can be too long to be; then each stands alone.
            let sum = sums.reduce(ExactDecimal.zero as ExactDecimal?) { $0?.adding($1.1) }
            var text = sum.map { amount($0) + name } ?? ""
            if sums.count > 1 {
                let each: [DisplayText] = sums.map { "\(DisplayText($0.0)) \(amount($0.1))" }
                text += text.isEmpty ? "" : " = "
                text += DisplayText.joined(each, by: " + ")
            }
            parts.append(text)
        }
        let rest: DisplayText = unnamed > 0 ? "; no amount named for \(Wording.count(unnamed))" : ""
        return DisplayText.joined(parts, by: "; ") + rest
    }

    /// A sum, with the thousands marked.
    package static func amount(_ sum: ExactDecimal) -> DisplayText {
        let text = sum.description
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let parts = text.utf8.drop { $0 == UInt8(ascii: "-") }.split(separator: UInt8(ascii: "."))
        var marked: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        let whole = parts.first.map(Array.init) ?? []
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { marked.append(UInt8(ascii: ",")) }
            marked.append(digit)
        }
        if parts.count > 1 { marked += [UInt8(ascii: ".")] + parts[1] }
        return DisplayText(String(decoding: marked, as: UTF8.self))
    }

    private static func confidence(of shares: [BulkPreview.Share]) -> DisplayText {
        let lowest = shares.compactMap(\.lowest).min { $0.double < $1.double }
        let unstated = shares.reduce(0) { $0 + $1.unstated }
        let text: DisplayText = lowest.map { "lowest \(confidence($0))" } ?? ""
        guard unstated > 0 else { return text }
        return "\(text)\(text.isEmpty ? "" : ", " as DisplayText)not stated by \(Wording.count(unstated))"
    }

    /// How many lines the list of what goes and of what is left alone has.
    package static func listLength(of preview: BulkPreview, _ reason: String?) -> Int {
        preview.staying(with: reason).reduce(goingLength(of: preview, reason)) { $0 + 1 + $1.tags.count }
    }

    /// How many of its lines are about what goes.
    package static func goingLength(of preview: BulkPreview, _ reason: String?) -> Int {
        preview.split(by: reason).going.reduce(0) { $0 + 1 + $1.tags.count }
    }

    /// Lines of the list of what goes, by contract, and then of what is left alone, a reason and below it the handoffs.
    package static func lines(
        of preview: BulkPreview, _ reason: String?, from top: Int, limit: Int, width: Int, view: String,
        isUnicode: Bool
    ) -> [(text: DisplayText, style: Style)] {
        var lines: [(text: DisplayText, style: Style)] = []
        var skip = top
        func add(_ head: DisplayText, _ style: Style, _ count: Int, _ line: (Int) -> (DisplayText, Style)) {
            let first = max(0, skip - 1)
            if skip == 0, lines.count < limit { lines.append((head, style)) }
            skip = max(0, skip - count - 1)
            guard first < count, lines.count < limit else { return }
            for place in first..<min(count, first + limit - lines.count) { lines.append(line(place)) }
        }
        for share in preview.split(by: reason).going {
            let terms = share.terms
            add(
                "\(Wording.count(share.tags.count)) will go: \(DisplayText(terms.contract)) v\(terms.version)",
                Style(.ok), share.tags.count
            ) { place in
                let tag = share.tags[place]
                let isElsewhere = !tag.view.isEmpty && !sameText(tag.view, view)
                let lead: DisplayText = isElsewhere ? "  + " : "    "
                let going = share.goings[place]
                return (
                    lead + line(of: tag, going, width: width - 4, isUnicode: isUnicode),
                    Style(going.newWords > 0 ? .error : going.hasConcerns ? .warning : .text)
                )
            }
        }
        for stay in preview.staying(with: reason) {
            let count = Wording.count(stay.tags.count)
            add(
                "\(count) \(DisplayText(stay.obligation)): \(DisplayText(stay.message))", Style(.warning),
                stay.tags.count
            ) { ("    " + title(of: stay.tags[$0]), Style(.dim)) }
        }
        return lines
    }

    // What it is, on which record, what speaks against it, how sure its producer is, how much.
    private static func line(
        of tag: HandoffTag, _ going: BulkReading.Going, width: Int, isUnicode: Bool
    ) -> DisplayText {
        let signs = marks(of: going, isUnicode: isUnicode)
        let end = (signs.isEmpty ? "" : signs + "  ") + figures(of: going)
        let room = max(0, width - end.width - 2)
        var record = DisplayText(going.record)
        record = cut(record, to: max(8, min(record.width, room * 2 / 5)))
        let title = title(of: tag)
        let space = max(0, room - record.width - 2)
        let left = cut(title, to: space).padded(to: space)
        return "\(left)  \(record)  \(end)"
    }

    // Without its middle: what tells two names from each other mostly stands at an end.
    private static func cut(_ text: DisplayText, to width: Int) -> DisplayText {
        guard text.width > width, width > 4 else { return text.truncated(to: width) }
        let tail = width / 3
        return text.prefix(width - tail) + text.ending(in: tail)
    }

    /// What speaks against one of those that go and what people said of it, in signs.
    package static func marks(of going: BulkReading.Going, isUnicode: Bool) -> DisplayText {
        var signs: [DisplayText] = []
        if going.marks.failed > 0 { signs.append("!\(going.marks.failed)") }
        if going.marks.unresolved > 0 { signs.append("?\(going.marks.unresolved)") }
        if going.isBelowThreshold { signs.append(isUnicode ? "▲" : "^") }
        if going.marks.others > 0 { signs.append("\(isUnicode ? "≠" : "#" as DisplayText)\(going.marks.others)") }
        if going.marks.words > 0 { signs.append("\(isUnicode ? "“" : "\"" as DisplayText)\(going.marks.words)") }
        if going.newWords > 0 { signs.append("\(going.newWords) new") }
        if going.marks.hasHidden { signs.append(isUnicode ? "⚑" : "*") }
        return DisplayText.joined(signs, by: " ")
    }

    /// How sure the producer of one of those that go is, and what is at stake in it.
    package static func figures(of going: BulkReading.Going) -> DisplayText {
        let amount = going.stake.map { Wording.amount($0, going.currency) }
        return "\(Wording.confidence(going.confidence)) \(amount ?? "no amount")"
    }

    private static func title(of tag: HandoffTag) -> DisplayText { "\(id(tag.id)) \(DisplayText(tag.title))" }

    /// The end of an id: what tells it from those made at the same time.
    package static func id(_ id: HandoffID) -> DisplayText { DisplayText(String(id.description.suffix(6))) }

    /// A result, and in a second line why it is none.
    package static func lines(
        of result: BulkRun.Result, width: Int, isUnicode: Bool
    ) -> [(text: DisplayText, style: Style)] {
        func because(_ text: DisplayText) -> [(text: DisplayText, style: Style)] {
            text.wrapped(to: max(10, width - 4), limit: 3).map { ("    " + $0, .text) }
        }
        let name: DisplayText = "\(id(result.tag.id)) \(DisplayText(result.tag.title))"
        let no: DisplayText = isUnicode ? "✗ " : "x "
        switch result.outcome {
        case .done(let state):
            let sign: DisplayText = isUnicode ? "✓ " : "+ "
            let (finality, _) = finality(state, isUnicode: isUnicode)
            let arrow: DisplayText = isUnicode ? "→" : "->"
            return [("\(sign)\(arrow) \(DisplayText(state.rawValue)) \(finality)  \(name)", Style(.ok))]
        case .refused(let obligation, let message):
            return [("\(no)\(name)", Style(.warning))]
                + because("refused, \(DisplayText(obligation)): \(DisplayText(message))")
        case .conflict(let text):
            return [("\(no)\(name)", Style(.warning))] + because("somebody was first: \(text)")
        case .failed(let message):
            return [("\(no)\(name)", Style(.error))] + because("not written: \(DisplayText(message))")
        case .notReached:
            let sign: DisplayText = isUnicode ? "· " : ". "
            return [("\(sign)not reached: it was stopped  \(name)", Style(.dim))]
        }
    }
}
