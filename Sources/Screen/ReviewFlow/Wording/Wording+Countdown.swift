import CivilTime
import Terminal

extension Wording {
    /// How long a delivery still waits, so that its approval can be taken back.
    package static func countdown(_ deadline: Instant, _ now: Instant) -> DisplayText {
        let left = deadline.milliseconds - now.milliseconds
        guard left > 0 else { return "Its delivery may begin at any moment." }
        let seconds = (left + 999) / 1_000
        let time: DisplayText = seconds < 600 ? "\(seconds) s" : span(left)
        return "Delivery waits until \(Wording.time(deadline, now, seconds: true)): \(time) left."
    }
}
