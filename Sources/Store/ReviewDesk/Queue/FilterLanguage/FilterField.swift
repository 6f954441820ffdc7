import Handoff

/// A field of the filter language. This table alone feeds the parser, the completion, the help on the screen and the documentation.
package struct FilterField: Sendable {
    /// A field's name, as it is written.
    package enum Name: String, Sendable, CaseIterable {
        case state, taker, owner, band, contract, system
        case due, age, confidence, amount, title, id, step
        case text, has, claim, agent, requester
    }

    /// What answers it: kept counts, the row in the queue, or the whole handoff.
    package enum Reach: Int, Sendable, Comparable {
        case index, row, contents

        /// Whether the left one is cheaper.
        package static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }

        /// As the documentation says it.
        package var wording: String { self == .index ? "at once" : self == .row ? "by the row" : "by the contents" }
    }

    enum Kind: Sendable {
        /// One of these words.
        case words([String])
        /// A name of any kind; `words` have a meaning of their own.
        case name(words: [String])
        case text
        case number
        /// A length of time.
        case span
        /// A length of time from now, or a day.
        case time(words: [String])
    }

    /// The name.
    package let name: Name
    /// The signs that may follow it.
    package let operators: [FilterOperator]
    let kind: Kind
    /// What answers it.
    package let reach: Reach
    /// What it means.
    package let meaning: String
    /// A term.
    package let example: String

    /// The words that complete it.
    package var words: [String] {
        switch kind {
        case .words(let words), .name(let words), .time(let words): words
        case .text, .number, .span: []
        }
    }

    private init(
        _ name: Name, _ operators: [FilterOperator], _ kind: Kind, _ reach: Reach, _ meaning: String, _ example: String
    ) {
        (self.name, self.operators, self.kind) = (name, operators, kind)
        (self.reach, self.meaning, self.example) = (reach, meaning, example)
    }

    private static let states = HandoffState.allCases.map(\.rawValue) + ["pending", "final"]

    /// Every field, in the order of the help.
    package static let all: [FilterField] = [
        FilterField(
            .state, [.is], .words(states), .index, "its state; pending is proposed or escalated", "state:pending"),
        FilterField(.taker, [.is], .name(words: ["me"]), .index, "who can take what is open on it", "taker:me"),
        FilterField(
            .owner, [.is], .name(words: ["me", "unowned"]), .index, "who owns it; me is you, your teams and roles",
            "owner:team:sales"),
        FilterField(.band, [.is], .name(words: ["unknown"]), .index, "its confidence band", "band:low"),
        FilterField(
            .contract, [.is], .name(words: []), .index, "the contract it is held to", "contract:finance.payment"),
        FilterField(.system, [.is], .name(words: []), .index, "the system of record", "system:erp"),
        FilterField(
            .due, FilterOperator.comparisons + [.is], .time(words: ["overdue", "today", "none"]), .row,
            "when it is due: within a time from now, or by a day", "due<1h"),
        FilterField(.age, FilterOperator.comparisons, .span, .row, "how long ago it came in", "age>2d"),
        FilterField(
            .confidence, FilterOperator.comparisons + [.is, .equals], .number, .row, "the confidence it states",
            "confidence<0.6"),
        FilterField(
            .amount, FilterOperator.comparisons + [.is, .equals], .number, .row,
            "the amount at stake, where its contract names one", "amount>1000"),
        FilterField(.title, [.contains], .text, .row, "a text in its title", "title~refund"),
        FilterField(.id, [.is], .text, .row, "how its id begins", "id:01KAPX"),
        FilterField(.step, [.is], .text, .row, "the step that is open", "step:controller"),
        FilterField(
            .text, [.contains], .text, .contents,
            "a text in its title, payload, evidence, trace, checks, questions or what people said; a word alone means this",
            "text~refund"),
        FilterField(
            .has, [.is], .words(["violations", "evidence", "unresolved", "conflict"]), .contents, "what it carries",
            "has:violations"),
        FilterField(
            .claim, [.is], .name(words: ["me", "any"]), .contents, "who has claimed it and still has it", "claim:me"),
        FilterField(.agent, [.is], .text, .contents, "the agent that produced it", "agent:ap-bot"),
        FilterField(.requester, [.is], .name(words: ["me"]), .contents, "who asked for it", "requester:me"),
    ]

    /// The field of a name.
    package static func named(_ name: Name) -> FilterField { all.first { $0.name == name } ?? all[0] }
}

/// What stands between a field and its value.
package enum FilterOperator: String, Sendable, CaseIterable {
    case `is` = ":"
    case equals = "="
    case contains = "~"
    case below = "<"
    case upTo = "<="
    case above = ">"
    case from = ">="

    static let comparisons: [FilterOperator] = [.below, .upTo, .above, .from]

    var isComparison: Bool { Self.comparisons.contains(self) }

    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .below: left < right
        case .upTo: left <= right
        case .above: left > right
        case .from: left >= right
        case .is, .equals, .contains: left == right
        }
    }
}

/// The filter language as its users read it.
package enum FilterHelp {
    /// A line for each field: how it is written, what it means.
    package static var lines: [(example: String, meaning: String)] {
        FilterField.all.map { ($0.example, $0.meaning) } + rules
    }

    /// What holds for all fields.
    static let rules: [(example: String, meaning: String)] = [
        ("state:draft,rejected", "a comma means or"), ("band:low due<1h", "a space means and"),
        ("-owner:me", "a minus or ! turns a term round"),
        ("title~\"over due\"", "quotes hold a text with spaces together"),
        ("? payload.amount > 10", "the rest is CEL, as rules are written"),
    ]

    /// The fields as a Markdown table.
    package static var markdown: String {
        var text = "| field | signs | means | answered | example |\n| --- | --- | --- | --- | --- |\n"
        for field in FilterField.all {
            let signs = field.operators.map { "`\($0.rawValue)`" }.joined(separator: " ")
            var meaning = field.meaning
            if !field.words.isEmpty { meaning += " (" + field.words.map { "`\($0)`" }.joined(separator: ", ") + ")" }
            text +=
                "| `\(field.name.rawValue)` | \(signs) | \(meaning) | \(field.reach.wording) | `\(field.example)` |\n"
        }
        return text
    }
}
