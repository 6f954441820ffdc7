import Handoff
import HandoffStore

extension Desk {
    /// Holds the whole store against its log, and the log to the rules of then; `progress` is told how much of how much is done and may
    /// stop it.
    package func verify(
        _ scope: VerificationScope = VerificationScope(), progress: (Int, Int) -> Bool = { _, _ in true }
    ) throws(DeskError) -> JournalVerification {
        try deskErrors {
            try store.verifyJournal(scope, progress: progress, evidence: vault, judge: PastJudge(self))
        }
    }

    /// The head of the tree over the first so many events, as the store keeps it; nil where it does not.
    package func treeHead(of size: Int) throws(DeskError) -> VerificationScope.Head? {
        try read { try $0.treeHead(of: size) }
    }
}
