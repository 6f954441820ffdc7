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
    ///   - onlyKnownFormats: whether a format that can't be asserted is a mistake of the schema.
    ///   - resolve: gives the document with a URI. The meta-schemas of the draft are known without it. Nothing is ever fetched.
    public init(
        _ document: JSONValue, baseURI: String = "json-schema:///", formats: Bool = false,
        onlyKnownFormats: Bool = false,
        resolve: (@Sendable (String) -> JSONValue?)? = nil
    ) throws(SchemaError) {
        let registry = SchemaRegistry(resolve: resolve)
        let root = try registry.add(document, from: baseURI)
        let place = registry.resources[root].place
        var compiler = SchemaCompiler(
            registry: registry, assertsFormats: formats, demandsKnownFormats: onlyKnownFormats)
        compiled = try compiler.compile(place)
    }

    /// True for a value that follows the schema.
    ///
    /// A value that takes more steps to check than are allowed, or deeper ones, does not.
    public func accepts(_ instance: JSONValue) -> Bool { run(instance, lists: false).answer.holds }

    /// Every way in which the value does not follow the schema, in the order of the schema; none when it does.
    ///
    /// The list ends after `mostViolations`. Where checking had to be given up, it ends with a violation that says so.
    public func violations(of instance: JSONValue) -> [Violation] {
        let answer = run(instance, lists: false).answer
        if answer.holds { return [] }
        if let exhaustion = answer.exhaustion { return [Violation(exhaustion, limits)] }
        let list = run(instance, lists: true)
        return list.violations + (list.answer.exhaustion.map { [Violation($0, limits)] } ?? [])
    }

    private func run(_ instance: JSONValue, lists: Bool) -> Outcome {
        let shallow = min(limits.depthOnAnyStack, limits.depth)
        let outcome = Outcome(compiled, instance, depth: shallow, steps: limits.steps, lists: lists)
        guard outcome.answer.exhaustion == .depth, shallow < limits.depth else { return outcome }
        let (compiled, limits) = (compiled, limits)
        let deep = DeepStack.run {
            Outcome(compiled, instance, depth: limits.depth, steps: limits.steps, lists: lists)
        }
        return deep ?? outcome
    }

    /// What one run over a value gives; without being asked to list them, no violations.
    private struct Outcome: Sendable {
        let answer: Evaluation.Answer
        let violations: [Violation]

        init(_ schema: CompiledSchema, _ value: JSONValue, depth: Int, steps: Int, lists: Bool) {
            let listing = lists ? Listing() : nil
            answer = Evaluation.answer(schema, value, depth: depth, steps: steps, listing)
            violations = listing?.violations ?? []
        }
    }
}
