import ContractEngine
import Handoff
import ReviewDesk
import ReviewFlow
import Yams

/// What a person sets for the console in their own configuration: `countersign/config.yaml`.
package struct ConsoleSettings: Sendable {
    /// The views by their numbers: those that are always there, then the person's own. One of the same name takes the other's place.
    package private(set) var views = QueueView.builtIn
    /// The name of the theme; nil for the usual one.
    package private(set) var theme: String?
    /// What is told of new work.
    package private(set) var notification = Notification()
    /// Which key does what.
    private(set) var keymap = Keymap.standard

    /// Settings of nobody.
    package init() {}

    /// Settings from a configuration file's text; the problem says where in the file.
    ///
    /// - Parameter themes: The names of the themes that there are; nil leaves a theme's name unchecked.
    package init(yaml text: String, file: String, themes: [String]? = nil) throws(ConfigurationError) {
        let reader = SettingsReader(file: file, themes: themes)
        let read = try reader.read(text)
        theme = read.theme
        notification = read.notification
        do throws(ConfigurationError) {
            keymap = try Keymap(read.bindings)
        } catch {
            // One that has a place says more than one that follows from it.
            let problem = error.problems.first { $0.line > 0 } ?? error.problems.first
            throw ConfigurationError([problem ?? Problem(file: file, "keys can't be used")])
        }
        for view in read.views {
            if let index = views.firstIndex(where: { $0.name.utf8.elementsEqual(view.name.utf8) }) {
                views[index] = view
            } else {
                views.append(view)
            }
        }
    }
}

struct SettingsReader {
    let file: String
    let themes: [String]?

    /// What a file says.
    struct Found {
        var views: [QueueView] = []
        var bindings: [Keymap.Binding] = []
        var theme: String?
        var notification = ConsoleSettings.Notification()
    }

    private static let largest = 1 << 16, mostViews = 100
    private static let names = ["views", "keys", "theme", "notify"]

    func read(_ text: String) throws(ConfigurationError) -> Found {
        guard text.utf8.count <= Self.largest else { throw problem("it is larger than 64 KiB", at: nil) }
        var found = Found()
        for (key, value) in try mapping(try root(text), "the file") {
            switch key.string {
            case "views": found.views = try views(value)
            case "keys": found.bindings = try bindings(value)
            case "theme": found.theme = try theme(value)
            case "notify": found.notification = try notification(value)
            default: throw unknown(key, among: Self.names, "the keys are \(Self.names.joined(separator: ", "))")
            }
        }
        return found
    }

    private func theme(_ node: Node) throws(ConfigurationError) -> String {
        let name = try scalar(node, "theme")
        guard let themes, !themes.contains(name.string) else { return name.string }
        let near = Fuzzy.nearest(to: name.string, among: themes).map { "; did you mean '\($0)'?" } ?? ""
        throw problem("there is no theme '\(name.string)'; 'countersign themes' lists them\(near)", at: name.mark)
    }

    private func views(_ node: Node) throws(ConfigurationError) -> [QueueView] {
        guard case .sequence(let items) = node else { throw problem("views is a list", at: node.mark) }
        guard items.count <= Self.mostViews else {
            throw problem("at most \(Self.mostViews) views", at: node.mark)
        }
        var views: [QueueView] = []
        for item in items {
            let view = try view(item)
            guard !views.contains(where: { $0.name.utf8.elementsEqual(view.name.utf8) }) else {
                throw problem("the view '\(view.name)' stands there twice", at: item.mark)
            }
            views.append(view)
        }
        return views
    }

    private func root(_ text: String) throws(ConfigurationError) -> Node {
        do {
            return try Yams.compose(yaml: text) ?? Node([:])
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let reason, let mark, _), .parser(_, let reason, let mark, _),
                .composer(_, let reason, let mark, _):
                throw problem("this is not YAML: \(reason)", at: mark)
            case .duplicatedKeysInMapping(let names, let context):
                throw problem("'\(names.first ?? "")' stands there twice", at: context.mark)
            default: throw problem("this is not YAML", at: nil)
            }
        } catch {
            throw problem("this is not YAML", at: nil)
        }
    }

    private func view(_ node: Node) throws(ConfigurationError) -> QueueView {
        var fields: [String: Node.Scalar] = [:]
        for (key, value) in try mapping(node, "a view") {
            guard ["name", "filter", "group", "sort"].contains(key.string) else {
                throw problem(
                    "'\(key.string)' is not known here; a view has name, filter, group and sort", at: key.mark)
            }
            fields[key.string] = try scalar(value, key.string)
        }
        guard let name = fields["name"], !name.string.utf8.isEmpty, name.string.utf8.count <= 100 else {
            throw problem("a view needs a name, of at most 100 bytes", at: fields["name"]?.mark ?? node.mark)
        }
        var view = QueueView(name.string, .all)
        if let filter = fields["filter"] {
            do throws(FilterError) {
                view.query = try QueueQuery(filter.string)
            } catch {
                throw problem(
                    "\(error.message), at column \(error.place.lowerBound + 1) of the filter", at: filter.mark)
            }
        }
        if let group = fields["group"] {
            guard let grouping = QueueGrouping(rawValue: group.string) else {
                let names = QueueGrouping.allCases.map(\.rawValue).joined(separator: ", ")
                throw problem("group is \(names), not '\(group.string)'", at: group.mark)
            }
            view.grouping = grouping
        }
        if let sort = fields["sort"] {
            guard let order = QueueOrder(text: sort.string) else {
                throw problem("sort is \(QueueOrder.wordings), not '\(sort.string)'", at: sort.mark)
            }
            view.order = order
        }
        return view
    }

    func mapping(_ node: Node, _ what: String) throws(ConfigurationError) -> [(Node.Scalar, Node)] {
        guard case .mapping(let mapping) = node else {
            throw problem("\(what) is a mapping of names to values", at: node.mark)
        }
        var members: [(Node.Scalar, Node)] = []
        for (key, value) in mapping { members.append((try scalar(key, "a key"), value)) }
        return members
    }

    func scalar(_ node: Node, _ what: String) throws(ConfigurationError) -> Node.Scalar {
        guard case .scalar(let scalar) = node else { throw problem("\(what) is a text", at: node.mark) }
        return scalar
    }

    func problem(_ message: String, at mark: Mark?) -> ConfigurationError {
        ConfigurationError([Problem(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, message)])
    }
}
