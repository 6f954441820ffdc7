import CivilTime
import CommonExpression
import Handoff
import JSON

/// A contract's error checks, held again on the facts of a later moment: at an approval, and before a delivery.
package struct RepeatedChecks: Sendable, Hashable {
    /// What each of them says now.
    package let results: [Findings.CheckResult]
    /// Why a delivery has to wait, by the contract's `deliver_when`; nil where it need not.
    package let wait: String?

    package init(results: [Findings.CheckResult] = [], wait: String? = nil) {
        (self.results, self.wait) = (results, wait)
    }

    /// Those that do not hold any more. One that can't be evaluated does not.
    package var failures: [Findings.CheckResult] { results.filter(\.isFailure) }
}

extension Findings.CheckResult {
    /// Whether it is no pass.
    package var isFailure: Bool { result == "failed" || result == "error" }

    /// That it does not hold any more, and why.
    var sentence: String { "the check '\(id)' does not hold any more: \(message)" }
}

extension Contract {
    /// The checks that hold to the end: what is only warned of, and what opts out, is not asked again.
    package var repeatedChecks: [Check] { payload.checks.filter(\.isRepeated) }

    /// Holds the error checks of a draft again. Pure; it may take as long as an admission.
    ///
    /// - Parameter proposedAt: What `now` is to a check that does not say `recheck: now`.
    /// - Parameter isApproved: Whether what comes next is its delivery.
    package func checksAgain(
        _ candidate: Candidate, _ facts: Facts, proposedAt: Instant, now: Instant, isApproved: Bool
    ) -> RepeatedChecks {
        let related = RelatedFacts(facts.related)
        func rules(at moment: Instant) -> RuleEvaluation {
            RuleEvaluation(
                RuleScope.variables(candidate, self, lists: facts.lists, related, now: moment),
                UnreadableParts(facts, self))
        }
        var (asProposed, asNow) = (rules(at: proposedAt), rules(at: now))
        let results = repeatedChecks.map { check in
            check.recheck == .now ? asNow.result(of: check) : asProposed.result(of: check)
        }
        return RepeatedChecks(results: results, wait: isApproved ? wait(&asNow) : nil)
    }

    private func wait(_ rules: inout RuleEvaluation) -> String? {
        guard let rule = review.deliverWhen else { return nil }
        do throws(RuleError) {
            return try rules.truth(rule)
                ? nil : "the contract's deliver_when does not hold yet: \(rule.expression.source)"
        } catch {
            return "the contract's deliver_when can't be evaluated: \(error.message)"
        }
    }
}

/// Which variables rules read that are asked again.
package struct RuleReading: Sendable, Hashable {
    /// Whether there is no such rule at all.
    package let isNothing: Bool
    package let variables: Set<String>
    /// Whether what they say hangs on the time at which they are asked.
    package let isTimed: Bool

    init(_ payload: Contract.Payload, _ review: Contract.Review) {
        func read(_ rules: [Rule?]) -> Set<String> {
            Set(rules.compactMap { $0 }.flatMap { $0.expressions(with: payload.variables) }.flatMap(\.variablesRead))
        }
        func rules(_ checks: [Contract.Check]) -> [Rule?] {
            checks.flatMap { [$0.when, $0.rule, $0.messageRule] } + [review.deliverWhen]
        }
        let checks = payload.checks.filter(\.isRepeated)
        isNothing = checks.isEmpty && review.deliverWhen == nil
        variables = read(rules(checks))
        isTimed = read(rules(checks.filter { $0.recheck == .now })).contains("now")
    }
}

extension RuleEvaluation {
    /// What a check says. One that can't be evaluated says so, and is never a pass.
    mutating func result(of check: Contract.Check) -> Findings.CheckResult {
        let result: String
        var failure: RuleError?
        do throws(RuleError) {
            if let when = check.when, try !truth(when) {
                result = "skipped"
            } else {
                result = try truth(check.rule) ? "passed" : "failed"
            }
        } catch {
            result = "error"
            failure = error
        }
        // The message says what is wrong, so it belongs to a check that did not pass alone.
        let isWrong = result == "failed" || result == "error"
        var message = isWrong ? text(check.message, check.messageRule) : ""
        if let failure { message += " (the check could not be evaluated: \(failure.message))" }
        return Findings.CheckResult(id: check.id, result: result, source: "contract", message: message)
    }
}
