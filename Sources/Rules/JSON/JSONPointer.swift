/// A place in a JSON document (RFC 6901).
public struct JSONPointer: Sendable, CustomStringConvertible {
    /// The reference tokens on the way from the document's root, their escapes resolved.
    public let tokens: [String]

    /// A pointer of these tokens; without any, the whole document.
    public init(_ tokens: [String] = []) { self.tokens = tokens }

    /// A pointer from its text; nil when the text is not empty and does not begin with `/`, or holds a `~` not followed by 0 or 1.
    public init?(parsing text: String) {
        guard !text.utf8.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for raw in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = Self.unescaped(raw) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    private static func unescaped(_ raw: some Sequence<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var iterator = raw.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch iterator.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A token with `~` and `/` escaped.
    public static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        var bytes: [UInt8] = []
        for byte in token.utf8 {
            switch byte {
            case UInt8(ascii: "~"): bytes += "~0".utf8
            case UInt8(ascii: "/"): bytes += "~1".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The pointer one token further down.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

    /// The pointer as RFC 6901 writes it: each token after a `/`, with `~` and `/` escaped; empty for the whole document.
    public var description: String { tokens.map { "/" + Self.escaped($0) }.joined() }

    /// The value at this place, or nil when there is none. `-` names no existing element.
    public func resolve(in document: JSONValue) -> JSONValue? {
        var value = document
        for token in tokens {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return nil }
                value = member
            case .array(let items):
                guard let index = Self.index(token), index < items.count else { return nil }
                value = items[index]
            default: return nil
            }
        }
        return value
    }

    /// The array index that a token names: digits without a leading zero.
    static func index(_ token: String) -> Int? {
        let digits = token.utf8
        guard !digits.isEmpty, digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        return Int(token)
    }
}

extension JSONPointer: Hashable {
    /// Whether both name the same place: the tokens are compared by code point.
    public static func == (left: JSONPointer, right: JSONPointer) -> Bool {
        left.tokens.elementsEqual(right.tokens, by: sameText)
    }

    /// Feeds the tokens to a hasher, consistent with `==`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(tokens.count)
        for token in tokens {
            hashText(token, into: &hasher)
            hasher.combine(UInt8.max)
        }
    }
}
