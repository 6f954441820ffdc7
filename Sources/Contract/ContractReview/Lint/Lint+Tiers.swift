import ContractEngine
import ExpressionAnalysis
import JSON

extension Lint {
    /// The conditions of the steps, and of the mandatory rules, as the rows of a decision table: what they leave out, and what two of them
    /// claim.
    mutating func lookAtTiers() {
        let list = JSONPointer.review(.sequence)
        if let conditions = stepConditions {
            let table = variables.table(of: conditions)
            for words in table?.gaps() ?? [] {
                note(
                    .tierGap, list, "no step applies where \(words)",
                    "Move a bound so that a step takes it in, or add a step for it")
            }
        }
        lookForOverlaps(list)
        let mandatory = review.mandatory.map(\.rule)
        for words in variables.table(of: mandatory)?.innerGaps() ?? [] {
            note(
                .tierGap, .review(.mandatory), "none of these rules asks for a person where \(words)",
                "Move a bound so that a rule takes it in")
        }
    }

    /// The conditions of all steps; nil where one of them always applies, so that nothing falls through.
    private var stepConditions: [Rule]? {
        let conditions = review.sequence.compactMap(\.when)
        return conditions.count == review.sequence.count ? conditions : nil
    }

    private mutating func lookForOverlaps(_ list: JSONPointer) {
        let steps = review.sequence.indices.filter { review.sequence[$0].when != nil }
        guard let table = variables.table(of: steps.compactMap { review.sequence[$0].when }) else { return }
        for overlap in table.overlaps() {
            let (first, second) = (steps[overlap.first], steps[overlap.second])
            note(
                .tierOverlap, list.appending(second).appending(ContractKey.Step.when),
                "the steps '\(review.sequence[first].name)' and '\(review.sequence[second].name)' both apply where \(overlap.words)",
                "If one of them was meant, let one bound exclude what the other includes")
        }
    }
}
