import JSON

/// Where a subschema notes what it has evaluated: a place among the notes of the evaluation, when anybody will ask.
struct Notes {
    let place: Int32

    static let none = Notes(place: -1)
    var areKept: Bool { place >= 0 }
}

/// One run of a schema over one value.
///
/// It either only answers, and then stops at the first mistake and takes no memory, or lists every mistake with where it stands.
///
/// To count references takes as long as to check. So tables are read for numbers alone, an object or array is handed on as what it
/// is, and all wording stands in functions of its own that are not inlined. Tables and values behind unsafe pointers would be a
/// tenth faster on real payloads (363 against 404 ns for each), which is no reason to have them.
struct Evaluation {
    typealias Step = Listing.Step

    let schema: CompiledSchema
    private let deepest: Int
    private var depth = 0
    private var stepsLeft: Int
    /// Why there is no answer.
    private var exhaustion: Exhaustion?
    /// The mistakes, when they are listed.
    let listing: Listing?
    /// Whether mistakes are listed here: not inside a subschema that may fail.
    var lists: Bool
    /// The resources on the way here, outermost first, when a `$dynamicRef` may ask for them.
    private var scope: [Int32] = []
    private var innermost: Int32
    /// The notes of the subschemas on the way here that keep any, outermost first.
    private var evaluated: [Evaluated] = []

    private init(_ schema: CompiledSchema, depth: Int, steps: Int, _ listing: Listing?) {
        self.schema = schema
        self.listing = listing
        deepest = depth
        stepsLeft = steps
        lists = listing != nil
        innermost = schema.resources == 0 ? 0 : -1
    }

    /// Whether the value follows the schema, and why there is no answer; without one it does not.
    struct Answer {
        let holds: Bool
        let exhaustion: Exhaustion?
    }

    static func answer(
        _ schema: CompiledSchema, _ value: JSONValue, depth: Int, steps: Int, _ listing: Listing?
    ) -> Answer {
        var evaluation = Evaluation(schema, depth: depth, steps: steps, listing)
        let holds = evaluation.apply(0, to: value, .none)
        return Answer(holds: holds && evaluation.exhaustion == nil, exhaustion: evaluation.exhaustion)
    }

    /// Takes steps for work of another kind; false when there are none left.
    @inline(__always)
    mutating func spend(_ steps: Int) -> Bool {
        stepsLeft -= steps
        if stepsLeft < 0 { exhaustion = exhaustion ?? .steps }
        return exhaustion == nil
    }

    /// Applies a subschema to a value; notes what it evaluates.
    mutating func apply(_ number: Int32, to value: JSONValue, _ notes: Notes) -> Bool {
        let node = schema.nodes[number]
        stepsLeft -= 1
        guard depth < deepest, stepsLeft >= 0, exhaustion == nil else {
            exhaustion = exhaustion ?? (depth < deepest ? .steps : .depth)
            return false
        }
        depth += 1
        defer { depth -= 1 }
        if node.resource != innermost || node.tracksEvaluation {
            return applyTracked(node, to: value, notes)
        }
        return check(node.checks, value, notes)
    }

    private mutating func applyTracked(
        _ node: CompiledSchema.Node, to value: JSONValue, _ notes: Notes
    ) -> Bool {
        let outer = innermost
        let entersScope = outer != node.resource
        if entersScope {
            innermost = node.resource
            scope.append(innermost)
        }
        defer {
            if entersScope {
                innermost = outer
                scope.removeLast()
            }
        }
        guard node.tracksEvaluation else { return check(node.checks, value, notes) }
        let own = startNotes()
        let holds = check(node.checks, value, own)
        let noted = evaluated.removeLast()
        note(notes) { $0.formUnion(noted) }
        return holds
    }

    private mutating func startNotes() -> Notes {
        evaluated.append(Evaluated())
        return Notes(place: Int32(evaluated.count - 1))
    }

    /// Notes something, when notes are kept.
    @inline(__always)
    mutating func note(_ notes: Notes, _ change: (inout Evaluated) -> Void) {
        if notes.areKept { change(&evaluated[Int(notes.place)]) }
    }

    /// Whether a member or an element is noted; nothing is where no notes are kept.
    func hasEvaluated(_ place: Int, _ notes: Notes) -> Bool {
        notes.areKept && evaluated[Int(notes.place)].contains(place)
    }

    @inline(__always)
    private mutating func check(_ checks: Run, _ value: JSONValue, _ notes: Notes) -> Bool {
        var holds = true
        for place in checks.range where !passes(place, value, notes) {
            guard goesOn else { return false }
            holds = false
        }
        return holds
    }

    /// Whether further mistakes are of interest after one.
    @inline(__always)
    var goesOn: Bool { lists && listing?.isFull == false }

