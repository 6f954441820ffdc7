import Fixtures
import Foundation
import ShippedFiles
import Terminal
import Testing

/// The files that the program carries, as a dictionary.
func shippedFiles() -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for index in 0..<shipped_file_count {
        let file = shipped_file_at(index)
        files[String(cString: file.path)] = Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
    }
    return files
}

@Suite struct `Themes` {
    static let shipped = shippedFiles().filter { $0.key.hasPrefix("themes/") }
        .map { (name: $0.key, text: String(decoding: $0.value, as: UTF8.self)) }.sorted { $0.name < $1.name }

    static let grounds: [Style.Attributes] = [[], .selected]

    @Test(arguments: shipped.indices) func `every shipped theme can be read: each text stands out from its ground`(
        _ index: Int
    ) throws {
        let theme = try Theme(yaml: Self.shipped[index].text, file: Self.shipped[index].name)
        #expect(!theme.name.isEmpty && ["dark", "light"].contains(theme.variant))
        for role in ThemeRole.allCases {
            for attributes in Self.grounds {
                for depth in [ColourDepth.palette256, .truecolour] {
                    let look = theme.look(of: Style(role, attributes), depth: depth)
                    guard let contrast = Colour.contrast(look.foreground, look.background) else {
                        #expect(Self.shipped[index].name == "themes/sixteen.yaml", "\(role) has no colour of its own")
                        continue
                    }
                    #expect(contrast >= (role.isText ? 4.5 : 1.3), "\(role) \(depth): \(contrast)")
                }
            }
        }
    }

    @Test(arguments: shipped.indices) func `the palettes of shipped themes need no correction`(_ index: Int) throws {
        guard Self.shipped[index].name != "themes/sixteen.yaml" else { return }
        let text = Self.shipped[index].text
        let theme = try Theme(yaml: text, file: "theme")
        for role in ThemeRole.allCases where role.isText {
            let look = theme.look(of: Style(role), depth: .truecolour)
            guard case .rgb(let red, let green, let blue) = look.foreground else {
                Issue.record("\(role) has no colour")
                continue
            }
            let hex = [red, green, blue].map { String(format: "%02x", $0) }.joined()
            #expect(text.contains("\"\(hex)\""), "\(role) is \(hex)")
        }
    }

    @Test(arguments: shipped.indices)
    func `with sixteen colours and with none, what matters differs by more than colour`(_ index: Int) throws {
        let theme = try Theme(yaml: Self.shipped[index].text, file: Self.shipped[index].name)
        for role in ThemeRole.allCases {
            let mono = theme.look(of: Style(role), depth: .mono)
            #expect(mono.foreground == .terminalDefault && mono.background == .terminalDefault)
            if case .rgb = theme.look(of: Style(role), depth: .sixteen).foreground {
                Issue.record("\(role) is beyond 16 colours")
            }
        }
        #expect(theme.look(of: Style(.escaped), depth: .mono).attributes != [])
        #expect(theme.look(of: Style(.text, .selected), depth: .mono).attributes == .reverse)
        #expect(theme.look(of: Style(.escaped, .selected), depth: .mono).attributes != .reverse)
        let provisional = theme.look(of: Style(.provisional), depth: .mono)
        #expect(provisional.attributes != theme.look(of: Style(.final), depth: .mono).attributes)
    }

    static let problems: [(yaml: String, line: Int?, word: String)] = [
        ("", nil, "empty"), ("- a", 1, "mapping"), ("name: x", 1, "base00"), ("name: x\nnonsense: 1", 2, "nonsense"),
        ("system: base99", 1, "base16"), ("palette:\n  base00: \"12345\"", 2, "six"),
        ("palette:\n  base0Z: \"123456\"", 2, "base0Z"),
        ("name: [", 2, "YAML"), ("palette: 3", 1, "palette"), ("name: {a: b}", 1, "single"),
    ]

