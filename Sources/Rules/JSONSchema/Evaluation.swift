import JSON

/// A value that is looked at where it lies. Whoever evaluates keeps the whole value until the end.
typealias ValuePointer = UnsafePointer<JSONValue>

/// Where a subschema notes what it has evaluated, when anybody will ask.
typealias Notes = UnsafeMutablePointer<Evaluated>

/// One run of a schema over one value.
///
/// It either only answers, and then stops at the first mistake and takes no memory, or lists every mistake with where it stands.
/// The tables and the value are read in place: to count references would take longer than to check.
struct Evaluation {
    typealias Step = Listing.Step

    let schema: CompiledSchema
    let tables: CompiledSchema.Tables
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

    private init(_ schema: CompiledSchema, depth: Int, steps: Int, _ listing: Listing?) {
        self.schema = schema
        self.listing = listing
        tables = schema.tables
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
        _ schema: CompiledSchema, _ value: ValuePointer, depth: Int, steps: Int, _ listing: Listing?
    ) -> Answer {
        var evaluation = Evaluation(schema, depth: depth, steps: steps, listing)
        let holds = evaluation.apply(0, to: value, nil)
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
    mutating func apply(_ number: Int32, to value: ValuePointer, _ notes: Notes?) -> Bool {
        let node = tables.nodes.pointer(number)
        stepsLeft -= 1
        guard depth < deepest, stepsLeft >= 0, exhaustion == nil else {
            exhaustion = exhaustion ?? (depth < deepest ? .steps : .depth)
            return false
        }
        depth += 1
        defer { depth -= 1 }
        if node.pointee.resource != innermost || node.pointee.tracksEvaluation {
            return applyTracked(node, to: value, notes)
        }
        return check(node.pointee.checks, value, notes)
    }

    private mutating func applyTracked(
        _ node: UnsafePointer<CompiledSchema.Node>, to value: ValuePointer, _ notes: Notes?
    ) -> Bool {
        let outer = innermost
        let entersScope = outer != node.pointee.resource
        if entersScope {
            innermost = node.pointee.resource
            scope.append(innermost)
        }
        defer {
            if entersScope {
                innermost = outer
                scope.removeLast()
            }
        }
        guard node.pointee.tracksEvaluation else { return check(node.pointee.checks, value, notes) }
        var own = Evaluated()
        let holds = check(node.pointee.checks, value, &own)
        notes?.pointee.formUnion(own)
        return holds
    }

    @inline(__always)
    private mutating func check(_ checks: Run, _ value: ValuePointer, _ notes: Notes?) -> Bool {
        var holds = true
        for place in checks.range where !passes(tables.checks.pointer(place), value, notes) {
            guard goesOn else { return false }
            holds = false
        }
        return holds
    }

    /// Whether further mistakes are of interest after one.
    @inline(__always)
    var goesOn: Bool { lists && listing?.isFull == false }

    private mutating func passes(_ check: UnsafePointer<Check>, _ value: ValuePointer, _ notes: Notes?) -> Bool {
        switch check.pointee {
        case .type(let types): types.contains(value) || reportType(types, value)
        case .members(let number): members(tables.members.pointer(number), value, notes)
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
        case .bound, .multipleOf: numberPasses(check.pointee, value)
        case .pattern, .format: textPasses(check.pointee, value)
        case .size(let bound, let limit): sizePasses(bound, limit, value)
        case .required, .dependentRequired, .dependentSchemas, .propertyNames, .unevaluatedProperties:
            objectPasses(check.pointee, value, notes)
        case .prefixItems, .items, .contains, .uniqueItems, .unevaluatedItems:
            arrayPasses(check.pointee, value, notes)
        }
    }

    /// The outermost resource on the way here that has a dynamic anchor of this name.
    private func dynamicTarget(_ name: Int32) -> Int32? {
        guard name >= 0 else { return nil }
        for resource in scope {
            let target = tables.dynamicTargets.pointer(Int(name) * schema.resources + Int(resource)).pointee
            if target >= 0 { return target }
        }
        return nil
    }
}

extension Evaluation {
    /// Applies a subschema to the same value.
    @inline(__always)
    mutating func apply(
        _ node: Int32, to value: ValuePointer, _ notes: Notes?, by keyword: StaticString, _ step: Step? = nil
    ) -> Bool {
        guard lists, let listing else { return apply(node, to: value, notes) }
        let length = listing.schemaPath.count
        listing.schemaPath.append(.name("\(keyword)"))
        if let step { listing.schemaPath.append(step) }
        defer { listing.schemaPath.removeLast(listing.schemaPath.count - length) }
        return apply(node, to: value, notes)
    }

    /// Applies a subschema to a member or an element of the value.
    @inline(__always)
    mutating func apply(
        _ node: Int32, to value: ValuePointer, at place: @autoclosure () -> Step, by keyword: StaticString,
        _ step: @autoclosure () -> Step? = nil
    ) -> Bool {
        guard lists, let listing else { return apply(node, to: value, nil) }
        listing.valuePath.append(place())
        defer { listing.valuePath.removeLast() }
        return apply(node, to: value, nil, by: keyword, step())
    }

    /// Whether a subschema holds, without listing why not.
    @inline(__always)
    mutating func holds(_ node: Int32, for value: ValuePointer, _ notes: Notes?) -> Bool {
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
        _ notes: Notes?, _ body: (inout Evaluation, Notes?) -> Bool
    ) -> Bool {
        guard let notes else { return body(&self, nil) }
        var own = Evaluated()
        let holds = body(&self, &own)
        if holds { notes.pointee.formUnion(own) }
        return holds
    }
}
