import Handoff

extension HandoffState {
    /// The states that are pending, and those that are final, as a list in a statement: `('proposed', 'escalated')`.
    static let pendingInSQL = inSQL(\.isPending), finalInSQL = inSQL(\.isFinal)

    private static func inSQL(_ isWanted: (HandoffState) -> Bool) -> String {
        "(" + allCases.filter(isWanted).map { "'\($0.rawValue)'" }.joined(separator: ", ") + ")"
    }
}
