/// Which members of an object, or elements of an array, have been evaluated. Up to 64 take no memory.
struct Evaluated {
    /// Whether anybody will ask.
    let isWanted: Bool
    private var hasAll = false
    private var first: UInt64 = 0
    private var further: [UInt64] = []

    init(isWanted: Bool) { self.isWanted = isWanted }

    /// As wanted as this one, with nothing evaluated yet.
    var fresh: Evaluated { Evaluated(isWanted: isWanted) }

    func contains(_ place: Int) -> Bool {
        if hasAll { return true }
        if place < 64 { return first >> UInt64(place) & 1 == 1 }
        let word = place / 64 - 1
        return word < further.count && further[word] >> UInt64(place % 64) & 1 == 1
    }

    mutating func insert(_ place: Int) {
        guard isWanted, !hasAll else { return }
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
        guard isWanted else { return }
        hasAll = hasAll || other.hasAll
        first |= other.first
        for (word, bits) in other.further.enumerated() {
            if word < further.count { further[word] |= bits } else { further.append(bits) }
        }
    }
}
