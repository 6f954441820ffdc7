import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

extension SheetWriter {
    /// What a reviewer has to know before deciding: what people said, what speaks against it, what was asked, what would be written, what
    /// follows; then whose it is, what is owed, where it comes from.
    package mutating func summary(_ dossier: Dossier) {
        let concerns = Concerns(dossier)
        if isSpoken { field("Target", DecisionSubject.target(of: dossier)) }
        words(concerns.words)
        against(concerns, dossier)
        asked(dossier)
        draft(dossier)
        follows(dossier)
        obligations(dossier)
        doubts(dossier)
        findings(dossier)
        target(dossier)
        origin(dossier)
    }

    /// What people said, newest first: it stands before all else.
    private mutating func words(_ words: [SpokenWords]) {
        for said in words where !isFull {
            let head = said.head(now)
            let lines = DisplayText.lines(sanitising: said.text, limit: 200)
            if isSpoken {
                paragraph("Said by \(head):")
                for line in lines { paragraph(line, lead: ">") }
                continue
            }
            for (index, line) in lines.enumerated() {
                paragraph(
                    (index == 0 ? head + ": " : "") + line, Style(.accent),
                    lead: index == 0 ? Concerns.quote(isUnicode: isUnicode) + " " : "  ",
                    leadStyle: Style(.accent, .bold))
            }
        }
        if !words.isEmpty { blank() }
    }

    /// What speaks against it, each in a line.
    private mutating func against(_ concerns: Concerns, _ dossier: Dossier) {
        if isSpoken, !concerns.items.isEmpty { heading("Against it: \(concerns.countInWords)") }
        for (sign, concern) in concerns.lines(isUnicode: isUnicode) where !isFull {
            let style = Style(concern.isError ? .error : .warning)
            let lead: DisplayText = isSpoken ? "> \(sign)" : sign + " "
            // What a producer wrote at length stands whole under Checks, and pushes nothing out of sight here.
            let called = isSpoken ? concern.name : concern.name.middleCut(to: max(12, width / 2))
            let name: DisplayText = called.isEmpty ? "" : called + (isSpoken ? ": " : "   ")
            let color = concern.isError ? style : .text
            guard !isSpoken else {
                paragraph(name + concern.text, color, lead: lead, leadStyle: style)
                continue
            }
            for (index, line) in (name + concern.text).wrapped(to: max(8, width - 2), most: 3).enumerated() {
                add([.init(text: index == 0 ? lead : "  ", style: style), .init(text: line, style: color)])
            }
            if concern.kind == .conflict { add([.init(text: "  C shows both side by side", style: Style(.keyHint))]) }
        }
        if let precedent = dossier.precedent {
            let count: DisplayText = "\(precedent.count)\(precedent.isWhole ? "" : " or more" as DisplayText)"
            paragraph("like \(count) of its producer's that were approved on this record", Style(.dim), lead: bullet)
        }
        if !concerns.items.isEmpty || dossier.precedent != nil { blank() }
    }

    private mutating func asked(_ dossier: Dossier) {
        guard let asked = dossier.asked else { return }
        let shown = DisplayText.lines(sanitising: asked, limit: 400).filter { !$0.isEmpty }
        if isSpoken {
            heading("Asked")
            for line in shown { paragraph(line, lead: ">") }
            return
        }
        let most = 3
        let text = DisplayText.joined(shown, by: " ")
        let lines = text.wrapped(to: max(10, width - 13), limit: 400)
        let tail: DisplayText =
            lines.count > most
            ? " … (+\(lines.dropFirst(most).reduce(0) { $0 + $1.cells.count }) characters: Trace)" : ""
        field(
            "Asked",
            "\(isUnicode ? "“" : "\"" as DisplayText)\(DisplayText.joined(Array(lines.prefix(most)), by: " "))\(tail)\(isUnicode ? "”" : "\"" as DisplayText)"
        )
        blank()
    }

    private mutating func target(_ dossier: Dossier) {
        let status = dossier.handoff.status
        heading("Whose it is")
        field("Owner", DisplayText(dossier.ownerName), status.owner == nil ? Style(.error) : .text)
        confidence(dossier)
        let impact = dossier.impact.map { ", \(DisplayText($0.rawValue)) impact" as DisplayText } ?? ""
        field("Contract", "\(DisplayText(status.contract.name)) v\(status.contract.version)\(impact)")
    }

    /// What comes after a decision, and until when one is wanted.
    private mutating func follows(_ dossier: Dossier) {
        let status = dossier.handoff.status
        blank()
        if let then = DecisionSubject.words(of: dossier.stepsLeft) {
            field("Then", then)
        } else if status.step != nil, status.state.isPending {
            field("Then", "nobody else: it goes to \(DisplayText(status.system))")
        }
        if let expired = status.expired(at: now) {
            field("Expired", "expired at \(Wording.localTimeWithZone(expired, now))", Style(.error))
        } else if let due = status.due {
            let isLate = due < now
            let bar = bar(Wording.clock(due, status.submittedAt, now, isUnicode: isUnicode))
            let expires = status.expires.map { ", expires \(Wording.localTime($0, now))" as DisplayText } ?? ""
            field(
                "Clock", "\(bar)\(Wording.due(due, now)), \(Wording.localTimeWithZone(due, now))\(expires)",
                Style(isLate ? .error : .text))
        }
    }

    /// Everything that would be written. What does not fit the pane is scrolled to, and of a long value head and tail stand.
    private mutating func draft(_ dossier: Dossier) {
        let status = dossier.handoff.status
        let verb: DisplayText = status.state == .executed ? "It wrote to" : "It would write to"
        if isSpoken {
            heading("What it would write")
        } else {
            heading("\(verb) \(DecisionSubject.target(of: dossier))")
        }
        let table = PayloadTable(dossier, isUnicode: isUnicode)
        let finding = EvidenceFinding(dossier)
        let column = table.column(in: width - 2)
        let labels = table.labels(width: column - 2)
        for (row, label) in zip(table.rows, labels) where !isFull {
            let mark = row.leaves.count == 1 ? finding.mark(of: row.leaves[0], isUnicode: isUnicode) : nil
            if isSpoken {
                let text = DisplayText.joined(row.lines(width: 4_000, limit: 40, isUnicode: isUnicode), by: " ")
                paragraph("\(row.label): \(text)\(mark.map { " (\($0.text))" as DisplayText } ?? "")", lead: ">")
                continue
            }
            if label == nil { paragraph(row.label, Style(.dim), indent: 2) }
            let lines = row.lines(width: max(8, width - 2 - column), limit: 8, isUnicode: isUnicode)
            for (index, line) in lines.enumerated() {
                var text = line
                var spans: [Sheet.Span] = [
                    .init(text: "  " + (index == 0 ? label ?? "" : "").padded(to: column), style: Style(.accent))
                ]
                if index == lines.count - 1, let mark {
                    let room = width - 2 - column - line.width
                    if room > mark.text.width + 1 {
                        text += DisplayText("").padded(to: max(2, min(24 - line.width, room - mark.text.width)))
                        spans += [.init(text: text, style: .text), .init(text: mark.text, style: mark.style)]
                        add(spans)
                        continue
                    }
                }
                spans.append(.init(text: text, style: .text))
                add(spans)
            }
        }
        let left = table.total - table.rows.reduce(0) { $0 + $1.leaves.count }
        if left > 0 { remark("\(left) more fields: 'countersign show' prints them", indent: 2) }
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
