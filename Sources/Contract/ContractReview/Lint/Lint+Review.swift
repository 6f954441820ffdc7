import ContractEngine
import Handoff
import JSON

extension Lint {
    mutating func lookAtReferences() {
        if let systems {
            if systems[contract.system] == nil {
                note(
                    .unknownSystem, .systemOfRecord(.system),
                    "the system '\(contract.system)' is not in systems.yaml",
                    "Add it there, if need be without a connector", .error)
            } else if systems[contract.system]?.connector == nil, contract.states.completeWhen == .receipt {
                note(
                    .noConnector, .systemOfRecord(.system),
                    "the system '\(contract.system)' has no connector: somebody has to copy every result by hand",
                    "Give it a connector in systems.yaml, or write complete_when: approval")
            }
        }
        guard let people else { return }
        if case .party(let owner) = review.owner, !people.knows(owner) {
            note(
                .unknownParty, .review(.owner), "there is no \(owner) in people.yaml",
                "Add it there, or name another", .error)
        }
        lookAtParties(review.escalateTo, .review(.escalateTo), people)
        lookAtParties(review.visibleTo ?? [], .review(.visibleTo), people)
        for (index, step) in review.sequence.enumerated() {
            let place = JSONPointer.review(.sequence).appending(index).appending(ContractKey.Step.escalateTo)
            lookAtParties(step.escalateTo ?? [], place, people)
        }
    }

    private mutating func lookAtParties(_ parties: [Party], _ place: JSONPointer, _ people: People) {
        for (index, party) in parties.enumerated() where people.members(of: party).isEmpty {
            note(
                .unknownParty, place.appending(index), "there is nobody for \(party) in people.yaml",
                "Add somebody there, or name another", .error)
        }
    }

    /// Settings that a contract of high impact has to have.
    mutating func lookAtImpact() {
        guard contract.impact == .high else { return }
        if review.escalateTo.isEmpty {
            note(
                .noEscalation, .file(.review),
                "a contract of high impact says with escalate_to who takes what is escalated",
                "Write escalate_to: [person:NAME]", .error)
        }
        if review.threshold == nil, review.mandatory.isEmpty {
            note(
                .noApprovalCondition, .file(.review), "a contract of high impact has a threshold or a mandatory rule",
                "Say when a person has to look: threshold, mandatory", .error)
        }
        if review.autoApprove == .aboveThreshold, review.mandatory.isEmpty {
            note(
                .confidenceAlone, .review(.autoApprove),
                "a contract of high impact lets nothing pass by confidence alone: add a mandatory rule",
                "Say under mandatory what a person has to look at however sure the producer is", .error)
        }
        if review.separation.isEmpty {
            note(
                .noSeparation, .file(.review), "a contract of high impact separates duties: at least 'requester'",
                "Write separation: [requester, producer_owner, editor, earlier_step]")
        }
    }

    mutating func lookAtReasons() {
        if review.rejectReasons.isEmpty {
            note(
                .noReasons, .file(.review), "without reasons.reject the producer learns nothing from a rejection",
                "Write reasons: { reject: [wrong-amount, …] }")
        }
        if review.escalateReasons.isEmpty {
            note(
                .noReasons, .file(.review), "without reasons.escalate nobody can count why handoffs are escalated",
                "Write reasons: { escalate: [unclear, …] }")
        }
        for (key, codes) in [(ContractKey.Reasons.reject, review.rejectReasons), (.escalate, review.escalateReasons)] {
            var seen: Set<String> = []
            for (index, code) in codes.enumerated() where !seen.insert(code).inserted {
                note(
                    .duplicateReason, .reasons(key).appending(index), "the reason '\(code)' stands twice",
                    "Take one of them out")
            }
        }
    }

    mutating func lookAtBands() {
        let bands = review.bands
        if let first = bands.first, first.from.double > 0 {
            note(
                .bandGap, .review(.bands), "confidences below \(first.from.text) fall into no band; begin with 0.0",
                "Add a band that begins at 0.0")
        }
        for (lower, upper) in zip(bands, bands.dropFirst()) where lower.from == upper.from {
            note(
                .deadBand, .review(.bands).appending(upper.name),
                "the bands '\(lower.name)' and '\(upper.name)' begin at the same confidence",
                "No confidence falls into '\(lower.name)': take it out, or move a bound", .error)
        }
        guard review.autoApprove == .aboveThreshold, let threshold = review.threshold else { return }
        let uppers = bands.dropFirst().map(\.from.double) + [1]
        for (band, upper) in zip(bands, uppers) where band.from.double < threshold.double && threshold.double < upper {
            note(
                .mixedBand, .review(.bands).appending(band.name),
                "the threshold \(threshold.text) lies inside the band '\(band.name)': one band mixes what needs a person with what does not",
                "Let a band begin at \(threshold.text)")
        }
    }

    mutating func lookAtClock() {
        guard let clock = review.clock else { return }
        if let remind = clock.remindBefore {
            if clock.respondWithin == nil {
                note(
                    .idleSetting, .clock(.remindBefore),
                    "without respond_within there is nothing to remind of",
                    "Add respond_within, or take remind_before out")
            } else if let respond = clock.respondWithin, remind >= respond {
                note(
                    .earlyReminder, .clock(.remindBefore),
                    "the reminder would come before the handoff does: remind_before is not shorter than respond_within",
                    "Make remind_before shorter")
            }
        }
        if let expire = clock.expireAfter, let respond = clock.respondWithin, expire <= respond {
            note(
                .earlyExpiry, .clock(.expireAfter),
                "the handoff expires before it is overdue, so on_breach never happens"
                    + (clock.remindBefore.map { expire.milliseconds <= respond.milliseconds - $0.milliseconds } == true
                        ? ", and no reminder either" : ""),
                "Make expire_after longer than respond_within")
        }
        if clock.respondWithin == nil, clock.onBreach != .remind {
            note(
                .idleSetting, .clock(.onBreach), "without respond_within nothing is ever late",
                "Add respond_within, or take on_breach out")
        }
    }

    mutating func lookAtCompletion() {
        guard contract.states.completeWhen == .approval, systems?[contract.system]?.connector != nil else { return }
        note(
            .completesEarly, .states(.completeWhen),
            "the approval counts as done although the system '\(contract.system)' has a connector: a failed delivery would go unseen",
            "Write complete_when: receipt")
    }
}
