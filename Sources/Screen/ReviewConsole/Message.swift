import CivilTime
import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// What happens to the console: keys, and replies of the worker.
enum Message: Sendable {
    case key(Key)
    case mouse(MouseEvent)
    case resized(width: Int, height: Int)
    /// The store has this many changes now.
    case changed(Int)
    /// Time has passed.
    case time(Instant)
    case desk(DeskReply)
    /// Another program gave the terminal back.
    case returned(ForegroundWork, ForegroundWork.Reply)
    case themes([ThemePicker.Choice])
    /// A theme could not be shown or kept.
    case themeFailed(String)
    /// The picture of the state stands on the screen.
    case painted
    /// No key was pressed for a moment.
    case rested
    /// The question of this number can be read on the screen.
    case stands(Int)
    /// Somebody waits for the store since so many seconds; nil when nobody does any more.
    case waiting(Int?, isToWrite: Bool)
    /// The terminal was given a text to copy, if it takes any.
    case copied(DisplayText, Bool)

    /// Whether it only says how far work has come that nobody waits for key by key.
    var isProgress: Bool { if case .desk(let reply) = self { reply.isProgress } else { false } }
}

/// What the console wants done outside itself.
enum Effect: Sendable {
    case desk(DeskRequest)
    /// Another program gets the terminal.
    case foreground(ForegroundWork)
    /// Throw away what was typed ahead.
    case flushInput
    /// Draw the whole screen again.
    case redraw
    /// Find out which themes there are; show one; keep one.
    case listThemes, showTheme(String), keepTheme(String)
    /// Take presses of the mouse, or leave them to the terminal.
    case takeMouse(Bool)
    case copy(DisplayText)
    case quit
}
