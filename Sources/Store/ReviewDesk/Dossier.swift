import CivilTime
import ContractEngine
import Handoff
import HandoffStore
import JSON

/// One line of a handoff's history.
package struct HistoryEntry: Sendable, Hashable {
    /// What happened.
    package var event: Event
    /// The name of who did it.
    package var by: String
    /// The free text that went with it, and what a connector said.
    package var note: String?, message: String?
    /// What an edit or a revision changed, and the patch that an edit was asked for with; nil for what is neither.
    package var difference: PayloadDifference?, patch: JSONValue?

    /// An entry.
    package init(event: Event, by: String, note: String?, message: String?) {
        self.event = event
        self.by = by
        self.note = note
        self.message = message
    }
}

/// A handoff with everything that its review needs: what it is, where it stands, what is still owed, what this person may do.
///
/// It never changes, and it is large: it goes from the desk to the screen, and on with every key, without being copied.
package final class Dossier: Sendable {
    /// As the queue lists it.
    package let row: QueueRow
    /// The handoff.
    package let handoff: Handoff
    /// The amount at stake, where its contract names one.
    package var stake: JSONNumber? { handoff.contents.findings.stake ?? row.stake }
    /// Its currency, where the contract says which one that is.
    package var stakeCurrency: String? { handoff.contents.findings.currency ?? row.currency }
    /// Its contract's title; the name where the contract can't be loaded.
    package let contractTitle: String
    /// How much a mistake costs; nil where the contract can't be loaded.
    package let impact: Contract.Impact?
    /// The confidence below which a person must review.
    package let threshold: JSONNumber?
    /// What has to hold before it moves on, and what stands in this person's way.
    package let obligations: [Obligation]
    /// What each check says: the contract's error checks on the facts of now, others on those of its intake.
    package let checks: [Findings.CheckResult]
    /// What happened to it.
    package let history: [HistoryEntry]
    /// The system of record's answer.
    package let receipt: JSONValue?
    /// Other handoffs on the same record that are not done.
    package let conflicts: [RelatedHandoff]
    /// The first of them with what each would do.
    package let others: [OtherHandoff]
    /// The texts of its evidence as far as they are short, by their places.
    package let evidenceTexts: [Int: String]
    /// Like how many that were let through on its record; nil where there were none.
    package let precedent: Precedent?
    /// The reason to reject it that each of the contract's checks offers, by the check's id.
    package let offeredReasons: [String: String]
    /// Why its contract escalated it at intake.
    package let escalationReasons: [String]
    /// The reason codes of the contract.
    package let rejectReasons: [String], escalateReasons: [String]
    /// Whom an escalation goes to unless somebody else is named.
    package let escalationParties: [Party]
    /// Evidence that this person has opened beside the present payload.
    package let viewed: Set<ContentHash>
    /// For each item of evidence the decisions that relied on it, first one first.
    package let openings: [[Opening]]
    /// Roles of evidence that have to be opened before an approval.
    package let mustView: [String]
    /// The owner's name.
    package let ownerName: String
    /// What the contract's checks look for in the evidence.
    package let wordsSought: [String]
    /// The rule of each of the contract's checks, by its id.
    package let checkRules: [String: String]
    /// Who has taken it to work on it, and their name; nil when nobody has, or the claim lapsed.
    package let claim: Claim?, claimedBy: String?
    /// The schema of its payload; null where the contract can't be loaded.
    package let payloadSchema: JSONValue
    private let situation: ReviewSituation
    // Every picture asks for several of them.
    private let refusals: [Action: RefusalError]

    /// What it is made of, as one read of the store gives it.
    struct Facts {
        let row: QueueRow, handoff: Handoff, contract: Contract?, situation: ReviewSituation
        let history: [HistoryEntry], receipt: JSONValue?, conflicts: [ContractEngine.Facts.Relative], ownerName: String
        var others: [OtherHandoff] = [], precedent: Precedent?
        var evidenceTexts: [Int: String] = [:]
    }

    /// - Parameter checks: The error checks, held again.
    init(_ facts: Facts, _ checks: RepeatedChecks?) {
        let (row, handoff, contract) = (facts.row, facts.handoff, facts.contract)
        var situation = facts.situation
        situation.checks = checks
        self.row = row
        self.handoff = handoff
        contractTitle = contract?.title ?? handoff.status.contract.name
        impact = contract?.impact
        threshold = contract?.review.threshold
        obligations = situation.obligations
        history = facts.history
        receipt = facts.receipt
        conflicts = facts.conflicts
        (others, precedent) = (facts.others, facts.precedent)
        evidenceTexts = facts.evidenceTexts
        offeredReasons = Dictionary(
            (contract?.payload.checks ?? []).compactMap { check in check.reason.map { (check.id, $0) } }
        ) { first, _ in first }
        escalationReasons = contract?.escalationReasons(in: handoff.contents.findings) ?? []
        self.checks = handoff.contents.findings.checks.map { check in
            // A check of the producer's may have the same name.
            guard check.source == "contract" else { return check }
            return checks?.results.first { sameText($0.id, check.id) } ?? check
        }
        rejectReasons = contract?.review.rejectReasons ?? []
        escalateReasons = contract?.review.escalateReasons ?? []
        escalationParties = situation.defaultEscalationParties
        viewed = situation.viewed
        openings = Opening.all(of: handoff, in: history)
        mustView = contract?.review.mustView ?? []
        ownerName = facts.ownerName
        wordsSought = contract?.wordsSought(in: handoff.contents.payload) ?? []
        checkRules = contract?.checkRules ?? [:]
        claim = situation.liveClaim
        claimedBy = situation.liveClaim.map { situation.people.name(of: $0.person) }
        payloadSchema = contract?.payloadSchema ?? .null
        self.situation = situation
        var refusals: [Action: RefusalError] = [:]
        for action in Action.allCases { refusals[action] = situation.refusal(of: action) }
        self.refusals = refusals
    }

    /// The name of a person, and who belongs to a party.
    func name(of person: String) -> String { situation.people.name(of: person) }

    func members(of party: Party) -> [String] { situation.people.members(of: party) }

    /// The currency of the amount at a place of its payload; nil where that is no money.
    package func currency(at pointer: JSONPointer) -> String? {
        situation.contract?.currency(at: pointer, in: handoff.contents.payload)
    }

    /// The reason codes that an action takes.
    package func reasons(for action: Action) -> [String] { situation.contract?.review.reasons(for: action) ?? [] }

    /// What reviewers changed in the payload, first edit first: part of the trace that the next reviewer reads.
    package var edits: [HistoryEntry] { history.filter { $0.event.kind == .edited } }

    /// Why this person may not do that now; nil when they may. A reason still to be chosen is not in the way.
    ///
    /// - Parameter statingNothingWritten: Whether they state that a failed or uncertain delivery wrote nothing.
    package func refusal(of action: Action, statingNothingWritten: Bool = false) -> RefusalError? {
        guard statingNothingWritten else { return refusals[action] }
        var stated = situation
        stated.statesNothingWritten = true
        return stated.refusal(of: action)
    }

    /// When it expired, where it has by the time at which this was read.
    package var expired: Instant? { handoff.status.expired(at: situation.now) }

    /// Why this person may not give it to that party; nil when they may.
    package func refusalToAssign(to party: Party) -> RefusalError? { situation.refusalToAssign(to: party) }

    /// Whether another one, of the same handoff, says the same to the same person. Nothing of a version or of an event ever changes.
    package func isSame(as other: Dossier) -> Bool {
        row == other.row && handoff.status == other.handoff.status && history.count == other.history.count
            && viewed == other.viewed && claim == other.claim && claimedBy == other.claimedBy
            && conflicts == other.conflicts && checks == other.checks && receipt == other.receipt
            && obligations == other.obligations
            && refusals == other.refusals && escalationParties == other.escalationParties
            && ownerName == other.ownerName && contractTitle == other.contractTitle && impact == other.impact
    }

    /// An item of evidence with who has opened it: this person, and those whose decisions relied on it.
    private func evidenceJSON(_ index: Int) -> JSONValue {
        let item = handoff.contents.evidence[index]
        var object = item.json.object ?? JSONObject()
        object["opened"] = .bool(viewed.contains(item.sha256))
        object["opened_by"] = .array((openings.indices.contains(index) ? openings[index] : []).map(\.json))
        return .object(object)
    }

    /// As `show --json` prints it.
    package var json: JSONValue {
        let contents = handoff.contents
        var object = row.json.object ?? JSONObject()
        object["target"] = [
            "system": .string(handoff.status.system), "record": .string(handoff.status.record),
            "reference": contents.reference.map { .string($0) } ?? .null,
        ]
        object["expired_at"] = expired.map { .string($0.description) } ?? .null
        object["checks"] = .array(checks.map(\.json))
        object["obligations"] = .array(obligations.map(\.json))
        object["violations"] = .array(contents.findings.violations.map(\.json))
        object["reasons"] = .array(contents.findings.reasons.map { .string($0) })
        object["payload"] = contents.payload
        object["evidence"] = .array(contents.evidence.indices.map(evidenceJSON))
        object["trace"] = contents.trace
        object["unresolved"] = .array(contents.unresolved.map { .string($0) })
        object["producer"] = contents.envelope.producer.json
        object["key"] = .string(contents.key)
        object["requested_by"] = contents.requestedBy.map { .string($0.description) } ?? .null
        object["conflicts"] = .array(conflicts.map { .string($0.id.description) })
        object["edits"] = .array(edits.map(\.editJSON))
        object["stake"] = contents.findings.stake.map { .number($0) } ?? .null
        object["assignment"] = handoff.status.assignmentJSON
        object["claim"] =
            claim.map {
                ["by": .string(Party.person($0.person).description), "until": .string($0.until.description)]
            } ?? .null
        object["history"] = .array(history.map(\.json))
        object["receipt"] = receipt ?? .null
        object["delivery"] =
            handoff.status.delivery.map {
                ["attempt": .number(JSONNumber($0.attempt)), "condition": .string($0.condition.rawValue)]
            } ?? .null
        return .object(object)
    }
}

