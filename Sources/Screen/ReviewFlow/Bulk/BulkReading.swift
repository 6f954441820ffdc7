import ContractEngine
import Handoff
import JSON
import ReviewDesk

/// Tagged handoffs whose dossiers are to be read, to say what a decision on them would meet.
package struct BulkReading: Sendable {
    /// How many are asked for at a time.
    package static let most = 100

    package let action: Action
    package let tags: ArraySlice<HandoffTag>
    package let number: Int

    /// What is at stake, in which currency; nil where none is known.
    package struct Amount: Sendable, Hashable {
        package let number: JSONNumber, currency: String?
    }

    /// What was found out about one of them.
    package struct Item: Sendable {
        package enum Verdict: Sendable {
            /// It may be decided.
            case goes(Terms, stake: Amount?, confidence: JSONNumber?, sharesRecord: Bool)
            /// It is left alone: the obligation in its way, and a sentence.
            case stays(String, String)
        }

        package let tag: HandoffTag
        package let verdict: Verdict

        /// Whether another reading of the same handoff says the same.
        package func isSame(_ other: Item) -> Bool {
            switch (verdict, other.verdict) {
            case (.stays(let obligation, let message), .stays(let otherObligation, let otherMessage)):
                sameText(obligation, otherObligation) && sameText(message, otherMessage)
            case (
                .goes(let terms, let stake, let confidence, let shares),
                .goes(let others, let amount, let sure, let both)
            ):
                terms.isSame(others) && terms.reasons.elementsEqual(others.reasons, by: sameText)
                    && stake == amount && confidence?.text == sure?.text && shares == both
            default: false
            }
        }
    }

    /// What one contract asks of the decision.
    package struct Terms: Sendable {
        package let contract: String
        package let version: Int
        package let reasons: [String]

        package func isSame(_ other: Terms) -> Bool { version == other.version && sameText(contract, other.contract) }
        package func has(_ reason: String) -> Bool { reasons.contains { sameText($0, reason) } }
    }

    /// Reads from the first on, at least one, until it is told that time is up.
    package func run(_ source: some ReviewSource, until isTimeUp: () -> Bool) -> [Item] {
        var items: [Item] = []
        for tag in tags {
            items.append(Item(tag: tag, verdict: verdict(on: tag, source)))
            if isTimeUp() { break }
        }
        return items
    }

    private func verdict(on tag: HandoffTag, _ source: some ReviewSource) -> Item.Verdict {
        let dossier: Dossier
        do throws(DeskError) {
            dossier = try source.dossier(tag.id)
        } catch {
            return .stays("unreadable", error.message)
        }
        let status = dossier.handoff.status
        guard status.version == tag.version, status.digest == tag.digest else {
            return .stays("changed", "it changed since it was tagged: look at it, and tag it again")
        }
        if let refusal = dossier.refusal(of: action) { return .stays(refusal.obligation.id, refusal.message) }
        let reasons = dossier.reasons(for: action)
        return .goes(
            Terms(contract: status.contract.name, version: status.contract.version, reasons: reasons),
            stake: dossier.stake.map { Amount(number: $0, currency: dossier.row.currency) },
            confidence: dossier.handoff.contents.confidence, sharesRecord: !dossier.conflicts.isEmpty)
    }
}
