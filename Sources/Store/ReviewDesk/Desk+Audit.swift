import Handoff
import HandoffStore

extension Desk {
    /// Checks the whole journal and what hangs on it; `progress` is told how many of how many events are done and may stop it.
    package func verify(progress: (Int, Int) -> Bool = { _, _ in true }) throws(DeskError) -> JournalVerification {
        try deskErrors { try store.verifyJournal(progress: progress, evidence: vault) }
    }
}
