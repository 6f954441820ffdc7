/// An event in the log that this program can't read: it is damaged, or of a program that knows more.
///
/// What can't be read is never skipped: nothing is shown as decided, and nothing is decided, on what it belongs to.
package struct EventError: Error, Sendable, Hashable {
    /// The event's place in the log, where that can be told.
    package var sequence: Int?
    /// What can't be read: `there is no kind of event 'suspended'`.
    package let reason: String

    package init(_ reason: String, sequence: Int? = nil) {
        self.reason = reason
        self.sequence = sequence
    }
}
