import Handoff
import ReviewDesk
import Terminal

extension ConsoleView {
    /// The state of a handoff, its open step and who has claimed it, as far as they fit; the claim matters more than the step.
    func standing(_ dossier: Dossier, width: Int) -> (text: DisplayText, role: ThemeRole) {
        let standing = dossier.handoff.standing
        let (finality, role) = Wording.finality(standing.state, isUnicode: isUnicode)
        let name = "\(finality) \(DisplayText(standing.state.rawValue))" as DisplayText
        let step = standing.state.isPending ? standing.step.map { ", step '\(DisplayText($0))'" as DisplayText } : nil
        guard let claim = dossier.claim, claim.isLive(at: state.now), standing.state.isPending else {
            return (name + (step ?? ""), role)
        }
        let until = Wording.time(claim.until, state.now)
        let isOwn = claim.person == state.context.person
        let holder: DisplayText =
            isOwn
            ? "you have it until \(until)" : "\(DisplayText(dossier.claimedBy ?? claim.person)) has it until \(until)"
        let wordings: [DisplayText] = [name + (step ?? "") + ", " + holder, name + ", " + holder]
        return (wordings.first { $0.width <= width } ?? "\(finality) \(holder)", role)
    }

    /// The sign of a claim in a row of the queue.
    mutating func markClaim(_ id: HandoffID, in area: Rectangle, _ ground: Style.Attributes) {
        guard let claim = state.window?.claims[id], claim.isLive(at: state.now) else { return }
        let isOwn = claim.person == state.context.person
        canvas.draw(
            "@", column: area.column + 4, row: area.row, in: area,
            style: Style(isOwn ? .accent : .warning, ground.union(.bold)))
    }
}
