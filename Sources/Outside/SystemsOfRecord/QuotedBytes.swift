import Handoff

/// What a program printed, made into text that is plainly data: nothing in it can act on a screen or a log.
///
/// Bytes that are no UTF-8, control characters and characters that can't be seen are written as escapes, and what is over the limit
/// is left out where an ellipsis stands.
func quoted(_ bytes: some Collection<UInt8>, first limit: Int) -> String {
    "\"" + escaped(bytes.prefix(limit)) + (bytes.count > limit ? "…" : "") + "\""
}

/// The end of what a program printed, as `quoted` does it.
func quoted(_ bytes: some BidirectionalCollection<UInt8>, last limit: Int) -> String {
    "\"" + (bytes.count > limit ? "…" : "") + escaped(bytes.suffix(limit)) + "\""
}

private func escaped(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
        switch decoder.decode(&iterator) {
        case .emptyInput: return text
        case .error: text += "\u{FFFD}"
        case .scalarValue("\n"): text += "\\n"
        case .scalarValue("\t"): text += "\\t"
        case .scalarValue(let scalar) where scalar == "\"" || scalar == "\\": text += "\\\(scalar)"
        case .scalarValue(let scalar) where scalar.canBeSeen: text.unicodeScalars.append(scalar)
        case .scalarValue(let scalar): text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }
}
