import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// A decision on many, in words.
extension Wording {
    /// How many, how much and how sure, of those that go.
    package static func facts(
        of preview: BulkPreview, _ reason: String?
    ) -> [(name: DisplayText, value: DisplayText, role: ThemeRole)] {
        let (going, _) = preview.split(by: reason)
        let count = going.reduce(0) { $0 + $1.tags.count }
        let refused = preview.tags.count - count
        var facts: [(name: DisplayText, value: DisplayText, role: ThemeRole)] = [
            ("will go", "\(Wording.count(count)) of \(Wording.count(preview.tags.count))", count > 0 ? .ok : .warning)
        ]
        if count > 0 {
            facts.append(("at stake", stake(of: going), .text))
            facts.append(("confidence", confidence(of: going), .text))
            let contracts: [DisplayText] = going.map {
                "\(DisplayText($0.terms.contract)) v\($0.terms.version) (\(Wording.count($0.tags.count)))"
            }
            facts.append(("contract", DisplayText.joined(contracts, by: ", "), .text))
            let sharing = going.reduce(0) { $0 + $1.sharing }
            if sharing > 0 {
                facts.append(
                    (
                        "conflict", "\(Wording.count(sharing)) on a record that another pending handoff is on too",
                        .warning
                    ))
            }
        }
        if refused > 0 { facts.append(("refused", Wording.count(refused), .warning)) }
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

    /// How many lines the list of what is left alone and of what goes has.
    package static func listLength(of preview: BulkPreview, _ reason: String?) -> Int {
        let stays = preview.staying(with: reason).map(\.tags), going = preview.split(by: reason).going.map(\.tags)
        return (stays + going).reduce(0) { $0 + 1 + $1.count }
    }

    /// Lines of the list of what is left alone, a reason and below it the handoffs, and then of what goes, by contract.
    package static func lines(
        of preview: BulkPreview, _ reason: String?, from top: Int, limit: Int
    ) -> [(text: DisplayText, style: Style)] {
        var lines: [(text: DisplayText, style: Style)] = []
        var skip = top
        func add(_ head: DisplayText, _ style: Style, _ count: Int, _ line: (Int) -> DisplayText) {
            let first = max(0, skip - 1)
            if skip == 0, lines.count < limit { lines.append((head, style)) }
            skip = max(0, skip - count - 1)
            guard first < count, lines.count < limit else { return }
            for place in first..<min(count, first + limit - lines.count) { lines.append(("    " + line(place), .text)) }
        }
        for stay in preview.staying(with: reason) {
            let count = Wording.count(stay.tags.count)
            add(
                "\(count) \(DisplayText(stay.obligation)): \(DisplayText(stay.message))", Style(.warning),
                stay.tags.count
            ) { title(of: stay.tags[$0]) }
        }
        for share in preview.split(by: reason).going {
            let terms = share.terms
            add(
                "\(Wording.count(share.tags.count)) will go: \(DisplayText(terms.contract)) v\(terms.version)",
                Style(.ok),
                share.tags.count
            ) { "\(figures(of: share, $0)) \(title(of: share.tags[$0]))" }
        }
        return lines
    }

    /// What is at stake in one of those that go, and how sure its producer is.
    package static func figures(of share: BulkPreview.Share, _ place: Int) -> DisplayText {
        let (stake, confidence) = share.figures[place]
        let amount = stake.map { Wording.amount($0.number, $0.currency) }
        return "\(Wording.confidence(confidence)) \(amount ?? "no amount")"
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
