import JSON

/// A text from JSON as a key: it hashes and compares by its bytes.
struct Text: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: Text, right: Text) -> Bool { sameText(left.text, right.text) }
    func hash(into hasher: inout Hasher) { hashText(text, into: &hasher) }
}

/// Where a subschema stands.
struct SchemaPlace: Hashable {
    var document: Int
    var pointer: JSONPointer

    func appending(_ tokens: String...) -> SchemaPlace {
        SchemaPlace(document: document, pointer: JSONPointer(pointer.tokens + tokens))
    }
}

/// The documents that a schema consists of, with the URIs and anchors by which their parts refer to each other.
struct SchemaRegistry {
    /// A schema with an identity of its own: the root of a document, or what has an `$id`.
    struct Resource {
        let uri: String
        let place: SchemaPlace
        let vocabularies: Vocabularies
    }

    struct Anchor: Hashable {
        let resource: Int
        let name: Text
    }

    private(set) var documents: [(uri: String, value: JSONValue)] = []
    private(set) var resources: [Resource] = []
    /// The places of the anchors, and those that `$dynamicAnchor` made.
    private(set) var anchors: [Anchor: SchemaPlace] = [:]
    private(set) var dynamicAnchors: [Anchor: SchemaPlace] = [:]
    private var resourcesByURI: [Text: Int] = [:]
    private var resourcesByPlace: [SchemaPlace: Int] = [:]
    private let resolve: (@Sendable (String) -> JSONValue?)?

    init(resolve: (@Sendable (String) -> JSONValue?)?) { self.resolve = resolve }

    /// Takes a document in and finds what in it has a name; returns the resource of its root.
    @discardableResult
    mutating func add(_ value: JSONValue, from uri: String) throws(SchemaError) -> Int {
        let place = SchemaPlace(document: documents.count, pointer: JSONPointer())
        documents.append((uri, value))
        let retrieval = Text(URIReference(uri).withoutFragment.description)
        let identity = try identity(of: value, at: place, base: uri) ?? retrieval.text
        let vocabularies = try vocabularies(of: value, at: place) ?? .standard
        let root = try add(Resource(uri: identity, place: place, vocabularies: vocabularies))
        if resourcesByURI[retrieval] == nil { resourcesByURI[retrieval] = root }
        try scan(value, at: place, in: root)
        return root
    }

    private mutating func add(_ resource: Resource) throws(SchemaError) -> Int {
        guard resourcesByURI[Text(resource.uri)] == nil else {
            throw error("another schema has the identity \(resource.uri) already", at: resource.place.appending("$id"))
        }
        resources.append(resource)
        resourcesByURI[Text(resource.uri)] = resources.count - 1
        resourcesByPlace[resource.place] = resources.count - 1
        return resources.count - 1
    }

    private func identity(of value: JSONValue, at place: SchemaPlace, base: String) throws(SchemaError) -> String? {
        guard let id = value["$id"] else { return nil }
        guard let text = id.string else { throw error("$id is a string", at: place.appending("$id")) }
        var uri = URIReference(text)
        guard uri.fragment?.utf8.isEmpty ?? true else { throw error("$id has no fragment", at: place.appending("$id")) }
        uri.fragment = nil
        return uri.resolved(against: URIReference(base)).withoutFragment.description
    }

    /// The vocabularies that `$schema` asks for; nil when there is none.
    private mutating func vocabularies(of value: JSONValue, at place: SchemaPlace) throws(SchemaError) -> Vocabularies?
    {
        guard let schema = value["$schema"] else { return nil }
        guard let uri = schema.string else { throw error("$schema is a string", at: place.appending("$schema")) }
        let dialect = URIReference(uri).withoutFragment.description
        if sameText(dialect, Vocabularies.draft + "schema") { return .standard }
        let known = resourcesByURI[Text(dialect)].map { documents[resources[$0].place.document].value }
        guard let description = known ?? resolve?(dialect) else {
            throw error(
                "the dialect \(uri) is not known; it is to be \(Vocabularies.draft)schema",
                at: place.appending("$schema"))
        }
        guard let asked = description["$vocabulary"] else { return .standard }
        var vocabularies: Vocabularies = .core
        for member in asked.object?.members ?? [] {
            if let vocabulary = Vocabularies.named(member.name) {
                vocabularies.insert(vocabulary)
            } else if member.value.bool != false {
                throw error(
                    "the dialect needs the vocabulary \(member.name), which is not known",
                    at: place.appending("$schema"))
            }
        }
        return vocabularies
    }

