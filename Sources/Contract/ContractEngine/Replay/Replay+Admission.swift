import CivilTime
import Handoff
import JSON

extension Replay {
    /// A draft held to its contract as it was then.
    private struct Held {
        let admission: Admission, draft: AdmittedDraft
        let footing: Footing
    }

    /// What may have decided and is not in the log: the number drawn for the audit sample, and whether another handoff was on the record,
    /// where that is not what the store says now.
    private struct Chance {
        let sample: Double
        var supposesOther = false
        /// Whether a hold keeps it out: what a person edits is in already.
        var isHeldOut = true
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
        return chances(contract).map { chance in
            {
                let held = try hold(draft, since: event.at, event, chance, contract, past)
                let ruling = contract.ruling(
                    onSubmission: held.draft, as: id, held.admission, store: store, by: event.by, at: event.at,
                    using: Self.unsalted)
                return .made(ruling, reference: held.draft.reference, held.footing)
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
        return chances(contract).map { chance in
            {
                let held = try hold(draft, since: situation.status.submittedAt, event, chance, contract, past)
                do throws(RefusalError) {
                    let ruling = try situation.ruling(
                        on: renewal, to: held.draft, held.admission, under: contract, using: Self.unsalted)
                    return .made(ruling, reference: held.draft.reference, held.footing)
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
                let held = try hold(
                    draft, since: situation.status.submittedAt, event, Chance(sample: -1, isHeldOut: false), contract,
                    past)
                do throws(RefusalError) {
                    let ruling = try situation.ruling(
                        onEdit: held.admission, of: held.draft, patch: patch,
                        note: edited.judgment.note.map { _ in "said" }, using: Self.unsalted)
                    return .made(ruling, reference: held.draft.reference, held.footing)
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
        let relations = situation.handoff.relations(under: contract)
        return DraftFacts(
            candidate: candidate,
            facts: facts(
                past, try kept.related(by: relations, at: event), Chance(sample: -1, isHeldOut: false)))
    }

    private func chances(_ contract: Contract) -> [Chance] {
        let samples: [Double] = contract.review.auditSample.double > 0 ? [1, -1] : [1]
        let chances = samples.map { Chance(sample: $0) }
        // What others are on a record is known as it is now: one may have gone to another record since.
        return contract.review.refusesConflict ? chances + [Chance(sample: 1, supposesOther: true)] : chances
    }

    private func refusalOfAgent(_ draft: PastDraft, _ event: Event, _ past: PastFacts) -> RefusalError? {
        let agent = draft.contents.envelope.producer.agent
        // The first edition did not look at what a name looks like.
        if past.edition < .second, past.people.agents[agent] == nil { return nil }
        return past.people.refusalToSubmit(as: agent, account: isDeclared ? nil : event.by.account)
    }

    private func hold(
        _ draft: PastDraft, since submittedAt: Instant, _ event: Event, _ chance: Chance, _ contract: Contract,
        _ past: PastFacts
    ) throws -> Held {
        let candidate = Candidate(id: id, contents: draft.contents, texts: draft.texts, submittedAt: submittedAt)
        func examine(_ facts: Facts) -> (Examination, Admission) {
            var examination = Examination(of: candidate, under: contract, lists: past.lists, now: event.at)
            let admission = examination.admission(facts, sample: chance.sample)
            return (examination, admission)
        }
        let first = Examination(of: candidate, under: contract, lists: past.lists, now: event.at)
        let admitted = AdmittedDraft(
            draft.contents, CanonicalContents(draft.contents), contract: contract.reference.name,
            reference: first.reference)
        let relations = first.relations(admitted.contentHash)
        guard !relations.isUnread else {
            return Held(admission: examine(facts(past, relations.nobody, chance)).1, draft: admitted, footing: .certain)
        }
        // Others are looked up only where they count.
        var related = try kept.related(by: relations, at: event)
        if chance.supposesOther {
            let isAlone = !(related[RelatedList.sameRecord]?.items ?? []).contains {
                contract.edition < .second ? !$0.state.isFinal : $0.isConflict
            }
            related[RelatedList.sameRecord] = RelatedHandoffs(isAlone ? [RelatedHandoff(id: id, state: .proposed)] : [])
        }
        let (_, admission) = examine(facts(past, related, chance))
        let footing: Footing = chance.supposesOther ? .supposed : contract.readsRelated ? .related : .certain
        return Held(admission: admission, draft: admitted, footing: footing)
    }

    private func facts(_ past: PastFacts, _ related: [String: RelatedHandoffs], _ chance: Chance) -> Facts {
        var facts = Facts(lists: past.lists, people: past.people, systems: past.systems)
        facts.related = related
        facts.edition = past.edition
        if chance.isHeldOut { facts.holds = past.holds }
        return facts
    }
}
