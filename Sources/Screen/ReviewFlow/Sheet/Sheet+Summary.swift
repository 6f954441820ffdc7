import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

extension SheetWriter {
    /// What a reviewer has to know before deciding: where it goes, whose it is, what is owed, what is wrong, what is doubtful.
    package mutating func summary(_ dossier: Dossier) {
        target(dossier)
        draft(dossier)
        obligations(dossier)
        doubts(dossier)
        findings(dossier)
        origin(dossier)
    }

    private mutating func target(_ dossier: Dossier) {
        let status = dossier.handoff.status
        let contents = dossier.handoff.contents
        let reference = contents.reference.map { DisplayText($0) } ?? "(new record)"
        field("Target", "\(DisplayText(status.system)): \(DisplayText(status.record)) \(reference)", Style(.accent))
        field("Owner", DisplayText(dossier.ownerName), status.owner == nil ? Style(.error) : .text)
        confidence(dossier)
        let impact = dossier.impact.map { ", \(DisplayText($0.rawValue)) impact" as DisplayText } ?? ""
        field("Contract", "\(DisplayText(status.contract.name)) v\(status.contract.version)\(impact)")
        if let expired = status.expired(at: now) {
            field("Expired", "expired at \(Wording.moment(expired))", Style(.error))
        } else if let due = status.due {
            let isLate = due < now
            let bar = bar(Wording.clock(due, status.submittedAt, now, isUnicode: isUnicode))
            field("Clock", "\(bar)\(Wording.due(due, now)) (\(Wording.time(due, now)))", Style(isLate ? .error : .text))
        }
        for conflict in dossier.conflicts {
            let id = DisplayText(conflict.id.description)
            field("Conflict", "\(id) is \(DisplayText(conflict.state.rawValue)) on the same record", Style(.warning))
        }
    }

    /// The beginning of what would be written, so that the first look is at the thing itself.
    private mutating func draft(_ dossier: Dossier) {
        let most = 9
        let facts = PayloadFacts.leaves(of: dossier.handoff.contents.payload, limit: most + 1)
        guard !facts.isEmpty else { return }
        heading("What it would write")
        let column = min(facts.map(\.name.width).max() ?? 0, width / 3) + 1
        for fact in facts.prefix(most) {
            paragraph(
                fact.value.truncated(to: max(width, (width - column) * 2)),
                lead: isSpoken ? "> \(fact.name):" : fact.name.truncated(to: column - 1) + " ",
                leadStyle: Style(.accent), indent: column)
        }
        if facts.count > most { remark("and more: see the payload", indent: 2) }
    }

    // Where it is narrow, words come first.
    private func bar(_ bar: DisplayText) -> DisplayText { width < 50 || isSpoken ? "" : "\(bar) " }

    private mutating func confidence(_ dossier: Dossier) {
        let status = dossier.handoff.status
        let band = DisplayText(status.band)
        guard let stated = dossier.handoff.contents.confidence else {
            field("Confidence", "not stated: below every threshold", Style(.bandUnknown))
            return
        }
        let bar = bar(Meter.bar(stated.double, width: 4, isUnicode: isUnicode))
        let value: DisplayText = "\(bar)\(DisplayText(stated.text))"
        let verdict: DisplayText =
            if let threshold = dossier.threshold {
                stated.double < threshold.double
                    ? "below the threshold of \(DisplayText(threshold.text))"
                    : "reaches the threshold of \(DisplayText(threshold.text))"
            } else {
                "no threshold: a person always reviews"
            }
        field("Confidence", "\(value) (\(band)), \(verdict)", Style(Wording.role(band: status.band)))
    }

    private mutating func obligations(_ dossier: Dossier) {
        guard !dossier.obligations.isEmpty else { return }
        heading("Before it moves on")
        for obligation in dossier.obligations {
            let (lead, style): (DisplayText, Style) =
                switch obligation.state {
                case .met: (met, Style(.ok))
                case .open: (open, Style(.warning))
                case .blocked: (blocked, Style(.error))
                }
            let who = obligation.who.prefix(6).map { DisplayText($0) }
            let more: DisplayText = obligation.who.count > 6 ? " and \(obligation.who.count - 6) more" : ""
            let names: DisplayText = who.isEmpty ? "" : " (\(DisplayText.joined(who, by: ", "))\(more))"
            paragraph(
                "\(DisplayText(obligation.text))\(names)", obligation.state == .met ? Style(.dim) : .text, lead: lead,
                leadStyle: style)
        }
    }

