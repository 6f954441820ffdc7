import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// A decision on many, at work or done: one after the other, each bound to what was tagged and previewed.
package struct BulkRun: Sendable {
    /// What became of one of them.
    package enum Outcome: Sendable {
        case done(HandoffState)
        /// The preview left it alone, or the desk refused it: the obligation, and a sentence.
        case refused(String, String)
        /// Somebody was first: who and what.
        case conflict(DisplayText)
        case failed(String)
        /// It was stopped before its turn.
        case notReached
    }

    package struct Result: Sendable {
        package let tag: HandoffTag
        package var outcome: Outcome
    }

    /// One that is to be decided.
    package struct Item: Sendable {
        package let tag: HandoffTag
        package let reason: String?
    }

    /// What is done to each; the reason is each one's own.
    package let choice: Decision.Choice
    package let items: [Item]
    package let note: String?
    /// What became of those that were sent, in their order, and of those that the run did not come to.
    private var decided: [Result] = []
    /// Those that the preview left alone.
    private let left: [Result]
    package private(set) var counts = Counts()
    /// Whether the person stopped it, or the store did.
    package var isStopping = false

    /// What the preview allows, with what the person said.
    package init?(_ preview: BulkPreview, _ form: BulkForm) {
        guard let choice = preview.choice(to: form.parties ?? []) else { return nil }
        self.choice = choice
        let reason = form.chosen.map { preview.reasons[$0] }
        var places: [HandoffID: Int] = [:]
        for (place, tag) in preview.tags.enumerated() { places[tag.id] = place }
        items = preview.split(by: reason).going.flatMap { share in
            share.tags.map { Item(tag: $0, reason: share.terms.reasons.isEmpty ? nil : reason) }
        }.sorted { places[$0.tag.id] ?? 0 < places[$1.tag.id] ?? 0 }
        let text = form.note.trimmed
        note = text.utf8.isEmpty ? nil : text
        left = preview.staying(with: reason).flatMap { stay in
            stay.tags.map { Result(tag: $0, outcome: .refused(stay.obligation, stay.message)) }
        }
        counts.refused = left.count
        decided.reserveCapacity(items.count)
    }

    package var action: Action { choice.action }

    /// How many were sent and answered.
    package var answered: Int { decided.count }

    /// How many results there are.
    package var count: Int { decided.count + left.count }

    /// A result: first those that were to be decided, then those that were left alone.
    package subscript(place: Int) -> Result { place < decided.count ? decided[place] : left[place - decided.count] }

    /// The one that was sent and is not answered yet, while it runs.
    package var sent: Item? { answered < items.count ? items[answered] : nil }

    /// The one whose turn it is; nil when it is over.
    package var current: Item? { isStopping || answered >= items.count ? nil : items[answered] }

    /// The decision on an item: for the version and digest that were tagged, and nothing else.
    package func decision(on item: Item) -> Decision {
        Decision(choice(on: item), note: note, version: item.tag.version, digest: item.tag.digest.description)
    }

    private func choice(on item: Item) -> Decision.Choice {
        switch choice {
        case .reject: .reject(reason: item.reason)
        case .escalate(reason: _, let parties): .escalate(reason: item.reason, to: parties)
        default: choice
        }
    }

    /// Takes what became of the next one.
    package mutating func take(_ outcome: Outcome) {
        guard answered < items.count else { return }
        decided.append(Result(tag: items[answered].tag, outcome: outcome))
        switch outcome {
        case .done: counts.done += 1
        case .refused: counts.refused += 1
        case .conflict: counts.conflicts += 1
        case .failed: counts.failed += 1
        case .notReached: counts.notReached += 1
        }
    }

    /// Takes the desk's answer to the next one.
    package mutating func take(_ result: Swift.Result<HandoffStatus, DeskError>) {
        switch result {
        case .success(let status): take(.done(status.state))
        case .failure(.refused(let refusal)): take(.refused(refusal.obligation.id, refusal.message))
        case .failure(.conflict(let conflict)): take(.conflict(Wording.conflict(conflict)))
        case .failure(let error):
            take(.failed(error.message))
            // What is wrong with the store is wrong for all that follow.
            if error.exitCode >= 74 { isStopping = true }
        }
    }

    /// Puts what it did not come to on the list.
    package mutating func finish() {
        while answered < items.count { take(.notReached) }
    }

    package struct Counts: Sendable {
        package var done = 0, refused = 0, conflicts = 0, failed = 0, notReached = 0
    }

    /// The counts in words.
    package var summary: DisplayText {
        let parts: [DisplayText] = [
            "\(Wording.count(counts.done)) done",
            counts.refused > 0 ? "\(Wording.count(counts.refused)) refused" : "",
            counts.conflicts > 0 ? "\(Wording.count(counts.conflicts)) where somebody was first" : "",
            counts.failed > 0 ? "\(Wording.count(counts.failed)) not written" : "",
            counts.notReached > 0 ? "\(Wording.count(counts.notReached)) not reached" : "",
        ]
        return DisplayText.joined(parts.filter { !$0.isEmpty }, by: ", ")
    }
}
