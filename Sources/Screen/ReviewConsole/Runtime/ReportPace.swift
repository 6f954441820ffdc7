/// Whether the terminal shows what was sent to it, where it says so.
///
/// A terminal that is asked how it is (`ESC [ 5 n`) answers when it has come to that place in what it was sent. So an answer to a
/// question behind a picture says that the picture stands. Over a slow line no more than one picture is on its way then, and a
/// question's time runs from when it could be seen. A terminal that did not answer in time at the beginning is never asked again.
///
/// Times are milliseconds of a clock that only runs forward.
struct ReportPace: Sendable {
    private enum Trust: Sendable { case unknown(since: Int64), answers, silent }

    /// A picture that is on its way.
    private struct Sent: Sendable {
        let time: Int64
        let question: Int?
    }

    private var trust = Trust.silent
    private var sent: Sent?
    /// Answers that were not in time. They may come yet, and say nothing of what was sent since.
    private var missed = 0
    private var losses = 0

    /// How long the first answer may take, in milliseconds.
    static let firstAnswer: Int64 = 200
    /// How long a picture is waited for: the slowest line that is worth it carries one in less.
    static let longestWait: Int64 = 3_000
    /// So many answers may be lost before no more is asked for.
    static let mostMissed = 2

    /// The terminal was asked for the first time.
    mutating func begin(at time: Int64) { trust = .unknown(since: time) }

    /// Whether the next picture is to end in a report.
    var asks: Bool { if case .answers = trust { true } else { false } }

    /// A picture was sent with a report behind it; on it stands the question of this number.
    mutating func noteSent(question: Int?, at time: Int64) { sent = Sent(time: time, question: question) }

    /// An answer has come; gives the number of the question that can be read since.
    mutating func noteAnswer(at time: Int64) -> Int? {
        switch trust {
        case .silent: return nil
        case .unknown(let since):
            trust = time <= since + Self.firstAnswer ? .answers : .silent
            return nil
        case .answers:
            guard missed == 0 else {
                missed -= 1
                return nil
            }
            defer { sent = nil }
            return sent?.question
        }
    }

    /// Whether a picture is on its way, so that another one would only queue up behind it.
    var isUnderWay: Bool { sent != nil }

    /// Gives up what is late; gives the number of the question that is taken to stand.
    mutating func lapse(at time: Int64) -> Int? {
        if case .unknown(let since) = trust, time > since + Self.firstAnswer { trust = .silent }
        guard let late = sent, time >= late.time + Self.longestWait else { return nil }
        // It is lost, or so late that the screen must not wait for it any more.
        sent = nil
        missed += 1
        losses += 1
        if losses >= Self.mostMissed { trust = .silent }
        return late.question
    }

    /// Whether no answer is to be expected.
    var isSilent: Bool { if case .silent = trust { true } else { false } }

    /// How long what is on its way is waited for yet, in milliseconds; nil where nothing is.
    func patience(at time: Int64) -> Int64? { sent.map { max(0, $0.time + Self.longestWait - time) } }

    /// Others had the terminal: whatever was on its way has come or is lost.
    mutating func noteInterrupted() { (sent, missed) = (nil, 0) }
}
