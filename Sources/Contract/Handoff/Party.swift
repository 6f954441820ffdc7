/// Whom a contract or a handoff names: a person, a team or a role.
package enum Party: Sendable, Hashable, CustomStringConvertible {
    case person(String)
    case team(String)
    case role(String)

    /// A party from `person:kim`, `team:sales` or `role:cfo`; nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = String(text[text.index(after: colon)...])
        guard Self.isName(name) else { return nil }
        switch String(text[..<colon]) {
        case "person": self = .person(name)
        case "team": self = .team(name)
        case "role": self = .role(name)
        default: return nil
        }
    }

    /// Names are ASCII letters, digits, `.`, `_` and `-`, so that no two of them look alike.
    package static func isName(_ text: String) -> Bool {
        !text.utf8.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || [45, 46, 95].contains($0) }
    }

    /// `person:kim`, `team:sales` or `role:cfo`.
    package var description: String {
        switch self {
        case .person(let name): "person:\(name)"
        case .team(let name): "team:\(name)"
        case .role(let name): "role:\(name)"
        }
    }
}

/// Who acts: the account of the process and the person that it stands for, if it stands for one.
package struct Actor: Sendable, Hashable {
    /// The id in people.yaml, or nil for an account that no person there has.
    package let person: String?
    /// The operating system's name of the account.
    package let account: String
    /// The roles, teams and people's names by which they were entitled to what they did: what the event relied on. Empty where the
    /// event does not say it.
    package var relyingOn: [Party] = []

    /// An actor.
    package init(person: String?, account: String) {
        self.person = person
        self.account = account
    }

    /// `person:kim`; the account where it stands for nobody.
    package var name: String { person.map { Party.person($0).description } ?? account }

    /// Countersign itself, when a rule or a clock acts.
    package static let system = Actor(person: nil, account: "countersign")
}