    private mutating func passes(_ place: Int, _ value: JSONValue, _ notes: Notes) -> Bool {
        let check = schema.checks[place]
        return switch check {
        case .type(let types): types.contains(value) || reportType(types, value)
        case .members(let number):
            if case .object(let object) = value { members(schema.members[number], object, notes) } else { true }
        case .reference(let node): apply(node, to: value, notes, by: "$ref")
        case .allOf(let nodes): allOf(nodes, value, notes)
        case .anyOf(let nodes): anyOf(nodes, value, notes)
        case .oneOf(let nodes): oneOf(nodes, value, notes)
        case .not(let node): not(node, value)
        case .condition(let condition, let then, let otherwise):
            self.condition(condition, then, otherwise, value, notes)
        case .dynamicReference(let name, let otherwise):
            apply(dynamicTarget(name) ?? otherwise, to: value, notes, by: "$dynamicRef")
        case .never: report("false", "no value is allowed here")
        case .enumeration(let number): enumeration(number, value)
        case .constant(let number): constant(number, value)
        case .bound, .multipleOf: numberPasses(check, value)
        case .pattern, .format: textPasses(check, value)
        case .size(let bound, let limit): sizePasses(bound, limit, value)
        case .required, .dependentRequired, .dependentSchemas, .propertyNames, .unevaluatedProperties:
            objectPasses(check, value, notes)
        case .prefixItems, .items, .contains, .uniqueItems, .unevaluatedItems:
            arrayPasses(check, value, notes)
        }
    }

    /// The outermost resource on the way here that has a dynamic anchor of this name.
    private func dynamicTarget(_ name: Int32) -> Int32? {
        guard name >= 0 else { return nil }
        for resource in scope {
            let target = schema.dynamicTargets[Int(name) * schema.resources + Int(resource)]
            if target >= 0 { return target }
        }
        return nil
    }
}

extension Evaluation {
    /// Applies a subschema to the same value.
    @inline(__always)
    mutating func apply(
        _ node: Int32, to value: JSONValue, _ notes: Notes, by keyword: StaticString,
        _ step: @autoclosure () -> Step? = nil
    ) -> Bool {
        lists ? applyListing(node, to: value, notes, by: keyword, step()) : apply(node, to: value, notes)
    }

    /// Applies a subschema to a member or an element of the value.
    @inline(__always)
    mutating func apply(
        _ node: Int32, to value: JSONValue, at place: @autoclosure () -> Step, by keyword: StaticString,
        _ step: @autoclosure () -> Step? = nil
    ) -> Bool {
        lists ? applyListing(node, to: value, at: place(), by: keyword, step()) : apply(node, to: value, .none)
    }

    @inline(never)
    private mutating func applyListing(
        _ node: Int32, to value: JSONValue, _ notes: Notes, by keyword: StaticString, _ step: Step?
    ) -> Bool {
        guard let listing else { return apply(node, to: value, notes) }
        let length = listing.schemaPath.count
        listing.schemaPath.append(.name("\(keyword)"))
        if let step { listing.schemaPath.append(step) }
        defer { listing.schemaPath.removeLast(listing.schemaPath.count - length) }
        return apply(node, to: value, notes)
    }

    @inline(never)
    private mutating func applyListing(
        _ node: Int32, to value: JSONValue, at place: Step, by keyword: StaticString, _ step: Step?
    ) -> Bool {
        listing?.valuePath.append(place)
        defer { listing?.valuePath.removeLast() }
        return applyListing(node, to: value, .none, by: keyword, step)
    }

    /// Whether a subschema holds, without listing why not.
    @inline(__always)
    mutating func holds(_ node: Int32, for value: JSONValue, _ notes: Notes) -> Bool {
        let listed = lists
        lists = false
        defer { lists = listed }
        return apply(node, to: value, notes)
    }

    /// Notes a violation of a keyword, at the value or one step below it; always false.
    @inline(never)
    mutating func report(
        _ keyword: StaticString, _ message: @autoclosure () -> String, at place: Step? = nil, by step: Step? = nil
    ) -> Bool {
        guard lists, let listing, !listing.isFull else { return false }
        listing.add("\(keyword)", message(), at: place, by: step)
        return false
    }

    /// Runs with the notes of one subschema, when the one around it keeps any.
    @inline(__always)
    mutating func noting(
        _ notes: Notes, _ body: (inout Evaluation, Notes) -> Bool
    ) -> Bool {
        guard notes.areKept else { return body(&self, .none) }
        let own = startNotes()
        let holds = body(&self, own)
        let noted = evaluated.removeLast()
        if holds { note(notes) { $0.formUnion(noted) } }
        return holds
    }
}
