import JSON

/// The documents that a schema consists of, with the URIs and anchors by which their parts refer to each other.
final class SchemaRegistry {
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

    private var documents: [(uri: String, root: SchemaPlace)] = []
    private var places = SchemaPlaces()
    private(set) var resources: [Resource] = []
    /// The places of the anchors, and those that `$dynamicAnchor` made.
    private(set) var anchors: [Anchor: SchemaPlace] = [:]
    private(set) var dynamicAnchors: [Anchor: SchemaPlace] = [:]
    private var resourcesByURI: [Text: Int] = [:]
    private let resolve: (@Sendable (String) -> JSONValue?)?

    init(resolve: (@Sendable (String) -> JSONValue?)?) { self.resolve = resolve }

    /// Takes a document in and finds what in it has a name; returns the resource of its root.
    func add(_ value: JSONValue, from uri: String) throws(SchemaError) -> Int {
        let place = places.addRoot(value, document: documents.count, resource: resources.count)
        documents.append((uri, place))
        let retrieval = Text(URIReference(uri).withoutFragment.description)
        let identity = try identity(of: value, at: place, base: uri) ?? retrieval.text
        let vocabularies = try vocabularies(of: value, at: place) ?? .standard
        let root = try add(Resource(uri: identity, place: place, vocabularies: vocabularies))
        if resourcesByURI[retrieval] == nil { resourcesByURI[retrieval] = root }
        try scan(place)
        return root
    }

    private func add(_ resource: Resource) throws(SchemaError) -> Int {
        guard resourcesByURI[Text(resource.uri)] == nil else {
            throw error("another schema has the identity \(resource.uri) already", at: resource.place, "$id")
        }
        resources.append(resource)
        resourcesByURI[Text(resource.uri)] = resources.count - 1
        return resources.count - 1
    }

    private func identity(of value: JSONValue, at place: SchemaPlace, base: String) throws(SchemaError) -> String? {
        guard let id = value["$id"] else { return nil }
        guard let text = id.string else { throw error("$id is a string", at: place, "$id") }
        var uri = URIReference(text)
        guard uri.fragment?.utf8.isEmpty ?? true else { throw error("$id has no fragment", at: place, "$id") }
        uri.fragment = nil
        return uri.resolved(against: URIReference(base)).withoutFragment.description
    }

    /// The vocabularies that `$schema` asks for; nil when there is none.
    private func vocabularies(of value: JSONValue, at place: SchemaPlace) throws(SchemaError) -> Vocabularies? {
        guard let schema = value["$schema"] else { return nil }
        guard let uri = schema.string else { throw error("$schema is a string", at: place, "$schema") }
        let dialect = URIReference(uri).withoutFragment.description
        if sameText(dialect, Vocabularies.draft + "schema") { return .standard }
        let known = resourcesByURI[Text(dialect)].map {
            self.value(at: documents[places.document(of: resources[$0].place)].root)
        }
        guard let description = known ?? resolve?(dialect) else {
            throw error(
                "the dialect \(uri) is not known; it is to be \(Vocabularies.draft)schema",
                at: place, "$schema")
        }
        guard let asked = description["$vocabulary"] else { return .standard }
        var vocabularies: Vocabularies = .core
        for member in asked.object?.members ?? [] {
            if let vocabulary = Vocabularies.named(member.name) {
                vocabularies.insert(vocabulary)
            } else if member.value.bool != false {
                throw error(
                    "the dialect needs the vocabulary \(member.name), which is not known",
                    at: place, "$schema")
            }
        }
        return vocabularies
    }

    /// Finds what has a name in a document. What is still to be looked at waits in a list, so that nesting costs no stack.
    private func scan(_ root: SchemaPlace) throws(SchemaError) {
        var waiting = [root]
        while let place = waiting.popLast() {
            let value = value(at: place)
            guard case .object(let object) = value else { continue }
            let outer = places.resource(of: place)
            if place != root, let uri = try identity(of: value, at: place, base: resources[outer].uri) {
                let vocabularies = try vocabularies(of: value, at: place) ?? resources[outer].vocabularies
                let resource = try add(Resource(uri: uri, place: place, vocabularies: vocabularies))
                places.setResource(resource, of: place)
            }
            try noteAnchors(of: object, at: place)
            var inner: [SchemaPlace] = []
            for member in object {
                switch Subschemas.holding(member.name) {
                case .none: break
                case .one: if let child = child(of: place, member.name) { inner.append(child) }
                case .list: if let items = member.value.array { inner += children(of: place, member.name, items.count) }
                case .named: if let values = member.value.object { inner += children(of: place, member.name, values) }
                }
            }
            waiting += inner.reversed()
        }
    }

