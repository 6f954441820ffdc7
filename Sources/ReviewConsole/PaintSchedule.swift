/// When the next picture is drawn. Times are milliseconds of a clock that only runs forward.
///
/// A key whose answer the desk is about to give gets one picture with the answer in it, instead of one without and one with. And
/// while keys are pressed, how far other work has come is drawn with their pictures: no picture of its own comes between.
struct PaintSchedule: Sendable {
    /// How long a picture waits for the desk. Nobody sees so little, and most answers are there by then.
    static let longestHold: Int64 = 5
    /// For how long after a key nothing is drawn that only says how far work has come.
    static let quietTime: Int64 = 100

    private var isOld = true
    private var heldUntil: Int64?
    /// When progress that is not on the screen yet gets a picture of its own.
    private var progressDue: Int64?
    private var lastInput: Int64?

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

    /// The desk has answered.
    mutating func note(_ replies: [Message], at time: Int64) {
        for reply in replies {
            // What was read before anybody asked changes nothing on the screen.
            if case .ahead = reply { continue }
            if reply.isProgress {
                progressDue = progressDue ?? lastInput.map { max(time, $0 + Self.quietTime) } ?? time
            } else {
                isOld = true
            }
        }
    }

    /// Whether a picture is to be drawn now.
    ///
    /// - Parameter isAwaited: Whether the desk is about to answer what the last key asked for.
    func isDue(isAwaited: Bool, at time: Int64) -> Bool {
        if let progressDue, time >= progressDue { return true }
        guard isOld else { return false }
        return !isAwaited || heldUntil.map { time >= $0 } ?? true
    }

    /// A picture was drawn.
    mutating func notePainted() {
        (isOld, heldUntil, progressDue) = (false, nil, nil)
    }

    /// How long to wait for something to happen, at most `longest`.
    func patience(longest: Int64, at time: Int64) -> Int {
        let due = [isOld ? heldUntil : nil, progressDue].compactMap { $0 }.min()
        return Int(due.map { max(0, min($0 - time, longest)) } ?? longest)
    }
}
