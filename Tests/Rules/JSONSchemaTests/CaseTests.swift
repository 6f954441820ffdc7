import Fixtures
import JSON
import Testing

@testable import JSONSchema

/// A group of `Cases`: a schema, and values that follow it (`+`) and that don't (`-`), or the place of its mistake (`!`).
struct SchemaCase {
    struct Unreadable: Error { let row: CaseGroup.Row }

    /// The documents that can be referred to, by their URIs.
    private(set) var documents: [String: JSONValue] = [:]
    private(set) var schema: JSONValue?
    private(set) var accepted: [JSONValue] = []
    private(set) var refused: [JSONValue] = []
    private(set) var mistake: String?
    let assertsFormats: Bool

    init(_ group: CaseGroup) throws {
        assertsFormats = group.file == "formats"
        for row in group.rows {
            if let document = row.after("@ ") {
                guard let space = document.firstIndex(of: " ") else { throw Unreadable(row: row) }
                documents[String(document[..<space])] = try JSONValue(parsing: String(document[space...]))
            } else if let value = row.after("+ ") {
                accepted.append(try JSONValue(parsing: value))
            } else if let value = row.after("- ") {
                refused.append(try JSONValue(parsing: value))
            } else if let place = row.after("!") {
                mistake = place
            } else {
                guard schema == nil else { throw Unreadable(row: row) }
                schema = try JSONValue(parsing: row.text)
            }
        }
    }

    /// The schema, without a keyword where one is named.
    func compiled(without keyword: String? = nil) throws -> Schema {
        let documents = documents
        var schema = schema ?? .null
        if let keyword { schema = schema.removing(keyword) }
        return try Schema(schema, formats: assertsFormats) { documents[$0] }
    }

    /// Whether some row has another result when the keyword is taken out of the schema.
    func depends(on keyword: String) -> Bool {
        guard let schema = try? compiled(without: keyword) else { return true }
        return !accepted.allSatisfy(schema.accepts) || refused.contains(where: schema.accepts)
    }
}

extension JSONValue {
    /// The value without the members of this name, at any depth.
    fileprivate func removing(_ name: String) -> JSONValue {
        switch self {
        case .array(let items): .array(items.map { $0.removing(name) })
        case .object(let object):
            .object(JSONObject(object.filter { $0.name != name }.map { ($0.name, $0.value.removing(name)) }))
        default: self
        }
    }
}

@Suite struct `Cases of JSON Schema` {
    static let groups = CaseGroup.all()

    @Test(arguments: groups)
    func `a schema accepts and refuses`(_ group: CaseGroup) throws {
        let one = try SchemaCase(group)
        try #require(one.schema != nil)
        if let mistake = one.mistake {
            let error = #expect(throws: SchemaError.self) { try one.compiled() }
            #expect(error?.pointer.description == mistake, "\(error?.description ?? "")")
            #expect(one.accepted.isEmpty && one.refused.isEmpty)
            return
        }
        let schema = try one.compiled()
        #expect(!one.accepted.isEmpty || !one.refused.isEmpty)
        for value in one.accepted {
            #expect(schema.accepts(value), "\(value) follows the schema")
            #expect(schema.violations(of: value) == [])
        }
        for value in one.refused {
            #expect(!schema.accepts(value), "\(value) does not follow the schema")
            #expect(schema.violations(of: value).allSatisfy { $0.keyword != "limit" && $0.message != "" })
            #expect(schema.violations(of: value) != [])
        }
    }

    /// The keywords that the draft's meta-schemas name, which decide nothing by themselves.
    private static let annotations: Set<String> = [
        "$comment", "$recursiveAnchor", "$recursiveRef", "$vocabulary", "contentEncoding", "contentMediaType",
        "contentSchema", "default", "deprecated", "description", "examples", "readOnly", "title", "writeOnly",
    ]

    @Test func `every keyword of the draft decides some row`() throws {
        var keywords: Set<String> = []
        for name in Metaschemas.names {
            let document = try #require(Metaschemas.document(Vocabularies.draft + name))
            keywords.formUnion(document["properties"]?.object?.names ?? [])
        }
        #expect(keywords.count > 50 && keywords.isSuperset(of: Self.annotations))
        let cases = try Self.groups.map { try SchemaCase($0) }
        for keyword in keywords.sorted() {
            let using = cases.filter { $0.schema?.names(keyword) == true }
            #expect(!using.isEmpty, "\(keyword) has no row")
            guard !Self.annotations.contains(keyword) else { continue }
            #expect(using.contains { $0.mistake == nil && $0.depends(on: keyword) }, "\(keyword) decides no row")
        }
    }

    @Test func `every format has rows of both kinds`() throws {
        let cases = try Self.groups.filter { $0.file == "formats" }.map { try SchemaCase($0) }
        for format in Format.allCases {
            let rows = cases.filter { $0.schema?["format"]?.string == format.rawValue }
            #expect(rows.contains { $0.accepted.contains { $0.string != nil } }, "\(format.rawValue) accepts nothing")
            #expect(rows.contains { !$0.refused.isEmpty }, "\(format.rawValue) refuses nothing")
        }
    }
}

extension JSONValue {
    /// Whether an object at any depth has a member of this name.
    fileprivate func names(_ name: String) -> Bool {
        switch self {
        case .array(let items): items.contains { $0.names(name) }
        case .object(let object): object.contains { $0.name == name || $0.value.names(name) }
        default: false
        }
    }
}
