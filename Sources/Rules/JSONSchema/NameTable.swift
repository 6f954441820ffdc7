import JSON

/// Where a text is in the tables of a compiled schema: a part of the slots, searched from the place that its mark asks for.
struct NameTable: Sendable {
    /// One name; the texts are in the schema's table of names.
    struct Slot: Sendable {
        var mark: UInt64 = 0
        /// The number of the name; none in an empty slot.
        var name: Int32 = -1
        /// The subschema for the member with this name; none when it is only required.
        var node: Int32 = -1
        /// The bit that stands for it among the required names; none when it is not required.
        var requiredBit: UInt64 = 0

        var isEmpty: Bool { name < 0 }
    }

    let start: Int32
    let mask: UInt64

    /// Adds a table of these names to the slots.
    init(_ entries: [Slot], in slots: inout [Slot]) {
        var size = 4
        while size < entries.count * 2 { size *= 2 }
        start = Int32(slots.count)
        mask = UInt64(size - 1)
        slots += [Slot](repeating: Slot(), count: size)
        for entry in entries {
            var place = Self.place(entry.mark) & mask
            while !slots[Int(start) + Int(place)].isEmpty { place = (place + 1) & mask }
            slots[Int(start) + Int(place)] = entry
        }
    }

    @inline(__always)
    private static func place(_ mark: UInt64) -> UInt64 { (mark &* 0x9E37_79B9_7F4A_7C15) >> 32 }

    /// The slot of a name, or nil.
    @inline(__always)
    func slot(_ mark: UInt64, _ text: @autoclosure () -> String, in schema: CompiledSchema) -> Slot? {
        var place = Self.place(mark) & mask
        while true {
            let slot = schema.slots[Int(start) + Int(truncatingIfNeeded: place)]
            if slot.isEmpty { return nil }
            if slot.mark == mark, isWholeInMark(mark) || sameText(schema.names[slot.name], text()) { return slot }
            place = (place + 1) & mask
        }
    }
}
