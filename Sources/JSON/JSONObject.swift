/// The members of a JSON object, in the order in which they were written.
///
/// Names are compared by code point. Small objects are searched in a line, larger ones through an index made once.
public struct JSONObject: Sendable {
    /// One member: its name and its value.
    public struct Member: Sendable {
        /// The member's name.
        public let name: String
        /// The member's value.
        public var value: JSONValue

        /// A member.
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The members in order.
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
    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }
    /// The names in order.
    public var names: [String] { members.map(\.name) }

    /// The value of the member with this name; setting nil removes it.
    public subscript(_ name: String) -> JSONValue? {
        get { position(of: name).map { members[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil):
                members.remove(at: place)
                reindex()
            case (nil, let value?): append(name, value)
            case (nil, nil): break
            }
        }
    }

    /// Adds a member unless one of this name is there; returns whether it was added.
    @discardableResult
    public mutating func insert(_ name: String, _ value: JSONValue) -> Bool {
        guard position(of: name) == nil else { return false }
        append(name, value)
        return true
    }

    private mutating func append(_ name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
        if index != nil {
            index![Name(text: name)] = members.count - 1
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

    private func position(of name: String) -> Int? {
        if let index { return index[Name(text: name)] }
        return members.firstIndex { sameText($0.name, name) }
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same members, in any order.
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
