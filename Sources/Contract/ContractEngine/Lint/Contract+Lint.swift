import CommonExpression
import ExpressionAnalysis
import Handoff
import JSON

extension Contract {
    /// Everything that is wrong or doubtful in a contract file, its references to people, systems and lists included.
    ///
    /// What isn't given is not held against the contract.
    package static func lint(
        _ text: String, file: String, people: People? = nil, systems: [String: SystemOfRecord]? = nil,
        lists: JSONValue? = nil
    ) -> [Problem] {
        let (contract, problems) = load(text, file: file)
        guard let contract, let root = YAMLReading(file: file).root(of: text) else { return problems }
        var lint = Lint(contract: contract, root: root, people: people, systems: systems, lists: lists)
        lint.run()
        return problems + lint.problems
    }

    /// The errors for which a contract that loads refuses its handoffs: a system or person that is not there.
    package func missingReferences(people: People, systems: [String: SystemOfRecord]) -> [String] {
        var missing: [String] = []
        if systems[system] == nil { missing.append("the system '\(system)' is not in systems.yaml") }
        var parties = review.escalateTo
        if case .party(let owner) = review.owner { parties.append(owner) }
        for step in review.sequence {
            if case .party(let party) = step.by { parties.append(party) }
        }
        for party in parties where !people.knows(party) {
            missing.append("there is no \(party) in people.yaml")
        }
        return missing
    }
}

/// One look through a contract that loads.
struct Lint {
    let contract: Contract
    let root: YAMLNode
    let people: People?
    let systems: [String: SystemOfRecord]?
    let lists: JSONValue?
    /// The variables as the contract alone tells them. The lists of today decide nothing about the rules.
    let variables: KnownVariables
    private(set) var problems: [Problem] = []

    init(
        contract: Contract, root: YAMLNode, people: People?, systems: [String: SystemOfRecord]?, lists: JSONValue?
    ) {
        self.contract = contract
        self.root = root
        self.people = people
        self.systems = systems
        self.lists = lists
        variables = KnownVariables(contract)
    }

    mutating func run() {
        lookAtSchema()
        lookAtRules()
        lookAtConditions()
        lookAtEvidence()
        lookAtReferences()
        lookAtTakers()
        lookAtImpact()
        lookAtReasons()
        lookAtBands()
        lookAtClock()
        lookAtCompletion()
        problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    mutating func note(
        _ rule: LintRule, _ path: [String], _ message: String, _ suggestion: String,
        _ severity: Problem.Severity = .warning
    ) {
        let node = root.nearest(to: JSONPointer(path))
        var problem = Problem(
            file: root.reading.file, line: node.line, column: node.node.mark?.column ?? 0, severity: severity, message)
        problem.id = rule.rawValue
        problem.suggestion = suggestion
        problems.append(problem)
    }

    mutating func add(_ finding: Analysis.Finding, at path: [String]) {
        problems.append(finding.problem(at: root.nearest(to: JSONPointer(path))))
    }

    var review: Contract.Review { contract.review }
}
