import CommonExpression
import Handoff
import JSON
import JSONSchema

extension Contract {
    /// Reads a contract file. `problems` holds all that is wrong; with an error among them there is no contract.
    ///
    /// A text is read by the edition of the rules under which it first took effect; a new one by the present.
    package static func load(
        _ text: String, file: String, edition: Edition = .present
    ) -> (contract: Contract?, problems: [Problem]) {
        let (contract, _, problems) = read(text, file: file, edition: edition)
        return (contract, problems)
    }

    /// Reads a contract file, and keeps the document beside it for whoever has to say where something stands.
    package static func read(
        _ text: String, file: String, edition: Edition = .present
    ) -> (contract: Contract?, root: YAMLNode?, problems: [Problem]) {
        let reading = YAMLReading(file: file)
        let root = reading.root(of: text)
        let contract = root.flatMap { Contract($0, digest: ContentHash(of: text.utf8), edition: edition) }
        if let root, reading.problems.isEmpty { contract?.checkTypes(root, edition) }
        let isSound = !reading.problems.contains { $0.severity == .error }
        return (isSound ? contract : nil, root, reading.problems)
    }

    package convenience init?(_ root: YAMLNode, digest: ContentHash, edition: Edition = .present) {
        guard let top = root.fields(ContractKey.File.self) else { return nil }
        // Every rule is checked against the names of all variables, wherever it stands.
        let variables = top[.payload]?.member(ContractKey.Payload.variables)
        root.reading.variables = NamedVariables.names(variables)
        let name = top.required(.contract)?.name
        let version = top.required(.version)?.integer
        if let version, version < 1 { top[.version]?.note("versions count from 1") }
        let title = top.required(.title)?.string
        let impact = top.required(.impact)?.choice(Impact.self)
        let mode = top[.mode].map { $0.choice(Mode.self) } ?? .enforce
        let target = top.required(.systemOfRecord)?.fields(ContractKey.SystemOfRecord.self)
        let system = target?.required(.system)?.name
        let record = target?.required(.record)?.name
        let recordReference = target?[.reference]?.rule
        let payload = top.required(.payload).flatMap { Payload($0, edition) }
        let review = top.required(.review).flatMap { Review($0) }
        let states = top.required(.states).flatMap { States($0) }
        let trace = top.required(.trace)?.fields(ContractKey.Trace.self)?.required(.require)?.items?
            .compactMap { $0.choice(TraceRequirement.self) }
        guard let name, let version, let title, let impact, let mode, let system, let record, let payload, let review,
            let states,
            let trace
        else { return nil }
        Self.check(recordReference, of: "the record", payload.variables, target?[.reference])
        for related in payload.related {
            Self.check(
                related.key, of: "the key of '\(related.name)'", payload.variables,
                top[.payload]?.member(ContractKey.Payload.related))
        }
        Self.checkReasons(payload.checks, review, top[.payload]?.member(ContractKey.Payload.checks))
        self.init(
            reference: ContractReference(name: name, version: version, digest: digest), title: title, impact: impact,
            mode: mode, system: system, record: record, recordReference: recordReference, payload: payload,
            review: review,
            states: states, trace: trace, edition: edition)
    }
}

extension Contract {
    /// Which handoffs are related follows from the record and the keys, so those can't follow from them.
    private static func check(_ rule: Rule?, of what: String, _ variables: [NamedVariable], _ node: YAMLNode?) {
        guard let rule, rule.expressions(with: variables).contains(where: { $0.variablesRead.contains("related") })
        else { return }
        node?.note("\(what) can't depend on 'related': which handoffs are related follows from it")
    }

    /// A reason that a check offers is one of the codes to reject.
    private static func checkReasons(_ checks: [Check], _ review: Review, _ node: YAMLNode?) {
        for check in checks {
            guard let reason = check.reason, !review.rejectReasons.contains(where: { sameText($0, reason) }) else {
                continue
            }
            let item = node?.items?.first { $0.member(ContractKey.Check.id)?.string == check.id }
            (item ?? node)?.note(
                "the check '\(check.id)' offers the reason '\(reason)', which is none of review.reasons.reject")
        }
    }
}

extension YAMLNode {
    /// A name of ASCII letters, digits, `.`, `_` and `-`.
    package var name: String? {
        guard let text = string else { return nil }
        if Party.isName(text) { return text }
        note("'\(text)' is no name: letters, digits, '.', '_' and '-' make one")
        return nil
    }

    /// A CEL rule over the variables that INTERFACE.md binds and those that the contract names. It may be written as a plain `true`
    /// or `false`.
    var rule: Rule? {
        if let bool = json.bool { return rule(of: bool ? "true" : "false") }
        return string.flatMap(rule(of:))
    }

    /// The rule of a named variable, which may be written as a plain number as well.
    var variableRule: Rule? { if let number = json.number { rule(of: number.text) } else { rule } }

