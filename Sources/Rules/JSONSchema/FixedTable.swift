/// Values that never change and never move, read through a pointer: looking at one counts no references.
///
/// Whoever owns the table frees it.
struct FixedTable<Element: Sendable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        count = elements.count
        base = .allocate(capacity: max(count, 1))
        base.initialize(from: elements, count: count)
    }

    func free() {
        base.deinitialize(count: count)
        base.deallocate()
    }

    @inline(__always)
    func pointer(_ place: Int) -> UnsafeMutablePointer<Element> {
        assert(place >= 0 && place < count)
        return base + place
    }

    @inline(__always)
    func pointer(_ place: Int32) -> UnsafeMutablePointer<Element> { pointer(Int(place)) }
}

/// Neighbouring elements of a table.
struct Run: Sendable {
    var start: Int32 = 0
    var count: Int32 = 0

    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
