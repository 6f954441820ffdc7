import CivilTime
import Handoff
import JSON
import ReviewDesk
import Terminal

/// The lines of the detail pane, wrapped to its width. Made when the handoff, the tab or the width changes, not with every key.
package struct Sheet: Sendable {
    package enum Tab: Int, Sendable, CaseIterable {
        case summary, payload, evidence, checks, trace, history, difference

        package var name: DisplayText {
            switch self {
            case .summary: "Summary"
            case .payload: "Payload"
            case .evidence: "Evidence"
            case .checks: "Checks"
            case .trace: "Trace"
            case .history: "History"
            case .difference: "Difference"
            }
        }
    }

    /// How the payload is written.
    package enum PayloadForm: Int, Sendable, CaseIterable {
        case outline, json, yaml

        package var next: PayloadForm { Self(rawValue: (rawValue + 1) % Self.allCases.count) ?? .outline }

        package var name: DisplayText {
            switch self {
            case .outline: "outline"
            case .json: "JSON"
            case .yaml: "YAML"
            }
        }
    }

    /// What the lines depend on.
    package struct Key: Sendable, Hashable {
        package var id: HandoffID?
        package var digest: ContentHash?
        package var events: Int
        package var viewed: Int
        package var opened: Int
        package var tab: Tab
        package var form: PayloadForm
        package var width: Int
        package var minute: Int64
        package var claim: Claim?

        package init(
            id: HandoffID?, digest: ContentHash?, events: Int, viewed: Int, opened: Int, tab: Tab, form: PayloadForm,
            width: Int, minute: Int64, claim: Claim?
        ) {
            (self.id, self.digest, self.events, self.viewed, self.opened) = (id, digest, events, viewed, opened)
            (self.tab, self.form, self.width, self.minute, self.claim) = (tab, form, width, minute, claim)
        }
    }

    package struct Span: Sendable {
        package var text: DisplayText
        package var style: Style

        package init(text: DisplayText, style: Style) { (self.text, self.style) = (text, style) }
    }

    package var key: Key?
    package var lines: [[Span]] = []
    /// The line at which each item of evidence begins.
    package private(set) var starts: [Int] = []
    /// The lines of each opened item of evidence that stands here whole, by its place.
    package private(set) var whole: [Int: Range<Int>] = [:]

    /// More of a text than this is not drawn; a line says where the rest is.
    package static let longestText = 64 << 10
    package static let mostLines = 4_000

    package init() {}

    package init(_ key: Key, _ dossier: Dossier, _ evidence: [OpenedEvidence], now: Instant, isUnicode: Bool) {
        self.key = key
        var writer = SheetWriter(width: max(10, key.width), isUnicode: isUnicode, now: now)
        switch key.tab {
        case .summary: writer.summary(dossier)
        case .payload: writer.payload(dossier.handoff.contents.payload, key.form)
        case .evidence: writer.evidence(dossier, evidence)
        case .checks: writer.checks(dossier)
        case .trace: writer.trace(dossier)
        case .history: writer.history(dossier)
        case .difference: writer.difference(dossier)
        }
        (lines, starts, whole) = (writer.lines, writer.starts, writer.whole)
        if writer.isFull {
            lines.append([Span(text: "(cut here: see 'countersign show')", style: Style(.warning))])
        }
    }

    /// The lines of an opened item of evidence, with what the program says of it.
    package static func lines(of content: EvidenceContent) -> [DisplayText] {
        let (lines, remark) = text(of: content)
        return lines + (remark.map { ["(\($0))"] } ?? [])
    }

    /// JSON with a line for each of its parts; any other text as it is.
    static func indented(_ text: String, media: String) -> String {
        let isJSON = media.hasPrefix("application/json") || media.contains("+json")
        guard isJSON, text.utf8.count <= longestText, let value = try? JSONValue(parsing: text.utf8) else {
            return text
        }
        return value.indented
    }

    /// The lines of an opened item of evidence; what the program says where that is not all of it.
    package static func text(of content: EvidenceContent) -> (lines: [DisplayText], remark: DisplayText?) {
        guard let text = content.text.map({ indented($0, media: content.item.media) }) else {
            return (
                [],
                "no text but \(Wording.size(content.bytes.count)); 'countersign evidence' writes it out"
            )
        }
        let shown =
            text.utf8.count <= longestText ? text : String(decoding: text.utf8.prefix(longestText), as: UTF8.self)
        let lines = DisplayText.lines(sanitising: shown, limit: mostLines)
        let isCut = shown.utf8.count < text.utf8.count || lines.count == mostLines
        return (
            lines,
            isCut ? "there is more: 'countersign evidence' prints all \(Wording.size(text.utf8.count))" : nil
        )
    }
}

