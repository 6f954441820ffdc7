import ArgumentParser
import ContractEngine
import Handoff
import JSON
import ReviewDesk

/// `countersign show`
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a handoff with everything that its review needs.",
        discussion: "Example: countersign show 01J8Q --json")
    @OptionGroup var store: StoreOptions
    @Argument(help: StoreOptions.handoffHelp) var id: String

    func run() throws {
        let desk = try store.desk()
        let dossier = try desk.dossier(try desk.handoffID(id))
        if store.json { Output.json(dossier.json) } else { DossierText(dossier: dossier).print() }
    }
}

/// `countersign why`
struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Say who is next, and why you can or can't decide.",
        discussion: "Example: countersign why 01J8Q --as dana")
    @OptionGroup var store: StoreOptions
    @Argument(help: StoreOptions.handoffHelp) var id: String

    func run() throws {
        let desk = try store.desk()
        let dossier = try desk.dossier(try desk.handoffID(id))
        if store.json {
            Output.json([
                "id": .string(dossier.row.id.description), "state": .string(dossier.row.state.rawValue),
                "expired_at": dossier.expired.map { .string($0.description) } ?? .null,
                "obligations": .array(dossier.obligations.map(\.json)),
                "can": .object(
                    JSONObject(Action.allCases.map { ($0.rawValue, .bool(dossier.refusal(of: $0) == nil)) })),
            ])
            return
        }
        let expired = dossier.expired.map { ", expired at \($0)" } ?? ""
        Output.line("\(dossier.row.id) is \(dossier.row.state.rawValue)\(expired)")
        DossierText(dossier: dossier).printObligations()
        if let refusal = dossier.refusal(of: .approve) {
            Output.line("Not for you to approve now: \(refusal.message)")
        } else {
            Output.line("You can approve it.")
        }
    }
}

/// A dossier as lines of text.
struct DossierText {
    let dossier: Dossier

    func print() {
        let (row, handoff) = (dossier.row, dossier.handoff)
        Output.line(row.title)
        Output.line("\(row.id)  version \(row.version)  digest \(row.digest.short)")
        Output.line(
            "\(row.state.isFinal ? "FINAL" : "PROVISIONAL"): \(row.state.rawValue)"
                + (row.step.map { ", open step '\($0)'" } ?? "") + expired
                + (row.observed.map { ", observed: it \($0.conditional)" } ?? ""))
        let reference = handoff.contents.reference ?? "none yet"
        Output.line("target      \(handoff.status.system) / \(handoff.status.record) / \(reference)")
        Output.line("contract    \(row.contract) version \(row.contractVersion): \(dossier.contractTitle)")
        Output.line("owner       \(row.owner)")
        if let claim = dossier.claim, let name = dossier.claimedBy {
            Output.line("claimed     by \(name) until \(claim.until)")
        }
        if let stake = handoff.contents.findings.stake { Output.line("at stake    \(stake.text)") }
        let threshold = dossier.threshold.map { ", a person reviews below \($0.text)" } ?? ""
        Output.line("confidence  \(row.confidence?.text ?? "not stated") (\(row.band))\(threshold)")
        section(
            "Violations",
            handoff.contents.findings.violations.map { "\($0.severity.rawValue) \($0.path): \($0.message) [\($0.id)]" })
        section("A person has to look, because", handoff.contents.findings.reasons)
        printObligations()
        section("Unresolved", handoff.contents.unresolved)
        section("Conflicts on the same record", dossier.conflicts.map { "\($0.id) is \($0.state.rawValue)" })
        section("Payload", lines(handoff.contents.payload))
        section(
            "Evidence",
            handoff.contents.evidence.enumerated().map(evidence))
        section(
            "Checks",
            dossier.checks.map { check in
                "\(check.result)  \(check.id) (\(check.source))" + (check.message.isEmpty ? "" : ": \(check.message)")
            })
        section("Trace", lines(handoff.contents.trace))
        section("Edited by reviewers", dossier.edits.flatMap(edit))
        section(
            "History",
            dossier.history.map { entry in
                let change = entry.event.to.map { " -> \($0.rawValue)" } ?? ""
                let reason = entry.event.reason.map { " (\($0))" } ?? ""
                let alone = entry.event.happening?.admitted?.alone.map { ": \($0.words)" } ?? ""
                let texts = [entry.note, entry.message].compactMap { $0 }.map { ": \($0)" }.joined()
                return
                    "\(entry.event.at)  \(entry.event.kind.rawValue)\(change) by \(entry.by)\(alone)\(reason)\(texts)"
            })
        if let receipt = dossier.receipt { section("Receipt", lines(receipt)) }
    }

    /// When it expired, after its state; nothing where it has not.
    private var expired: String { dossier.expired.map { ", expired at \($0)" } ?? "" }

    private func evidence(_ index: Int, _ item: EvidenceItem) -> String {
        let openings = dossier.openings.indices.contains(index) ? dossier.openings[index] : []
        let seen = (dossier.viewed.contains(item.sha256) ? ["opened by you"] : []) + openings.map(\.words)
        return "\(index + 1)  \(item.role)  \(item.name)  \(item.media)  \(item.size) bytes  "
            + (seen.isEmpty ? "not opened" : seen.joined(separator: ", "))
    }

    private func edit(_ entry: HistoryEntry) -> [String] {
        ["\(entry.event.at) by \(entry.by)" + (entry.note.map { ": \($0)" } ?? "")]
            + (entry.difference?.lines ?? []).map { "  \($0)" }
    }

    func printObligations() {
        section(
            "Obligations",
            dossier.obligations.map { obligation in
                let who = obligation.who.isEmpty ? "" : "  [\(obligation.who.joined(separator: ", "))]"
                return "\(obligation.state.rawValue)  \(obligation.text)\(who)"
            })
    }

    /// JSON over many lines: a line break inside one of its strings is an escape there.
    private func lines(_ json: JSONValue) -> [String] { json.indented.split(separator: "\n").map(String.init) }

    private func section(_ title: String, _ lines: [String]) {
        guard !lines.isEmpty else { return }
        Output.line("\(title):")
        for line in lines { Output.line("    \(line)") }
    }
}
