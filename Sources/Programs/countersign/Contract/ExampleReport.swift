import ContractEngine
import ContractReview
import JSON
import ReviewDesk

/// What the examples of contracts came to, for people or as JSON Lines.
struct ExampleReport {
    let asJSON: Bool
    private var passed = 0
    private var failed = 0
    private var files = 0
    private var unreadable = 0

    init(asJSON: Bool) { self.asJSON = asJSON }

    /// Whether the command fails.
    var hasFailed: Bool { failed > 0 || unreadable > 0 }

    mutating func begin(_ test: ContractTest) {
        files += 1
        if !asJSON { Output.line("\(test.contract): \(Self.count(test.examples.count, "example"))") }
    }

    mutating func print(_ result: Rehearsal.Result, of test: ContractTest) {
        if result.hasPassed { passed += 1 } else { failed += 1 }
        if asJSON { return Output.json(json(result, test)) }
        let proves =
            result.example.requirements.isEmpty ? "" : "  (\(result.example.requirements.joined(separator: "; ")))"
        Output.line("  \(result.hasPassed ? "ok    " : "FAILED") \(result.example.name)\(proves)")
        for difference in result.differences {
            Output.line("         \(test.file):\(difference.line): \(difference.name)")
            Output.line("           expected  \(difference.expected.printable)")
            Output.line("           actual    \(difference.actual.printable)")
            if let note = difference.note { Output.line("           because   \(note)") }
        }
    }

    private func json(_ result: Rehearsal.Result, _ test: ContractTest) -> JSONValue {
        [
            "contract": .string(test.contract), "file": .string(test.file),
            "line": .number(JSONNumber(result.example.line)),
            "example": .string(result.example.name),
            "requirements": .array(result.example.requirements.map { .string($0) }),
            "passed": .bool(result.hasPassed),
            "differences": .array(
                result.differences.map { difference in
                    [
                        "line": .number(JSONNumber(difference.line)), "what": .string(difference.name),
                        "expected": difference.expected, "actual": difference.actual,
                        "because": difference.note.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }

    /// Tells which checks no example has shown to hold anything back.
    func unproved(_ checks: [String], of test: ContractTest) {
        guard !checks.isEmpty else { return }
        Output.note("\(test.contract): no example shows what fails \(checks.joined(separator: ", "))")
    }

    mutating func unreadable(_ problems: [Problem]) {
        unreadable += 1
        for problem in problems {
            if asJSON { Output.json(["error": problem.json]) } else { Output.line(problem.description) }
        }
    }

    /// A contract without examples is no failure, but nobody should take it for a tested one.
    func missing(_ file: String) { Output.note("\(file): there are no examples") }

    func end() {
        guard !asJSON else { return }
        let count = Self.count(passed + failed, "example")
        Output.line("\(count) of \(Self.count(files, "contract")), \(passed) passed, \(failed) failed")
    }

    private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}
