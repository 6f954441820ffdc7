/// Which members of an object, or elements of an array, have been evaluated. Up to 64 take no memory.
struct Evaluated {
    private var hasAll = false
    private var first: UInt64 = 0
    private var further: [UInt64] = []

    func contains(_ place: Int) -> Bool {
        if hasAll { return true }
        if place < 64 { return first >> UInt64(place) & 1 == 1 }
        let word = place / 64 - 1
        return word < further.count && further[word] >> UInt64(place % 64) & 1 == 1
    }

    mutating func insert(_ place: Int) {
        guard !hasAll else { return }
        if place < 64 {
            first |= 1 << UInt64(place)
            return
        }
        let word = place / 64 - 1
        while further.count <= word { further.append(0) }
        further[word] |= 1 << UInt64(place % 64)
    }

    mutating func insertAll() { hasAll = true }

    mutating func formUnion(_ other: Evaluated) {
        hasAll = hasAll || other.hasAll
        first |= other.first
        for (word, bits) in other.further.enumerated() {
            if word < further.count { further[word] |= bits } else { further.append(bits) }
        }
    }

    /// How many words a union with this one touches.
    var words: Int { further.count }
}
