import HandoffStore
import JSON

/// What `audit verify` says of a store.
struct VerificationReport {
    let result: JournalVerification

    /// As `--json` prints it.
    var json: JSONValue {
        let counts = result.replayed
        return [
            "ok": .bool(result.fault == nil), "events": number(result.events), "root": .string(result.root.hex),
            "checked": number(result.checked), "replayed": number(counts.replayed),
            "not_replayable": ["erased": number(counts.erased), "related": number(counts.related)],
            "earlier_edition": number(counts.ofEarlierEdition),
            "backwards": [
                "count": number(result.backwards.count),
                "events": .array(
                    result.backwards.first.map { jump in
                        [
                            "event": number(jump.sequence), "from": .string(jump.from.description),
                            "to": .string(jump.to.description),
                        ]
                    }),
            ],
            "fault": result.fault.map(json) ?? .null, "faults": .array(result.faults.map(json)),
        ]
    }

    private func json(_ fault: JournalVerification.Fault) -> JSONValue {
        [
            "event": fault.sequence.map(number) ?? .null, "handoff": fault.handoff.map { .string($0) } ?? .null,
            "message": .string(fault.message),
        ]
    }

    private func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

    func print() {
        for fault in result.faults {
            let event = fault.sequence.map { "event \($0): " } ?? ""
            let handoff = fault.handoff.map { "handoff \($0): " } ?? ""
            Output.note("countersign: the store does not verify: \(event)\(handoff)\(fault.message)")
        }
        for jump in result.backwards.first {
            Output.note("countersign: times run backwards at event \(jump.sequence): \(jump.to), after \(jump.from)")
        }
        let more = result.backwards.count - result.backwards.first.count
        if more > 0 { Output.note("countersign: times run backwards at \(more) more events") }
        guard result.fault == nil else { return }
        Output.line("The store verifies: \(result.events) events, tree head \(result.root.hex)")
        if result.checked < result.events {
            Output.line("Checked: \(result.checked) events; those before them were taken as they are")
        }
        Output.line("Replayed: \(result.replayed.replayed) events of handoffs" + notes.map { "; \($0)" }.joined())
    }

    private var notes: [String] {
        let counts = result.replayed
        return [
            counts.erased > 0 ? "not replayable: erased (\(counts.erased))" : nil,
            counts.related > 0 ? "not replayable: related handoffs (\(counts.related))" : nil,
            counts.ofEarlierEdition > 0 ? "earlier edition (\(counts.ofEarlierEdition))" : nil,
        ].compactMap { $0 }
    }
}
