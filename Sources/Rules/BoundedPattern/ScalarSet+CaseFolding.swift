extension ScalarSet {
    /// The set with every character that differs from a member only in case.
    var foldingCase: ScalarSet {
        var added: [ClosedRange<UInt32>] = []
        for orbit in Self.orbits where orbit.contains(where: contains) {
            for scalar in orbit where !contains(scalar) { added.append(scalar...scalar) }
        }
        return added.isEmpty ? self : ScalarSet(ranges + added)
    }

    /// The groups of characters that differ only in case, by mappings of one character to one.
    private static let orbits: [[UInt32]] = {
        var groups: [UInt32: [UInt32]] = [:]
        // Characters with case lie in the first two planes; a dotless i folds to itself alone.
        for code in UInt32(0)..<0x20000 where code != 0x131 {
            guard let scalar = Unicode.Scalar(code),
                scalar.properties.isCased || scalar.properties.changesWhenCaseMapped
            else { continue }
            let upper = single(scalar.properties.uppercaseMapping) ?? scalar
            let folded = single(upper.properties.lowercaseMapping) ?? upper
            groups[folded.value, default: []].append(code)
        }
        return groups.values.filter { $0.count > 1 }
    }()

    private static func single(_ mapping: String) -> Unicode.Scalar? {
        var scalars = mapping.unicodeScalars.makeIterator()
        guard let first = scalars.next(), scalars.next() == nil else { return nil }
        return first
    }
}
