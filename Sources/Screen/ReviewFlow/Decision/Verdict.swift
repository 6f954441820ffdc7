import ContractEngine
import ReviewDesk
import Terminal

/// Whether this person may approve a handoff, why not, and over what: in one line. The tick is earned.
package struct Verdict: Sendable {
    private let concerns: Concerns
    private let refusal: RefusalError?

    package init(_ dossier: Dossier) {
        concerns = Concerns(dossier)
        refusal = dossier.refusal(of: .approve)
    }

    /// The line with its sign, and its colour.
    package func line(isUnicode: Bool) -> (text: DisplayText, role: ThemeRole) {
        let tick: DisplayText = isUnicode ? "✓" : "+"
        let warning: DisplayText = isUnicode ? "▲" : "!"
        let cross: DisplayText = isUnicode ? "✗" : "x"
        guard let refusal else {
            return concerns.isEmpty
                ? ("\(tick) you may approve it", .ok) : ("\(warning) you may approve it\(over)", concerns.role)
        }
        if refusal.obligation == .claim {
            return ("\(warning) you may approve it only over the claim\(over)", .warning)
        }
        if case .mustView(let role) = refusal.obligation {
            return (
                "\(warning) open the \(DisplayText(role)) first, then you may approve it\(over)",
                concerns.items.isEmpty ? .warning : concerns.role
            )
        }
        return ("\(cross) \(DisplayText(refusal.message))", .warning)
    }

    /// Over what: `: 3 warnings`, and what people said.
    private var over: DisplayText {
        let notes: DisplayText = concerns.words.count == 1 ? "1 note" : "\(concerns.words.count) notes"
        switch (concerns.count, concerns.words.isEmpty) {
        case (0, true): return ""
        case (0, false): return ", after \(notes)"
        case (_, true): return ", \(concerns.countInWords)"
        case (_, false): return ", \(concerns.countInWords), \(notes)"
        }
    }
}
