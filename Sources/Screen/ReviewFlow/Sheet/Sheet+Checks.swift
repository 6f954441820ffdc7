import Handoff
import JSON
import ReviewDesk
import Terminal

extension SheetWriter {
    /// Every check with its result: the contract's with their rules, then what the producer says that it checked itself.
    package mutating func checks(_ dossier: Dossier) {
        let checks = dossier.checks
        if checks.isEmpty { paragraph("Nothing was checked beyond the shape of the payload.", Style(.dim)) }
        let groups: [(source: String, heading: DisplayText)] = [
            ("contract", "By the contract"), ("producer", "By the producer's own word"),
        ]
        for (source, heading) in groups {
            let results = checks.filter { $0.source == source }
            guard !results.isEmpty else { continue }
            self.heading(heading)
            for result in results where !isFull { check(result, rule: dossier.checkRules[result.id]) }
        }
    }

    private mutating func check(_ check: Findings.CheckResult, rule: String?) {
        let (lead, role): (DisplayText, ThemeRole) =
            switch check.result {
            case "passed": (met, .ok)
            case "skipped": (open, .dim)
            default: (blocked, .error)
            }
        let isProducers = check.source != "contract"
        paragraph(
            "\(isSpoken && isProducers ? "the producer says: " : "" as DisplayText)\(DisplayText(check.id)): \(DisplayText(check.result))",
            role == .error ? Style(.error) : .text, lead: lead, leadStyle: Style(role))
        if !check.message.utf8.isEmpty { block(check.message, indent: 2) }
        guard !isProducers, let rule else { return }
        if isSpoken {
            for line in DisplayText.lines(sanitising: rule, limit: Sheet.mostLines) { paragraph(line, lead: "rule:") }
        } else {
            block(rule, indent: 2, style: Style(.dim))
        }
    }
}
