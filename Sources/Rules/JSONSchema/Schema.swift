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
        let registry = SchemaRegistry(resolve: resolve)
        let root = try registry.add(document, from: baseURI)
        let place = registry.resources[root].place
        var compiler = SchemaCompiler(registry: registry, assertsFormats: formats)
        compiled = try compiler.compile(place)
    }

    /// Whether the value follows the schema.
    ///
    /// A value that takes more steps to check than are allowed, or deeper ones, does not.
    public func accepts(_ instance: JSONValue) -> Bool { run(instance, listing: nil).holds }

    /// Every way in which the value does not follow the schema, in the order of the schema; none when it does.
    ///
    /// The list ends after `mostViolations`. Where checking had to be given up, it ends with a violation that says so.
    public func violations(of instance: JSONValue) -> [Violation] {
        let answer = run(instance, listing: nil)
        if answer.holds { return [] }
        if let exhaustion = answer.exhaustion { return [Violation(exhaustion, limits)] }
        let listing = Listing()
        let list = run(instance, listing: listing)
        return listing.violations + (list.exhaustion.map { [Violation($0, limits)] } ?? [])
    }

    private func run(_ instance: JSONValue, listing: Listing?) -> Evaluation.Answer {
        withUnsafePointer(to: instance) { value in
            let shallow = min(limits.depthOnAnyStack, limits.depth)
            let answer = Evaluation.answer(compiled, value, depth: shallow, steps: limits.steps, listing)
            guard answer.exhaustion == .depth, shallow < limits.depth else { return answer }
            listing?.violations = []
            let deep = DeepStack.run {
                Evaluation.answer(compiled, value, depth: limits.depth, steps: limits.steps, listing)
            }
            return deep ?? answer
        }
    }
}
