import FoundationEssentials

/// The themes that can be chosen: the user's own, then those that came with the program.
package struct ThemeCatalogue: Sendable {
    /// A theme as a list shows it.
    package struct Entry: Sendable {
        /// The name by which it is chosen.
        package let name: String
        /// Where it comes from: the path of the user's file; nil when it came with the program.
        package let file: String?
        /// The theme, or what is wrong with its file.
        package let theme: Result<Theme, ThemeError>
    }

    /// Where the user's own themes lie: `themes` in the program's configuration folder.
    package let folder: String?
    private let shipped: [String: String]

    /// A catalogue.
    ///
    /// - Parameters:
    ///   - environment: `XDG_CONFIG_HOME` and `HOME` say where the user's themes lie.
    ///   - shipped: The texts of the themes that came with the program, by name.
    package init(environment: [String: String], shipped: [String: String]) {
        self.shipped = shipped
        folder = UserConfiguration.folder(environment).map { $0 + "/themes" }
    }

    /// The names of all themes in alphabetical order; the user's own hide shipped ones of the same name.
    package var names: [String] { Set(own + shipped.keys).sorted() }

    /// All themes, in the order of their names.
    package var entries: [Entry] {
        let own = Set(own)
        return names.map { name in
            Entry(
                name: name, file: own.contains(name) ? folder.map { "\($0)/\(name).yaml" } : nil,
                theme: Result { () throws(ThemeError) in try theme(named: name) })
        }
    }

    private var own: [String] {
        guard let folder, let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
        return files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }
    }

    /// The theme of a name.
    package func theme(named name: String) throws(ThemeError) -> Theme {
        if let folder, own.contains(name) {
            let file = "\(folder)/\(name).yaml"
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw ThemeError(file: file, line: nil, message: "the file can't be read")
            }
            return try Theme(yaml: String(decoding: bytes, as: UTF8.self), file: file)
        }
        guard let text = shipped[name] else {
            let known = names.joined(separator: ", ")
            throw ThemeError(file: name, line: nil, message: "there is no theme of this name; there are \(known)")
        }
        return try Theme(yaml: text, file: "\(name).yaml")
    }
}
