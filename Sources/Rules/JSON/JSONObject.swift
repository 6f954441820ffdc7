/// The members of a JSON object, in the order in which they were written.
///
/// Names are compared by code point. Small objects are searched in a line, larger ones through an index made once.
public struct JSONObject: Sendable {
    /// One member: its name and its value.
    public struct Member: Sendable {
        /// The name as the text has it, its escapes resolved.
        public let name: String
        /// What the member holds.
        public var value: JSONValue
        /// The mark of the name, by which members are found.
        package let mark: UInt64

        /// A member to be read beside others; of two with one name in an object the last one counts.
        public init(name: String, value: JSONValue) {
            self.init(name: name, value: value, mark: nameMark(name))
        }

        init(name: String, value: JSONValue, mark: UInt64) {
            self.name = name
            self.value = value
            self.mark = mark
        }
    }

    /// The members in the order in which they were written or added; no two have the same name.
    public private(set) var members: [Member] = []
    private var index: [Name: Int]?

    private static let searchedInALine = 12

    /// A name that hashes and compares by its bytes.
    private struct Name: Hashable, Sendable {
        let text: String
        static func == (left: Name, right: Name) -> Bool { sameText(left.text, right.text) }
        func hash(into hasher: inout Hasher) { hashText(text, into: &hasher) }
    }

    /// An object without members.
    public init() {}

    /// An object of these members; of members with the same name the last one counts, in the first one's place.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members { self[name] = value }
    }

    /// How many members there are.
    public var count: Int { members.count }
    /// True of `{}` alone.
    public var isEmpty: Bool { members.isEmpty }
    /// The names of the members, in their order.
    public var names: [String] { members.map(\.name) }

    /// The value of the member with this name; setting nil removes it.
    public subscript(_ name: String) -> JSONValue? {
        get { position(of: name, nameMark(name)).map { members[$0].value } }
        set {
            let mark = nameMark(name)
            switch (position(of: name, mark), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil):
                members.remove(at: place)
                reindex()
            case (nil, let value?): append(Member(name: name, value: value, mark: mark))
            case (nil, nil): break
            }
        }
    }

    /// Adds a member unless one of this name is there; returns whether it was added.
    @discardableResult
    public mutating func insert(_ name: String, _ value: JSONValue) -> Bool {
        let mark = nameMark(name)
        guard position(of: name, mark) == nil else { return false }
        append(Member(name: name, value: value, mark: mark))
        return true
    }

    private mutating func append(_ member: Member) {
        members.append(member)
        if index != nil {
            index![Name(text: member.name)] = members.count - 1
        } else if members.count > Self.searchedInALine {
            reindex()
        }
    }

    private mutating func reindex() {
        guard members.count > Self.searchedInALine else {
            index = nil
            return
        }
        var made = [Name: Int](minimumCapacity: members.count * 2)
        for (place, member) in members.enumerated() { made[Name(text: member.name)] = place }
        index = made
    }

    private func position(of name: String, _ mark: UInt64) -> Int? {
        if let index { return index[Name(text: name)] }
        let isWhole = isWholeInMark(mark)
        return members.firstIndex { $0.mark == mark && (isWhole || sameText($0.name, name)) }
    }
}

extension JSONObject: Hashable {
    /// True where both have the same names with equal values, in whatever order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    /// Feeds the members to a hasher, without regard to their order.
    public func hash(into hasher: inout Hasher) {
        var mixed = 0
        for member in members {
            var one = Hasher()
            hashText(member.name, into: &one)
            one.combine(member.value)
            mixed ^= one.finalize()
        }
        hasher.combine(count)
        hasher.combine(mixed)
    }
}

extension JSONObject: Sequence {
    /// Iterates over the members in order.
    public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}
