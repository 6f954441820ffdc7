import ReviewDesk
import Terminal

extension Wording {
    /// Why nothing more is tagged.
    package static var noMoreTags: DisplayText { "\(count(TagSet.most)) are tagged: no more fit" }

    /// What tagging came to.
    package static func done(_ job: TagJob) -> DisplayText {
        let partly: DisplayText = job.filter?.isPartial ?? false ? ", of what the filter has found so far" : ""
        return "\(count(job.changed)) \(job.isUntagging ? "untagged" : "more tagged" as DisplayText)\(partly)"
    }

    /// How far tagging is.
    package static func progress(of job: TagJob, tagged: Int) -> DisplayText {
        let verb: DisplayText = job.isUntagging ? "untagging" : "tagging"
        return "\(verb): looked at \(count(job.searched)), \(count(tagged)) tagged; esc stops"
    }
}
