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

    /// What was found out about one of them.
    package struct Item: Sendable {
        package enum Verdict: Sendable {
            /// It may be decided.
            case goes(Terms, Going)
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
            case (.goes(let terms, let going), .goes(let others, let other)):
                terms.isSame(others) && terms.reasons.elementsEqual(others.reasons, by: sameText) && going == other
            default: false
            }
        }
    }

    /// What is to be seen of one that may be decided, before it is.
    package struct Going: Sendable, Hashable {
        /// The amount at stake as it was written, and its currency.
        package var stake: JSONNumber?, currency: String?
        package var confidence: JSONNumber?
        /// Which record of which system it is to be written to.
        package var record: String
        /// What speaks against it, and what people said of it.
        package var marks: RowMarks
        /// Whether its confidence is below what its contract wants.
        package var isBelowThreshold = false
        /// How many notes came after it was tagged.
        package var newWords = 0
        /// Whether nobody decides after this: it goes to the system of record.
        package var isLast = false

        /// Whether anything speaks against it.
        package var hasConcerns: Bool {
            marks.failed + marks.unresolved + marks.others > 0 || marks.hasHidden || isBelowThreshold
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
            going(dossier, tag))
    }

    private func going(_ dossier: Dossier, _ tag: HandoffTag) -> Going {
        let status = dossier.handoff.status
        let contents = dossier.handoff.contents
        var marks = dossier.row.marks
        marks.others = max(marks.others, min(RowMarks.mostOthers, dossier.conflicts.count))
        let reference = contents.reference.map { " \($0)" } ?? " (new)"
        var going = Going(
            stake: dossier.stake, currency: dossier.row.currency, confidence: contents.confidence,
            record: "\(status.system): \(status.record)\(reference)", marks: marks)
        if let threshold = dossier.threshold {
            going.isBelowThreshold = contents.confidence.map { $0.double < threshold.double } ?? true
        }
        going.newWords = max(0, marks.words - tag.words)
        if action == .approve, let open = status.openStep {
            let isFull = open.quorum <= status.approversOfOpenStep.count + 1
            going.isLast = isFull && status.plan.last?.step == open.step
        }
        return going
    }
}
