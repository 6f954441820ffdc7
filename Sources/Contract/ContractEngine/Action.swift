import Handoff

/// Something that a person can do with a handoff.
///
/// What is so of each stands in its record (`Action+Record.swift`), once: engine, console, line-by-line console, command line and
/// docs read it there.
package enum Action: String, Sendable, CaseIterable {
    case approve, reject, escalate, returnForRework, comment, claim, release, edit, assign, recall, attest, withdraw

    /// One action's record.
    package struct Record: Sendable {
        /// The word for it on a command line: `return`.
        let word: String
        /// The verb in a sentence: "you can't … it".
        let verb: String
        /// What was done: "… by sam".
        let done: String
        /// Over its question.
        let title: String
        /// What comes of it, where that is always the same; nil where it depends on the handoff.
        let consequence: StaticString?
        /// What it does, in the help of the console, of the line-by-line console, and of the command.
        let help: StaticString, plainHelp: String, abstract: String
        /// The event that it makes; nil for what the journal does not keep.
        let kind: Event.Kind?
        /// Which of the contract's reason codes it takes.
        var reasons: ReasonCodes?
        /// A note says why, always.
        var needsNote = false
        /// It is work on the handoff that somebody else's claim asks to leave to them.
        var isStoppedByClaim = false
        /// It can be done to many at once.
        var isForMany = false
        /// It is done although the handoff has expired and its clock has not fired yet. What is not fires the clock first.
        var standsAfterExpiry = false
    }

    /// A contract's reason codes by what they are for.
    package enum ReasonCodes: Sendable { case reject, escalate }

    /// The word for it on a command line: `return`.
    package var word: String { record.word }
    /// The verb in a sentence: "you can't … it".
    package var verb: String { record.verb }
    /// What was done: `approved`.
    package var done: String { record.done }
    /// The words over its question: `Return for rework`.
    package var title: String { record.title }
    /// What comes of it, where that is always the same; nil where it depends on the handoff.
    package var consequence: StaticString? { record.consequence }
    /// What it does, in the help of the full screen.
    package var help: StaticString { record.help }
    /// What it does, in the help of the review line by line.
    package var plainHelp: String { record.plainHelp }
    /// What its command does.
    package var abstract: String { record.abstract }
    /// Which of the contract's reason codes it takes; nil for none.
    package var reasons: ReasonCodes? { record.reasons }
    /// Whether a note has to say why.
    package var needsNote: Bool { record.needsNote }
    /// Whether somebody else's claim asks to leave it to them.
    package var isStoppedByClaim: Bool { record.isStoppedByClaim }
    /// Whether it can be done to many at once.
    package var isForMany: Bool { record.isForMany }
    /// Whether it is done although the handoff has expired and its clock has not fired yet; what is not fires the clock first.
    package var standsAfterExpiry: Bool { record.standsAfterExpiry }
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
