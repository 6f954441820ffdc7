import Terminal

/// Safe text as a stream of lines takes it.
enum PlainText {
    /// Whether the locale of an environment is in UTF-8.
    static func isUTF8(_ environment: [String: String]) -> Bool {
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.utf8.isEmpty } ?? ""
        return name.lowercased().contains("utf-8") || name.lowercased().contains("utf8")
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