extension HandoffStatus {
    /// To whom it was given or escalated, and by whom; null where it waits for those whom its contract names.
    fileprivate var assignmentJSON: JSONValue {
        let found: (to: [Party], by: Actor?)?
        switch state {
        case .proposed: found = step.flatMap { assignments[$0] }.map { ($0.to, $0.by) }
        case .escalated: found = (escalatedTo, escalatedBy)
        case .draft, .approved, .executed, .rejected: found = nil
        }
        return found.map { to, by in
            ["to": .array(to.map { .string($0.description) }), "by": by.map { .string($0.name) } ?? .null]
        } ?? .null
    }
}

extension HistoryEntry {
    /// As `show --json` prints it: the event, and the texts that it commits to.
    var json: JSONValue {
        var object = event.json.object ?? JSONObject()
        object["note"] = note.map { .string($0) }
        object["message"] = message.map { .string($0) }
        object["patch"] = patch
        return .object(object)
    }

    /// An edit as `show --json` prints it with the trace.
    var editJSON: JSONValue {
        var object = JSONObject([
            ("by", .string(event.by.person.map { Party.person($0).description } ?? event.by.account)),
            ("at", .string(event.at.description)), ("version", event.version.map { .number(JSONNumber($0)) } ?? .null),
            ("note", note.map { .string($0) } ?? .null),
        ])
        object["changes"] = .array(
            (difference?.lines ?? []).map { line in
                var change = JSONObject([("path", .string(line.pointer.description))])
                change["before"] = line.before
                change["after"] = line.after
                return .object(change)
            })
        return .object(object)
    }
}
