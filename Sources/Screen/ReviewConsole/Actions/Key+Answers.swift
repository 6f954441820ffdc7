import Terminal

/// The keys that answer a question, wherever one is asked. They are in no table: nobody can bind them to something else.
extension Key {
    /// Takes back what was begun.
    static let goBack = Key.named(.esc)
    /// Takes it back too, where nothing is typed.
    static let leave = Key.character("q")
    /// Stops what is at work, or what is being typed.
    static let stop = Key.control("c")
    /// Confirms a decision.
    static let confirm = Key.character("y")
    /// Begins a note.
    static let note = Key.character("n")
    /// Says to whom.
    static let toWhom = Key.character("t")

    /// The place from 0 that a digit from 1 to 9 chooses; nil for another key.
    var choice: Int? {
        guard case .character(let scalar) = self, ("1"..."9").contains(scalar) else { return nil }
        return Int(scalar.value) - 0x31
    }
}
