extension Colour {
    /// The numbers of the xterm palette that every terminal shows alike: its cube and its greys.
    static let commonNumbers = 16...255

    /// The colour of a number of the xterm palette from 16 on.
    static func ofPalette(_ index: Int) -> Colour {
        if index >= 232 {
            let grey = UInt8(8 + 10 * (index - 232))
            return .rgb(grey, grey, grey)
        }
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        let cube = index - 16
        return .rgb(levels[cube / 36 % 6], levels[cube / 6 % 6], levels[cube % 6])
    }

    private static let palette: [(colour: Colour, perceived: PerceivedColour)] = commonNumbers.map { index in
        let colour = ofPalette(index)
        return (colour, colour.perceived ?? PerceivedColour(lightness: 0, a: 0, b: 0))
    }

    /// The number of the colour of the xterm palette that looks most like this one.
    var nearestOf256: Int { nearestOf256 { _ in true } }

    /// The number of the colour that looks most like this one among those that fit.
    func nearestOf256(where fits: (Colour) -> Bool) -> Int {
        guard let wanted = perceived else { return Self.commonNumbers.lowerBound }
        var best = (distance: Double.infinity, index: 0)
        for (index, entry) in Self.palette.enumerated() {
            let distance = entry.perceived.distance(to: wanted)
            if distance < best.distance, fits(entry.colour) { best = (distance, index) }
        }
        return Self.commonNumbers.lowerBound + best.index
    }
}