    private func noteAnchors(of object: JSONObject, at place: SchemaPlace) throws(SchemaError) {
        for name in ["$anchor", "$dynamicAnchor"] {
            guard let anchor = object[name] else { continue }
            guard let text = anchor.string, Self.isAnchor(text) else {
                throw error(
                    "\(name) begins with a letter or _ and goes on with letters, digits, -, _ and .", at: place, name)
            }
            let key = Anchor(resource: places.resource(of: place), name: Text(text))
            if let other = anchors[key], other != place {
                throw error("the anchor \(text) is there twice", at: place, name)
            }
            anchors[key] = place
            if sameText(name, "$dynamicAnchor") { dynamicAnchors[key] = place }
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
    func value(at place: SchemaPlace) -> JSONValue { places.value(at: place) }

    /// The resource that a place belongs to.
    func resource(of place: SchemaPlace) -> Int { places.resource(of: place) }

    /// The place one step down, or nil when there is nothing.
    func child(of place: SchemaPlace, _ token: String) -> SchemaPlace? { places.child(of: place, token) }

    /// The elements of a keyword that has a list.
    func children(of place: SchemaPlace, _ keyword: String, _ count: Int) -> [SchemaPlace] {
        guard let list = child(of: place, keyword) else { return [] }
        return (0..<count).compactMap { child(of: list, String($0)) }
    }

    /// The members of a keyword that has subschemas by name.
    func children(of place: SchemaPlace, _ keyword: String, _ values: JSONObject) -> [SchemaPlace] {
        guard let named = child(of: place, keyword) else { return [] }
        return values.members.compactMap { child(of: named, $0.name) }
    }

    /// The place that a reference leads to, and the anchor's name when it is one that `$dynamicAnchor` made.
    func target(
        of reference: String, from resource: Int, at place: SchemaPlace, _ keyword: String
    ) throws(SchemaError) -> (place: SchemaPlace, dynamicAnchor: Text?) {
        let uri = URIReference(reference).resolved(against: URIReference(resources[resource].uri))
        let identity = uri.withoutFragment.description
        guard let target = try self.resource(identity) else {
            throw error("\(reference) leads to \(identity), which is not there", at: place, keyword)
        }
        guard let fragment = uri.fragment, !fragment.utf8.isEmpty else { return (resources[target].place, nil) }
        guard let decoded = URIReference.percentDecoded(fragment) else {
            throw error("the fragment of \(reference) is badly escaped", at: place, keyword)
        }
        if decoded.utf8.first == UInt8(ascii: "/") {
            guard let pointer = JSONPointer(parsing: decoded) else {
                throw error("the fragment of \(reference) is no JSON pointer", at: place, keyword)
            }
            var found = resources[target].place
            for token in pointer.tokens {
                guard let next = child(of: found, token) else {
                    throw error("\(reference) leads to nothing", at: place, keyword)
                }
                found = next
            }
            return (found, nil)
        }
        let anchor = Anchor(resource: target, name: Text(decoded))
        guard let found = anchors[anchor] else {
            throw error("\(reference) leads to an anchor that is not there", at: place, keyword)
        }
        return (found, dynamicAnchors[anchor] == nil ? nil : anchor.name)
    }

    private func resource(_ uri: String) throws(SchemaError) -> Int? {
        if let known = resourcesByURI[Text(uri)] { return known }
        guard let document = Metaschemas.document(uri) ?? resolve?(uri) else { return nil }
        return try add(document, from: uri)
    }

    /// A mistake at a place, or at what is below it.
    func error(_ message: String, at place: SchemaPlace, _ tokens: String...) -> SchemaError {
        let document = places.document(of: place)
        return SchemaError(
            message, at: JSONPointer(places.pointer(of: place).tokens + tokens),
            in: document == 0 ? nil : documents[document].uri)
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
