import JSON

/// A text from JSON as a key: it hashes and compares by its bytes.
struct Text: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: Text, right: Text) -> Bool { sameText(left.text, right.text) }
    func hash(into hasher: inout Hasher) { hashText(text, into: &hasher) }
}

/// A place in a document that schemas consist of, by its number.
struct SchemaPlace: Hashable {
    let number: Int
}

/// The places that have been looked at, each with the one above it: going down costs the same at any depth.
struct SchemaPlaces {
    private struct Entry {
        let parent: SchemaPlace?
        let token: String
        let document: Int
        let value: JSONValue
        var resource: Int
    }

    private struct Step: Hashable {
        let parent: SchemaPlace
        let token: Text
    }

    private var entries: [Entry] = []
    private var children: [Step: SchemaPlace] = [:]

    /// The place of a whole document.
    mutating func addRoot(_ value: JSONValue, document: Int, resource: Int) -> SchemaPlace {
        entries.append(Entry(parent: nil, token: "", document: document, value: value, resource: resource))
        return SchemaPlace(number: entries.count - 1)
    }

    /// The place one step down, or nil when there is nothing.
    mutating func child(of parent: SchemaPlace, _ token: String) -> SchemaPlace? {
        let step = Step(parent: parent, token: Text(token))
        if let known = children[step] { return known }
        let above = entries[parent.number]
        guard let value = JSONPointer([token]).resolve(in: above.value) else { return nil }
        entries.append(
            Entry(
                parent: parent, token: token, document: above.document, value: value, resource: above.resource))
        let place = SchemaPlace(number: entries.count - 1)
        children[step] = place
        return place
    }

    func value(at place: SchemaPlace) -> JSONValue { entries[place.number].value }
    func document(of place: SchemaPlace) -> Int { entries[place.number].document }

    /// The resource that a place belongs to: that of its nearest ancestor with an identity.
    func resource(of place: SchemaPlace) -> Int { entries[place.number].resource }

    /// Makes a place the root of a resource; what is below it must not have been looked at yet.
    mutating func setResource(_ resource: Int, of place: SchemaPlace) { entries[place.number].resource = resource }

    func pointer(of place: SchemaPlace) -> JSONPointer {
        var tokens: [String] = []
        var next: SchemaPlace? = place
        while let place = next, let parent = entries[place.number].parent {
            tokens.append(entries[place.number].token)
            next = parent
        }
        return JSONPointer(tokens.reversed())
    }
}
