import CivilTime
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
    /// Whether the lists are the file's own, even if there is none.
    package let bringsLists: Bool
    /// The examples in their order.
    package let examples: [Example]

    /// One handoff and what becomes of it.
    package struct Example: Sendable {
        /// What it shows, unique in its file, and the line where it begins.
        package let name: String, line: Int
        /// What of the contract it proves, in the words of whoever asks for it.
        package let requirements: [String]
        /// The time of the submission.
        package let now: Instant
        /// Whether the audit sample would take it.
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
        /// What has to be true after the submission.
        package let expectations: [Expectation]
        /// What happens then.
        package let steps: [Step]
        /// Where it stands in the file.
        package let line: Int
    }

    /// What somebody does with the handoff, or the system of record answers.
    package struct Step: Sendable {
        /// What is done.
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

        /// What is done, by whom.
        package let action: Action, person: String?
        /// Milliseconds that pass before.
        package let delay: Int64
        /// Roles of evidence that the person opens before; every item of them.
        package let opened: [String]
        /// Whether the person states that a failed delivery wrote nothing.
        package let statesNothingWritten: Bool
        /// What has to be true afterwards.
        package let expectations: [Expectation]
        /// What it is called in a report, and where it stands in the file.
        package let name: String, line: Int
    }

    /// One thing that has to be true.
    package struct Expectation: Sendable {
        /// What is looked at.
        package let field: Field
        /// Which of several: the check, the violation, the place in what was written.
        package let key: String?
        /// What it has to be.
        package let value: JSONValue
        /// Where that stands in the file.
        package let line: Int

        /// The words for a report: `state`, `checks.lines-add-up`.
        package var name: String { field.rawValue + (key.map { ".\($0)" } ?? "") }
    }

    /// What an example can look at.
    package enum Field: String, Sendable, CaseIterable {
        case state, owner, band, reference, step, steps, violations, warnings, checks, messages, reasons, obligations,
            conflicts, due, expires, history, receipt, written, refused, verified
        case escalatedTo = "escalated_to"

        enum Shape { case text, number, bool, texts, map }

        var shape: Shape {
            switch self {
            case .state, .owner, .band, .reference, .step, .due, .expires, .receipt, .refused: .text
            case .conflicts: .number
            case .verified: .bool
            case .steps, .violations, .warnings, .reasons, .obligations, .history, .escalatedTo: .texts
            case .checks, .messages, .written: .map
            }
        }

        /// Whether the order of a list does not count.
        package var isUnordered: Bool {
            switch self {
            case .violations, .warnings, .obligations, .escalatedTo: true
            default: false
            }
        }
    }
}