    private func rule(of text: String) -> Rule? {
        do throws(ExpressionError) {
            let names = RuleScope.names(with: reading.variables)
            return Rule(expression: try Expression(text, variables: names), line: line)
        } catch {
            note("this rule is not right: \(error)" + RuleScope.hint(on: error, in: text, reading.variables))
            return nil
        }
    }

    /// A text, or a rule that makes one.
    func text(otherwise: String) -> (text: String, rule: Rule?)? {
        guard case .object = json else { return string.map { ($0, nil) } }
        return fields(ContractKey.Made.self)?.required(.rule)?.rule.map { (otherwise, $0) }
    }
}

extension Contract.Payload {
    fileprivate init?(_ node: YAMLNode, _ edition: Edition) {
        guard let fields = node.fields(ContractKey.Payload.self) else { return nil }
        var schema: Schema?
        if let written = fields.required(.schema) {
            do {
                let areAsserted = Contract.assertsFormats(under: edition)
                schema = try Schema(written.json, formats: areAsserted, onlyKnownFormats: areAsserted)
            } catch {
                written.nearest(to: error.pointer).note("the schema is not right: \(error.message)")
            }
        }
        self.schema = schema
        schemaText = fields[.schema]?.json ?? .null
        money = (fields[.money]?.entries ?? []).compactMap { Contract.Money($0.name, $0.key, $0.value) }
        variables = NamedVariables.read(fields[.variables])
        related = (fields[.related]?.entries ?? []).compactMap { Contract.Related($0.name, $0.key, $0.value) }
        evidence = (fields[.evidence]?.items ?? []).compactMap { Contract.EvidenceRule($0) }
        checks = (fields[.checks]?.items ?? []).compactMap { Contract.Check($0) }
        var seen: Set<String> = []
        for (index, check) in checks.enumerated() where !seen.insert(check.id).inserted {
            fields[.checks]?.items?[index].note("the check '\(check.id)' stands twice")
        }
    }
}

extension Contract.Related {
    fileprivate init?(_ name: String, _ place: YAMLNode, _ node: YAMLNode) {
        guard let fields = node.fields(ContractKey.Related.self), let key = fields.required(.key)?.rule else {
            return nil
        }
        if RelatedList.names.contains(name) || !NamedVariables.isName(name) {
            place.note(
                RelatedList.names.contains(name)
                    ? "every contract has '\(name)'; give this list another name"
                    : "'\(name)' can't be read in a rule: letters, digits and '_' make the name of a list")
        }
        self.name = name
        self.key = key
        within = fields[.within]?.duration
    }
}

extension Contract.EvidenceRule {
    fileprivate init?(_ node: YAMLNode) {
        guard let fields = node.fields(ContractKey.Evidence.self), let role = fields.required(.role)?.string
        else {
            return nil
        }
        self.role = role
        minimum = fields[.minimum]?.integer ?? 1
        media = fields[.media]?.oneOrMore.compactMap(\.string) ?? []
        when = fields[.when]?.rule
    }
}

extension Contract.Check {
    fileprivate init?(_ node: YAMLNode) {
        guard let fields = node.fields(ContractKey.Check.self) else { return nil }
        let severity = fields[.severity]?.choice(Severity.self) ?? .error
        guard let id = fields.required(.id)?.name, let rule = fields.required(.rule)?.rule,
            let message = fields.required(.message)?.text(otherwise: "The check '\(id)' does not hold")
        else { return nil }
        self.id = id
        self.rule = rule
        (self.message, messageRule) = message
        self.severity = severity == .error ? .error : .warning
        when = fields[.when]?.rule
        recheck = fields[.recheck]?.choice(Recheck.self)
        path = fields[.at].map { Self.path($0) } ?? "/payload"
        reason = fields[.reason]?.name
    }

    /// Where in the handoff: what begins with one of its parts is meant from there, anything else in the payload.
    private static func path(_ node: YAMLNode) -> String {
        guard let text = node.string else { return "/payload" }
        guard let pointer = JSONPointer(parsing: text) else {
            node.note("'\(text)' is no JSON pointer; one looks like /amount")
            return "/payload"
        }
        return pointer.tokens.first == "payload" ? text : "/payload" + text
    }

    private enum Severity: String, CaseIterable { case error, warning }
}

extension Contract.States {
    fileprivate init?(_ node: YAMLNode) {
        guard let fields = node.fields(ContractKey.States.self) else { return nil }
        let rollback = fields[.rollback]?.fields(ContractKey.Rollback.self)
        rollbackRequired = rollback?[.required]?.bool ?? false
        rollbackFrom = rollback?[.from]?.rule
        if rollbackRequired, rollback?[.from] == nil {
            fields[.rollback]?.note(
                "a required rollback says with 'from' where it stands, for example payload.rollback")
        }
        guard let completion = fields.required(.completeWhen)?.choice(Completion.self) else { return nil }
        completeWhen = completion
    }
}
