/// Leaves out of what curses writes whatever tells the terminal nothing new about colours and attributes.
///
/// curses goes back to the plain look before each change and then names both colours. Over a slow line that is most of a picture. Here
/// a look is only noted, and told when something is drawn in it: what has changed since, in one sequence. Between the pictures it is
/// remembered what the terminal was told last.
struct LookFilter {
    /// What was asked for; nil where it is not known.
    private var wanted: Look?
    /// What the terminal was told; nil where it is not known.
    private var told: Look?
    /// Whether letters stand for lines, as asked for and as told.
    private var drawsLines = (wanted: Bool?.none, told: Bool?.none)
    private var scanner = SequenceScanner()
    /// Whether the terminal has default colours that can be named one by one.
    private let namesDefaults: Bool

    /// - Parameter namesDefaults: Whether the terminal takes 39 and 49 for its own two colours.
    init(namesDefaults: Bool = true) { self.namesDefaults = namesDefaults }

    /// What is to be sent for what curses wrote.
    mutating func filtered(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        for byte in bytes {
            if let piece = scanner.take(byte) { pass(piece, &output) }
        }
        return output
    }

    /// What brings the terminal to the look that curses takes it to have: for others that write to it.
    mutating func settled() -> [UInt8] {
        var output: [UInt8] = []
        tellLook(&output)
        tellLineDrawing(&output)
        return output
    }

    /// Others have written to the terminal, and its look may be any.
    mutating func forget() {
        (wanted, told) = (nil, nil)
        drawsLines.told = nil
    }

    private mutating func pass(_ piece: SequenceScanner.Piece, _ output: inout [UInt8]) {
        switch piece {
        case .space:
            tellGround(&output)
            output.append(0x20)
        case .text(let byte):
            tellLook(&output)
            tellLineDrawing(&output)
            output.append(byte)
        case .look(let parameters, let bytes):
            // What is not known is passed on, and from then on nothing is known until a plain look begins anew.
            guard let next = Look(parameters, after: wanted) else {
                tellLook(&output)
                output += bytes
                (wanted, told) = (nil, nil)
                return
            }
            wanted = next
        case .lineDrawing(let isOn): drawsLines.wanted = isOn
        case .movement(let bytes): output += bytes
        case .erasure(let bytes):
            tellGround(&output)
            output += bytes
        case .other(let bytes):
            tellLook(&output)
            tellLineDrawing(&output)
            output += bytes
        }
    }

    private mutating func tellLook(_ output: inout [UInt8]) {
        guard let wanted, wanted != told else { return }
        output += wanted.sequence(from: told, namesDefaults: namesDefaults)
        told = wanted
    }

    // Of an empty cell only the ground is seen, where no attribute shows on it.
    private mutating func tellGround(_ output: inout [UInt8]) {
        guard let wanted, let before = told, !wanted.showsOnSpaces, !before.showsOnSpaces else {
            tellLook(&output)
            return
        }
        guard wanted.background != before.background else { return }
        var next = before
        next.background = wanted.background
        // Where the whole change is no longer than this one, it is told now.
        let (part, whole) = (
            next.sequence(from: before, namesDefaults: namesDefaults),
            wanted.sequence(from: before, namesDefaults: namesDefaults)
        )
        told = whole.count <= part.count ? wanted : next
        output += whole.count <= part.count ? whole : part
    }

    private mutating func tellLineDrawing(_ output: inout [UInt8]) {
        guard let wanted = drawsLines.wanted, wanted != drawsLines.told else { return }
        output += [0x1B, 0x28, wanted ? 0x30 : 0x42]
        drawsLines.told = wanted
    }
}

/// The colours and attributes of what is drawn next, as the numbers of SGR sequences (ECMA-48) say them.
struct Look: Hashable {
    /// One of the two colours, in the numbers that name it; none for the terminal's own.
    private(set) var foreground: [Int] = []
    var background: [Int] = []
    /// The attributes 1 to 9, by their numbers as bits.
    private(set) var attributes: UInt16 = 0

    /// Underlined, reversed, struck out: seen where there is no letter too.
    var showsOnSpaces: Bool { attributes & (1 << 4 | 1 << 7 | 1 << 9) != 0 }

    /// The look after a sequence with these numbers; nil where it can't be known.
    init?(_ parameters: [Int], after before: Look?) {
        var look = before
        var rest = (parameters.isEmpty ? [0] : parameters)[...]
        while let number = rest.popFirst() {
            if number == 0 {
                look = Look()
                continue
            }
            guard look?.take(number, &rest) ?? false else { return nil }
        }
        guard let look else { return nil }
        self = look
    }

    private init() {}

    // False for a number that is not known here.
    private mutating func take(_ number: Int, _ rest: inout ArraySlice<Int>) -> Bool {
        switch number {
        case 1...9: attributes |= 1 << UInt16(number)
        case 22: attributes &= ~(1 << 1 | 1 << 2)
        case 25: attributes &= ~(1 << 5 | 1 << 6)
        case 23, 24, 27, 28, 29: attributes &= ~(1 << UInt16(number - 20))
        case 30...37, 90...97: foreground = [number]
        case 40...47, 100...107: background = [number]
        case 39: foreground = []
        case 49: background = []
        case 38, 48:
            // 5 and a number of the palette, or 2 and red, green and blue.
            guard let kind = rest.first, kind == 5 || kind == 2, rest.count >= (kind == 5 ? 2 : 4) else { return false }
            let colour = [number] + rest.prefix(kind == 5 ? 2 : 4)
            rest = rest.dropFirst(colour.count - 1)
            if number == 38 { foreground = colour } else { background = colour }
        default: return false
        }
        return true
    }

    /// The shortest sequence that leads to this look.
    func sequence(from before: Look?, namesDefaults: Bool) -> [UInt8] {
        let anew = Self.sequence(self == Look() ? [] : [0] + numbers(from: Look()))
        guard let before else { return anew }
        let losesColour =
            foreground.isEmpty && !before.foreground.isEmpty || background.isEmpty && !before.background.isEmpty
        guard namesDefaults || !losesColour else { return anew }
        let change = Self.sequence(numbers(from: before))
        return change.count < anew.count ? change : anew
    }

    private func numbers(from before: Look) -> [Int] {
        var numbers: [Int] = []
        var kept = before.attributes
        for (end, ended) in Self.ends where kept & ended & ~attributes != 0 {
            numbers.append(end)
            kept &= ~ended
        }
        for number in 1...9 where attributes & ~kept & 1 << UInt16(number) != 0 { numbers.append(number) }
        if foreground != before.foreground { numbers += foreground.isEmpty ? [39] : foreground }
        if background != before.background { numbers += background.isEmpty ? [49] : background }
        return numbers
    }

    /// What ends attributes, and which.
    private static let ends: [(Int, UInt16)] = [
        (22, 1 << 1 | 1 << 2), (23, 1 << 3), (24, 1 << 4), (25, 1 << 5 | 1 << 6), (27, 1 << 7), (28, 1 << 8),
        (29, 1 << 9),
    ]

    private static func sequence(_ numbers: [Int]) -> [UInt8] {
        Array("\u{1B}[\(numbers.map(String.init).joined(separator: ";"))m".utf8)
    }
}
