import ContractEngine
import Foundation
import JSON
import ReviewDesk
import Terminal

/// One value of a payload that has no parts, and how it is shown: nothing of it is left out without being counted.
package struct PayloadLeaf: Sendable {
    package let pointer: JSONPointer
    /// Its place as `lines 1.amount`; a name with blanks or dots is quoted.
    package let label: DisplayText
    package let value: JSONValue
    /// The value on as many lines as it has.
    package let text: [DisplayText]
    /// How many characters in the middle of it were too many to be laid out.
    private let omitted: Int

    /// All leaves of a payload in their own order; where they are very many, the first of them.
    package static func all(of dossier: Dossier, isUnicode: Bool = true) -> (leaves: [PayloadLeaf], total: Int) {
        all(of: dossier.handoff.contents.payload, isUnicode: isUnicode) { dossier.currency(at: $0) }
    }

    package static func all(
        of payload: JSONValue, isUnicode: Bool = true, currency: (JSONPointer) -> String? = { _ in nil }
    ) -> (leaves: [PayloadLeaf], total: Int) {
        var gathering = Gathering(isUnicode: isUnicode)
        gathering.gather(payload, JSONPointer(), "", currency)
        return (gathering.leaves, gathering.total)
    }

    /// As many leaves are laid out at the most.
    package static let most = 2_000
    private static let longest = 24_000

    private struct Gathering {
        let isUnicode: Bool
        var leaves: [PayloadLeaf] = []
        var total = 0

        mutating func gather(
            _ value: JSONValue, _ pointer: JSONPointer, _ label: DisplayText, _ currency: (JSONPointer) -> String?
        ) {
            switch value {
            case .object(let object) where !object.isEmpty:
                for member in object.members {
                    let name = PayloadLeaf.quoted(name: member.name)
                    gather(
                        member.value, pointer.appending(member.name), label.isEmpty ? name : label + "." + name,
                        currency)
                }
            case .array(let items) where !items.isEmpty:
                for (index, item) in items.enumerated() {
                    let number: DisplayText = label.isEmpty ? "\(index + 1)" : "\(label) \(index + 1)"
                    gather(item, pointer.appending(String(index)), number, currency)
                }
            default:
                total += 1
                guard leaves.count < PayloadLeaf.most else { return }
                leaves.append(PayloadLeaf(value, pointer, label, currency(pointer), isUnicode: isUnicode))
            }
        }
    }

    init(_ value: JSONValue, _ pointer: JSONPointer, _ label: DisplayText, _ currency: String?, isUnicode: Bool) {
        self.pointer = pointer
        self.label = label.isEmpty ? "(all)" : label
        self.value = value
        var omitted = 0
        switch value {
        case .string(let whole):
            if let currency, JSONNumber(whole) != nil {
                text = [DisplayText(WrittenAmount.grouped(whole, currency: currency))]
            } else {
                let shown = Self.shown(whole, &omitted, isUnicode: isUnicode)
                let isMixed = MixedScripts.areIn(whole)
                text =
                    shown.isEmpty
                    ? ["\"\""] : shown + (isMixed ? [isUnicode ? "⚑ mixed scripts" : "! mixed scripts"] : [])
            }
        case .number(let number):
            text = [DisplayText(currency == nil ? number.text : WrittenAmount.grouped(number.text, currency: currency))]
        case .null, .bool, .array, .object: text = [DisplayText(value.description)]
        }
        self.omitted = omitted
    }

    /// A name of a producer's: as it is where it is plain, else in quotes.
    static func quoted(name: String) -> DisplayText {
        let isPlain =
            !name.isEmpty && !name.unicodeScalars.contains { ". \"".unicodeScalars.contains($0) }
            && Int(name) == nil
        return isPlain ? DisplayText(name) : "\"\(DisplayText(name))\""
    }

    /// The lines of a text. What reads like a number, a truth value or nothing stands in quotes.
    private static func shown(_ whole: String, _ omitted: inout Int, isUnicode: Bool) -> [DisplayText] {
        guard !whole.isEmpty else { return [] }
        var text = whole
        if text.unicodeScalars.count > longest {
            let scalars = text.unicodeScalars
            omitted = scalars.count - longest
            text =
                String(String.UnicodeScalarView(scalars.prefix(longest * 2 / 3)))
                + String(String.UnicodeScalarView(scalars.suffix(longest / 3)))
        }
        text = withBlanksCounted(text, isUnicode: isUnicode)
        let isLikeAnother =
            JSONNumber(whole) != nil || ["true", "false", "null"].contains(whole) || whole.first == " "
            || whole.last == " " || whole.allSatisfy(\.isWhitespace)
        return DisplayText.lines(sanitising: isLikeAnother ? "\"\(text)\"" : text)
    }

    /// A long run of blanks as such, with how many there are: what stands behind them must not be out of sight.
    private static func withBlanksCounted(_ text: String, isUnicode: Bool) -> String {
        let least = 12
        guard text.contains(String(repeating: " ", count: least)) else { return text }
        var counted = ""
        var blanks = 0
        func flush() {
            if blanks >= least {
                counted += isUnicode ? " ␣×\(blanks) " : " [\(blanks) blanks] "
            } else {
                counted += String(repeating: " ", count: blanks)
            }
            blanks = 0
        }
        for scalar in text.unicodeScalars {
            if scalar == " " {
                blanks += 1
            } else {
                flush()
                counted.unicodeScalars.append(scalar)
            }
        }
        flush()
        return counted
    }

    /// The value in a width, on at most so many lines: where it has more, its head and its tail, and how much lies between.
    package func lines(width: Int, limit: Int) -> [DisplayText] {
        let all = text.flatMap { $0.wrapped(to: width) }
        guard all.count > limit || omitted > 0 else { return all }
        if limit < 3 { return [Self.middleCut(all, omitted, width: width)] }
        let tail = max(1, (limit - 1) / 3)
        let head = limit - 1 - tail
        let left = all[head..<max(head, all.count - tail)]
        let count = left.reduce(omitted) { $0 + $1.cells.count + 1 }
        return all[..<min(head, all.count)] + ["… (+\(count) characters) …"] + all.suffix(tail)
    }

    private static func middleCut(_ lines: [DisplayText], _ omitted: Int, width: Int) -> DisplayText {
        let whole = DisplayText.joined(lines, by: " ")
        let sign: DisplayText = "… (+\(whole.cells.count + omitted) characters) …"
        let room = max(4, width - sign.width)
        let head = whole.prefix(room * 2 / 3), tail = whole.suffix(room - head.width)
        let count = whole.cells.count + omitted - head.cells.count - tail.cells.count
        return head + "… (+\(count) characters) …" + tail
    }

    /// Whether it takes one short line, so that it can stand with its neighbours.
    var isShort: Bool { text.count == 1 && text[0].width <= 40 && omitted == 0 }
}