/// Writes wrapped lines.
package struct SheetWriter {
    package let width: Int
    package let isUnicode: Bool
    package let now: Instant
    /// Whether it is read aloud or kept in a log: signs are words, and nothing is said by its place.
    package var isSpoken = false
    package private(set) var lines: [[Sheet.Span]] = []
    package var starts: [Int] = []
    var whole: [Int: Range<Int>] = [:]

    package init(width: Int, isUnicode: Bool, now: Instant) {
        self.width = width
        self.isUnicode = isUnicode
        self.now = now
    }

    package var isFull: Bool { lines.count >= Sheet.mostLines }

    package mutating func blank() {
        if lines.last?.isEmpty == false { lines.append([]) }
    }

    package mutating func heading(_ text: DisplayText) {
        if isSpoken { return lines.append([.init(text: "Section: " + text, style: .text)]) }
        blank()
        lines.append([.init(text: text, style: Style(.groupHeader))])
    }

    /// A text, wrapped, with something before its first line.
    package mutating func paragraph(
        _ text: DisplayText, _ style: Style = .text, lead: DisplayText = "", leadStyle: Style = .text,
        indent: Int? = nil
    ) {
        if isSpoken { return lines.append(spoken(text, lead: lead, isInside: indent != nil)) }
        let indent = min(indent ?? lead.width, width / 2)
        for (index, line) in text.wrapped(to: width - indent, limit: Sheet.mostLines - lines.count).enumerated() {
            let before = index == 0 ? lead.padded(to: indent) : DisplayText("").padded(to: indent)
            lines.append([.init(text: before, style: leadStyle), .init(text: line, style: style)])
        }
    }

    /// A text, wrapped, in which words are marked.
    package mutating func paragraph(
        _ text: DisplayText, finding words: [DisplayText], lead: DisplayText, leadStyle: Style
    ) {
        let wrapped = text.wrapped(
            to: width - lead.width, finding: words, limit: Sheet.mostLines - lines.count)
        for pieces in wrapped {
            lines.append(
                [.init(text: lead, style: leadStyle)]
                    + pieces.map {
                        .init(text: $0.text, style: $0.isFound ? Style(.accent, [.bold, .underline]) : .text)
                    })
        }
    }

    /// A line as it is.
    mutating func add(_ spans: [Sheet.Span]) { lines.append(spans) }

    /// A name and its value.
    package mutating func field(_ name: DisplayText, _ value: DisplayText, _ style: Style = .text) {
        paragraph(value, style, lead: isSpoken ? name + ":" : name, leadStyle: Style(.dim), indent: 11)
    }

    /// A text of several lines.
    package mutating func block(_ text: String, indent: Int = 0, style: Style = .text) {
        let shown =
            text.utf8.count <= Sheet.longestText
            ? text : String(decoding: text.utf8.prefix(Sheet.longestText), as: UTF8.self)
        for line in DisplayText.lines(sanitising: shown, limit: Sheet.mostLines) where !isFull {
            paragraph(line, style, lead: DisplayText("").padded(to: indent), indent: indent)
        }
        if shown.utf8.count < text.utf8.count { remark("(cut here: see 'countersign show')", indent: indent) }
    }

    /// What the program says of a text, where the text stands.
    package mutating func remark(_ text: DisplayText, indent: Int) {
        paragraph(text, Style(.dim), indent: isSpoken ? nil : indent)
    }

    package var met: DisplayText { isSpoken ? "met:" : isUnicode ? "✓ " : "+ " }
    package var open: DisplayText { isSpoken ? "open:" : isUnicode ? "○ " : "o " }
    package var blocked: DisplayText { isSpoken ? "blocked:" : isUnicode ? "✗ " : "x " }
    package var bullet: DisplayText { isSpoken ? ">" : isUnicode ? "• " : "* " }
}
