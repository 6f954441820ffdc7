import ReviewFlow

/// How the rows of a low screen are shared out in the question of a decision on many: the later reasons give way first, then the list,
/// which can be scrolled.
struct BulkLayout {
    /// How many lines the list of what stays and of what goes has, and how many of them are seen at once.
    let listLines: Int, listRows: Int
    let reasonRows: Int
    /// The height of all of it, inside its frame.
    let height: Int
    /// Whether everything has its own row that a person has to see before they confirm.
    let isWhole: Bool

    init(_ preview: BulkPreview, _ form: BulkForm, view: String, height screen: Int) {
        let reason = form.chosen.map { preview.reasons[$0] }
        let facts = Wording.facts(of: preview, reason, view: view).count
        // Whom an escalation goes to, the note, and the choices.
        let fields = (preview.action == .escalate ? 1 : 0) + 2
        let most = max(6, screen - 5)
        listLines = Wording.listLength(of: preview, reason)
        reasonRows = min(preview.reasons.count, 9, max(1, most - facts - fields - 2))
        listRows = min(listLines, max(1, most - facts - fields - reasonRows))
        let wanted = facts + listRows + reasonRows + fields
        height = min(most, wanted)
        isWhole = wanted <= most
    }
}
