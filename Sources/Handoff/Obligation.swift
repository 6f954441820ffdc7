import JSON

/// Something that has to hold before a handoff moves on: "why can't I", "who is next".
public struct Obligation: Sendable, Hashable {
    /// Whether it holds, still can be met, or stands in the way of this person.
    public enum State: String, Sendable { case met, open, blocked }
    /// Which one: `contract`, `step:controller`, `separation:requester`, `must_view:invoice`, `delivery`.
    public var id: String
    /// Whether it holds.
    public var state: State
    /// A sentence.
    public var text: String
    /// Who can meet it: ids of people.
    public var who: [String]

    /// An obligation.
    public init(id: String, state: State, text: String, who: [String] = []) {
        self.id = id
        self.state = state
        self.text = text
        self.who = who
    }

    /// As it is printed.
    public var json: JSONValue {
        [
            "id": .string(id), "state": .string(state.rawValue), "text": .string(text),
            "who": .array(who.map { .string("person:" + $0) }),
        ]
    }
}
