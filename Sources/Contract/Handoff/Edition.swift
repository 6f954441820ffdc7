/// An edition of the rules of the program itself.
///
/// The journal says from which event on which edition holds; a store that says nothing is of the first. `audit verify` judges
/// each event by its own, so that an honest store of an earlier program stays honest.
package enum Edition: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// The rules of program 0.1.
    case first = 1
    /// A step binds whoever it comes to, error checks hold to the end, and every rule's type is checked when a contract is loaded.
    case second = 2

    /// The edition under which this program decides.
    package static let present = Edition.second

    package static func < (left: Edition, right: Edition) -> Bool { left.rawValue < right.rawValue }
}
