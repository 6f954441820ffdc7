/// The groups of keywords that a schema's dialect gives a meaning to.
struct Vocabularies: OptionSet, Sendable {
    let rawValue: UInt8

    static let core = Vocabularies(rawValue: 1)
    static let applicator = Vocabularies(rawValue: 2)
    static let unevaluated = Vocabularies(rawValue: 4)
    static let validation = Vocabularies(rawValue: 8)
    static let metaData = Vocabularies(rawValue: 16)
    static let formatAnnotation = Vocabularies(rawValue: 32)
    static let formatAssertion = Vocabularies(rawValue: 64)
    static let content = Vocabularies(rawValue: 128)

    /// What the standard dialect has.
    static let standard: Vocabularies = [
        .core, .applicator, .unevaluated, .validation, .metaData, .formatAnnotation, .content,
    ]

    static let draft = "https://json-schema.org/draft/2020-12/"

    private static let names: [(name: String, vocabulary: Vocabularies)] = [
        ("core", .core), ("applicator", .applicator), ("unevaluated", .unevaluated), ("validation", .validation),
        ("meta-data", .metaData), ("format-annotation", .formatAnnotation), ("format-assertion", .formatAssertion),
        ("content", .content),
    ]

    /// The vocabulary with this URI, or nil when it is not known here.
    static func named(_ uri: String) -> Vocabularies? {
        let prefix = draft + "vocab/"
        guard uri.utf8.starts(with: prefix.utf8) else { return nil }
        return names.first { $0.name.utf8.elementsEqual(uri.utf8.dropFirst(prefix.utf8.count)) }?.vocabulary
    }
}
