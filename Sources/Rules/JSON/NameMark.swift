/// A number for a text, equal for equal texts, that mostly tells different ones apart without looking at their bytes.
///
/// Texts of up to seven bytes are in it whole; of longer ones it holds a mixture and, in the highest byte, the length.
/// It is no hash to build a table on where a stranger chooses both sides: whoever wants to can find texts that share one.
package func nameMark(_ text: String) -> UInt64 {
    text.utf8.withContiguousStorageIfAvailable(nameMark(of:))
        ?? Array(text.utf8).withUnsafeBufferPointer(nameMark(of:))
}

/// Whether a text with this mark is in the mark whole, so that equal marks mean equal texts.
@inlinable @inline(__always)
package func isWholeInMark(_ mark: UInt64) -> Bool { mark >> 56 < 8 }

private func nameMark(of bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let count = bytes.count
    guard let start = UnsafeRawPointer(bytes.baseAddress), count > 0 else { return 0 }
    let length = UInt64(min(count, 255)) << 56
    guard count >= 8 else {
        var packed: UInt64 = 0
        for place in 0..<count { packed |= UInt64(bytes[place]) << UInt64(place * 8) }
        return packed | length
    }
    var mixed = UInt64(truncatingIfNeeded: count)
    var place = 0
    while place + 8 <= count {
        mixed = stirred(mixed, start.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        place += 8
    }
    if place < count { mixed = stirred(mixed, start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)) }
    return mixed & (1 << 56 - 1) | length
}

@inline(__always)
private func stirred(_ mixed: UInt64, _ word: UInt64) -> UInt64 {
    let product = (mixed ^ word) &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product >> 29)
}
