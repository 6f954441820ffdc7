import CivilTime
import JSON

/// Something that has to hold before a handoff moves on: "why can't I", "who is next".
package struct Obligation: Sendable, Hashable {
    /// Whether it holds, still can be met, or stands in the way of this person.
    package enum State: String, Sendable { case met, open, blocked }
    /// Which one: `contract`, `step:controller`, `separation:requester`, `must_view:invoice`, `delivery`.
    package var id: String
    /// Whether it holds.
    package var state: State
    /// A sentence.
    package var text: String
    /// Who can meet it: ids of people.
    package var who: [String]
    /// Until when it is so, where that is known: a claim, the time in which a recall is certain to be possible.
    package var until: Instant?

    /// An obligation.
    package init(id: String, state: State, text: String, who: [String] = [], until: Instant? = nil) {
        self.id = id
        self.state = state
        self.text = text
        self.who = who
        self.until = until
    }

    /// As it is printed.
    package var json: JSONValue {
        var object = JSONObject([
            ("id", .string(id)), ("state", .string(state.rawValue)), ("text", .string(text)),
            ("who", .array(who.map { .string("person:" + $0) })),
        ])
        object["until"] = until.map { .string($0.description) }
        return .object(object)
    }
}
