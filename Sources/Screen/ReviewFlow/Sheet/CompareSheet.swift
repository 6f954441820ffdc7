import CivilTime
import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// Two texts side by side that are scrolled together: what would be written beside the evidence, or beside what another handoff on the
/// same record would write.
package struct CompareSheet: Sendable {
    /// What stands on the right.
    package enum Side: Sendable, Hashable {
        case evidence
        /// Another handoff, by its place among those on the record.
        case other(Int)
    }

    package let title: DisplayText, otherTitle: DisplayText
    package let left: [[Sheet.Span]], right: [[Sheet.Span]]

    package init(_ dossier: Dossier, _ side: Side, widths: (left: Int, right: Int), now: Instant, isUnicode: Bool) {
        let status = dossier.handoff.status
        let reference = dossier.handoff.contents.reference.map { DisplayText($0) } ?? "(new record)"
        switch side {
        case .evidence:
            title = "It would write to \(DisplayText(status.system)): \(DisplayText(status.record)) \(reference)"
            let count = dossier.handoff.contents.evidence.count
            otherTitle = count == 1 ? "Evidence, 1 item" : "Evidence, \(count) items"
            let finding = EvidenceFinding(dossier)
            left = Self.payload(dossier, finding, width: widths.left, isUnicode: isUnicode)
            right = Self.evidence(dossier, width: widths.right, now: now, isUnicode: isUnicode)
        case .other(let index):
            title = "This one: \(DisplayText(dossier.handoff.contents.title))"
            guard dossier.others.indices.contains(index) else {
                (otherTitle, left, right) = ("There is no other handoff on this record.", [], [])
                return
            }
            let other = dossier.others[index]
            let place: DisplayText = dossier.others.count > 1 ? "\(index + 1) of \(dossier.others.count): " : ""
            otherTitle = "\(place)\(DisplayText(other.title)), \(DisplayText(other.state.rawValue))"
            (left, right) = Self.sides(dossier, other, widths, isUnicode)
        }
    }

    private static func payload(
        _ dossier: Dossier, _ finding: EvidenceFinding, width: Int, isUnicode: Bool
    ) -> [[Sheet.Span]] {
        let (leaves, total) = PayloadLeaf.all(of: dossier, isUnicode: isUnicode)
        var lines: [[Sheet.Span]] = []
        for leaf in leaves {
            let isSought = EvidenceFinding.isSought(leaf.value)
            let role = isSought ? finding.role(of: leaf.value) : nil
            let isMissing = isSought && role == nil
            let mark: DisplayText =
                role.map { "\(isUnicode ? "✓" : "+" as DisplayText) in \(DisplayText($0))" }
                ?? (isSought ? "\(isUnicode ? "▲" : "!" as DisplayText) in no evidence" : "")
            let room = max(4, width - leaf.label.width - 2)
            let name = mark.width + 2 < room ? leaf.label : leaf.label.middleCut(to: max(8, width - mark.width - 2))
            let blank = max(2, width - name.width - mark.width)
            lines.append([
                .init(text: name, style: Style(.dim)), .init(text: DisplayText("").padded(to: blank), style: .text),
                .init(text: mark, style: Style(isMissing ? .warning : .ok)),
            ])
            for line in leaf.lines(width: width - 2, limit: 40) {
                lines.append([.init(text: "  " + line, style: isMissing ? Style(.warning) : .text)])
            }
        }
        if total > leaves.count {
            lines.append([.init(text: "\(total - leaves.count) more fields", style: Style(.warning))])
        }
        return lines
    }

    private static func evidence(
        _ dossier: Dossier, width: Int, now: Instant, isUnicode: Bool
    ) -> [[Sheet.Span]] {
        var writer = SheetWriter(width: width, isUnicode: isUnicode, now: now)
        let leaves = PayloadLeaf.all(of: dossier, isUnicode: isUnicode).leaves
        let words = leaves.compactMap { leaf -> [DisplayText]? in
            guard EvidenceFinding.isSought(leaf.value) else { return nil }
            let text = leaf.value.string ?? leaf.value.number?.text ?? ""
            guard text.utf8.count <= 80 else { return nil }
            return [DisplayText(text), DisplayText(WrittenAmount.grouped(text))]
        }.flatMap { $0 }
        for (index, item) in dossier.handoff.contents.evidence.enumerated() {
            writer.blank()
            writer.paragraph(
                "\(index + 1). \(DisplayText(item.role)): \(DisplayText(item.name))", Style(.text, .bold))
            guard let text = dossier.evidenceTexts[index] else {
                writer.paragraph(
                    "\(DisplayText(item.media)), \(Wording.size(item.size)): o opens it, O shows it in your viewer",
                    Style(.dim))
                continue
            }
            let shown = Sheet.indented(text, media: item.media)
            for line in DisplayText.lines(sanitising: shown, limit: Sheet.mostLines) where !writer.isFull {
                writer.paragraph(
                    line, finding: words, lead: isUnicode ? "│ " : "| ", leadStyle: Style(.border))
            }
        }
        if dossier.handoff.contents.evidence.isEmpty { writer.paragraph("There is no evidence.", Style(.dim)) }
        return writer.lines
    }

    /// Both payloads, place by place: what is not the same stands in the colour of a change.
    private static func sides(
        _ dossier: Dossier, _ other: OtherHandoff, _ widths: (left: Int, right: Int), _ isUnicode: Bool
    ) -> (left: [[Sheet.Span]], right: [[Sheet.Span]]) {
        let ours = PayloadLeaf.all(of: dossier, isUnicode: isUnicode).leaves
        let theirs = PayloadLeaf.all(of: other.payload, isUnicode: isUnicode).leaves
        let byPlace = Dictionary(theirs.map { ($0.pointer, $0) }) { first, _ in first }
        let places = Set(ours.map(\.pointer))
        let pairs: [(PayloadLeaf?, PayloadLeaf?)] =
            ours.map { ($0, byPlace[$0.pointer]) } + theirs.filter { !places.contains($0.pointer) }.map { (nil, $0) }
        var (left, right): ([[Sheet.Span]], [[Sheet.Span]]) = ([], [])
        for (mine, its) in pairs {
            let isSame = mine?.value == its?.value
            let first = side(mine, width: widths.left, isSame ? .text : Style(.diffRemoved), isUnicode)
            let second = side(its, width: widths.right, isSame ? .text : Style(.diffAdded), isUnicode)
            let height = max(first.count, second.count)
            left += first + Array(repeating: [], count: height - first.count)
            right += second + Array(repeating: [], count: height - second.count)
        }
        return (left, right)
    }

    private static func side(_ leaf: PayloadLeaf?, width: Int, _ style: Style, _ isUnicode: Bool) -> [[Sheet.Span]] {
        guard let leaf else { return [[.init(text: isUnicode ? "– not there" : "- not there", style: style)]] }
        let lines = leaf.lines(width: max(8, width - 2), limit: 12)
        return [[.init(text: leaf.label.middleCut(to: width), style: Style(.dim))]]
            + lines.map { [.init(text: "  " + $0, style: style)] }
    }
}
