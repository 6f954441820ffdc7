import CivilTime
import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// Sheets that are read aloud or kept in a log: one line for each thing, and none that says something by where it stands.
///
/// What a handoff brings with it, and could pass for a line of the program's own, begins with `>`.
extension SheetWriter {
    private static let deepest = 12
    /// No line is wrapped.
    private static let widest = 1 << 24

    /// The lines of a part of a handoff.
    package static func spoken(_ tab: Sheet.Tab, _ dossier: Dossier, now: Instant) -> [DisplayText] {
        spoken(now) { writer in
            switch tab {
            case .summary: writer.summary(dossier)
            case .payload: writer.spokenJSON(dossier.handoff.contents.payload, name: "", depth: 0)
            case .evidence: writer.spokenEvidence(dossier)
            case .checks: writer.checks(dossier)
            case .trace: writer.trace(dossier)
            case .history: writer.history(dossier)
            case .difference: writer.difference(dossier)
            }
        }
    }

    /// The lines of a payload in a form.
    package static func spoken(_ payload: JSONValue, _ form: Sheet.PayloadForm, now: Instant) -> [DisplayText] {
        spoken(now) { writer in
            switch form {
            case .outline: writer.spokenJSON(payload, name: "", depth: 0)
            case .json: writer.block(payload.indented)
            case .yaml: writer.block(PayloadText.write(payload))
            }
        }
    }

    /// The lines of what an edit changes.
    package static func spoken(_ difference: PayloadDifference, now: Instant) -> [DisplayText] {
        spoken(now) { $0.changes(difference) }
    }

    private static func spoken(_ now: Instant, _ write: (inout SheetWriter) -> Void) -> [DisplayText] {
        var writer = SheetWriter(width: widest, isUnicode: true, now: now)
        writer.isSpoken = true
        write(&writer)
        var lines = writer.lines.map { spans in spans.reduce(DisplayText()) { $0 + $1.text } }.filter { !$0.isEmpty }
        if writer.isFull { lines.append("It is cut here: 'countersign show' prints all of it.") }
        return lines
    }

    /// One line: its lead without the spaces that put it into a column, and a quote's sign where it stands inside something.
    package func spoken(_ text: DisplayText, lead: DisplayText, isInside: Bool) -> [Sheet.Span] {
        var lead = lead
        lead = lead.prefix(lead.cells.count { $0.scalar != " " } == 0 ? 0 : lead.width - Self.trailingSpaces(lead))
        if lead.isEmpty { lead = isInside ? ">" : "" }
        if lead.isEmpty { return [.init(text: text, style: .text)] }
        return [.init(text: text.isEmpty ? lead : lead + " ", style: .text), .init(text: text, style: .text)]
    }

    private static func trailingSpaces(_ text: DisplayText) -> Int {
        text.cells.reversed().prefix { $0.scalar == " " }.count
    }

    /// A JSON value, each leaf with the whole way to it.
    package mutating func spokenJSON(_ value: JSONValue, name: String, depth: Int) {
        guard !isFull else { return }
        switch value {
        case .object(let object) where !object.isEmpty && depth < Self.deepest:
            for member in object { spokenJSON(member.value, name: Self.join(name, member.name), depth: depth + 1) }
        case .array(let items) where !items.isEmpty && depth < Self.deepest:
            for (index, item) in items.enumerated() where !isFull {
                spokenJSON(item, name: Self.join(name, String(index + 1)), depth: depth + 1)
            }
        default:
            let label: DisplayText = name.utf8.isEmpty ? ">" : "> \(DisplayText(sanitising: name, limit: 400)):"
            if let text = value.string, text.utf8.contains(UInt8(ascii: "\n")) {
                paragraph("", lead: label)
                block(text)
            } else {
                paragraph(
                    DisplayText(sanitising: value.string ?? value.description, limit: Sheet.longestText), lead: label)
            }
        }
    }

    private static func join(_ outer: String, _ inner: String) -> String {
        outer.isEmpty ? inner : String(outer.prefix(2_000)) + "." + inner
    }

    private mutating func spokenEvidence(_ dossier: Dossier) {
        let items = dossier.handoff.contents.evidence
        if items.isEmpty { paragraph("There is no evidence.") }
        for (index, item) in items.enumerated() where !isFull {
            let isViewed = dossier.viewed.contains(item.sha256)
            let isDue = dossier.mustView.contains { sameText($0, item.role) } && !isViewed
            let note: DisplayText =
                isViewed ? "opened" : isDue ? "has to be opened before you approve" : "not opened"
            paragraph(
                "\(Wording.size(item.size)), \(note): \(DisplayText(item.role)): \(DisplayText(item.name)), \(DisplayText(item.media))",
                lead: "Item \(index + 1),")
            openings(dossier, index)
        }
        if !items.isEmpty { paragraph("'open' and a number opens an item; it counts as viewed.") }
    }
}
