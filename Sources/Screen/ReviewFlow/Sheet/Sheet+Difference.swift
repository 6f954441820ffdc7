import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

extension SheetWriter {
    /// What each edit and each revision changed, the latest first.
    package mutating func difference(_ dossier: Dossier) {
        let entries = dossier.history.filter { $0.event.kind == .edited || $0.event.kind == .revised }
        if entries.isEmpty { paragraph("Nothing changed since it was submitted.", Style(.dim)) }
        for entry in entries.reversed() where !isFull {
            let version = entry.event.version.map { "Version \($0), " as DisplayText } ?? ""
            heading(
                "\(version)\(DisplayText(entry.event.kind.rawValue)) by \(DisplayText(entry.by)), \(Wording.moment(entry.event.at))"
            )
            if let note = entry.note { block(note, indent: 2, style: Style(.accent)) }
            if let difference = entry.difference {
                changes(difference)
            } else {
                paragraph("What it was before can't be read any more.", Style(.dim))
            }
        }
    }

    /// A payload's changes, place by place.
    package mutating func changes(_ difference: PayloadDifference) {
        if difference.isEmpty { paragraph("The payload stayed as it was.", Style(.dim)) }
        for line in difference.lines where !isFull {
            if isSpoken {
                spoken(line)
                continue
            }
            let place = DisplayText(line.pointer.description)
            let arrow: DisplayText = isUnicode ? " → " : " -> "
            switch (line.before.map(Self.value), line.after.map(Self.value)) {
            case (let before?, let after?):
                let lead: DisplayText = "~ \(place): "
                let whole = before + arrow + after
                if lead.width + whole.width <= width {
                    paragraph(whole, lead: lead, leadStyle: Style(.accent))
                } else {
                    paragraph("~ \(place)", Style(.accent))
                    paragraph(before, Style(.error), lead: "  - ", leadStyle: Style(.error))
                    paragraph(after, Style(.ok), lead: "  + ", leadStyle: Style(.ok))
                }
            case (nil, let after?): paragraph("\(place): \(after)", Style(.ok), lead: "+ ", leadStyle: Style(.ok))
            case (let before?, nil):
                paragraph("\(place): \(before)", Style(.error), lead: "- ", leadStyle: Style(.error))
            case (nil, nil): break
            }
        }
    }

    // A place is named by the producer, so that what happened to it comes before it.
    private mutating func spoken(_ line: PayloadDifference.Line) {
        let place = DisplayText(line.pointer.description)
        let values: [(lead: DisplayText, value: JSONValue?)] =
            switch (line.before, line.after) {
            case (let before?, let after?): [("> before:", before), ("> after:", after)]
            case (let before, let after): [("> removed:", before), ("> added:", after)]
            }
        for (lead, value) in values {
            if let value { paragraph("\(place): \(Self.value(value))", lead: lead) }
        }
    }

    private static func value(_ value: JSONValue) -> DisplayText {
        DisplayText(sanitising: value.description, limit: 4_000)
    }
}
