import CivilTime
import Handoff
import JSON

extension Contract.Review {
    init?(_ node: YAMLNode) {
        guard let fields = node.fields(ContractKey.Review.self) else { return nil }
        escalateTo = fields[.escalateTo]?.oneOrMore.compactMap(\.party) ?? []
        visibleTo = fields[.visibleTo]?.oneOrMore.compactMap(\.party)
        threshold = fields[.threshold]?.share
        bands = Self.bands(fields[.bands])
        mandatory = (fields[.mandatory]?.items ?? []).enumerated()
            .compactMap { Contract.Condition($1, "Rule \($0 + 1) of 'mandatory' demands a person") }
        escalateWhen = (fields[.escalateWhen]?.items ?? []).enumerated()
            .compactMap { Contract.Condition($1, "Rule \($0 + 1) of 'escalate_when' escalates it") }
        autoApprove = fields[.autoApprove]?.choice(Contract.AutoApproval.self) ?? .never
        auditSample = fields[.auditSample]?.share ?? JSONNumber(0)
        separation = (fields[.separation]?.items ?? []).compactMap { $0.choice(Contract.Separation.self) }
        mustView = (fields[.mustView]?.items ?? []).compactMap(\.string)
        let reasons = fields[.reasons]?.fields(ContractKey.Reasons.self)
        rejectReasons = (reasons?[.reject]?.items ?? []).compactMap(\.name)
        escalateReasons = (reasons?[.escalate]?.items ?? []).compactMap(\.name)
        clock = fields[.clock].flatMap { Contract.Clock($0) }
        recallWindow = fields[.recallWindow]?.duration ?? .zero
        refusesConflict = fields[.conflict]?.choice(Conflict.self) == .refuse
        claimLasts = fields[.claim]?.duration ?? Self.standardClaim
        stake = fields[.stake]?.rule
        deliverWhen = fields[.deliverWhen]?.rule
        sequence = (fields.required(.sequence)?.items ?? []).compactMap { Contract.Step($0) }
        if sequence.isEmpty { fields[.sequence]?.note("at least one step has to be there") }
        var seen: Set<String> = []
        for (index, step) in sequence.enumerated() where !seen.insert(step.name).inserted {
            fields[.sequence]?.items?[index].note("the step '\(step.name)' stands twice")
        }
        otherwise = Self.otherwise(fields[.otherwise], sequence)
        if autoApprove == .aboveThreshold, threshold == nil {
            fields[.autoApprove]?.note("above_threshold needs a threshold")
        }
        guard let owner = fields.required(.owner).flatMap({ Contract.Owner($0) }) else { return nil }
        self.owner = owner
    }

    private static func otherwise(_ node: YAMLNode?, _ sequence: [Contract.Step]) -> Contract.Otherwise {
        guard let node, let name = node.string, !sameText(name, "hold") else { return .hold }
        if !sequence.contains(where: { sameText($0.name, name) }) {
            let steps = sequence.map(\.name).joined(separator: ", ")
            node.note(
                "there is no step '\(name)': 'hold' holds the handoff, a step of the sequence (\(steps)) takes it")
        }
        return .step(name)
    }

    private static let standardClaim = ISODuration(minutes: 15)

    private enum Conflict: String, CaseIterable { case allow, refuse }

    private static func bands(_ node: YAMLNode?) -> [(name: String, from: JSONNumber)] {
        let bands = (node?.entries ?? []).compactMap { entry in
            entry.value.share.map { (name: entry.name, from: $0) }
        }
        if bands.contains(where: { $0.name == "unknown" }) {
            node?.note("the band 'unknown' is that of handoffs without confidence")
        }
        return bands.sorted { $0.from.double < $1.from.double }
    }
}

extension YAMLNode {
    /// A number from 0 to 1.
    fileprivate var share: JSONNumber? {
        guard let number else { return nil }
        if (0...1).contains(number.double) { return number }
        note("a number from 0 to 1 is expected here")
        return nil
    }
}

extension Contract.Owner {
    fileprivate init?(_ node: YAMLNode) {
        if case .object = node.json {
            guard let rule = node.fields(ContractKey.Made.self)?.required(.rule)?.rule else { return nil }
            self = .rule(rule)
        } else {
            guard let party = node.party else { return nil }
            self = .party(party)
        }
    }
}

extension Contract.Condition {
    fileprivate init?(_ node: YAMLNode, _ fallback: String) {
        guard let fields = node.fields(ContractKey.Condition.self), let rule = fields.required(.rule)?.rule,
            let reason = fields.required(.reason)?.text(otherwise: fallback)
        else { return nil }
        self.rule = rule
        (self.reason, reasonRule) = reason
    }
}

extension Contract.Step {
    fileprivate init?(_ node: YAMLNode) {
        guard let fields = node.fields(ContractKey.Step.self) else { return nil }
        quorum = fields[.quorum]?.integer ?? 1
        if quorum < 1 { fields[.quorum]?.note("a quorum is at least 1") }
        when = fields[.when]?.rule
        escalateTo = fields[.escalateTo].map { $0.oneOrMore.compactMap(\.party) }
        let taker: Contract.StepTaker? = fields.required(.by).flatMap { by in
            by.json.string == "owner" ? .owner : by.party.map(Contract.StepTaker.party)
        }
        guard let name = fields.required(.step)?.name, let taker else { return nil }
        self.name = name
        self.by = taker
    }
}

extension Contract.Clock {
    fileprivate init?(_ node: YAMLNode) {
        guard let fields = node.fields(ContractKey.Clock.self) else {
            return nil
        }
        respondWithin = fields[.respondWithin]?.duration
        remindBefore = fields[.remindBefore]?.duration
        onBreach = fields[.onBreach]?.choice(Contract.OnBreach.self) ?? .remind
        expireAfter = fields[.expireAfter]?.duration
        hours = fields[.hours].flatMap { WorkingHours($0) }
    }
}

extension WorkingHours {
    fileprivate init?(_ node: YAMLNode) {
        guard let fields = node.fields(ContractKey.Hours.self), let zone = fields.required(.zone)?.string,
            let days = fields.required(.days)?.items?.compactMap({ $0.choice(Weekday.self) }),
            let from = fields.required(.from)?.timeOfDay, let to = fields.required(.to)?.timeOfDay
        else { return nil }
        guard let hours = Zone(named: zone).flatMap({ WorkingHours(zone: $0, days: Set(days), from: from, to: to) })
        else {
            node.note(
                "working hours need a known time zone such as Europe/Berlin, at least one day, and 'from' before 'to'")
            return nil
        }
        self = hours
    }
}

extension YAMLNode {
    /// Minutes after midnight from `HH:MM`.
    fileprivate var timeOfDay: Int? {
        guard let text = string else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: ":")).map { Int(String(decoding: $0, as: UTF8.self)) }
        if parts.count == 2, text.utf8.count == 5, let hour = parts[0], let minute = parts[1], (0...24).contains(hour),
            (0..<60).contains(minute), hour * 60 + minute <= 1_440
        {
            return hour * 60 + minute
        }
        note("a time of day is written \"08:00\"")
        return nil
    }
}
