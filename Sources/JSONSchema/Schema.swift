import JSON

/// A JSON Schema of draft 2020-12, compiled once and run many times.
public struct Schema: Sendable {
    /// The most violations that are listed.
    public static let mostViolations = 1_000

    private let compiled: CompiledSchema
    var limits = EvaluationLimits()

    /// Compiles a schema.
    ///
    /// Everything that could make it fail later is an error now: a reference that leads nowhere, a keyword whose value has the
    /// wrong type, a pattern that can't be searched for in bounded time, a schema that applies itself without end.
    ///
    /// - Parameters:
    ///   - baseURI: the URI that relative references are resolved against when the document has no `$id`.
    ///   - formats: whether `format` is asserted; else it is an annotation, as the standard has it.
    ///   - resolve: gives the document with a URI. The meta-schemas of the draft are known without it. Nothing is ever fetched.
    public init(
        _ document: JSONValue, baseURI: String = "json-schema:///", formats: Bool = false,
        resolve: (@Sendable (String) -> JSONValue?)? = nil
    ) throws(SchemaError) {
        var registry = SchemaRegistry(resolve: resolve)
        let root = try registry.add(document, from: baseURI)
        let place = registry.resources[root].place
        var compiler = SchemaCompiler(registry: registry, assertsFormats: formats)
        compiled = try compiler.compile(place)
    }

    /// Whether the value follows the schema.
    public func accepts(_ instance: JSONValue) -> Bool {
        var evaluation = Evaluation(compiled, limits: limits)
        return evaluation.accepts(instance)
    }

    /// Every way in which the value does not follow the schema, in the order of the schema; none when it does.
    ///
    /// The list ends after `mostViolations`.
    public func violations(of instance: JSONValue) -> [Violation] {
        if accepts(instance) { return [] }
        var evaluation = Evaluation(compiled, limits: limits)
        return evaluation.violations(of: instance)
    }
}
