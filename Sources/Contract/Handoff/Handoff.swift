import JSON

/// A handoff as the store holds it: where it stands, and what it carries.
package struct Handoff: Sendable {
    /// Its name.
    package let id: HandoffID
    /// Where it stands.
    package var status: HandoffStatus
    /// What it carries.
    package var contents: Contents

    /// What a handoff carries. Producer's text throughout: it reaches a screen only through a sanitiser.
    package struct Contents: Sendable {
        /// What a person sees first.
        package var title: String
        /// The draft.
        package var payload: JSONValue
        /// What it rests on, without the bytes.
        package var evidence: [EvidenceItem]
        /// Prompt, sources, steps.
        package var trace: JSONValue
        /// What still needs human judgment.
        package var unresolved: [String]
        /// Key, producer, who asked, confidence, the producer's checks, links.
        package var envelope: Envelope
        /// Which record in the system of record; nil when there is none yet.
        package var reference: String?
        /// Violations and check results of the last admission.
        package var findings: Findings
        /// What its connector makes of it, where it maps a handoff to something else: what is sent, secrets left out.
        package var request: JSONValue?

        /// The contents of a handoff.
        package init(
            title: String, payload: JSONValue, evidence: [EvidenceItem], trace: JSONValue, unresolved: [String],
            envelope: Envelope, reference: String?, findings: Findings, request: JSONValue? = nil
        ) {
            self.title = title
            self.payload = payload
            self.evidence = evidence
            self.trace = trace
            self.unresolved = unresolved
            self.envelope = envelope
            self.reference = reference
            self.findings = findings
            self.request = request
        }

        /// In the place of contents that were erased, or can't be read.
        package static func erased(reference: String?) -> Contents {
            Contents(
                title: "", payload: .null, evidence: [], trace: .null, unresolved: [], envelope: .erased,
                reference: reference, findings: Findings())
        }

        /// The confidence that the producer stated.
        package var confidence: JSONNumber? { envelope.confidence }
        /// The producer's agent name.
        package var agent: String { envelope.producer.agent }
        /// Who asked for it.
        package var requestedBy: Party? { envelope.requestedBy }
        /// The owner of the producer, as it claims.
        package var producerOwner: Party? { envelope.producer.owner }
        /// The producer's idempotency key.
        package var key: String { envelope.key }
    }

    /// A handoff.
    package init(id: HandoffID, status: HandoffStatus, contents: Contents) {
        self.id = id
        self.status = status
        self.contents = contents
    }

    /// The digest of a version: what an approver's decision is bound to.
    ///
    /// SHA-256 over the canonical JSON of store, id, version, contract_digest, target {system, record, reference}, owner,
    /// open_step and the commitments of title, payload, evidence, trace and unresolved; and of the request, where there is one.
    package static func digest(store: String, id: HandoffID, status: HandoffStatus, reference: String?) -> ContentHash {
        let commitments = status.commitments
        var committed = JSONObject([
            ("title", .string(commitments.title.description)), ("payload", .string(commitments.payload.description)),
            ("evidence", .array(commitments.evidence.map { .string($0.description) })),
            ("trace", .string(commitments.trace.description)),
            ("unresolved", .string(commitments.unresolved.description)),
        ])
        committed["request"] = commitments.request.map { .string($0.description) }
        func text(_ value: (some CustomStringConvertible)?) -> JSONValue {
            value.map { .string($0.description) } ?? .null
        }
        return ContentHash(
            of: CanonicalJSON.bytes(of: [
                "store": .string(store), "id": .string(id.description),
                "version": .number(JSONNumber(status.version)),
                "contract_digest": .string(status.contract.digest.description),
                "target": [
                    "system": .string(status.system), "record": .string(status.record),
                    "reference": text(reference),
                ],
                "owner": text(status.owner), "open_step": text(status.step),
                "commitments": .object(committed),
            ]))
    }
}

