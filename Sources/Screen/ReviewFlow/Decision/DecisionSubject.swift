import CivilTime
import ContractEngine
import Handoff
import JSON
import ReviewDesk
import Terminal

/// What a question is about, as it was read when it was begun: what stands above the key that decides.
package struct DecisionSubject: Sendable {
    /// What speaks against it, and what people said.
    package let concerns: Concerns
    /// Title, record, amount at stake.
    package let title: DisplayText, target: DisplayText, amount: DisplayText?
    /// Everything that would be written.
    package let table: PayloadTable
    /// The open step with its place: `accounts-payable, 1 of 3`.
    package let step: DisplayText?
    /// The steps that come after it, and who can take each.
    package let then: DisplayText?

    package init(_ dossier: Dossier, isUnicode: Bool) {
        let status = dossier.handoff.status
        concerns = Concerns(dossier)
        title = DisplayText(dossier.handoff.contents.title)
        target = Self.target(of: dossier)
        amount = dossier.stakeInWords
        table = PayloadTable(dossier, isUnicode: isUnicode)
        step = dossier.openPlace.flatMap { place in
            status.step.map { "\(DisplayText($0)), \(place.number) of \(place.of)" }
        }
        then = Self.words(of: dossier.stepsLeft)
    }

    /// The system of record and the record in it.
    package static func target(of dossier: Dossier) -> DisplayText {
        let status = dossier.handoff.status
        let reference = dossier.handoff.contents.reference.map { DisplayText($0) } ?? "(new record)"
        return "\(DisplayText(status.system)): \(DisplayText(status.record)) \(reference)"
    }

    /// The steps after the open one: `controller (petra), cfo (robin)`; nil where there are none.
    package static func words(of steps: [(step: PlannedStep, who: [String])]) -> DisplayText? {
        guard !steps.isEmpty else { return nil }
        let words = steps.map { step, who -> DisplayText in
            let names = who.prefix(3).map { DisplayText($0) }
            let more: DisplayText = who.count > 3 ? ", …" : ""
            let takers: DisplayText = who.isEmpty ? "nobody can" : DisplayText.joined(Array(names), by: ", ") + more
            let quorum: DisplayText = step.quorum > 1 ? ", \(step.quorum) of them" : ""
            return "\(DisplayText(step.step)) (\(takers)\(quorum))"
        }
        return DisplayText.joined(words, by: ", ")
    }
}

extension Dossier {
    /// The amount at stake: grouped, with its currency, where its contract says that it is money; else as it was written.
    package var stakeInWords: DisplayText? {
        stake.map { stake in
            stakeCurrency.map { DisplayText(WrittenAmount.grouped(stake.text, currency: $0)) }
                ?? DisplayText(stake.text)
        }
    }
}
