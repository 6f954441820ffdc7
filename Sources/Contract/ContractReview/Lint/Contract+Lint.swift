import ContractEngine
import ExpressionAnalysis
import Handoff
import JSON

extension Contract {
    /// Everything that is wrong or doubtful in a contract file, its references to people, systems and lists included.
    ///
    /// A contract is not held to people, systems or lists that aren't given. `used` are the versions of it that took effect in the store.
    /// A text that took effect under an earlier edition of the rules stays in force: what the present one refuses in it is a warning.
    package static func lint(
        _ text: String, file: String, people: People? = nil, systems: [String: SystemOfRecord]? = nil,
        lists: JSONValue? = nil, used: [UsedVersion] = [], edition: Edition = .present
    ) -> [Problem] {
        var (contract, root, problems) = read(text, file: file)
        if contract == nil, edition < .present {
            let earlier = read(text, file: file, edition: edition)
            guard earlier.contract != nil else { return problems }
            (contract, root) = (earlier.contract, earlier.root)
            problems = problems.map(\.asWarning)
        }
        guard let contract, let root else { return problems }
        var lint = Lint(contract: contract, root: root, people: people, systems: systems, lists: lists, used: used)
        lint.run()
        let known = Set(problems.map(\.place))
        let found =
            edition < .present
            ? lint.problems.map { $0.id == LintRule.wrongResult.rawValue ? $0.asWarning : $0 } : lint.problems
        return problems + found.filter { $0.id != LintRule.wrongResult.rawValue || !known.contains($0.place) }
    }

    /// A version of a contract that took effect once.
    package struct UsedVersion: Sendable, Hashable {
        package var version: Int, digest: ContentHash

        package init(version: Int, digest: ContentHash) { (self.version, self.digest) = (version, digest) }
    }
}

/// One look through a contract that loads.
struct Lint {
    let contract: Contract
    let root: YAMLNode
    let people: People?
    let systems: [String: SystemOfRecord]?
    let lists: JSONValue?
    let used: [Contract.UsedVersion]
    /// The variables as the contract alone tells them. The lists of today decide nothing about the rules.
    let variables: KnownVariables
    private(set) var problems: [Problem] = []

    init(
        contract: Contract, root: YAMLNode, people: People?, systems: [String: SystemOfRecord]?, lists: JSONValue?,
        used: [Contract.UsedVersion]
    ) {
        self.contract = contract
        self.root = root
        self.people = people
        self.systems = systems
        self.lists = lists
        self.used = used
        variables = KnownVariables(contract)
    }

    mutating func run() {
        lookAtVersion()
        lookAtSchema()
        lookAtMoney()
        lookAtRules()
        lookAtConditions()
        lookAtTiers()
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

    mutating func add(_ problem: Problem) { problems.append(problem) }

    /// A version has one content for good: another one under its number takes nothing in.
    private mutating func lookAtVersion() {
        let reference = contract.reference
        guard used.contains(where: { $0.version == reference.version && $0.digest != reference.digest }),
            !used.contains(where: { $0.version == reference.version && $0.digest == reference.digest })
        else { return }
        let next = (used.map(\.version).max() ?? reference.version) + 1
        note(
            .usedVersion, .file(.version),
            "version \(reference.version) was in use with another content, so that this one takes nothing in",
            "Raise the version to \(next)", .error)
    }

    mutating func add(_ finding: Analysis.Finding, at place: JSONPointer) {
        problems.append(finding.problem(at: root.nearest(to: place)))
    }

    var review: Contract.Review { contract.review }
}

extension Problem {
    /// The same as something to be mended in the next version.
    fileprivate var asWarning: Problem {
        var problem = self
        problem.severity = .warning
        return problem
    }

    fileprivate var place: [Int] { [line, column] }
}
