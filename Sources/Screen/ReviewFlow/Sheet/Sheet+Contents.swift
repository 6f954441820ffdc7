import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

extension SheetWriter {
    private static let deepest = 12

    /// What would be written, whole.
    package mutating func payload(_ payload: JSONValue, _ form: Sheet.PayloadForm) {
        switch form {
        case .outline: json(payload)
        case .json: block(payload.indented)
        case .yaml: block(PayloadText.write(payload))
        }
        guard !isFull else { return }
        blank()
        paragraph("V shows it as \(form.next.name)", Style(.keyHint))
    }

    /// A JSON value as an outline: one member per line, texts of several lines as they are.
    package mutating func json(_ value: JSONValue, depth: Int = 0) {
        if isSpoken { return spokenJSON(value, name: "", depth: 0) }
        let indent = depth * 2
        switch value {
        case .object(let object) where !object.isEmpty && depth < Self.deepest:
            for member in object.members where !isFull {
                self.member("\(DisplayText(member.name)): ", member.value, depth)
            }
        case .array(let items) where !items.isEmpty && depth < Self.deepest:
            for (index, item) in items.enumerated() where !isFull { member("\(index + 1). ", item, depth) }
        default: paragraph(Self.inline(value), lead: DisplayText("").padded(to: indent), indent: indent)
        }
    }

    private mutating func member(_ name: DisplayText, _ value: JSONValue, _ depth: Int) {
        let lead = DisplayText("").padded(to: depth * 2) + name
        let isNested = (value.object.map { !$0.isEmpty } ?? false) || (value.array.map { !$0.isEmpty } ?? false)
        if isNested, depth + 1 < Self.deepest {
            paragraph(lead, Style(.accent), indent: 0)
            json(value, depth: depth + 1)
        } else if let text = value.string, text.utf8.contains(UInt8(ascii: "\n")) {
            paragraph(lead, Style(.accent), indent: 0)
            block(text, indent: depth * 2 + 2)
        } else {
            let indent = min(lead.width, width / 2)
            paragraph(Self.inline(value), lead: lead, leadStyle: Style(.accent), indent: indent)
        }
    }

    private static func inline(_ value: JSONValue) -> DisplayText {
        switch value {
        case .string(let text): DisplayText(sanitising: text, limit: Sheet.longestText)
        case .array, .object, .null, .bool, .number: DisplayText(sanitising: value.description, limit: 4_000)
        }
    }

    /// The evidence, what was opened of it, and what still has to be.
    package mutating func evidence(_ dossier: Dossier, _ opened: [OpenedEvidence]) {
        let items = dossier.handoff.contents.evidence
        let words = dossier.wordsSought.map { DisplayText($0) }
        if items.isEmpty { paragraph("There is no evidence.", Style(.dim)) }
        for (index, item) in items.enumerated() where !isFull {
            let isViewed = dossier.viewed.contains(item.sha256)
            let isDue = dossier.mustView.contains { sameText($0, item.role) } && !isViewed
            let note: DisplayText = isViewed ? "opened" : isDue ? "has to be opened before you approve" : "not opened"
            blank()
            starts.append(lines.count)
            // A long name must not push away what is said about it.
            let (role, name, media) = (Self.label(item.role), Self.label(item.name), Self.label(item.media))
            paragraph(
                "\(index + 1). \(role): \(name)\(isUnicode ? " — " : " - " as DisplayText)\(media), \(Wording.size(item.size)), \(note)",
                Style(isDue ? .warning : .text, .bold), lead: isViewed ? met : open,
                leadStyle: Style(isViewed ? .ok : .warning))
            openings(dossier, index)
            for content in opened where content.index == index {
                // A long item leaves room for those after it.
                let most = max(200, Sheet.mostLines / opened.count)
                let begin = starts[starts.count - 1]
                let end = lines.count + most
                for line in content.lines where !isFull && lines.count <= end {
                    paragraph(line, finding: words, lead: isUnicode ? "│ " : "| ", leadStyle: Style(.border))
                }
                // What is cut was not seen here, wherever one scrolls.
                if lines.count <= end, !isFull { whole[index] = begin..<lines.count }
                if lines.count > end { paragraph("(cut here: O shows all of it)", Style(.warning), indent: 2) }
            }
        }
        if items.contains(where: { !dossier.viewed.contains($0.sha256) }) || (opened.isEmpty && !items.isEmpty) {
            blank()
            paragraph("o opens the next item", Style(.keyHint))
        }
    }

    /// By whom an item was opened for which decision, as the log has it.
    package mutating func openings(_ dossier: Dossier, _ index: Int) {
        guard dossier.openings.indices.contains(index) else { return }
        for opening in dossier.openings[index].prefix(20) {
            paragraph(DisplayText(opening.words), Style(.dim), indent: 2)
        }
    }

    private static func label(_ text: String) -> DisplayText { DisplayText(text).truncated(to: 100) }

    /// What happened to it, the latest first.
    package mutating func history(_ dossier: Dossier) {
        for entry in dossier.history.reversed() where !isFull {
            let event = entry.event
            let what = DisplayText(event.kind.words)
            let step = event.approvedStep.map { " (step \(DisplayText($0)))" as DisplayText } ?? ""
            let reason = event.reason.map { ", reason \(DisplayText($0))" as DisplayText } ?? ""
            let arrow: DisplayText = isSpoken ? ", now " : isUnicode ? " → " : " -> "
            let to = event.to.map { arrow + DisplayText($0.rawValue) } ?? ""
            paragraph(
                "\(what)\(step)\(reason)\(to) by \(DisplayText(entry.by))",
                lead: "\(Wording.momentWithUTC(event.at))  ",
                leadStyle: Style(.dim))
            if let parties = event.parties, !parties.isEmpty {
                let names = DisplayText(parties.map(\.description).joined(separator: ", "))
                if isSpoken { paragraph(names, lead: "given to:") } else { paragraph("to \(names)", indent: 22) }
            }
            if let alone = event.happening?.admitted?.alone { paragraph(DisplayText(alone.words), indent: 22) }
            if let note = entry.note { block(note, indent: 22, style: Style(.accent)) }
            if let message = entry.message { block(message, indent: 22, style: Style(.warning)) }
        }
    }
}
