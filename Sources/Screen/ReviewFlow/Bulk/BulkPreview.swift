import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// What a decision on all that is tagged would do, before anything is decided.
package struct BulkPreview: Sendable {
    /// Those of one contract that may be decided.
    package struct Share: Sendable {
        package let terms: BulkReading.Terms
        package var tags: [HandoffTag] = []
        /// What is to be seen of each, in the order of the tags.
        package var goings: [BulkReading.Going] = []
        /// The sum of each currency; of what names none under an empty name. They are never added.
        package var sums: [String: ExactDecimal] = [:]
        /// How many name no amount, or one beyond what can be added.
        package var unnamed = 0
        package var lowest: JSONNumber?
        /// How many state no confidence.
        package var unstated = 0
    }

    /// Those that one obligation keeps from being decided.
    package struct Stay: Sendable {
        package let obligation: String
        package let message: String
        package var tags: [HandoffTag]
    }

    package let action: Action
    package let number: Int
    /// All that was tagged when it was begun.
    package let tags: [HandoffTag]
    /// What was read so far, in the order of the tags.
    package private(set) var items: [BulkReading.Item] = []
    package private(set) var shares: [Share] = []
    package private(set) var stays: [Stay] = []

    package init(_ action: Action, _ tags: [HandoffTag], number: Int) {
        (self.action, self.tags, self.number) = (action, tags, number)
    }

    /// How many were read.
    package var read: Int { items.count }

    package var isComplete: Bool { read == tags.count }

    /// How many of them are not what another reading of the same found.
    package func changes(since other: BulkPreview) -> Int { zip(items, other.items).count { !$0.isSame($1) } }

    /// What is to be read next.
    package var reading: BulkReading {
        BulkReading(action: action, tags: tags[read...].prefix(BulkReading.most), number: number)
    }

    package mutating func take(_ items: [BulkReading.Item]) {
        let items = items.prefix(tags.count - read)
        self.items += items
        for item in items {
            switch item.verdict {
            case .stays(let obligation, let message):
                if let index = stays.firstIndex(where: { sameText($0.obligation, obligation) }) {
                    stays[index].tags.append(item.tag)
                } else {
                    stays.append(Stay(obligation: obligation, message: message, tags: [item.tag]))
                }
            case .goes(let terms, let going):
                let index = shares.firstIndex { $0.terms.isSame(terms) } ?? shares.count
                if index == shares.count { shares.append(Share(terms: terms)) }
                shares[index].add(item.tag, going)
            }
        }
    }

    /// The reasons to choose from: those that all contracts have, else all of them. A contract without any asks for none.
    package var reasons: [String] {
        let asking = shares.map(\.terms).filter { !$0.reasons.isEmpty }
        guard let first = asking.first else { return [] }
        let common = first.reasons.filter { reason in asking.allSatisfy { $0.has(reason) } }
        guard common.isEmpty else { return common }
        var all: [String] = []
        for reason in asking.flatMap(\.reasons) where !all.contains(where: { sameText($0, reason) }) {
            all.append(reason)
        }
        return all
    }

    /// Those that go with a reason, and those whose contract does not have it.
    package func split(by reason: String?) -> (going: [Share], without: [Share]) {
        guard let reason else { return (shares, []) }
        return (
            shares.filter { $0.terms.reasons.isEmpty || $0.terms.has(reason) },
            shares.filter { !$0.terms.reasons.isEmpty && !$0.terms.has(reason) }
        )
    }

    /// What is left alone when this reason is chosen.
    package func staying(with reason: String?) -> [Stay] {
        stays
            + split(by: reason).without.map { share in
                Stay(
                    obligation: "reason",
                    message: "'\(reason ?? "")' is none of the reasons of \(share.terms.contract)", tags: share.tags)
            }
    }
}

extension BulkPreview.Share {
    fileprivate mutating func add(_ tag: HandoffTag, _ going: BulkReading.Going) {
        tags.append(tag)
        goings.append(going)
        let currency = going.currency ?? ""
        let known = sums[currency] ?? .zero
        if let sum = going.stake.flatMap({ ExactDecimal($0) }).flatMap({ known.adding($0) }) {
            sums[currency] = sum
        } else {
            unnamed += 1
        }
        if let confidence = going.confidence {
            if lowest.map({ confidence.double < $0.double }) ?? true { lowest = confidence }
        } else {
            unstated += 1
        }
    }
}

/// What is still to be said before a decision on many runs.
package struct BulkForm: Sendable {
    package enum Field: Sendable { case note, to }

    package var chosen: Int?
    package var note = LineEditor()
    package var to = LineEditor()
    package var editing: Field?
    /// The safe choice has the focus until somebody moves it.
    package var isConfirmFocused = false
    /// The first line of the list of what goes and what stays that is shown.
    package var top = 0
    /// How many lines of the list, from the first on, have stood where the person could read them.
    package var seen: Int

    /// - Parameter seen: How much of the list was shown already: all of it, unless it is shown in parts.
    package init(seen: Int = .max) { self.seen = seen }

    /// Takes back what is being typed in a field.
    package mutating func clear(_ field: Field) {
        if field == .note { note = LineEditor() } else { to = LineEditor() }
        editing = nil
    }

    /// Whom it is escalated to; nil when what was typed names somebody who is no party.
    package var parties: [Party]? { to.parties }
}
