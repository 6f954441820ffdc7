import Handoff
import JSON

extension SystemOfRecord {
    private enum FileKey: String, MappingKey { case systems }

    private enum Key: String, MappingKey { case kind, connector }

    /// Reads systems.yaml.
    package static func load(
        _ text: String, file: String = "systems.yaml"
    ) -> (systems: [String: SystemOfRecord], problems: [Problem]) {
        let reading = YAMLReading(file: file)
        var systems: [String: SystemOfRecord] = [:]
        for entry in reading.root(of: text)?.fields(FileKey.self)?.required(.systems)?.entries ?? [] {
            guard let name = entry.key.name, let system = entry.value.fields(Key.self),
                let kind = system.required(.kind)?.choice(Kind.self)
            else { continue }
            let connector = system[.connector].map { Connector($0) }
            // A connector that can't be read must not turn into a system that is copied by hand.
            if case .some(.none) = connector { continue }
            systems[name] = SystemOfRecord(name: name, kind: kind, connector: connector ?? nil)
        }
        return (systems, reading.problems)
    }
}

extension Connector {
    private enum ExecKey: String, MappingKey {
        case type, command, timeout
        case environment = "env"
    }

    private enum FileKey: String, MappingKey { case type, path }

    private static let defaultTimeout: Int64 = 30_000

    fileprivate init?(_ node: YAMLNode) {
        switch node.member(ExecKey.type)?.json.string {
        case "exec":
            guard let fields = node.fields(ExecKey.self),
                let program = fields.required(.command)
            else { return nil }
            let command = program.oneOrMore.compactMap(\.string)
            guard !command.isEmpty else {
                program.note("a command names at least its program")
                return nil
            }
            let timeout = fields[.timeout].map { $0.duration?.milliseconds } ?? Self.defaultTimeout
            guard let timeout else { return nil }
            self = .exec(
                command: command, timeout: .milliseconds(timeout),
                environment: fields[.environment]?.items?.compactMap(\.string) ?? [])
        case "file":
            guard let path = node.fields(FileKey.self)?.required(.path)?.string else { return nil }
            self = .file(path: path)
        case "http", "git":
            node.note(
                "connectors of this type can't be used yet; exec reaches the same system through a program of yours")
            return nil
        default:
            node.note("a connector has a type: exec or file")
            return nil
        }
    }
}