    @Test(arguments: problems.indices) func `a theme that is wrong says where`(_ index: Int) {
        let (yaml, line, word) = Self.problems[index]
        do {
            _ = try Theme(yaml: yaml, file: "mine.yaml")
            Issue.record("no problem was found")
        } catch {
            #expect(error.file == "mine.yaml")
            #expect(error.message.contains(word), "\(error)")
            if let line { #expect(error.line == line, "\(error)") }
            #expect(error.description.hasPrefix("mine.yaml:"))
        }
    }

    @Test func `roles are named, and wrong ones are refused with their line`() throws {
        let base = Self.shipped.first { $0.name.contains("dark") }!.text
        let theme = try Theme(
            yaml: base + "roles:\n  warning: { fg: \"#ffffff\", bg: base00, bold: true }\n", file: "t")
        #expect(theme.look(of: Style(.warning), depth: .truecolour).foreground == .rgb(255, 255, 255))
        #expect(theme.look(of: Style(.warning), depth: .truecolour).attributes == .bold)
        for wrong in [
            "nothing: { fg: base00 }", "warning: { fg: blue }", "warning: { size: 3 }", "warning: { bold: maybe }",
        ] {
            #expect(throws: ThemeProblem.self) { try Theme(yaml: base + "roles:\n  \(wrong)\n", file: "t") }
        }
    }

    @Test(.enabled(if: SharedData.isThere, "needs ../shared/data"))
    func `schemes that others made can be read and are readable`() throws {
        let folder = SharedData.folder.appending(path: "themes")
        let files = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
            .filter { $0.hasSuffix(".yaml") }
        #expect(files.count > 10)
        for file in files {
            let theme = try Theme(yaml: String(contentsOf: folder.appending(path: file), encoding: .utf8), file: file)
            for role in ThemeRole.allCases where role.isText {
                for attributes in Self.grounds {
                    let look = theme.look(of: Style(role, attributes), depth: .truecolour)
                    #expect(try #require(Colour.contrast(look.foreground, look.background)) >= 4.5, "\(file) \(role)")
                }
            }
        }
    }

    @Test func `the user's own themes come before those that came with the program`() throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "themes-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        let folder = home.appending(path: "countersign/themes")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let dark = Self.shipped.first { $0.name.contains("dark") }!.text
        try dark.replacing("Countersign Dark", with: "My own").write(
            to: folder.appending(path: "dark.yaml"), atomically: true, encoding: .utf8)
        try "name: [".write(to: folder.appending(path: "broken.yaml"), atomically: true, encoding: .utf8)
        let catalogue = ThemeCatalogue(
            environment: ["XDG_CONFIG_HOME": home.path], shipped: ["dark": dark, "light": dark])
        #expect(catalogue.names == ["broken", "dark", "light"])
        #expect(try catalogue.theme(named: "dark").name == "My own")
        #expect(try catalogue.theme(named: "light").name == "Countersign Dark")
        #expect(throws: ThemeProblem.self) { try catalogue.theme(named: "broken") }
        #expect(throws: ThemeProblem.self) { try catalogue.theme(named: "../dark") }
    }

    @Test func `contrast is measured after WCAG`() throws {
        #expect(abs(try #require(Colour.contrast(.rgb(0, 0, 0), .rgb(255, 255, 255))) - 21) < 0.001)
        #expect(abs(try #require(Colour.contrast(.rgb(119, 119, 119), .rgb(255, 255, 255))) - 4.478) < 0.001)
        #expect(Colour.contrast(.terminalDefault, .rgb(0, 0, 0)) == nil)
    }
}

@Suite struct `Shipped files` {
    @Test func `are what stands in the folders, all of them`() throws {
        let package = SharedData.package
        var expected: [String: [UInt8]] = [:]
        for (folder, prefix) in [
            ("Themes", "themes/"), ("Sources/ShippedFiles/contracts", "contracts/"),
            ("Sources/ShippedFiles/demo", "demo/"),
        ] {
            let root = package.appending(path: folder)
            for case let name as String in FileManager.default.enumerator(atPath: root.path) ?? .init() {
                var isFolder: ObjCBool = false
                let file = root.appending(path: name)
                guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue
                else { continue }
                guard !file.lastPathComponent.hasPrefix(".") else { continue }
                expected[prefix + name] = Array(try Data(contentsOf: file))
            }
        }
        let shipped = shippedFiles()
        #expect(shipped.keys.sorted() == expected.keys.sorted(), "run Sources/ShippedFiles/list-files")
        for (name, bytes) in expected { #expect(shipped[name] == bytes, "\(name)") }
        #expect(shipped.count >= 4)
    }
}
