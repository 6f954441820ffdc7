import JSON

/// One thing that a new version of a contract does otherwise than the old one.
package struct ContractChange: Sendable, Hashable {
    /// The direction of a change.
    package enum Direction: String, Sendable {
        /// Less passes, or more is asked of people.
        case stricter
        /// More passes, or less is asked of people.
        case looser
        /// It can't be told from the texts; a back-test over what was decided can.
        case unordered
        /// Nothing is held, passed or asked otherwise.
        case neutral
    }

    /// The meaning of a change to those who live with the contract.
    package enum Category: String, Sendable, CaseIterable {
        /// A handoff that was accepted before may be held now, or what has to be sent changed.
        case breaking
        /// More is asked of people.
        case stricter
        /// More passes, less is asked of people, or others are asked; and what can't be told of a review.
        case looser
        /// Wording, names, order: all that is none of these.
        case other
    }

    /// The place of a text.
    package struct Place: Sendable, Hashable {
        /// The file, and the line in it from 1.
        package var file: String, line: Int
        /// The place in the contract.
        package var pointer: JSONPointer
    }

    /// Its direction.
    package var direction: Direction
    /// True of a change in what producers send; any other is about what happens then.
    package var isForProducers: Bool
    /// Its place in the old and the new contract: the place itself, or the part in which it would stand.
    package var old: Place, new: Place
    /// The change as a sentence without a full stop.
    package var sentence: String

    /// Its meaning to those who live with the contract. A change that can't be ordered counts as what would be worse: as breaking where
    /// producers could notice it, else as looser.
    package var category: Category {
        switch direction {
        case .looser: .looser
        case .stricter: isForProducers ? .breaking : .stricter
        case .unordered: isForProducers ? .breaking : .looser
        case .neutral: .other
        }
    }

    /// As `contract diff --json` prints it.
    package var json: JSONValue {
        [
            "category": .string(category.rawValue), "direction": .string(direction.rawValue),
            "pointer": .string(new.pointer.description), "message": .string(sentence), "old": old.json,
            "new": new.json,
        ]
    }
}

extension ContractChange.Place {
    fileprivate var json: JSONValue {
        [
            "file": .string(file), "line": .number(JSONNumber(line)), "pointer": .string(pointer.description),
        ]
    }
}
