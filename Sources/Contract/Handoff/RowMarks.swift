import JSON

/// What a row of the queue says beside its state, so that whoever goes through the queue sees where to look.
package struct RowMarks: Sendable, Hashable {
    /// How many checks failed and what else is not as the contract demands.
    package var failed = 0
    /// How many questions are left to human judgment.
    package var unresolved = 0
    /// How many others on the same record are in its way; at most `mostOthers`.
    package var others = 0
    /// How many notes, reasons and comments people wrote.
    package var words = 0
    /// Whether characters are in it that nobody sees, or that turn the order of a text.
    package var hasHidden = false
    /// Whether what it holds is what a person made of it.
    package var isEdited = false

    /// As many others are counted at the most.
    package static let mostOthers = 99

    package init(
        failed: Int = 0, unresolved: Int = 0, others: Int = 0, words: Int = 0, hasHidden: Bool = false,
        isEdited: Bool = false
    ) {
        (self.failed, self.unresolved, self.others, self.words) = (failed, unresolved, others, words)
        (self.hasHidden, self.isEdited) = (hasHidden, isEdited)
    }
}

/// What the contents of a handoff say of its row.
package struct ContentMarks: Sendable, Hashable {
    package let failed: Int, unresolved: Int, hasHidden: Bool
    /// The currency of what is at stake.
    package let currency: String?

    /// Nil where a content that it reads is not there.
    ///
    /// - Parameter body: The canonical JSON behind a commitment.
    package init?(_ status: HandoffStatus, body: (ContentHash) throws -> [UInt8]?) rethrows {
        let commitments = status.commitments
        guard let found = try body(status.findings), let questions = try body(commitments.unresolved),
            let title = try body(commitments.title), let payload = try body(commitments.payload),
            let findings = (try? JSONValue(parsing: found)).flatMap(Findings.init(_:)),
            let unresolved = try? JSONValue(parsing: questions)
        else { return nil }
        failed = findings.failed
        currency = findings.currency
        self.unresolved = unresolved.array?.count ?? 0
        hasHidden =
            try [title, payload, questions].contains(where: HiddenCharacters.areIn)
            || commitments.evidence.contains { try body($0).map(HiddenCharacters.areIn) ?? false }
    }
}

extension Findings {
    /// How many things are not as they should be: each failed check once, whether it holds the handoff or not.
    package var failed: Int {
        violations.count
            + checks.count { check in
                guard check.result == "failed" || check.result == "error" else { return false }
                return check.source != "contract" || !violations.contains { sameText($0.id, check.id) }
            }
    }
}

/// Characters that nobody sees, or that turn the order of a text: controls, directional marks, what has no width.
package enum HiddenCharacters {
    /// Whether any is in a canonical JSON text. Line ends and tabulators are none.
    package static func areIn(_ canonical: [UInt8]) -> Bool {
        var isPlain = true
        var isEscaped = false
        for byte in canonical {
            if isEscaped {
                isEscaped = false
                // `\b`, `\f` and `\u00..` stand for controls.
                if byte == UInt8(ascii: "b") || byte == UInt8(ascii: "f") || byte == UInt8(ascii: "u") { return true }
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte >= 0x7F {
                isPlain = false
            }
        }
        return isPlain ? false : areIn(String(decoding: canonical, as: UTF8.self))
    }

    /// Whether any is in a text.
    package static func areIn(_ text: String) -> Bool {
        var before: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if isHidden(scalar, after: before) { return true }
            before = scalar
        }
        return false
    }

    private static func isHidden(_ scalar: Unicode.Scalar, after before: Unicode.Scalar?) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF: return false
        // Emoji are written with a joiner and a selector.
        case 0x200D, 0xFE0E, 0xFE0F:
            return
                !(before.map { $0.value > 0x7F && $0.properties.isEmoji || $0.value == 0xFE0F || isKeycap($0) } ?? false)
        default:
            if scalar.properties.isDefaultIgnorableCodePoint { return true }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                return true
            default: return false
            }
        }
    }

    private static func isKeycap(_ scalar: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(scalar.value) || scalar == "#" || scalar == "*"
    }
}
