import CivilTime
import Handoff
import JSON

/// A draft that was held to its contract, in the forms in which it is kept and compared.
package struct AdmittedDraft: Sendable {
    package let contents: Handoff.Contents
    /// The name of its record; nil where there is none yet.
    package let reference: String?
    /// What makes two handoffs' contents the same.
    package let contentHash: ContentHash
    let canonical: CanonicalContents
    /// What its connector makes of it; nil where it is given the handoff itself.
    let request: JSONValue?

    package init(
        _ contents: Handoff.Contents, _ canonical: CanonicalContents, contract: String, reference: String?,
        request: JSONValue? = nil
    ) {
        self.contents = contents
        self.canonical = canonical
        self.reference = reference
        self.request = request
        contentHash = canonical.contentHash(contract: contract)
    }
}

extension Contract {
    /// What comes of a submission that the contract admits so: held, proposed, escalated or approved.
    package func ruling(
        onSubmission draft: AdmittedDraft, as id: HandoffID, _ admission: Admission, store: String, by actor: Actor,
        at now: Instant, using random: RandomSource
    ) -> Ruling {
        var ruling = Ruling(id, after: nil, reference: draft.reference, store: store, random: random)
        let move = Event.Move(version: 1, from: nil, to: admission.state)
        ruling.append(.submitted(admitted(admission, draft, move, &ruling)), at: now, by: actor)
        finish(&ruling, draft, admission, at: now)
        return ruling
    }

    fileprivate func admitted(
        _ admission: Admission, _ draft: AdmittedDraft, _ move: Event.Move, _ ruling: inout Ruling
    ) -> Event.Admitted {
        let canonical = draft.canonical
        let commitments = Commitments(
            title: ruling.commit(.title, canonical: canonical.title),
            payload: ruling.commit(.payload, canonical: canonical.payload),
            evidence: canonical.evidence.map { ruling.commit(.evidence, canonical: $0) },
            trace: ruling.commit(.trace, canonical: canonical.trace),
            unresolved: ruling.commit(.unresolved, canonical: canonical.unresolved),
            envelope: ruling.commit(.envelope, canonical: canonical.envelope),
            request: draft.request.map { ruling.commit(.request, to: $0) })
        return Event.Admitted(
            move: move, contract: reference, system: system, record: record, owner: admission.owner,
            band: admission.band, plan: admission.plan,
            step: admission.observed == nil ? admission.plan.first?.step : nil,
            parties: admission.outcome == .escalated ? admission.escalatedTo : nil, due: admission.due,
            expires: admission.expires, deliverable: admission.deliverable, observed: admission.observed,
            commitments: commitments,
            findings: ruling.commit(.findings, to: admission.findings.json),
            reference: draft.reference.map { ruling.commit(.reference, to: .string($0)) }, alone: admission.alone)
    }

    fileprivate func finish(_ ruling: inout Ruling, _ draft: AdmittedDraft, _ admission: Admission, at now: Instant) {
        complete(&ruling, at: now)
        ruling.findings = admission.findings
        ruling.listing = ListedContents(
            title: draft.contents.title, confidence: draft.contents.confidence, reference: draft.reference,
            stake: admission.findings.stake, contentHash: draft.contentHash, keys: admission.findings.keys)
    }
}

extension ReviewSituation {
    /// A changed draft in place of this one, or the same draft once more.
    package enum Renewal: Sendable { case revision, resubmission }

    /// Why it may not be brought in again; nil when it may.
    package func refusal(of renewal: Renewal) -> RefusalError? {
        renewal == .revision ? refusalToRevise : refusalToResubmit
    }

    /// What comes of a draft that is brought in again and that the contract admits so.
    package func ruling(
        on renewal: Renewal, to draft: AdmittedDraft, _ admission: Admission, under contract: Contract,
        using random: RandomSource
    ) throws(RefusalError) -> Ruling {
        if let refusal = refusal(of: renewal) { throw refusal }
        var ruling = ruling(using: random)
        let admitted = contract.admitted(admission, draft, move(to: admission.state), &ruling)
        ruling.append(
            renewal == .revision ? .revised(admitted) : .resubmitted(admitted), at: now, by: actor,
            reference: draft.reference)
        contract.finish(&ruling, draft, admission, at: now)
        return ruling
    }

    /// What keeps a submission from being a revision of this handoff; nil when it can be.
    package func error(inRevision submission: Submission) -> SubmissionError? {
        guard sameText(status.contract.name, submission.contract) else {
            return SubmissionError(
                "a revision stays under its contract, \(status.contract.name)", at: JSONPointer(["contract"]))
        }
        // Another agent has another owner, and would separate other people from the approval.
        guard sameText(handoff.contents.agent, submission.envelope.producer.agent) else {
            return SubmissionError("a revision comes from the same agent", at: JSONPointer(["producer", "agent"]))
        }
        return nil
    }
}

extension People {
    /// Why an account may not submit in an agent's name; nil when it may. Where people say themselves who they are, `account` is nil.
    package func refusalToSubmit(as agent: String, account: String?) -> RefusalError? {
        if let other = agentLookedLike(by: agent) {
            return RefusalError(
                .agent, "the agent's name looks like '\(other)' of people.yaml and is another; use a name of its own")
        }
        guard let account, let known = agents[agent], !known.submitAs.isEmpty, !known.submitAs.contains(account) else {
            return nil
        }
        return RefusalError(.agent, "the account '\(account)' may not submit as the agent '\(agent)'")
    }
}
