import CivilTime
import Handoff
import JSON

/// Something that has to hold before a handoff moves on: "why can't I", "who is next".
package struct Obligation: Sendable, Hashable {
    /// It holds, it can still be met, or it stands in the way of this person.
    package enum State: String, Sendable { case met, open, blocked }

    package let kind: Kind
    package let state: State
    /// A sentence.
    package let text: String
    /// Who can meet it: ids of people.
    package let who: [String]
    /// Until when it is so, where that is known: a claim, the time in which a recall is certain to be possible.
    package let until: Instant?

    init(_ kind: Kind, _ state: State, _ text: String, who: [String] = [], until: Instant? = nil) {
        self.kind = kind
        self.state = state
        self.text = text
        self.who = who
        self.until = until
    }

    /// Which obligation it is, with the facts that name it. A refusal names the one that stands in the way.
    package enum Kind: Sendable, Hashable {
        /// The handoff meets its contract, and the contract can be loaded.
        case contract
        /// Who asked for it is known.
        case requester
        /// A step of the sequence; nil where no step is open.
        case step(String?)
        /// The open step is this person's.
        case turn(String?)
        /// Somebody decides on what is escalated.
        case escalation
        /// What a delivery has written is settled.
        case delivery
        /// Whoever is to act on it is entitled to its open step, or the contract lets it be escalated to them.
        case entitled
        /// Nobody else works on it.
        case claim
        /// Whoever acts had no other part in it.
        case separation(Contract.Separation)
        /// The evidence of a role was opened.
        case mustView(String)
        /// An error check of the contract holds still.
        case check(String)
        /// Its state allows it.
        case state
        /// Nothing that it is about is on hold.
        case hold
        /// A revision says which version it knows.
        case version
        /// The system of record has it.
        case receipt
        /// It can be taken back.
        case recall
        /// Whoever acts is in people.yaml.
        case person
        /// It is the submitter's, or the agent's owner's, to do.
        case submitter
        /// It is a lead's to do.
        case lead
        /// The reason is one of the contract's.
        case reason
        /// A note says why.
        case note
        /// The record in the system of record is named.
        case record
        /// Somebody is there to escalate it to.
        case escalatee
        /// Somebody is there to assign it to, and may approve it.
        case assignee
        /// An edit stays on its record.
        case reference
        /// It is the store's owner's, or the role operator's, to do.
        case operation
        /// The account may speak for the agent.
        case agent
        /// Something waits for its delivery.
        case somethingToDeliver

        /// Its name for scripts: `step:controller`, `separation:requester`, `must_view:invoice`.
        package var id: String {
            switch self {
            case .contract: "contract"
            case .requester: "requested_by"
            case .step(let name): name.map { "step:\($0)" } ?? "step"
            case .turn(let name): Kind.step(name).id + ":you"
            case .escalation: "escalation"
            case .delivery: "delivery"
            case .entitled: "entitled"
            case .claim: "claim"
            case .separation(let separation): "separation:\(separation.rawValue)"
            case .mustView(let role): "must_view:\(role)"
            case .check(let id): "check:\(id)"
            case .state: "state"
            case .version: "version"
            case .hold: "hold"
            case .receipt: "receipt"
            case .recall: "recall"
            case .person: "person"
            case .submitter: "submitter"
            case .lead: "lead"
            case .reason: "reason"
            case .note: "note"
            case .record: "record"
            case .escalatee: "escalatee"
            case .assignee: "assignee"
            case .reference: "reference"
            case .operation: "operator"
            case .agent: "agent"
            case .somethingToDeliver: "nothing_to_deliver"
            }
        }
    }

    /// As it is printed.
    package var json: JSONValue {
        var object = JSONObject([
            ("id", .string(kind.id)), ("state", .string(state.rawValue)), ("text", .string(text)),
            ("who", .array(who.map { .string("person:" + $0) })),
        ])
        object["until"] = until.map { .string($0.description) }
        return .object(object)
    }
}

extension Obligation.Kind {
    /// Whether evidence has to be opened first.
    package var isMustView: Bool { if case .mustView = self { true } else { false } }
}
