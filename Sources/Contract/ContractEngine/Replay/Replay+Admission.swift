import CivilTime
import Handoff
import JSON

extension Replay {
    /// A draft held to its contract as it was then.
    private struct Held {
        let admission: Admission, draft: AdmittedDraft
        /// Whether it may depend on related handoffs that are not known any more.
        let readsRelated: Bool
    }

    /// The submissions that the first event can have come from.
    func submissions(_ event: Event, _ draft: PastDraft, _ contract: Contract, _ past: PastFacts) throws -> [Attempt] {
        if let refusal = refusalOfAgent(draft, event, past) { return [{ .refused(refusal) }] }
        guard past.contractInForce == contract.reference.digest else {
            return [
                {
                    .refused(
                        RefusalError(
                            .contract, "version \(contract.reference.version) of its contract was not in force"))
                }
            ]
        }
        return samples(contract).map { sample in
            {
                let held = try hold(draft, since: event.at, event, sample, contract, past)
                let ruling = contract.ruling(
                    onSubmission: held.draft, as: id, held.admission, store: store, by: event.by, at: event.at,
                    using: Self.unsalted)
                return .made(ruling, reference: held.draft.reference, readsRelated: held.readsRelated)
            }
        }
    }

    /// What brings a draft in again.
    func renewals(
        _ renewal: ReviewSituation.Renewal, _ event: Event, _ situation: ReviewSituation, _ draft: PastDraft?,
        _ contract: Contract, _ past: PastFacts
    ) throws -> [Attempt] {
        guard let draft else { return [] }
        if renewal == .revision, let refusal = refusalOfAgent(draft, event, past) { return [{ .refused(refusal) }] }
        return samples(contract).map { sample in
            {
                let held = try hold(draft, since: situation.status.submittedAt, event, sample, contract, past)
                do throws(RefusalError) {
                    let ruling = try situation.ruling(
                        on: renewal, to: held.draft, held.admission, under: contract, using: Self.unsalted)
                    return .made(ruling, reference: held.draft.reference, readsRelated: held.readsRelated)
                } catch {
                    return .refused(error)
                }
            }
        }
    }

    /// The edit that an event can have come from: the change that it kept has to make the payload that it kept.
    func edits(
        _ edited: Event.Edited, _ event: Event, _ situation: ReviewSituation, _ draft: PastDraft?, _ contract: Contract,
        _ past: PastFacts
    ) throws -> [Attempt] {
        guard let draft, let patch = try kept.content(edited.patch) else { return [] }
        let before = situation.handoff.contents
        let changed = try? JSONPatch(patch).apply(to: before.payload)
        guard changed.map({ CanonicalJSON.bytes(of: $0) }) == CanonicalJSON.bytes(of: draft.contents.payload) else {
            return [{ .refused(RefusalError(.state, "its change does not make its payload of the one before it")) }]
        }
        var situation = situation
        situation.overridesClaim = edited.judgment.overClaim != nil
        return [
            { [situation] in
                let held = try hold(draft, since: situation.status.submittedAt, event, -1, contract, past)
                do throws(RefusalError) {
                    let ruling = try situation.ruling(
                        onEdit: held.admission, of: held.draft, patch: patch,
                        note: edited.judgment.note.map { _ in "said" }, using: Self.unsalted)
                    return .made(ruling, reference: held.draft.reference, readsRelated: held.readsRelated)
                } catch {
                    return .refused(error)
                }
            }
        ]
    }

    /// What was approved without a person, as the draft that its contract makes steps for when it is recalled.
    func draftOfRecalled(
        _ event: Event, _ situation: ReviewSituation, _ contract: Contract, _ past: PastFacts
    ) throws -> DraftFacts? {
        let contents = situation.handoff.contents
        let texts = try contents.evidence.map { item -> String? in
            if case .text(let text) = try kept.text(of: item) { text } else { nil }
        }
        let candidate = Candidate(
            id: id, contents: contents, texts: texts, submittedAt: situation.status.submittedAt)
        let draft = AdmittedDraft(
            contents, CanonicalContents(contents), contract: contract.reference.name, reference: contents.reference)
        return DraftFacts(
            candidate: candidate, facts: facts(past, try kept.relatives(of: draft, under: contract, at: event)))
    }

    /// What was drawn for the sample is chance: where a contract has one, either may have come of it.
    private func samples(_ contract: Contract) -> [Double] { contract.review.auditSample.double > 0 ? [1, -1] : [1] }

    private func refusalOfAgent(_ draft: PastDraft, _ event: Event, _ past: PastFacts) -> RefusalError? {
        let agent = draft.contents.envelope.producer.agent
        // The first edition did not look at what a name looks like.
        if past.edition < .second, past.people.agents[agent] == nil { return nil }
        return past.people.refusalToSubmit(as: agent, account: isDeclared ? nil : event.by.account)
    }

    private func hold(
        _ draft: PastDraft, since submittedAt: Instant, _ event: Event, _ sample: Double, _ contract: Contract,
        _ past: PastFacts
    ) throws -> Held {
        let candidate = Candidate(id: id, contents: draft.contents, texts: draft.texts, submittedAt: submittedAt)
        func examine(_ facts: Facts) -> (Examination, Admission) {
            var examination = Examination(of: candidate, under: contract, lists: past.lists, now: event.at)
            let admission = examination.admission(facts, sample: sample)
            return (examination, admission)
        }
        var (examination, admission) = examine(facts(past, nil))
        let admitted = AdmittedDraft(
            draft.contents, CanonicalContents(draft.contents), contract: contract.reference.name,
            reference: examination.reference)
        guard examination.hasReadRelated || contract.review.refusesConflict else {
            return Held(admission: admission, draft: admitted, readsRelated: false)
        }
        // Others are looked up only where they count.
        let relatives = try kept.relatives(of: admitted, under: contract, at: event)
        (examination, admission) = examine(facts(past, relatives))
        return Held(admission: admission, draft: admitted, readsRelated: true)
    }

    private func facts(
        _ past: PastFacts, _ relatives: (sameRecord: [Facts.Relative], sameContent: [Facts.Relative])?
    ) -> Facts {
        var facts = Facts(
            lists: past.lists, sameRecord: relatives?.sameRecord ?? [], sameContent: relatives?.sameContent ?? [],
            people: past.people, systems: past.systems)
        facts.edition = past.edition
        return facts
    }
}
