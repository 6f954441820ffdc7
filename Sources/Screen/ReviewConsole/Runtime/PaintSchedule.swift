/// When the next picture is drawn. Times are milliseconds of a clock that only runs forward.
///
/// A key whose answer the desk is about to give gets one picture with the answer in it, instead of one without and one with. And
/// while keys are pressed, how far other work has come is drawn with their pictures: no picture of its own comes between.
struct PaintSchedule: Sendable {
    /// How long a picture waits for the desk. Nobody sees so little, and most answers are there by then.
    static let longestHold: Int64 = 5
    /// For how long after a key nothing is drawn that only says how far work has come.
    static let quietTime: Int64 = 100
    /// How long keys that wait already may keep the screen as it is.
    static let longestRun: Int64 = 30

    private var isOld = true
    private var heldUntil: Int64?
    /// When progress that is not on the screen yet gets a picture of its own.
    private var progressDue: Int64?
    private var lastInput: Int64?
    private var lastPainted: Int64?

    /// A key was pressed, or the mouse used.
    mutating func noteInput(at time: Int64) {
        if !isOld || heldUntil == nil { heldUntil = time + Self.longestHold }
        lastInput = time
        isOld = true
    }

    /// Something has changed that is to be seen at once.
    mutating func noteChange() {
        isOld = true
        heldUntil = nil
    }

    /// The desk has answered what changes the picture.
    mutating func note(_ replies: [Message], at time: Int64) {
        for reply in replies {
            if reply.isProgress {
                progressDue = progressDue ?? lastInput.map { max(time, $0 + Self.quietTime) } ?? time
            } else {
                isOld = true
            }
        }
    }

    /// Whether a picture is to be drawn now.
    ///
    /// - Parameters:
    ///   - isAwaited: Whether the desk is about to answer what the last key asked for.
    ///   - isFollowed: Whether the next key waits already, and nothing has to be seen before it is taken.
    func isDue(isAwaited: Bool, isFollowed: Bool, at time: Int64) -> Bool {
        if isFollowed, let lastPainted, time < lastPainted + Self.longestRun { return false }
        if let progressDue, time >= progressDue { return true }
        guard isOld else { return false }
        return !isAwaited || heldUntil.map { time >= $0 } ?? true
    }

    /// How long until no key was pressed for a time; nothing where that is so.
    func untilRest(of rest: Int64, at time: Int64) -> Int64 { lastInput.map { max(0, $0 + rest - time) } ?? 0 }

    /// A picture was drawn.
    mutating func notePainted(at time: Int64) {
        (isOld, heldUntil, progressDue, lastPainted) = (false, nil, nil, time)
    }

    /// How long to wait for something to happen, at most `longest`.
    func patience(longest: Int64, at time: Int64) -> Int {
        let due = [isOld ? heldUntil : nil, progressDue].compactMap { $0 }.min()
        return Int(due.map { max(0, min($0 - time, longest)) } ?? longest)
    }
}
