import CivilTime
import JSON

/// What a hold stops: nothing of it comes in, passes alone or is delivered until it is released.
package enum HoldScope: Sendable, Hashable, CustomStringConvertible {
    /// Everything in the store.
    case everything
    /// What an agent produces, what comes under a contract of any version, what goes to a system of record.
    case producer(String), contract(String), system(String)

    /// The most bytes of a name.
    private static let longestName = 200

    /// As it is written: `everything`, `producer:NAME`, `contract:NAME`, `system:NAME`; nil where it is none of them.
    package init?(_ text: String) {
        if text == "everything" {
            self = .everything
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = String(text[text.index(after: colon)...])
        guard !name.utf8.isEmpty, name.utf8.count <= Self.longestName,
            name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        switch text[..<colon] {
        case "producer": self = .producer(name)
        case "contract": self = .contract(name)
        case "system": self = .system(name)
        default: return nil
        }
    }

    package var description: String { name.map { "\(kind):\($0)" } ?? kind }

    /// In a sentence: `the producer 'ap-bot'`.
    package var words: String { name.map { "the \(kind) '\($0)'" } ?? kind }

    /// What it names; nil for everything.
    package var name: String? {
        switch self {
        case .everything: nil
        case .producer(let name), .contract(let name), .system(let name): name
        }
    }

    private var kind: String {
        switch self {
        case .everything: "everything"
        case .producer: "producer"
        case .contract: "contract"
        case .system: "system"
        }
    }

    /// Whether it stops the work of this agent under this contract for this system.
    package func covers(agent: String, contract: String, system: String) -> Bool {
        switch self {
        case .everything: true
        case .producer(let name): sameText(name, agent)
        case .contract(let name): sameText(name, contract)
        case .system(let name): sameText(name, system)
        }
    }
}

/// A hold that is in force.
package struct Hold: Sendable, Hashable {
    package let scope: HoldScope
    /// Since when, and by whom.
    package let since: Instant, by: Actor
    /// Why, in the words of who set it; nil where they were erased.
    package let reason: String?

    package init(_ scope: HoldScope, since: Instant, by: Actor, reason: String?) {
        self.scope = scope
        (self.since, self.by, self.reason) = (since, by, reason)
    }
}

extension HoldScope {
    /// Whether it stops this handoff.
    package func covers(_ handoff: Handoff) -> Bool {
        covers(
            agent: handoff.contents.agent, contract: handoff.status.contract.name, system: handoff.status.system)
    }
}
