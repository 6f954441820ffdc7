import CivilTime
import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// How things are called and drawn on this screen, in one place.
package enum Wording {
    /// A time span in its largest unit: `45m`, `3h`, `12d`.
    package static func span(_ milliseconds: Int64) -> DisplayText {
        let minutes = abs(milliseconds) / 60_000
        if minutes < 60 { return "\(minutes)m" }
        if minutes < 48 * 60 { return "\(minutes / 60)h" }
        return "\(minutes / 1_440)d"
    }

    /// When something is due, seen from now.
    package static func due(_ due: Instant, _ now: Instant) -> DisplayText {
        let left = due.milliseconds - now.milliseconds
        return left < 0 ? "\(span(left)) late" : "due in \(span(left))"
    }

    /// What is left of a clock, as a bar.
    package static func clock(_ due: Instant, _ start: Instant, _ now: Instant, isUnicode: Bool) -> DisplayText {
        let whole = Double(max(1, due.milliseconds - start.milliseconds))
        return Meter.bar(Double(due.milliseconds - now.milliseconds) / whole, width: 4, isUnicode: isUnicode)
    }

    /// A moment by the clock of this place, without its seconds: `2026-11-22 18:15 CET`.
    package static func moment(_ instant: Instant) -> DisplayText {
        let local = LocalTime(instant)
        return DisplayText(sanitising: "\(local.date) \(local.clockWithZone)")
    }

    /// The same, and that of UTC beside it where it differs: people of one store may sit in many zones.
    package static func momentWithUTC(_ instant: Instant) -> DisplayText {
        let utc = DisplayText(sanitising: String(instant.description.dropFirst(11).prefix(5)) + " UTC")
        return LocalTime(instant).zone == "UTC" ? moment(instant) : "\(moment(instant)), \(utc)"
    }

    /// A moment seen from now: the time alone where it is today, with seconds where they count.
    package static func time(_ instant: Instant, _ now: Instant, seconds: Bool = false) -> DisplayText {
        let local = LocalTime(instant)
        guard local.date == LocalTime(now).date else { return moment(instant) }
        let second = seconds ? String(instant.description.dropFirst(16).prefix(3)) : ""
        return DisplayText(sanitising: "\(local.clock)\(second) \(local.zone)")
    }

    /// The sign of a state: hollow while it is provisional, filled when it is final.
    package static func sign(_ state: HandoffState, isUnicode: Bool) -> DisplayText {
        switch state {
        case .draft: isUnicode ? "○" : "d"
        case .proposed: isUnicode ? "◇" : "p"
        case .escalated: isUnicode ? "△" : "e"
        case .approved: isUnicode ? "◌" : "a"
        case .executed: isUnicode ? "◆" : "X"
        case .rejected: isUnicode ? "■" : "R"
        }
    }

    /// Whether nothing more happens, in a word and a shape.
    package static func finality(_ state: HandoffState, isUnicode: Bool) -> (text: DisplayText, role: ThemeRole) {
        let sign = sign(state, isUnicode: isUnicode)
        return (state.isFinal ? "[\(sign) FINAL]" : "(\(sign) PROVISIONAL)", state.isFinal ? role(state) : .provisional)
    }

    /// A confidence in three or four columns.
    package static func confidence(_ confidence: JSONNumber?) -> DisplayText { self.confidence(confidence?.double) }

    package static func confidence(_ value: Double?) -> DisplayText {
        guard let value else { return "   ?" }
        let hundredths = Int((min(max(value, 0), 9.99) * 100).rounded(.down))
        let digits = String(hundredths % 100)
        return DisplayText(sanitising: "\(hundredths / 100).\(digits.utf8.count < 2 ? "0" : "")\(digits)")
    }

    /// The colour of a confidence: against the threshold where that is known.
    package static func role(band: String) -> ThemeRole {
        switch band {
        case "low": .bandLow
        case "medium": .bandMedium
        case "high": .bandHigh
        case "unknown": .bandUnknown
        default: .accent
        }
    }

    /// A digest in three groups of four digits.
    package static func digest(_ digest: ContentHash) -> DisplayText {
        let text = Array(digest.description.utf8.prefix(12))
        let parts = stride(from: 0, to: 12, by: 4).map {
            DisplayText(sanitising: String(decoding: text[$0..<$0 + 4], as: UTF8.self))
        }
        return DisplayText.joined(parts, by: " ")
    }

    /// A number with its thousands marked.
    package static func count(_ number: Int) -> DisplayText {
        let digits = String(number).utf8
        var text: [UInt8] = []
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
            text.append(digit)
        }
        return DisplayText(sanitising: String(decoding: text, as: UTF8.self))
    }

    /// A number of handoffs that may be higher.
    package static func count(_ number: Int, isPartial: Bool, isUnicode: Bool) -> DisplayText {
        isPartial ? "\(isUnicode ? "≥" : ">=" as DisplayText) \(count(number))" : count(number)
    }

    /// How a view is grouped and sorted.
    package static func arrangement(_ view: QueueView) -> DisplayText {
        let grouping: DisplayText =
            switch view.grouping {
            case .owner: "by owner and confidence"
            case .contract: "by contract"
            case .system: "by system of record"
            case .due: "by the day it is due"
            case .none: "not grouped"
            }
        return "\(grouping), \(order(view))"
    }

    /// In which order a view lists the handoffs of a group.
    package static func order(_ view: QueueView) -> DisplayText {
        let order = view.orderInGroup
        let text: DisplayText =
            switch order.key {
            case .due: order.isReversed ? "latest due first" : "soonest due first"
            case .confidence: order.isReversed ? "highest confidence first" : "lowest confidence first"
            case .age: order.isReversed ? "newest first" : "oldest first"
            case .stake: order.isReversed ? "smallest amount first" : "largest amount first"
            }
        return view.grouping == .due && view.order.key != .due ? "\(text): days are in the order of time" : text
    }

    /// The same where it is not as it is at first.
    package static func unusualArrangement(_ view: QueueView) -> DisplayText? {
        if view.grouping == .owner, view.order == QueueOrder() { return nil }
        return arrangement(view)
    }

    /// A heading of the queue, with a word for the day where it is one.
    package static func heading(_ path: [String], _ grouping: QueueGrouping, now: Instant) -> DisplayText {
        let name = path.last ?? ""
        guard grouping == .due, let day = Instant(name + "T00:00:00Z")?.day else { return DisplayText(name) }
        let word: DisplayText = day == now.day ? "today, " : day == now.day + 1 ? "tomorrow, " : ""
        return "\(word)\(DisplayText(name))"
    }

    /// How many handoffs.
    package static func handoffs(_ count: Int) -> DisplayText {
        count == 1 ? "1 handoff" : "\(self.count(count)) handoffs"
    }

    /// What is done to a handoff, over a question.
    package static func verb(_ action: Action) -> DisplayText { DisplayText(action.title) }

    /// What was done to a handoff, after it was done.
    package static func done(_ action: Action) -> DisplayText { capital(DisplayText(action.done)) }

    /// A size in bytes.
    package static func size(_ bytes: Int) -> DisplayText {
        if bytes < 1_024 { return "\(bytes) B" }
        if bytes < 1 << 20 { return "\(bytes / 1_024) KiB" }
        return "\(bytes >> 20) MiB"
    }
}

extension Wording {
    /// A remark as a sentence: with a capital, and a full stop where it has none.
    package static func sentence(_ text: DisplayText, capital: Bool = true) -> DisplayText {
        let text = capital ? self.capital(text) : text
        guard let last = text.cells.last, !".?!".unicodeScalars.contains(last.scalar) else { return text }
        return text + "."
    }

    /// A remark with a capital at its beginning.
    package static func capital(_ text: DisplayText) -> DisplayText {
        guard let first = text.cells.first?.scalar, ("a"..."z").contains(first) else { return text }
        let rest = text.description.unicodeScalars.dropFirst()
        return DisplayText(sanitising: String(first).uppercased()) + DisplayText(sanitising: String(rest))
    }
}

extension DisplayText {
    /// A short text of any origin: names, codes, titles.
    package init(_ text: String) { self.init(sanitising: text, limit: 2_000) }
}
