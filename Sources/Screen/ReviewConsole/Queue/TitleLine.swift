import ReviewDesk
import ReviewFlow
import Terminal

/// The first line of the screen: the views with their counts, what is special about the one that is shown, who acts and the time.
struct TitleLine {
    private(set) var left: [(text: DisplayText, isBold: Bool)] = []
    let right: DisplayText

    init(_ state: ConsoleState, _ shownView: QueueView, width: Int) {
        let isUnicode = state.context.isUnicode
        let who = DisplayText(state.context.person)
        // Who one is has no proof in a store of declared identities; it is said where it is shown.
        let identity: DisplayText = state.context.isDeclared ? "as \(who) (declared)" : "as \(who)"
        let clock: DisplayText = width < 72 ? "" : "   \(state.context.localTime.clock(state.now))"
        right = "\(identity)\(clock) "
        let current = state.viewNumber
        let number: DisplayText = current.map { "\($0 + 1) " } ?? ""
        let open: DisplayText = "[\(number)\(DisplayText(state.view.name)) \(Self.total(state, isUnicode))]"
        var rest: DisplayText = ""
        if !state.tags.isEmpty {
            // With the key for them, where there is room for it.
            let key = DisplayText(state.context.keymap.keys(of: "bulk").first ?? ":bulk")
            let hint: DisplayText = width < 60 ? "" : " (\(key) decides)"
            rest += "  \(Wording.count(state.tags.count)) tagged\(hint)"
        }
        // A view with a number is known by its name; another one is known by what it asks for.
        if width >= 60, current == nil { rest += "  \(DisplayText(state.view.query.text))" }
        if let arrangement = Wording.unusualArrangement(shownView) { rest += "  \(arrangement)" }
        let program: DisplayText = width < 100 ? " " : " Countersign  "
        let room = max(0, width - right.width - 2)
        var space = room - program.width - open.width - rest.width
        // What matters most of the others is taken first; they stand in the order of their numbers.
        var others: [Int: DisplayText] = [:]
        for (index, view) in state.context.views.enumerated() where index != current && index < 9 {
            guard state.viewCounts.indices.contains(index), let count = state.viewCounts[index] ?? nil, count > 0,
                view.query.text != "state:final"
            else { continue }
            let text: DisplayText = "\(index + 1) \(DisplayText(view.name)) \(Wording.count(count))"
            guard text.width + 2 <= space else { continue }
            space -= text.width + 2
            others[index] = text
        }
        left.append((program, true))
        var isFirst = true
        for index in state.context.views.indices {
            guard let text = index == current ? open : others[index] else { continue }
            left.append((isFirst ? text : "  " + text, index == current))
            isFirst = false
        }
        if current == nil { left.append((isFirst ? open : "  " + open, true)) }
        left.append((rest, false))
        var end = room
        left = left.map { part in
            let text = part.text.truncated(to: max(0, end))
            end -= text.width
            return (text, part.isBold)
        }
    }

    /// How many handoffs the view has, and how sure that is.
    private static func total(_ state: ConsoleState, _ isUnicode: Bool) -> DisplayText {
        guard !state.view.query.isIndexed else { return state.window.map { Wording.count($0.total) } ?? "…" }
        guard let job = state.job else { return "…" }
        return Wording.count(job.count, isPartial: job.isPartial, isUnicode: isUnicode)
    }
}
