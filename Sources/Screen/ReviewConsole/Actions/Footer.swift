import ReviewDesk
import Terminal

/// The keys at the foot of the screen: as many as there is room for, in the table's order.
struct Footer {
    struct Item {
        let action: ConsoleAction
        let column: Int
        let sign: DisplayText
        let word: DisplayText
        let isEnabled: Bool

        var endColumn: Int { column + sign.width + 1 + word.width }
    }

    let items: [Item]

    // Those that have a word for the foot of the screen, with their places in the table.
    private static let candidates = ConsoleAction.all.enumerated().filter { $0.element.label != nil }

    init(_ state: ConsoleState, width: Int) {
        var room = width
        var places: [(place: Int, item: Item)] = []
        func take(_ place: Int, _ action: ConsoleAction) {
            guard let label = action.label, !places.contains(where: { $0.place == place }) else { return }
            // The way to all other keys stands there whatever they are.
            let key = state.context.keymap.keys(of: action.id).first ?? (action.id == "help" ? ":help" : nil)
            guard let key else { return }
            let isEnabled = action.whyDisabled(state) == nil
            if action.isQuiet, !isEnabled { return }
            let word = DisplayText(stringLiteral: label)
            // A key that would only be refused is put in brackets, so that it shows without colour too.
            let item = Item(
                action: action, column: 0, sign: DisplayText(key), word: isEnabled ? word : "(\(word))",
                isEnabled: isEnabled)
            guard item.endColumn + (places.isEmpty ? 0 : 2) <= room else { return }
            room -= item.endColumn + (places.isEmpty ? 0 : 2)
            places.append((place, item))
        }
        // What is never crowded out: the way to all other keys, and the key without which nothing can be approved.
        for (_, action) in Self.candidates where action.id == "help" { take(.max, action) }
        if state.owesEvidence {
            for (place, action) in Self.candidates where action.id == "evidence" { take(place, action) }
        }
        for (place, action) in Self.candidates where action.id != "help" && room > 0 { take(place, action) }
        var column = 0
        items = places.sorted { $0.place < $1.place }.map { _, item in
            defer { column += item.endColumn + 2 }
            return Item(
                action: item.action, column: column, sign: item.sign, word: item.word, isEnabled: item.isEnabled)
        }
    }
}

extension ConsoleState {
    /// Whether evidence has to be opened before what is under the cursor can be approved.
    var owesEvidence: Bool {
        guard let dossier, dossier.handoff.id == selected else { return false }
        return dossier.refusal(of: .approve)?.obligation.isMustView ?? false
    }
}
