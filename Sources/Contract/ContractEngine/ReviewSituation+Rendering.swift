import Handoff
import JSON

extension ReviewSituation {
    /// What comes of it where what would be sent is not what was approved: nothing is sent, the approvals are void, and the first step
    /// is open again. Nil where it is the same, or nothing waits to be sent.
    ///
    /// - Parameter request: What the connector makes of the handoff now; nil where it is given the handoff itself.
    package func ruling(onRendering request: JSONValue?, using random: RandomSource) -> Ruling? {
        guard status.state == .approved, status.delivery?.condition != .running,
            request.map(CanonicalJSON.bytes) != handoff.contents.request.map(CanonicalJSON.bytes)
        else { return nil }
        var ruling = ruling(using: random)
        // What was approved without a person has no plan: its contract makes one, as after a recall.
        var plan = status.plan.isEmpty ? planOfRecalled : nil
        if plan == [], let contract, let owner = status.owner {
            plan = contract.wholePlan(owner: owner)
        }
        let clock = contract?.clock(from: now)
        ruling.append(
            .rendered(
                Event.Rendered(
                    move: move(to: .proposed), request: request.map { ruling.commit(.request, to: $0) },
                    step: (plan ?? status.plan).first?.step, plan: plan, due: clock?.due, expires: clock?.expires)),
            at: now, by: actor)
        return ruling
    }
}
