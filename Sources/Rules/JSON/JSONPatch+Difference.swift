extension JSONPatch {
    /// A patch, as a document, that makes one value of another: no operation where nothing changes.
    ///
    /// Members are compared by name, elements of arrays by their longest common subsequence, numbers by value; what is put in
    /// keeps its text. Every `remove` and `replace` names a place as it is in the value that the patch begins with.
    public static func difference(from old: JSONValue, to new: JSONValue) -> JSONValue {
        var difference = Difference()
        difference.compare(old, new, at: JSONPointer())
        return .array(difference.operations)
    }
}

/// Gathers operations from the end of a document to its beginning, so that none moves the place of a later one.
private struct Difference {
    var operations: [JSONValue] = []
    /// How many pairs of elements of two arrays are compared; beyond it they are taken by their places.
    private static let mostPairs = 250_000

    mutating func compare(_ old: JSONValue, _ new: JSONValue, at place: JSONPointer) {
        switch (old, new) {
        case (.object(let old), .object(let new)): compare(old, new, at: place)
        case (.array(let old), .array(let new)): compare(old, new, at: place)
        case _ where old == new: break
        default: note("replace", place, new)
        }
    }

    private mutating func note(_ name: String, _ place: JSONPointer, _ value: JSONValue?) {
        var operation = JSONObject([("op", .string(name)), ("path", .string(place.description))])
        operation["value"] = value
        operations.append(.object(operation))
    }

    private mutating func compare(_ old: JSONObject, _ new: JSONObject, at place: JSONPointer) {
        for member in new.members.reversed() where old[member.name] == nil {
            note("add", place.appending(member.name), member.value)
        }
        for member in old.members.reversed() {
            let path = place.appending(member.name)
            if let value = new[member.name] {
                compare(member.value, value, at: path)
            } else {
                note("remove", path, nil)
            }
        }
    }

    private mutating func compare(_ old: [JSONValue], _ new: [JSONValue], at place: JSONPointer) {
        var end = (old: old.count, new: new.count)
        for pair in Self.pairs(old, new).reversed() {
            fill((pair.old + 1)..<end.old, old, (pair.new + 1)..<end.new, new, at: place)
            end = pair
        }
        fill(0..<end.old, old, 0..<end.new, new, at: place)
    }

    /// What stands between two pairs: elements are compared in turn, and what one side has more is removed or added.
    private mutating func fill(
        _ olds: Range<Int>, _ old: [JSONValue], _ news: Range<Int>, _ new: [JSONValue], at place: JSONPointer
    ) {
        let shared = min(olds.count, news.count)
        for index in olds.dropFirst(shared).reversed() { note("remove", place.appending("\(index)"), nil) }
        // Each is put before the one that was put there before it.
        let first = place.appending("\(olds.lowerBound + shared)")
        for index in news.dropFirst(shared).reversed() { note("add", first, new[index]) }
        for offset in (0..<shared).reversed() {
            let index = olds.lowerBound + offset
            compare(old[index], new[news.lowerBound + offset], at: place.appending("\(index)"))
        }
    }

    /// The elements that stay: equal ones at both ends, and between them the longest common subsequence.
    private static func pairs(_ old: [JSONValue], _ new: [JSONValue]) -> [(old: Int, new: Int)] {
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - start, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let head = (0..<start).map { (old: $0, new: $0) }
        let end = (0..<tail).map { (old: old.count - tail + $0, new: new.count - tail + $0) }
        let middle = subsequence(Array(old[start..<(old.count - tail)]), Array(new[start..<(new.count - tail)]))
        return head + middle.map { (old: $0.old + start, new: $0.new + start) } + end
    }

    private static func subsequence(_ old: [JSONValue], _ new: [JSONValue]) -> [(old: Int, new: Int)] {
        guard !old.isEmpty, !new.isEmpty, old.count <= mostPairs / new.count else { return [] }
        let (left, right) = (old.map(\.hashValue), new.map(\.hashValue))
        func isSame(_ i: Int, _ j: Int) -> Bool { left[i] == right[j] && old[i] == new[j] }
        // length[i][j]: of the longest common subsequence of what follows i and j.
        let width = new.count + 1
        var length = [Int32](repeating: 0, count: (old.count + 1) * width)
        for i in old.indices.reversed() {
            for j in new.indices.reversed() {
                length[i * width + j] =
                    isSame(i, j)
                    ? length[(i + 1) * width + j + 1] + 1
                    : max(length[(i + 1) * width + j], length[i * width + j + 1])
            }
        }
        var (i, j) = (0, 0)
        var pairs: [(old: Int, new: Int)] = []
        while i < old.count, j < new.count {
            if isSame(i, j) {
                pairs.append((i, j))
                (i, j) = (i + 1, j + 1)
            } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        return pairs
    }
}
