/// A colour in Oklab, where equal distances look equally far apart and lightness can be moved without the hue.
struct PerceivedColour {
    /// 0 is black, 1 is white.
    var lightness: Double
    var a: Double, b: Double

    /// How different two colours look, squared.
    func distance(to other: PerceivedColour) -> Double {
        let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
        return dl * dl + da * da + db * db
    }
}

extension Colour {
    /// The smallest contrast of a text with what is behind it: WCAG 2, level AA.
    package static let readable = 4.5

    /// How the eye takes it; nil when it is up to the terminal.
    var perceived: PerceivedColour? {
        guard case .rgb(let red, let green, let blue) = self else { return nil }
        let (r, g, b) = (Self.linear(red), Self.linear(green), Self.linear(blue))
        let l = Self.cubeRoot(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
        let m = Self.cubeRoot(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
        let s = Self.cubeRoot(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
        return PerceivedColour(
            lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
    }

    /// The colour that a screen shows for it; where no screen can, one of the same lightness and hue with less colour in it.
    init(_ wanted: PerceivedColour) {
        var share = 1.0
        for _ in 0..<20 {
            let (r, g, b) = Self.linearChannels(wanted, share: share)
            if [r, g, b].allSatisfy({ $0 > -0.002 && $0 < 1.002 }) { break }
            share -= 0.05
        }
        let (r, g, b) = Self.linearChannels(wanted, share: max(0, share))
        self = .rgb(Self.channel(r), Self.channel(g), Self.channel(b))
    }

    private static func linearChannels(_ colour: PerceivedColour, share: Double) -> (Double, Double, Double) {
        let (a, b) = (colour.a * share, colour.b * share)
        func cube(_ x: Double) -> Double { x * x * x }
        let l = cube(colour.lightness + 0.3963377774 * a + 0.2158037573 * b)
        let m = cube(colour.lightness - 0.1055613458 * a - 0.0638541728 * b)
        let s = cube(colour.lightness - 0.0894841775 * a - 1.2914855480 * b)
        return (
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
        )
    }

    /// The colour, or where it stands out too little from what is behind it, the nearest lightness of it that does.
    func legible(on background: Colour, contrast wanted: Double = Colour.readable) -> Colour {
        guard let now = Colour.contrast(self, background), now < wanted, var moved = perceived,
            let luminance = background.luminance
        else { return self }
        // Half of the contrast that white and black have to each other: beyond it black is further away, below it white.
        let step = luminance > 0.1791 ? -0.005 : 0.005
        while (0...1).contains(moved.lightness) {
            moved.lightness += step
            let colour = Colour(moved)
            if let contrast = Colour.contrast(colour, background), contrast >= wanted { return colour }
        }
        return step < 0 ? .rgb(0, 0, 0) : .rgb(255, 255, 255)
    }

    /// The share of light of a channel, as sRGB defines it.
    static func linear(_ channel: UInt8) -> Double { lights[Int(channel)] }

    private static let lights: [Double] = (0...255).map { channel in
        let value = Double(channel) / 255
        return value <= 0.04045 ? value / 12.92 : power24((value + 0.055) / 1.055)
    }

    private static func channel(_ light: Double) -> UInt8 {
        var (low, high) = (0, 255)
        while low < high {
            let middle = (low + high) / 2
            if lights[middle] < light { low = middle + 1 } else { high = middle }
        }
        if low > 0, light - lights[low - 1] < lights[low] - light { low -= 1 }
        return UInt8(low)
    }

    // x^2.4 = x² · x^(2/5), the fifth root by Newton's method: exact enough, and no C library is needed for it.
    private static func power24(_ x: Double) -> Double {
        guard x > 0 else { return 0 }
        let square = x * x
        var root = 1.0
        for _ in 0..<40 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }

    private static func cubeRoot(_ x: Double) -> Double {
        guard x > 1e-12 else { return 0 }
        var root = x < 0.1 ? 0.4 : 0.8
        for _ in 0..<24 {
            let next = (2 * root + x / (root * root)) / 3
            if abs(next - root) < 1e-12 { return next }
            root = next
        }
        return root
    }
}
