import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleView {
    /// The state of a handoff, its open step and who has claimed it, as far as they fit; the claim matters more than the step.
    func status(_ dossier: Dossier, width: Int) -> (text: DisplayText, role: ThemeRole) {
        let status = dossier.handoff.status
        let (finality, role) = Wording.finality(status.state, isUnicode: isUnicode)
        let name = "\(finality) \(DisplayText(status.state.rawValue))" as DisplayText
        let step = status.state.isPending ? status.step.map { ", step '\(DisplayText($0))'" as DisplayText } : nil
        guard let claim = dossier.claim, claim.isLive(at: state.now), status.state.isPending else {
            return (name + (step ?? ""), role)
        }
        let isOwn = claim.person == state.context.person
        let who: DisplayText = isOwn ? "you have it" : "\(DisplayText(dossier.claimedBy ?? claim.person)) has it"
        let holder: DisplayText = "\(who) until \(Wording.time(claim.until, state.now))"
        let left: DisplayText = "\(who), \(Wording.span(claim.until.milliseconds - state.now.milliseconds)) left"
        let wordings: [DisplayText] = [
            name + (step ?? "") + ", " + holder, name + ", " + holder, "\(finality) \(holder)", "\(finality) \(left)",
        ]
        return (wordings.first { $0.width <= width } ?? "\(finality) \(who)", role)
    }

    /// The sign of a claim in a row of the queue.
    mutating func markClaim(_ id: HandoffID, in area: Rectangle, _ ground: Style.Attributes) {
        guard !claims.isEmpty, let claim = claims[id], claim.isLive(at: state.now) else { return }
        let isOwn = claim.person == state.context.person
        canvas.draw(
            "@", column: area.column + 4, row: area.row, in: area,
            style: Style(isOwn ? .accent : .warning, ground.union(.bold)))
    }
}