/// What an admission found: why a handoff is held, and what every check said.
package struct Findings: Sendable, Hashable {
    /// Why it is held, and warnings.
    package var violations: [Violation] = []
    /// What each check said, the contract's and the producer's.
    package var checks: [CheckResult] = []
    /// Why a person has to look although confidence would do, in the contract's words.
    package var reasons: [String] = []
    /// The amount at stake, where the contract's rule gives one.
    package var stake: JSONNumber?
    /// Its currency, where the contract says which one that is.
    package var currency: String?
    /// The handoffs that were related at intake, by how they are, where checks that are held again read them; nil where none does.
    package var related: [String: [HandoffID]]?
    /// The keys by which others are related to it, where the contract names any.
    package var keys: [RelatedKey] = []

    /// Findings; without arguments, none.
    package init(violations: [Violation] = [], checks: [CheckResult] = [], reasons: [String] = []) {
        self.violations = violations
        self.checks = checks
        self.reasons = reasons
    }

    /// One thing that is not as the contract demands.
    package struct Violation: Sendable, Hashable {
        /// The check's name in the contract, or `schema`, `evidence`, `trace`, `rollback`, `owner`, `reference`.
        package var id: String
        /// The place in the handoff: a JSON pointer such as `/payload/amount`.
        package var path: String
        /// A sentence.
        package var message: String
        /// An error holds the handoff; a warning is shown.
        package enum Severity: String, Sendable { case error, warning }
        /// Whether it holds the handoff.
        package var severity: Severity

        /// A violation.
        package init(id: String, path: String, message: String, severity: Severity) {
            self.id = id
            self.path = path
            self.message = message
            self.severity = severity
        }
    }

    /// What one check said.
    package struct CheckResult: Sendable, Hashable {
        /// Its name.
        package var id: String
        /// What came of it. A rule that could not be evaluated is an error, never a pass.
        package var result: String
        /// Who ran it: `contract` or `producer`.
        package var source: String
        /// A sentence.
        package var message: String

        /// A result.
        package init(id: String, result: String, source: String, message: String) {
            self.id = id
            self.result = result
            self.source = source
            self.message = message
        }
    }

    /// Whether anything holds the handoff.
    package var isHeld: Bool { violations.contains { $0.severity == .error } }

    /// As it is committed, kept and printed.
    package var json: JSONValue {
        var object = JSONObject([
            ("violations", .array(violations.map(\.json))), ("checks", .array(checks.map(\.json))),
            ("reasons", .array(reasons.map { .string($0) })),
        ])
        object["stake"] = stake.map { .number($0) }
        object["currency"] = currency.map { .string($0) }
        object["related"] = related.map { lists in
            .object(
                JSONObject(
                    lists.sorted { $0.key < $1.key }.map { name, ids in
                        (name, .array(ids.map { .string($0.description) }))
                    }))
        }
        if !keys.isEmpty {
            object["keys"] = .object(JSONObject(keys.map { ($0.name, .string($0.hash.description)) }))
        }
        return .object(object)
    }

    /// From its kept form; nil where that is not one.
    package init?(_ json: JSONValue) {
        guard let violations = json["violations"]?.array, let checks = json["checks"]?.array,
            let reasons = json["reasons"]?.array
        else { return nil }
        for item in violations {
            guard let violation = Violation(item) else { return nil }
            self.violations.append(violation)
        }
        for item in checks {
            guard let check = CheckResult(item) else { return nil }
            self.checks.append(check)
        }
        for item in reasons {
            guard let reason = item.string else { return nil }
            self.reasons.append(reason)
        }
        stake = json["stake"]?.number
        currency = json["currency"]?.string
        for member in json["keys"]?.object?.members ?? [] {
            guard let hash = member.value.string.flatMap(ContentHash.init(hex:)) else { return nil }
            keys.append(RelatedKey(name: member.name, hash: hash))
        }
        guard let lists = json["related"] else { return }
        var related: [String: [HandoffID]] = [:]
        for member in lists.object?.members ?? [] {
            related[member.name] = (member.value.array ?? []).compactMap { $0.string.flatMap(HandoffID.init(_:)) }
        }
        self.related = related
    }
}

extension Findings.Violation {
    /// As it is printed.
    package var json: JSONValue {
        [
            "id": .string(id), "path": .string(path), "message": .string(message),
            "severity": .string(severity.rawValue),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, let path = json["path"]?.string, let message = json["message"]?.string,
            let severity = json["severity"]?.string.flatMap(Severity.init(rawValue:))
        else { return nil }
        self.init(id: id, path: path, message: message, severity: severity)
    }
}

extension Findings.CheckResult {
    /// As it is printed.
    package var json: JSONValue {
        [
            "id": .string(id), "result": .string(result), "source": .string(source), "message": .string(message),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, let result = json["result"]?.string, let source = json["source"]?.string,
            let message = json["message"]?.string
        else { return nil }
        self.init(id: id, result: result, source: source, message: message)
    }
}