    private mutating func findings(_ dossier: Dossier) {
        let findings = dossier.handoff.contents.findings
        if !findings.violations.isEmpty {
            heading("Violations")
            for violation in findings.violations.prefix(50) {
                let isError = violation.severity == .error
                let path: DisplayText = violation.path.utf8.isEmpty ? "" : " at \(DisplayText(violation.path))"
                let kind: DisplayText = isSpoken ? "\(DisplayText(violation.severity.rawValue)): " : ""
                paragraph(
                    "\(kind)\(DisplayText(violation.message))\(path)", Style(isError ? .error : .warning),
                    lead: isError ? blocked : open,
                    leadStyle: Style(isError ? .error : .warning))
            }
            if findings.violations.count > 50 {
                remark("and \(findings.violations.count - 50) more", indent: 2)
            }
        }
        if !dossier.checks.isEmpty {
            checks(dossier.checks)
        }
    }

    // What did not pass takes a line each; the rest is named, by who ran it.
    private mutating func checks(_ checks: [Findings.CheckResult]) {
        heading("Checks")
        for check in checks.filter({ $0.result != "passed" && $0.result != "skipped" }).prefix(50) {
            let message: DisplayText = check.message.utf8.isEmpty ? "" : ": \(DisplayText(check.message))"
            let (id, result) = (DisplayText(check.id), DisplayText(check.result))
            // Read aloud, whose word it is comes before what may be the producer's own words.
            paragraph(
                isSpoken
                    ? "check\(Wording.source(ofCheck: check.source)): \(id): \(result)\(message)"
                    : "\(id) \(result) (\(DisplayText(check.source)))\(message)",
                Style(.error), lead: blocked, leadStyle: Style(.error))
        }
        for source in ["contract", "producer"] {
            for (result, lead) in [("passed", met), ("skipped", open)] {
                let names = checks.filter { $0.result == result && $0.source == source }.prefix(50).map {
                    DisplayText($0.id)
                }
                guard !names.isEmpty else { continue }
                paragraph(
                    "\(DisplayText(result))\(Wording.source(ofCheck: source)): \(DisplayText.joined(Array(names), by: ", "))",
                    Style(.dim),
                    lead: lead,
                    leadStyle: Style(result == "passed" ? .ok : .dim))
            }
        }
    }

    private mutating func doubts(_ dossier: Dossier) {
        let unresolved = dossier.handoff.contents.unresolved
        if !unresolved.isEmpty {
            heading("Unresolved: needs your judgment")
            for item in unresolved.prefix(50) { paragraph(DisplayText(item), Style(.warning), lead: bullet) }
        }
        let reasons = dossier.handoff.contents.findings.reasons
        if !reasons.isEmpty {
            heading("Why a person")
            for reason in reasons { paragraph(DisplayText(reason), lead: bullet) }
        }
        if let receipt = dossier.receipt {
            heading("Receipt")
            json(receipt)
        }
    }

    private mutating func origin(_ dossier: Dossier) {
        let status = dossier.handoff.status
        let contents = dossier.handoff.contents
        heading("Where it comes from")
        let producer = contents.envelope.producer.json
        let model = producer["model"]?.string.map { ", \(DisplayText($0))" as DisplayText } ?? ""
        field("Producer", "\(DisplayText(contents.agent))\(model)")
        if let workflow = producer["workflow"]?.string { field("Workflow", DisplayText(workflow)) }
        if let requester = contents.requestedBy { field("Asked by", DisplayText(requester.description)) }
        let submitter = status.submitter.person ?? status.submitter.account
        field("Submitted", "\(Wording.moment(status.submittedAt)) by \(DisplayText(submitter))")
        field("Key", DisplayText(contents.key), Style(.dim))
        field("Handoff", DisplayText(dossier.handoff.id.description), Style(.dim))
        field("Version", "\(status.version), digest \(Wording.digest(status.digest))", Style(.dim))
    }
}

extension Wording {
    /// By whose word a check has its result, after it; nothing where it is the contract's.
    package static func source(ofCheck source: String) -> DisplayText {
        source == "contract" ? "" : ", by the producer's own word"
    }
}
