/// What stands on one side of a place, as far as assertions tell it apart.
enum Neighbour: UInt8, Sendable, CaseIterable {
    case edge, other, word, lineFeed
}

/// The characters divided into classes that no set of the pattern tells apart.
///
/// The search works on classes: a pattern with a few sets of thousands of characters still has only a handful.
struct Alphabet: Sendable {
    /// How many classes there are.
    let count: Int
    /// For every class, how it looks to assertions.
    let neighbours: [Neighbour]
    private let ofASCII: [UInt16]
    private let starts: [UInt32]
    private let ofInterval: [UInt16]
    private let membership: [UInt64]
    private let wordsPerSet: Int

    /// The classes for these sets; nil when there would be too many.
    init?(sets: [ScalarSet], tellingWords: Bool, tellingLines: Bool) {
        let told = sets + (tellingWords ? [.word] : []) + (tellingLines ? [.lineFeed] : [])
        var starts: Set<UInt32> = [0]
        for range in told.lazy.flatMap(\.ranges) {
            starts.insert(range.lowerBound)
            if range.upperBound < ScalarSet.last { starts.insert(range.upperBound + 1) }
        }
        let sorted = starts.sorted()
        guard sorted.count < 30_000 else { return nil }
        let (ofInterval, count) = Self.refined(sorted, by: told)
        let wordsPerSet = (count + 63) / 64
        var membership = [UInt64](repeating: 0, count: wordsPerSet * told.count)
        for (number, set) in told.enumerated() {
            for interval in Self.intervals(of: set, in: sorted) {
                let letter = Int(ofInterval[interval])
                membership[number * wordsPerSet + letter / 64] |= 1 << UInt64(letter % 64)
            }
        }
        self.count = count
        self.starts = sorted
        self.ofInterval = ofInterval
        self.wordsPerSet = wordsPerSet
        self.membership = membership
        func contains(_ number: Int, _ letter: Int) -> Bool {
            membership[number * wordsPerSet + letter / 64] >> UInt64(letter % 64) & 1 == 1
        }
        neighbours = (0..<count).map { letter in
            if tellingWords, contains(sets.count, letter) { return .word }
            return tellingLines && contains(told.count - 1, letter) ? .lineFeed : .other
        }
        ofASCII = (UInt32(0)..<128).map { ofInterval[Self.interval(of: $0, in: sorted)] }
    }

    func letter(of scalar: UInt32) -> UInt16 {
        scalar < 128 ? ofASCII[Int(scalar)] : ofInterval[Self.interval(of: scalar, in: starts)]
    }

    func set(_ number: Int, contains letter: Int) -> Bool {
        membership[number * wordsPerSet + letter >> 6] >> UInt64(letter & 63) & 1 == 1
    }

    private static func interval(of scalar: UInt32, in starts: [UInt32]) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= scalar { low = middle } else { high = middle }
        }
        return low
    }

    private static func intervals(of set: ScalarSet, in starts: [UInt32]) -> some Sequence<Int> {
        set.ranges.lazy.flatMap { interval(of: $0.lowerBound, in: starts)...interval(of: $0.upperBound, in: starts) }
    }

    /// Splits the classes by one set after the other.
    private static func refined(_ starts: [UInt32], by sets: [ScalarSet]) -> (ofInterval: [UInt16], count: Int) {
        var ofInterval = [UInt16](repeating: 0, count: starts.count)
        var sizes = [starts.count]
        for set in sets {
            let inside = Array(intervals(of: set, in: starts))
            var insideSizes: [UInt16: Int] = [:]
            for interval in inside { insideSizes[ofInterval[interval], default: 0] += 1 }
            var split: [UInt16: UInt16] = [:]
            for interval in inside {
                let old = ofInterval[interval]
                guard let part = insideSizes[old], part < sizes[Int(old)] || split[old] != nil else { continue }
                if let new = split[old] {
                    ofInterval[interval] = new
                } else {
                    let new = UInt16(sizes.count)
                    sizes[Int(old)] -= part
                    sizes.append(part)
                    split[old] = new
                    ofInterval[interval] = new
                }
            }
        }
        return (ofInterval, sizes.count)
    }
}
