extension Action {
    /// The record of each action.
    var record: Record {
        switch self {
        case .approve:
            Record(
                word: "approve", verb: "approve", done: "approved", title: "Approve", consequence: nil,
                help: "Approve what is on the screen", plainHelp: "Approve what was printed",
                abstract: "Approve the open step of a handoff.", kind: .approved, isStoppedByClaim: true,
                isForMany: true)
        case .reject:
            Record(
                word: "reject", verb: "reject", done: "rejected", title: "Reject",
                consequence: "This is final: nothing is written to the system of record.",
                help: "Reject it with a reason: final", plainHelp: "Reject it with a reason: final",
                abstract: "Reject a handoff for good, with a reason.", kind: .rejected, reasons: .reject,
                isStoppedByClaim: true, isForMany: true, standsAfterExpiry: true)
        case .escalate:
            Record(
                word: "escalate", verb: "escalate", done: "escalated", title: "Escalate",
                consequence: "It leaves this step until the escalation is decided.",
                help: "Escalate it with a reason, to whom you say",
                plainHelp: "Escalate it with a reason, to whom you say",
                abstract: "Hand a handoff to somebody who may decide it.", kind: .escalated, reasons: .escalate,
                isStoppedByClaim: true, isForMany: true)
        case .returnForRework:
            Record(
                word: "return", verb: "return", done: "returned", title: "Return for rework",
                consequence: "Its producer has to revise it; approvals so far are void.",
                help: "Return it to its producer for rework, with a note",
                plainHelp: "Return it to its producer for rework, with a note",
                abstract: "Send a handoff back to its producer for rework.", kind: .returned, needsNote: true,
                isStoppedByClaim: true, isForMany: true)
        case .comment:
            Record(
                word: "comment", verb: "comment on", done: "commented", title: "Comment",
                consequence: "A comment changes nothing else.", help: "Comment on it; changes nothing else",
                plainHelp: "Comment on it; changes nothing else", abstract: "Add a note to a handoff's history.",
                kind: .commented, needsNote: true, standsAfterExpiry: true)
        case .claim:
            Record(
                word: "claim", verb: "claim", done: "claimed", title: "Claim",
                consequence: "Others see that you have it, until the claim lapses.",
                help: "Claim it, so that others see that it is yours; again, give it back",
                plainHelp: "Claim it, so that others see that it is yours",
                abstract: "Show others that you work on a handoff; it lapses by itself.", kind: nil)
        case .release:
            Record(
                word: "release", verb: "release", done: "released", title: "Release the claim",
                consequence: "Whoever can take it may claim it.", help: "Give your claim back; a lead ends another's",
                plainHelp: "Give your claim back; a lead ends another's",
                abstract: "End your claim, or as a lead of the owning team somebody else's.", kind: nil,
                standsAfterExpiry: true)
        case .edit:
            Record(
                word: "edit", verb: "edit", done: "edited", title: "Edit",
                consequence: "Approvals so far are void, and you count as its editor.",
                help: "Change the payload in your editor; what it comes to is shown first",
                plainHelp: "Change the payload in your editor; what it comes to is printed first",
                abstract: "Change the payload of a handoff that you review.", kind: .edited, isStoppedByClaim: true)
        case .assign:
            Record(
                word: "assign", verb: "assign", done: "assigned", title: "Assign",
                consequence: "It becomes somebody else's turn.", help: "Give the open step to somebody else",
                plainHelp: "Give the open step to somebody else",
                abstract: "As a lead of the owning team, give the open step to somebody else.", kind: .assigned)
        case .recall:
            Record(
                word: "recall", verb: "recall", done: "recalled", title: "Recall", consequence: "It is not delivered.",
                help: "Take an approval back before its delivery begins",
                plainHelp: "Take an approval back before its delivery begins, to review it again or to reject it",
                abstract: "Take an approval back before its delivery begins.", kind: .recalled)
        case .attest:
            Record(
                word: "attest", verb: "attest", done: "attested", title: "Attest",
                consequence: "This is final: you vouch that the system of record has it.",
                help: "It was written: name the record that an uncertain delivery made",
                plainHelp: "It was written: name the record that an uncertain delivery made, and how it was checked",
                abstract: "Vouch that the system of record holds it, after an uncertain delivery.", kind: .attested,
                needsNote: true, isStoppedByClaim: true)
        case .withdraw:
            Record(
                word: "withdraw", verb: "withdraw", done: "withdrawn", title: "Withdraw",
                consequence: "This is final: nothing is written to the system of record.",
                help: "Take back what you or your agent submitted",
                plainHelp: "Take back what you or your agent submitted",
                abstract: "Take back what you or your agent submitted.", kind: .withdrawn, standsAfterExpiry: true)
        }
    }
}
