import JSON

extension Contract {
    /// Fields of the payload that are money.
    package struct Money: Sendable {
        /// Where: `*` stands for each item of a list.
        package let place: JSONPointer
        package let currency: Currency

        /// In which currency: that of a field, whose `*` is the item that the amount stands in, or one that the contract names.
        package enum Currency: Sendable, Hashable, CustomStringConvertible {
            case field(JSONPointer)
            case code(String)

            /// As the contract writes it.
            package var description: String {
                switch self {
                case .field(let pointer): pointer.description
                case .code(let code): code
                }
            }
        }
    }

    /// The currency of the amount at a place of a payload; nil where that is no money, or its currency is not there.
    package func currency(at pointer: JSONPointer, in payload: JSONValue) -> String? {
        for money in self.payload.money {
            guard let items = money.place.items(of: pointer) else { continue }
            switch money.currency {
            case .code(let code): return code
            case .field(let field):
                guard let text = field.filling(items).resolve(in: payload)?.string, !text.isEmpty else { continue }
                return text
            }
        }
        return nil
    }

    /// The currency of what is at stake; nil where nothing in the contract or in the payload says one, or several could be meant.
    package func currencyOfStake(_ stake: JSONNumber?, in payload: JSONValue) -> String? {
        guard let stake = stake?.decimal else { return nil }
        var all: Set<String> = []
        var ofSameAmount: Set<String> = []
        for money in self.payload.money {
            for place in money.place.places(in: payload) {
                guard let currency = currency(at: place, in: payload) else { continue }
                all.insert(currency)
                if place.resolve(in: payload)?.amount?.decimal == stake { ofSameAmount.insert(currency) }
            }
        }
        if ofSameAmount.count == 1 { return ofSameAmount.first }
        return all.count == 1 ? all.first : nil
    }
}

extension JSONValue {
    /// The number that is meant: one, or a text of one.
    fileprivate var amount: JSONNumber? { number ?? string.flatMap { JSONNumber($0) } }
}

extension JSONPointer {
    /// What each `*` of this place stands for at another one; nil where the other is not of this place.
    fileprivate func items(of other: JSONPointer) -> [String]? {
        guard tokens.count == other.tokens.count else { return nil }
        var items: [String] = []
        for (token, found) in zip(tokens, other.tokens) {
            if token == "*" { items.append(found) } else if !sameText(token, found) { return nil }
        }
        return items
    }

    /// This place with its `*` replaced, one after the other.
    fileprivate func filling(_ items: [String]) -> JSONPointer {
        var items = items[...]
        return JSONPointer(tokens.map { $0 == "*" ? items.popFirst() ?? $0 : $0 })
    }

    /// The places of a document that are meant by this one.
    fileprivate func places(in document: JSONValue) -> [JSONPointer] {
        var found: [(pointer: JSONPointer, value: JSONValue)] = [(JSONPointer(), document)]
        for token in tokens {
            found = found.flatMap { pointer, value -> [(pointer: JSONPointer, value: JSONValue)] in
                switch value {
                case .array(let items) where token == "*":
                    items.enumerated().map { (pointer.appending($0.offset), $0.element) }
                case .object(let members) where token == "*":
                    members.members.map { (pointer.appending($0.name), $0.value) }
                default:
                    JSONPointer([token]).resolve(in: value).map { [(pointer.appending(token), $0)] } ?? []
                }
            }
        }
        return found.map(\.pointer)
    }
}

extension Contract.Money {
    /// Reads an entry of `payload.money`.
    init?(_ name: String, _ key: YAMLNode, _ node: YAMLNode) {
        guard let place = JSONPointer(parsing: name), !place.tokens.isEmpty else {
            key.note("'\(name)' is no JSON pointer into the payload; one looks like /amount or \"/lines/*/amount\"")
            return nil
        }
        guard let text = node.string else { return nil }
        if text.utf8.first == UInt8(ascii: "/") {
            guard let field = JSONPointer(parsing: text) else {
                node.note("'\(text)' is no JSON pointer; one looks like /currency")
                return nil
            }
            guard field.tokens.count(where: { $0 == "*" }) <= place.tokens.count(where: { $0 == "*" }) else {
                node.note("'\(text)' has more '*' than '\(name)', so that nobody can tell which item is meant")
                return nil
            }
            self.init(place: place, currency: .field(field))
        } else if (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ 65...90 ~= $0 || 97...122 ~= $0 }) {
            self.init(place: place, currency: .code(text))
        } else {
            node.note(
                "'\(text)' is no currency: write a code such as EUR, or the field that holds one, such as /currency")
            return nil
        }
    }
}
