import Handoff

/// Something that a person can do with a handoff.
///
/// What is so of each stands in its record, once: engine, console, line-by-line console, command line and docs read it there.
package enum Action: String, Sendable, CaseIterable {
    case approve, reject, escalate, returnForRework, comment, claim, release, edit, assign, recall, attest, withdraw

    /// One action's record.
    package struct Record: Sendable {
        /// The word for it on a command line: `return`.
        let word: String
        /// The verb in a sentence, "you can't … it", and over a question.
        let verb: String, title: String
        /// The verb of what was done: "… by sam".
        let done: String
        /// Which of the contract's reason codes it takes.
        let reasons: ReasonCodes?
        /// A note says why, always.
        let needsNote: Bool
        /// It is work on the handoff that somebody else's claim asks to leave to them.
        let isStoppedByClaim: Bool
        /// It can be done to many at once.
        let isForMany: Bool
        /// The event that it makes; nil for what the journal does not keep.
        let kind: Event.Kind?
    }

    /// A contract's reason codes by what they are for.
    package enum ReasonCodes: Sendable { case reject, escalate }

    private var record: Record {
        switch self {
        case .approve:
            Record(
                word: "approve", verb: "approve", title: "Approve", done: "approved", reasons: nil, needsNote: false,
                isStoppedByClaim: true, isForMany: true, kind: .approved)
        case .reject:
            Record(
                word: "reject", verb: "reject", title: "Reject", done: "rejected", reasons: .reject, needsNote: false,
                isStoppedByClaim: true, isForMany: true, kind: .rejected)
        case .escalate:
            Record(
                word: "escalate", verb: "escalate", title: "Escalate", done: "escalated", reasons: .escalate,
                needsNote: false,
                isStoppedByClaim: true, isForMany: true, kind: .escalated)
        case .returnForRework:
            Record(
                word: "return", verb: "return", title: "Return for rework", done: "returned", reasons: nil,
                needsNote: true,
                isStoppedByClaim: true, isForMany: true, kind: .returned)
        case .comment:
            Record(
                word: "comment", verb: "comment on", title: "Comment", done: "commented", reasons: nil, needsNote: true,
                isStoppedByClaim: false, isForMany: false, kind: .commented)
        case .claim:
            Record(
                word: "claim", verb: "claim", title: "Claim", done: "claimed", reasons: nil, needsNote: false,
                isStoppedByClaim: false, isForMany: false, kind: nil)
        case .release:
            Record(
                word: "release", verb: "release", title: "Release the claim", done: "released", reasons: nil,
                needsNote: false,
                isStoppedByClaim: false, isForMany: false, kind: nil)
        case .edit:
            Record(
                word: "edit", verb: "edit", title: "Edit", done: "edited", reasons: nil, needsNote: false,
                isStoppedByClaim: true, isForMany: false, kind: .edited)
        case .assign:
            Record(
                word: "assign", verb: "assign", title: "Assign", done: "assigned", reasons: nil, needsNote: false,
                isStoppedByClaim: false, isForMany: false, kind: .assigned)
        case .recall:
            Record(
                word: "recall", verb: "recall", title: "Recall", done: "recalled", reasons: nil, needsNote: false,
                isStoppedByClaim: false, isForMany: false, kind: .recalled)
        case .attest:
            Record(
                word: "attest", verb: "attest", title: "Attest", done: "attested", reasons: nil, needsNote: true,
                isStoppedByClaim: true, isForMany: false, kind: .attested)
        case .withdraw:
            Record(
                word: "withdraw", verb: "withdraw", title: "Withdraw", done: "withdrawn", reasons: nil,
                needsNote: false,
                isStoppedByClaim: false, isForMany: false, kind: .withdrawn)
        }
    }

    /// The word for it on a command line: `return`.
    package var word: String { record.word }
    /// The verb in a sentence: "you can't … it".
    package var verb: String { record.verb }
    /// The words over the question: `Return for rework`.
    package var title: String { record.title }
    /// What was done: `approved`.
    package var done: String { record.done }
    /// Which of the contract's reason codes it takes; nil for none.
    package var reasons: ReasonCodes? { record.reasons }
    /// Whether a note has to say why.
    package var needsNote: Bool { record.needsNote }
    /// Whether somebody else's claim asks to leave it to them.
    package var isStoppedByClaim: Bool { record.isStoppedByClaim }
    /// Whether it can be done to many at once.
    package var isForMany: Bool { record.isForMany }
    /// The event that it makes; nil for what the journal does not keep.
    package var kind: Event.Kind? { record.kind }
}

extension Contract.Review {
    /// The codes that an action may give as its reason.
    package func reasons(for action: Action) -> [String] {
        switch action.reasons {
        case .reject: rejectReasons
        case .escalate: escalateReasons
        case nil: []
        }
    }
}
