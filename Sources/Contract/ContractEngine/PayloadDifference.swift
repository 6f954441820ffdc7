import JSON

/// What an edit changes, for people: one line for each place.
package struct PayloadDifference: Sendable, Hashable {
    /// One place that is not as it was.
    package struct Line: Sendable, Hashable, CustomStringConvertible {
        /// The place.
        package let pointer: JSONPointer
        /// What stood there; nil for what is added.
        package let before: JSONValue?
        /// What stands there now; nil for what is removed.
        package let after: JSONValue?

        /// `~ /amount: 12.50 → 13.00`, `+ /lines/2: {…}` or `- /note: "…"`. Its texts are a producer's and an editor's.
        package var description: String {
            switch (before, after) {
            case (let before?, let after?): "~ \(pointer): \(before) → \(after)"
            case (nil, let after?): "+ \(pointer): \(after)"
            case (let before?, nil): "- \(pointer): \(before)"
            case (nil, nil): "  \(pointer)"
            }
        }
    }

    /// The changes, from the payload's beginning to its end.
    package let lines: [Line]
    /// The changes as a patch (RFC 6902).
    package let patch: JSONValue

    /// What makes one payload of another.
    package init(from old: JSONValue, to new: JSONValue) {
        patch = JSONPatch.difference(from: old, to: new)
        var lines: [Line] = []
        var (repeated, times) = ("", 0)
        for operation in (patch.array ?? []).reversed() {
            guard let path = operation["path"]?.string, var pointer = JSONPointer(parsing: path) else { continue }
            let isAdded = operation["op"] == "add"
            let before = isAdded ? nil : pointer.resolve(in: old)
            // Several elements that are put into one gap of an array have one place in the patch.
            times = isAdded && sameText(path, repeated) ? times + 1 : 0
            repeated = isAdded ? path : ""
            if times > 0, let index = pointer.tokens.last.flatMap({ Int($0) }) {
                pointer = JSONPointer(pointer.tokens.dropLast() + ["\(index + times)"])
            }
            lines.append(Line(pointer: pointer, before: before, after: operation["value"]))
        }
        self.lines = lines
    }

    /// Whether nothing changes.
    package var isEmpty: Bool { lines.isEmpty }
}
