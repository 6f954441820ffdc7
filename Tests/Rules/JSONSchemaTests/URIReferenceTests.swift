import Testing

@testable import JSONSchema

@Suite struct `URI references` {
    /// The examples of RFC 3986, section 5.4, against `http://a/b/c/d;p?q`.
    @Test(arguments: [
        ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"), ("//g", "http://g"),
        ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q#s"),
        ("g#s", "http://a/b/c/g#s"),
        ("g?y#s", "http://a/b/c/g?y#s"), (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"),
        ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
        ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"),
        ("../..", "http://a/"), ("../../g", "http://a/g"),
        ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."),
        ("..g", "http://a/b/c/..g"),
        ("./../g", "http://a/b/g"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
        ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/../x", "http://a/b/c/g?y/../x"), ("http:g", "http:g"),
    ])
    func `a reference is resolved`(_ reference: String, _ target: String) {
        #expect(URIReference(reference).resolved(against: URIReference("http://a/b/c/d;p?q")).description == target)
    }

    @Test(arguments: [
        ("urn:x:y", "#a", "urn:x:y#a"), ("urn:x:y", "z", "urn:z"), ("json-schema:///", "a/b", "json-schema:///a/b"),
        ("http://a", "b", "http://a/b"),
    ])
    func `unusual bases work`(_ base: String, _ reference: String, _ target: String) {
        #expect(URIReference(reference).resolved(against: URIReference(base)).description == target)
    }

    @Test func `percent escapes are decoded or refused`() {
        #expect(URIReference.percentDecoded("%7e%C3%A9x") == "~éx")
        for text in ["%", "%1", "%zz", "%FF"] { #expect(URIReference.percentDecoded(text) == nil) }
    }
}
