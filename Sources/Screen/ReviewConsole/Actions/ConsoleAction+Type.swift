import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

/// One thing that the console can do. The table of actions alone feeds keys, footer, help, command line, palette and
/// documentation.
struct ConsoleAction: Sendable {
    enum Section: String, Sendable, CaseIterable {
        case deciding = "Deciding"
        case reading = "Reading"
        case moving = "Moving"
        case finding = "Finding"
        case tagging = "Tagging"
        case console = "Console"
    }

    /// Its name.
    let id: String
    /// The keys, the first of which is shown in the footer.
    let keys: [String]
    let section: Section
    /// Whether the footer leaves it out where it can't be done.
    private(set) var isQuiet = false
    /// What it can be told after its name; nil for nothing.
    let argument: Argument?
    /// A word for the footer; nil keeps it out of it.
    let label: StaticString?
    let help: StaticString
    /// Why it can't be done now; nil when it can.
    let whyDisabled: @Sendable (ConsoleState) -> DisplayText?
    private let act: @Sendable (inout ConsoleState, String, Int64) -> [Effect]

    /// What an action is told on the command line.
    struct Argument: Sendable {
        /// What it stands for, in the help.
        let name: StaticString
        /// What there is to choose from now.
        let choices: @Sendable (ConsoleState) -> [String]
    }

    /// An action that is told nothing.
    init(
        _ id: String, _ keys: [String], _ section: Section, label: StaticString? = nil, _ help: StaticString,
        whyDisabled: @escaping @Sendable (ConsoleState) -> DisplayText? = { _ in nil },
        perform: @escaping @Sendable (inout ConsoleState, Int64) -> [Effect]
    ) {
        (self.id, self.keys, self.section, self.label, self.help) = (id, keys, section, label, help)
        self.whyDisabled = whyDisabled
        argument = nil
        act = { state, _, time in perform(&state, time) }
    }

    /// An action that can be told something; its key tells it nothing.
    init(
        _ id: String, _ keys: [String], _ section: Section, label: StaticString? = nil, argument: Argument,
        _ help: StaticString, whyDisabled: @escaping @Sendable (ConsoleState) -> DisplayText? = { _ in nil },
        perform: @escaping @Sendable (inout ConsoleState, String, Int64) -> [Effect]
    ) {
        (self.id, self.keys, self.section, self.label, self.help) = (id, keys, section, label, help)
        self.whyDisabled = whyDisabled
        self.argument = argument
        act = perform
    }

    /// The same action, in the footer only where it can be done.
    var quiet: ConsoleAction {
        var action = self
        action.isQuiet = true
        return action
    }

    /// Whether it shows the same handoffs in another arrangement, around the one under the cursor.
    var isArranging: Bool { ["group", "group back", "sort", "reverse"].contains(id) }

    /// Its name on the command line and in the configuration: without spaces.
    var name: String { id.replacing(" ", with: "-") }

    /// Does it, or says why it can't be done now.
    func perform(_ state: inout ConsoleState, _ argument: String = "", at time: Int64) -> [Effect] {
        if let why = whyDisabled(state) {
            state.notice = ConsoleState.Notice(text: why, role: .warning)
            return []
        }
        return act(&state, argument, time)
    }
}
