import Handoff
import ReviewDesk

@testable import PlainConsole
@testable import ReviewFlow

/// The plain console over a paper desk: lines go in, lines come out.
struct PlainTranscript {
    let desk: PaperDesk
    var session: PlainSession
    var lines: [String] = []
    /// Effects that concern the terminal.
    var done: [String] = []
    /// What the person's editor makes of a text that it is given.
    var editor: (String) -> String = { $0 }

    init(_ desk: PaperDesk, isInteractive: Bool = true) {
        self.desk = desk
        session = PlainSession(
            .init(
                store: "/srv/handoffs", person: desk.actor.person ?? "?", isDeclared: true,
                isInteractive: isInteractive, hasTerminal: isInteractive))
        session.now = desk.now
        perform(session.start())
    }

    /// Types a line; gives what it printed.
    @discardableResult
    mutating func type(_ line: String) -> [String] {
        lines = []
        perform(session.take(line))
        return lines
    }

    /// What is said before the next line is asked for.
    mutating func comeToPrompt() -> [String] {
        lines = []
        perform(session.take(.changed((try? desk.changeCount()) ?? -1)))
        return lines
    }

    mutating func perform(_ answer: PlainSession.Answer) {
        lines += answer.lines.map(\.description)
        for effect in answer.effects {
            switch effect {
            case .quit: done.append("quit")
            case .foreground(let work): perform(session.take(.returned(work, reply(to: work))))
            case .desk(let request): if let reply = request.perform(on: desk) { perform(session.take(.desk(reply))) }
            }
        }
    }

    private func reply(to work: ForegroundWork) -> ForegroundWork.Reply {
        guard case .edit(let editing, let text, let overridesClaim) = work else { return .shown }
        do {
            return .edited(
                try editing.run(
                    from: text, request: { Foreground.request($0, overridesClaim) }, editor: editor,
                    goesOn: { _ in false },
                    preview: { edit throws(DeskError) in try desk.preview(edit, of: editing.id) }))
        } catch {
            return .failed("\(error)")
        }
    }

    func status(_ number: Int) -> HandoffStatus {
        desk.desk.withLock { $0.entries[PaperDesk.id(number)]!.handoff.status }
    }

    func claim(_ number: Int) -> String? {
        desk.desk.withLock { $0.entries[PaperDesk.id(number)]!.claim?.person }
    }
}
