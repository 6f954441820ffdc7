import ContractEngine
import ExpressionAnalysis
import JSON

extension Lint {
    /// Evidence that is opened without being asked for, and texts that are read where there may be none.
    mutating func lookAtEvidence() {
        for (index, role) in review.mustView.enumerated()
        where !contract.payload.evidence.contains(where: { sameText($0.role, role) }) {
            note(
                .unseenEvidence, .review(.mustView).appending(index),
                "no rule of the evidence asks for '\(role)': a draft without it is approved unseen",
                Self.asked(role, contract.payload.evidence.map(\.role)))
        }
        for (index, evidence) in contract.payload.evidence.enumerated() {
            for media in evidence.media.isEmpty ? ["application/octet-stream"] : evidence.media
            where !RuleScope.isText(media) {
                lookForReaders(of: evidence, index, media)
            }
        }
    }

    private static func asked(_ role: String, _ roles: [String]) -> String {
        let known = roles.isEmpty ? "" : "; there are \(roles.joined(separator: ", "))"
        return "Ask for it under payload.evidence, or name a role that is asked for" + known
    }

    /// The first rule that reads the text of evidence which has none: with this item alone it can't be evaluated.
    private mutating func lookForReaders(of evidence: Contract.EvidenceRule, _ index: Int, _ media: String) {
        var known = variables
        known.shapes["evidence"] = .list(of: RuleScope.evidence(role: evidence.role, media: media), count: 1...Int.max)
        let reader = contract.rules.first { placed in
            known.analysis(of: placed).findings.contains { $0.kind == .typeMismatch }
        }
        guard let reader else { return }
        let found = evidence.media.isEmpty ? "any type" : media
        note(
            .unreadableEvidence, .payload(.evidence).appending(index),
            "evidence '\(evidence.role)' may come as \(found), and the rule on line \(reader.rule.line) reads its text, which it then has not got",
            "Allow text types only, or ask for the type in the rule: e.media == \"text/plain\" && …")
    }
}
