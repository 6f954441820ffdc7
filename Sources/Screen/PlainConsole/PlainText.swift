import Terminal

/// Safe text as a stream of lines takes it.
enum PlainText {
    private static let narrowest = 20

    /// Whether the locale of an environment is in UTF-8.
    static func isUTF8(_ environment: [String: String]) -> Bool {
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.utf8.isEmpty } ?? ""
        return name.lowercased().contains("utf-8") || name.lowercased().contains("utf8")
    }

    /// The rows that a line takes on a terminal of a width.
    ///
    /// A terminal would break a long line by itself, and what a handoff says could then stand at the beginning of a row as if the
    /// program said it. So what goes on begins with `>` where it is a handoff's own words, and with spaces where it is not.
    static func rows(_ text: DisplayText, isASCII: Bool, width: Int?) -> [String] {
        let line = printed(text, isASCII: isASCII)
        guard let width, width >= narrowest else { return [line] }
        let safe = isASCII ? DisplayText(sanitising: line) : text
        guard safe.width >= width else { return [line] }
        let lead = line.unicodeScalars.first == ">" ? "> " : "  "
        // One column less than there are: some terminals go on to the next row when the last one is full.
        let rows = safe.wrapped(to: width - 1 - lead.utf8.count).map(\.description)
        return rows.prefix(1) + rows.dropFirst().map { lead + $0 }
    }

    /// The text as it is printed: with the program's own signs in ASCII, and the rest escaped, where that is all there is.
    static func printed(_ text: DisplayText, isASCII: Bool) -> String {
        guard isASCII else { return text.description }
        var printed = ""
        for scalar in text.description.unicodeScalars {
            switch scalar {
            case "…": printed += "..."
            case "‘", "’": printed += "'"
            case "–", "—": printed += "-"
            case "→": printed += "->"
            case "≥": printed += ">="
            default:
                if scalar.isASCII {
                    printed.unicodeScalars.append(scalar)
                } else {
                    printed += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                }
            }
        }
        return printed
    }
}
