import Crypto
import FoundationEssentials

/// A SHA-256 value: of a leaf, of a node, or of a whole tree.
package struct MerkleHash: Sendable, Hashable {
    /// How many bytes a hash has.
    package static let byteCount = 32

    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// The hash with these bytes; nil unless there are 32.
    package init?(bytes: some Collection<UInt8>) {
        self.init(Array(bytes)[...])
    }

    /// The same of bytes that lie in an array: nothing is copied.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        func word(_ place: Int) -> UInt64 {
            let start = bytes.startIndex + place * 8
            return bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    init(_ digest: SHA256.Digest) {
        words = digest.withUnsafeBytes { bytes in
            func word(_ place: Int) -> UInt64 {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
            }
            return (word(0), word(1), word(2), word(3))
        }
    }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)) {
            bytes += $0
        }
        return bytes
    }

    /// Feeds the 32 bytes to a hash function.
    func feed(_ function: inout SHA256) {
        withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)) {
            function.update(bufferPointer: $0)
        }
    }

    /// Whether two hashes are the same.
    package static func == (left: MerkleHash, right: MerkleHash) -> Bool { left.words == right.words }

    /// Feeds the hash to a hasher.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension MerkleHash: CustomStringConvertible {
    /// The hash that this hexadecimal text stands for; nil unless it has 64 digits.
    package init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == Self.byteCount * 2 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(ofDigit: digits[place]), let low = Self.value(ofDigit: digits[place + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    /// The hash that this base64 text stands for; nil unless it is exactly what `base64` gives.
    package init?(base64: String) {
        guard base64.utf8.count == 44, let data = Data(base64Encoded: base64) else { return nil }
        self.init(bytes: data)
        guard self.base64.utf8.elementsEqual(base64.utf8) else { return nil }
    }

    /// The hash as 64 lower-case hexadecimal digits.
    package var hex: String {
        String(unsafeUninitializedCapacity: Self.byteCount * 2) { text in
            for (place, byte) in bytes.enumerated() {
                text[place * 2] = Self.digit(byte >> 4)
                text[place * 2 + 1] = Self.digit(byte & 15)
            }
            return Self.byteCount * 2
        }
    }

    /// The hash in base64, as checkpoints write it.
    package var base64: String { Data(bytes).base64EncodedString() }

    /// The hexadecimal text.
    package var description: String { hex }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
