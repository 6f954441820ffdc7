import ContractEngine
import ExpressionAnalysis
import Handoff
import JSON

extension Contract {
    /// Everything that is wrong or doubtful in a contract file, its references to people, systems and lists included.
    ///
    /// A contract is not held to people, systems or lists that aren't given.
    package static func lint(
        _ text: String, file: String, people: People? = nil, systems: [String: SystemOfRecord]? = nil,
        lists: JSONValue? = nil
    ) -> [Problem] {
        let (contract, root, problems) = read(text, file: file)
        guard let contract, let root else { return problems }
        var lint = Lint(contract: contract, root: root, people: people, systems: systems, lists: lists)
        lint.run()
        return problems + lint.problems
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
        _ rule: LintRule, _ place: JSONPointer, _ message: String, _ suggestion: String,
        _ severity: Problem.Severity = .warning
    ) {
        let node = root.nearest(to: place)
        var problem = Problem(
            file: root.reading.file, line: node.line, column: node.column, severity: severity, message)
        problem.id = rule.rawValue
        problem.suggestion = suggestion
        problems.append(problem)
    }

    mutating func add(_ finding: Analysis.Finding, at place: JSONPointer) {
        problems.append(finding.problem(at: root.nearest(to: place)))
    }

    var review: Contract.Review { contract.review }
}