/// Letters of several scripts in one word, as in a name that only looks like another.
package enum MixedScripts {
    package static func areIn(_ text: String) -> Bool {
        guard text.utf8.contains(where: { $0 >= 0xCD }) else { return false }
        var hasLatin = false
        var hasOther = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: hasLatin = true
            case 0x370...0x3FF, 0x400...0x52F: hasOther = true
            default:
                if !scalar.properties.isAlphabetic { (hasLatin, hasOther) = (false, false) }
            }
            if hasLatin, hasOther { return true }
        }
        return false
    }
}

extension DisplayText {
    /// The text on at most so many lines: where it has more, the last of them says how much lies before its end.
    package func wrapped(to width: Int, most: Int) -> [DisplayText] {
        let lines = wrapped(to: width)
        guard lines.count > most, most > 0 else { return lines }
        let left = lines[(most - 1)...].reduce(0) { $0 + $1.cells.count }
        let sign: DisplayText = "… (+\(left) characters) …"
        return lines.prefix(most - 1) + [sign + suffix(max(0, width - sign.width))]
    }

    /// As many whole characters from the end as a width holds, without a sign that something is missing.
    package func suffix(_ width: Int) -> DisplayText {
        let cut = ending(in: width + 1)
        return cut.width <= width ? cut : DisplayText.dropFirst(of: cut)
    }

    /// The text cut in its middle to a width.
    package func middleCut(to width: Int, head: Int? = nil) -> DisplayText {
        guard self.width > width, width > 2 else { return truncated(to: width) }
        let head = head ?? (width - 1) / 2
        return prefix(head) + "…" + suffix(width - 1 - head)
    }
}
