import CivilTime
import Foundation
import Handoff
import ReviewDesk
import Terminal

/// A list of handoffs as a person reads it on a terminal: aligned, with the shortest ids that name one handoff each.
///
/// Rows come in blocks, so that a long list begins at once; each block is aligned in itself.
struct ListTable {
    private let columns: Int
    private let now: Instant
    private var block: [Line] = []
    private var isBegun = false
    private(set) var count = 0
    private let shortest: ([HandoffID]) throws -> Int

    /// A line of the list; what was decided on it stands before the title where the list is of decisions.
    struct Line {
        let row: QueueRow
        var decision: PersonalDecision?
    }

    private static let blockSize = 200

    /// - Parameters:
    ///   - columns: How wide the terminal is.
    ///   - shortest: How many letters name each of these handoffs.
    init(columns: Int, now: Instant, shortest: @escaping ([HandoffID]) throws -> Int) {
        (self.columns, self.now, self.shortest) = (columns, now, shortest)
    }

    mutating func add(_ line: Line) throws {
        block.append(line)
        count += 1
        if block.count == Self.blockSize { try flush() }
    }

    /// Prints what is left, and how many there were.
    mutating func end() throws {
        try flush()
        Output.note(count == 0 ? "no handoff is like that" : "\(count) handoff\(count == 1 ? "" : "s")")
    }

    private mutating func flush() throws {
        guard !block.isEmpty else { return }
        let letters = try shortest(block.map(\.row.id))
        var lines = block.map { cells(of: $0, letters) }
        if !isBegun { lines.insert(headings, at: 0) }
        isBegun = true
        block = []
        let widths = headings.indices.map { column in lines.map { $0[column].width }.max() ?? 0 }
        for line in lines { Output.display(joined(line, widths)) }
    }

    private var headings: [DisplayText] { ["ID", "STATE", "CONF", "DUE", "STAKE", "OWNER", "TITLE"] }

    private static let rightAligned = [2, 4], title = 6

    private func joined(_ cells: [DisplayText], _ widths: [Int]) -> DisplayText {
        let used = widths.dropLast().reduce(0) { $0 + $1 + 2 }
        let parts = cells.indices.map { column in
            if column == Self.title { return cells[column].truncated(to: max(10, columns - used)) }
            return Self.rightAligned.contains(column)
                ? cells[column].paddedLeft(to: widths[column]) : cells[column].padded(to: widths[column])
        }
        return .joined(parts, by: "  ")
    }

    private func cells(of line: Line, _ letters: Int) -> [DisplayText] {
        let row = line.row
        let today = LocalTime(now)
        var state = row.state.isFinal ? row.state.rawValue.uppercased() : row.state.rawValue
        if let observed = row.observed { state += ", observed: \(observed.conditional)" }
        if row.expired(at: now) != nil { state += ", expired" }
        let due = row.due.map { LocalTime($0).brief(on: today) } ?? ""
        return [
            String(row.id.description.prefix(letters)), state, row.confidence?.text ?? "-", due, row.stake?.text ?? "",
            row.owner, words(of: line.decision, today) + row.title,
        ].map { DisplayText(sanitising: $0) }
    }

    private func words(of decision: PersonalDecision?, _ today: LocalTime) -> String {
        guard let decision else { return "" }
        let reason = decision.reason.map { " (\($0))" } ?? ""
        let recall = decision.recallableUntil.map { ", recall until \(LocalTime($0).brief(on: today))" } ?? ""
        return "\(decision.action.done) \(LocalTime(decision.at).brief(on: today))\(reason)\(recall): "
    }
}
