import Handoff
import JSON
import ReviewDesk
import ReviewFlow

/// Where a person is in the console: the view, and the handoff or the heading under the cursor. Nothing of a handoff but its id, and
/// nothing that was typed but a filter.
struct SavedSession: Sendable, Hashable {
    var view: QueueView
    var cursor: QueuePlace?

    private static let mostStores = 50, longest = 4_000, deepest = 8
    private static let fields = ["view", "filter", "group", "sort", "cursor"]

    init(view: QueueView, cursor: QueuePlace?) { (self.view, self.cursor) = (view, cursor) }

    /// Where a state is.
    init(_ state: ConsoleState) { self.init(view: state.view, cursor: state.cursor) }

    /// What a file says of a store; nil for anything but a session.
    init?(_ file: [UInt8], store: String) {
        guard let root = try? JSONValue(parsing: file), let saved = root["stores"]?[Self.key(store)],
            let name = saved["view"]?.string, let filter = saved["filter"]?.string, name.utf8.count <= Self.longest,
            let query = try? QueueQuery(filter),
            let grouping = saved["group"]?.string.flatMap({ QueueGrouping(rawValue: $0) }),
            let order = saved["sort"]?.string.flatMap({ QueueOrder(text: $0) })
        else { return nil }
        self.init(
            view: QueueView(name, query, grouping: grouping, order: order),
            cursor: saved["cursor"].flatMap { Self.place($0) })
    }

    // A handoff is its id, a heading a list: its name after those above it.
    private static func place(_ saved: JSONValue) -> QueuePlace? {
        if let text = saved.string { return HandoffID(text).map { .handoff($0) } }
        guard let names = saved.array, (1...deepest).contains(names.count) else { return nil }
        let path = names.compactMap(\.string).filter { $0.utf8.count <= longest }
        return path.count == names.count ? .heading(path) : nil
    }

    private static func json(_ place: QueuePlace?) -> JSONValue {
        switch place {
        case .handoff(let id): .string(id.description)
        case .heading(let path): .array(path.map { .string($0) })
        case nil: .null
        }
    }

    /// The file with this session in it, and those of other stores that it had before.
    func file(replacing old: [UInt8]?, store: String) -> [UInt8] {
        let root = old.flatMap { try? JSONValue(parsing: $0) }
        var stores = JSONObject()
        for member in (root?["stores"]?.object ?? JSONObject()).members.suffix(Self.mostStores - 1)
        where !sameText(member.name, Self.key(store)) {
            // Whatever else stands in an old file is not to be kept.
            let known = Self.fields.compactMap { field in member.value[field].map { (field, $0) } }
            stores[member.name] = .object(JSONObject(known))
        }
        stores[Self.key(store)] = [
            "view": .string(view.name), "filter": .string(view.query.text), "group": .string(view.grouping.rawValue),
            "sort": .string((view.order.isReversed ? "-" : "") + view.order.key.rawValue),
            "cursor": Self.json(cursor),
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
        let effects = start()
        guard let place = session.cursor else { return effects }
        cursor = place
        // What is around it is seen too.
        linesAbove = ConsoleLayout(self).queue.height / 2
        return effects.filter { if case .desk(.loadWindow) = $0 { false } else { true } } + [loadWindow(anchor)]
    }
}
