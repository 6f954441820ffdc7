import Handoff
import JSON
import ReviewDesk

/// Where a person was when they left the console: the view, the handoff under the cursor, and what they typed on the command line.
/// Nothing of a handoff but its id, and no decision.
struct SavedSession: Sendable, Hashable {
    var view: QueueView
    var cursor: HandoffID?
    var commands: [String] = []

    private static let mostStores = 50, mostCommands = 100, longest = 4_000

    init(view: QueueView, cursor: HandoffID?, commands: [String]) {
        (self.view, self.cursor, self.commands) = (view, cursor, commands)
    }

    /// What a state leaves behind. Lines that decide may hold notes, and are left out.
    init(_ state: ConsoleState) {
        let kept = state.commandHistory.filter { line in
            line.utf8.count <= Self.longest && CommandLine.call(line).map { $0.action.section != .deciding } ?? false
        }
        self.init(view: state.view, cursor: state.selected, commands: Array(kept.suffix(Self.mostCommands)))
    }

    /// What a file says of a store; nil for anything but a session.
    init?(_ file: [UInt8], store: String) {
        guard let root = try? JSONValue(parsing: file), let saved = root["stores"]?[Self.key(store)],
            let name = saved["view"]?.string, let filter = saved["filter"]?.string, name.utf8.count <= Self.longest,
            let query = try? QueueQuery(filter),
            let grouping = saved["group"]?.string.flatMap({ QueueGrouping(rawValue: $0) }),
            let order = saved["sort"]?.string.flatMap({ QueueOrder(text: $0) })
        else { return nil }
        let commands = (saved["commands"]?.array ?? []).compactMap(\.string).filter { $0.utf8.count <= Self.longest }
        self.init(
            view: QueueView(name, query, grouping: grouping, order: order),
            cursor: saved["cursor"]?.string.flatMap { HandoffID($0) },
            commands: Array(commands.suffix(Self.mostCommands)))
    }

    /// The file with this session in it, and those of other stores that it had before.
    func file(replacing old: [UInt8]?, store: String) -> [UInt8] {
        let root = old.flatMap { try? JSONValue(parsing: $0) }
        var stores = JSONObject()
        for member in (root?["stores"]?.object ?? JSONObject()).members.suffix(Self.mostStores - 1)
        where !sameText(member.name, Self.key(store)) {
            stores[member.name] = member.value
        }
        stores[Self.key(store)] = [
            "view": .string(view.name), "filter": .string(view.query.text), "group": .string(view.grouping.rawValue),
            "sort": .string((view.order.isReversed ? "-" : "") + view.order.key.rawValue),
            "cursor": cursor.map { .string($0.description) } ?? .null,
            "commands": .array(commands.map { .string($0) }),
        ]
        return Array((JSONValue.object(JSONObject([("stores", .object(stores))])).description + "\n").utf8)
    }

    // Where the store is, nobody has to read from the file.
    private static func key(_ store: String) -> String { ContentHash(of: store.utf8).description }
}

extension ConsoleState {
    /// The effects with which a console goes on where it was left.
    mutating func start(from session: SavedSession?) -> [Effect] {
        guard let session else { return start() }
        // A view of the configuration is what it is now, whatever it was then.
        let known = context.views.first { $0.name.utf8.elementsEqual(session.view.name.utf8) }
        view = session.view
        if let known, known.query != session.view.query { view.query = known.query }
        commandHistory = session.commands
        let effects = start()
        guard let id = session.cursor, view.query.isIndexed else { return effects }
        cursor = .handoff(id)
        return effects.filter { if case .loadWindow = $0 { false } else { true } } + [loadWindow(anchor)]
    }
}
