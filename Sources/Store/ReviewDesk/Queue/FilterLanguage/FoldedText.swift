import Foundation
import JSON

/// A text to look for, whatever its case, accents and width: `zurich` is in `ZÜRICH`.
package struct FoldedText: Sendable, Hashable {
    private let bytes: [UInt8]

    /// The text to look for.
    package init(_ text: String) { bytes = Array(Self.fold(text).utf8) }

    /// Whether it is in a text.
    package func isIn(_ text: String) -> Bool {
        guard let first = bytes.first else { return true }
        var text = text
        let found = text.withUTF8 { text in find(first, in: text) }
        if let found { return found }
        var folded = Self.fold(text)
        return folded.withUTF8 { text in find(first, in: text) ?? false }
    }

    /// Whether it is in a JSON value's texts, numbers or member names; at most `depth` levels down.
    package func isIn(_ value: JSONValue, depth: Int = 100) -> Bool {
        switch value {
        case .string(let text): isIn(text)
        case .number(let number): isIn(number.text)
        case .array(let items): depth > 0 && items.contains { isIn($0, depth: depth - 1) }
        case .object(let object):
            depth > 0 && object.members.contains { isIn($0.name) || isIn($0.value, depth: depth - 1) }
        case .bool, .null: false
        }
    }

    private static func fold(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        return text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }

    /// Looks in ASCII text as it stands; nil when there is more in it than ASCII.
    private func find(_ first: UInt8, in text: UnsafeBufferPointer<UInt8>) -> Bool? {
        func lower(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }
        var isASCII = true
        for (start, byte) in text.enumerated() {
            if byte >= 0x80 { isASCII = false }
            guard lower(byte) == first, start + bytes.count <= text.count else { continue }
            var length = 1
            while length < bytes.count, lower(text[start + length]) == bytes[length] { length += 1 }
            if length == bytes.count { return true }
        }
        return isASCII ? false : nil
    }
}
