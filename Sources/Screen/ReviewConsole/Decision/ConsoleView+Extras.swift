import CivilTime
import Handoff
import ReviewFlow
import Terminal

extension ConsoleView {
    /// What is said in a decision's dialog below its consequence: warnings, the time that is left, whom it could go to.
    static func extras(_ decision: BegunDecision, width: Int, now: Instant) -> [(text: DisplayText, style: Style)] {
        var lines = decision.warnings.flatMap { $0.wrapped(to: width, limit: 2) }.map { ($0, Style(.error, .bold)) }
        if let deadline = decision.deadline { lines.append(countdown(deadline, now)) }
        if decision.editing == .to, !decision.candidates.isEmpty {
            let names = decision.completions.map { DisplayText($0) }
            let text: DisplayText =
                names.isEmpty ? "" : "\(DisplayText.joined(Array(names.prefix(20)), by: "  "))"
            lines += text.wrapped(to: width, limit: 3).map { ($0, Style(.dim)) }
        }
        if let problem = decision.problem {
            lines += problem.wrapped(to: width, limit: 2).map { ($0, Style(.warning)) }
        }
        return lines
    }

    /// How wide the inside of a question is on a screen.
    static func questionWidth(_ width: Int) -> Int {
        max(8, min(width - (width < 50 ? 0 : 2), max(78, min(110, width * 3 / 4))) - 4)
    }

    private static func countdown(_ deadline: Instant, _ now: Instant) -> (DisplayText, Style) {
        let isLeft = deadline > now
        return (Wording.countdown(deadline, now), Style(isLeft ? .warning : .error, .bold))
    }
}
