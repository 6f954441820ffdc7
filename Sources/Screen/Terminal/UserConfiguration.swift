import FoundationEssentials
import Yams

/// What the user has chosen for every store: `countersign/config.yaml` in the folder for configuration.
package struct UserConfiguration: Sendable {
    /// The file; nil where the environment names no folder for it.
    package let file: String?

    /// The configuration of an environment: `XDG_CONFIG_HOME` or `HOME` says where it lies.
    package init(environment: [String: String]) {
        file = Self.folder(environment).map { $0 + "/config.yaml" }
    }

    /// The program's folder for configuration.
    static func folder(_ environment: [String: String]) -> String? {
        let configured = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"].map { $0 + "/.config" }
        return (configured ?? home).map { $0 + "/countersign" }
    }

    /// The name of the chosen theme; nil where none was chosen or the file can't be read as YAML.
    package var theme: String? {
        guard let text, text.utf8.count <= Self.longest, case .mapping(let members)? = try? Yams.compose(yaml: text),
            case .scalar(let scalar)? = members["theme"]
        else { return nil }
        return scalar.string
    }

    /// Keeps the name of a theme; whatever else stands in the file stays as it is.
    ///
    /// - Throws: What the system says when the file can't be written.
    package func keep(theme name: String) throws {
        guard let file else { throw CocoaError(.fileNoSuchFile) }
        let quoted = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        let line = "theme: \"\(quoted)\""
        var lines = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        if let index = lines.firstIndex(where: { $0.hasPrefix("theme:") }) {
            lines[index] = line
        } else {
            lines.append(line)
        }
        let folder = String(file.dropLast("/config.yaml".count))
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Atomically, so that another console never reads half of it.
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file), options: .atomic)
    }

    private static let longest = 1 << 16

    private var text: String? {
        guard let file, let bytes = FileManager.default.contents(atPath: file) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
