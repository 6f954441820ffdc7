import CivilTime
import ContractEngine
import Handoff
import JSON

/// The examples of a contract: handoffs, what has to become of each, and what people then do with it. Made from a file beside the
/// contract by `ContractTest.load`.
package struct ContractTest: Sendable {
    /// The file.
    package let file: String
    /// The contract that the examples are for.
    package let contract: String
    /// The files that the examples bring along, by their paths in a store: people.yaml, systems.yaml, lists.
    package let configuration: [String: String]
    /// True where the lists are the file's own, even if there is none.
    package let bringsLists: Bool
    /// The examples in their order.
    package let examples: [Example]

    /// One handoff and what becomes of it.
    package struct Example: Sendable {
        /// Its name, unique in its file, and the line where it begins.
        package let name: String, line: Int
        /// The demands on the contract that it proves, in the words of whoever makes them.
        package let requirements: [String]
        /// The time of the submission.
        package let now: Instant
        /// True where the audit sample would take it.
        package let isSampled: Bool
        /// The handoffs that are there before, with what becomes of them.
        package let earlier: [Passage]
        /// The handoff itself.
        package let passage: Passage
    }

    /// A handoff on its way.
    package struct Passage: Sendable {
        /// The handoff as it is submitted.
        package let handoff: JSONValue
        /// The person who submits it; nil is an account that stands for nobody.
        package let actor: String?
        /// Expectations after the submission.
        package let expectations: [Expectation]
        /// The steps that follow.
        package let steps: [Step]
        /// Its place in the file.
        package let line: Int
    }

    /// An act of somebody on the handoff, or an answer of the system of record.
    package struct Step: Sendable {
        /// The act.
        package enum Action: Sendable {
            /// Nothing more than opening evidence and waiting.
            case look
            /// A decision, with its note.
            case decide(Decision.Choice, note: String?)
            /// The delivery, and the answer of a stand-in for the system of record.
            case deliver(DeliveryOutcome)
            /// A changed draft in place of the handoff.
            case revise(JSONValue)
        }

        /// The act, and the person who does it.
        package let action: Action, person: String?
        /// Milliseconds that pass before.
        package let delay: Int64
        /// Roles of evidence that the person opens before; every item of them.
        package let opened: [String]
        /// True where the person states that a failed delivery wrote nothing.
        package let statesNothingWritten: Bool
        /// Expectations afterwards.
        package let expectations: [Expectation]
        /// Its name in a report, and its line in the file.
        package let name: String, line: Int
    }

    /// One thing that has to be true.
    package struct Expectation: Sendable {
        /// The field that is looked at.
        package let field: Field
        /// One of several: the check, the violation, the place in what was written.
        package let key: String?
        /// The value that it has to have.
        package let value: JSONValue
        /// The line of the expectation in the file.
        package let line: Int

        /// The words for a report: `state`, `checks.lines-add-up`.
        package var name: String { field.rawValue + (key.map { ".\($0)" } ?? "") }
    }

    /// A field that an example can look at.
    package enum Field: String, Sendable, CaseIterable {
        case state, observed, owner, band, reference, step, steps, violations, warnings, checks, messages, reasons,
            obligations,
            conflicts, due, expires, history, receipt, written, refused, verified
        case escalatedTo = "escalated_to"

        enum Shape { case text, number, bool, texts, map }

        var shape: Shape {
            switch self {
            case .state, .observed, .owner, .band, .reference, .step, .due, .expires, .receipt, .refused: .text
            case .conflicts: .number
            case .verified: .bool
            case .steps, .violations, .warnings, .reasons, .obligations, .history, .escalatedTo: .texts
            case .checks, .messages, .written: .map
            }
        }

        /// True of lists whose order does not count.
        package var isUnordered: Bool {
            switch self {
            case .violations, .warnings, .obligations, .escalatedTo: true
            default: false
            }
        }
    }
}