    private mutating func scan(_ value: JSONValue, at place: SchemaPlace, in parent: Int) throws(SchemaError) {
        guard case .object(let object) = value else { return }
        var resource = parent
        if !place.pointer.tokens.isEmpty, let uri = try identity(of: value, at: place, base: resources[parent].uri) {
            let vocabularies = try vocabularies(of: value, at: place) ?? resources[parent].vocabularies
            resource = try add(Resource(uri: uri, place: place, vocabularies: vocabularies))
        }
        for name in ["$anchor", "$dynamicAnchor"] {
            guard let anchor = object[name] else { continue }
            guard let text = anchor.string, Self.isAnchor(text) else {
                throw error(
                    "\(name) begins with a letter or _ and goes on with letters, digits, -, _ and .",
                    at: place.appending(name))
            }
            let key = Anchor(resource: resource, name: Text(text))
            if let other = anchors[key], other != place {
                throw error("the anchor \(text) is there twice", at: place.appending(name))
            }
            anchors[key] = place
            if sameText(name, "$dynamicAnchor") { dynamicAnchors[key] = place }
        }
        for member in object {
            switch (Subschemas.holding(member.name), member.value) {
            case (.one, let value): try scan(value, at: place.appending(member.name), in: resource)
            case (.list, .array(let values)):
                for (index, value) in values.enumerated() {
                    try scan(value, at: place.appending(member.name, String(index)), in: resource)
                }
            case (.named, .object(let values)):
                for inner in values {
                    try scan(inner.value, at: place.appending(member.name, inner.name), in: resource)
                }
            default: break
            }
        }
    }

    private static func isAnchor(_ text: String) -> Bool {
        guard let first = text.utf8.first, (first | 0x20) &- UInt8(ascii: "a") < 26 || first == UInt8(ascii: "_") else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || "-_.".utf8.contains(byte)
        }
    }
}

extension SchemaRegistry {
    /// The value at a place.
    func value(at place: SchemaPlace) -> JSONValue? { place.pointer.resolve(in: documents[place.document].value) }

    /// The resource that a place belongs to: that of its nearest ancestor with an identity.
    func resource(of place: SchemaPlace) -> Int {
        var tokens = place.pointer.tokens
        while true {
            let ancestor = SchemaPlace(document: place.document, pointer: JSONPointer(tokens))
            if let resource = resourcesByPlace[ancestor] { return resource }
            guard !tokens.isEmpty else { return 0 }
            tokens.removeLast()
        }
    }

    /// The place that a reference leads to, and the anchor's name when it is one that `$dynamicAnchor` made.
    mutating func target(
        of reference: String, from resource: Int, at place: SchemaPlace
    ) throws(SchemaError) -> (place: SchemaPlace, dynamicAnchor: Text?) {
        let uri = URIReference(reference).resolved(against: URIReference(resources[resource].uri))
        let identity = uri.withoutFragment.description
        guard let target = try self.resource(identity) else {
            throw error("\(reference) leads to \(identity), which is not there", at: place)
        }
        guard let fragment = uri.fragment, !fragment.utf8.isEmpty else { return (resources[target].place, nil) }
        guard let decoded = URIReference.percentDecoded(fragment) else {
            throw error("the fragment of \(reference) is badly escaped", at: place)
        }
        if decoded.utf8.first == UInt8(ascii: "/") {
            guard let pointer = JSONPointer(parsing: decoded) else {
                throw error("the fragment of \(reference) is no JSON pointer", at: place)
            }
            let root = resources[target].place
            let found = SchemaPlace(document: root.document, pointer: JSONPointer(root.pointer.tokens + pointer.tokens))
            guard value(at: found) != nil else { throw error("\(reference) leads to nothing", at: place) }
            return (found, nil)
        }
        let anchor = Anchor(resource: target, name: Text(decoded))
        guard let found = anchors[anchor] else {
            throw error("\(reference) leads to an anchor that is not there", at: place)
        }
        return (found, dynamicAnchors[anchor] == nil ? nil : anchor.name)
    }

    private mutating func resource(_ uri: String) throws(SchemaError) -> Int? {
        if let known = resourcesByURI[Text(uri)] { return known }
        guard let document = Metaschemas.document(uri) ?? resolve?(uri) else { return nil }
        return try add(document, from: uri)
    }

    func error(_ message: String, at place: SchemaPlace) -> SchemaError {
        SchemaError(message, at: place.pointer, in: place.document == 0 ? nil : documents[place.document].uri)
    }
}

/// How a keyword's value holds subschemas.
enum Subschemas {
    case none, one, list, named

    static func holding(_ keyword: String) -> Subschemas {
        switch keyword {
        case "additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else",
            "unevaluatedItems",
            "unevaluatedProperties", "contentSchema":
            .one
        case "allOf", "anyOf", "oneOf", "prefixItems": .list
        case "$defs", "definitions", "properties", "patternProperties", "dependentSchemas", "dependencies": .named
        default: .none
        }
    }
}
