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

    static let grounds: [Style.Attributes] = [[], .selected, .bold, [.selected, .bold]]

    /// Every role on every ground that it can stand on, where the colours are the theme's own.
    func expectReadable(_ theme: Theme, _ name: String) {
        for role in ThemeRole.allCases {
            for attributes in Self.grounds {
                for depth in [ColourDepth.palette256, .truecolour] {
                    let look = theme.look(of: Style(role, attributes), depth: depth)
                    guard let contrast = Colour.contrast(look.foreground, look.background) else {
                        if name != "themes/sixteen.yaml" { Issue.record("\(name) \(role) has no colour of its own") }
                        continue
                    }
                    if contrast < (role.isText ? 4.5 : 1.5) || look.attributes.contains(.dim) {
                        Issue.record("\(name) \(role) \(attributes) \(depth): \(look), contrast \(contrast)")
                    }
                }
            }
        }
    }

    @Test func `there are twelve or more: dark, light, of high contrast and for sixteen colours`() throws {
        let themes = try Self.shipped.map { try Theme(yaml: $0.text, file: $0.name) }
        #expect(themes.count >= 12)
        #expect(themes.count { $0.variant == "dark" } >= 4 && themes.count { $0.variant == "light" } >= 4)
        let names = Self.shipped.map(\.name)
        #expect(names.contains("themes/high-contrast.yaml") && names.contains("themes/sixteen.yaml"))
    }

    @Test(arguments: shipped.indices) func `every shipped theme can be read: each text stands out from its ground`(
        _ index: Int
    ) throws {
        let theme = try Theme(yaml: Self.shipped[index].text, file: Self.shipped[index].name)
        #expect(!theme.name.isEmpty && ["dark", "light"].contains(theme.variant))
        expectReadable(theme, Self.shipped[index].name)
        for depth in [ColourDepth.palette256, .truecolour] where Self.shipped[index].name != "themes/sixteen.yaml" {
            let text = theme.look(of: .text, depth: depth)
            #expect(theme.look(of: Style(.text, .selected), depth: depth).background != text.background)
            #expect(theme.look(of: Style(.statusLine), depth: depth).background != text.background)
            let ground = try #require(
                text.background.text == "default" ? 0 : Colour.contrast(text.background, .rgb(0, 0, 0)))
            #expect((ground > 4.58) == (theme.variant == "light"), "the variant is not what the ground is")
        }
    }

    @Test func `high contrast is higher than the rest: 7 for every text`() throws {
        let file = try #require(Self.shipped.first { $0.name == "themes/high-contrast.yaml" })
        let theme = try Theme(yaml: file.text, file: file.name)
        for role in ThemeRole.allCases where role.isText {
            let look = theme.look(of: Style(role), depth: .truecolour)
            #expect(try #require(Colour.contrast(look.foreground, look.background)) >= 7, "\(role)")
        }
    }

    @Test func `any palette at all can be read, in 24-bit colours and in 256`() throws {
        var random = SeededRandom(seed: 41)
        for number in 0..<150 {
            // Some of one hue and middling lightness, where every text is too near to its ground.
            let narrow = number.isMultiple(of: 3)
            var text = "system: base16\nname: random\nauthor: nobody\npalette:\n"
            for slot in 0..<16 {
                let channels = (0..<3).map { _ in
                    narrow ? Int.random(in: 90...160, using: &random) : Int.random(in: 0...255, using: &random)
                }
                let hex = channels.map { String(format: "%02x", $0) }.joined()
                text += "  base0\(String(slot, radix: 16, uppercase: true)): \"\(hex)\"\n"
            }
            expectReadable(try Theme(yaml: text, file: "random"), "random \(number)")
        }
    }

    @Test func `a colour that has to give way keeps its hue`() throws {
        let base = try #require(Self.shipped.first { $0.name.contains("countersign-dark") }).text
        let theme = try Theme(yaml: base + "roles:\n  error: { fg: \"#7a1010\", bg: base00 }\n", file: "t")
        guard case .rgb(let red, let green, let blue) = theme.look(of: Style(.error), depth: .truecolour).foreground
        else {
            Issue.record("no colour")
            return
        }
        #expect(Int(red) > Int(green) + 80 && Int(red) > Int(blue) + 80, "\(red) \(green) \(blue) is no red")
    }

    @Test(arguments: ["countersign-dark", "countersign-light", "high-contrast"])
    func `the palettes of the program's own themes need no correction`(_ name: String) throws {
        let text = try #require(Self.shipped.first { $0.name == "themes/\(name).yaml" }).text
        let theme = try Theme(yaml: text, file: "theme")
        for role in ThemeRole.allCases where role.isText {
            let colour = theme.look(of: Style(role), depth: .truecolour).foreground.text
            #expect(text.contains("\"\(colour.dropFirst())\""), "\(role) is \(colour)")
        }
    }

    @Test func `both shapes of scheme files are read, and light is told from dark`() throws {
        let slots = (0..<16).map { "base0" + String($0, radix: 16, uppercase: true) }
        let old =
            "scheme: \"Old\"\nauthor: \"Somebody\"\n"
            + slots.enumerated().map { "\($1): \"\(String(format: "%02x", 255 - $0 * 16).repeated(3))\"\n" }.joined()
        let theme = try Theme(yaml: old, file: "old.yaml")
        #expect(theme.name == "Old" && theme.variant == "light")
        expectReadable(theme, "old")
        let bright = old + (0..<8).map { "base1\($0): \"#ff00ff\"\n" }.joined()
        #expect(try Theme(yaml: "system: base24\n" + bright, file: "new.yaml").variant == "light")
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
        ("variant: dim", 1, "dark or light"), ("scheme: x\nbase00: blue", 2, "six"),
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
            #expect(throws: ThemeError.self) { try Theme(yaml: base + "roles:\n  \(wrong)\n", file: "t") }
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
            expectReadable(theme, file)
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
        let entries = catalogue.entries
        #expect(entries.map(\.name) == catalogue.names)
        #expect(entries.map { $0.file == nil } == [false, false, true])
        #expect(throws: ThemeError.self) { try entries[0].theme.get() }
        do { _ = try catalogue.theme(named: "broken") } catch {
            #expect(error.description.hasPrefix(folder.appending(path: "broken.yaml").path + ":"))
        }
        #expect(try catalogue.theme(named: "dark").name == "My own")
        #expect(try catalogue.theme(named: "light").name == "Countersign Dark")
        #expect(throws: ThemeError.self) { try catalogue.theme(named: "broken") }
        #expect(throws: ThemeError.self) { try catalogue.theme(named: "../dark") }
    }

    @Test func `the chosen theme is kept, and nothing else in the file is touched`() throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "choice-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        let configuration = UserConfiguration(environment: ["XDG_CONFIG_HOME": home.path])
        #expect(configuration.theme == nil)
        try configuration.keep(theme: "nord")
        #expect(configuration.theme == "nord")
        let file = home.appending(path: "countersign/config.yaml")
        try "# mine\nkeys:\n  a: approve\ntheme: nord\nother: 1\n".write(to: file, atomically: true, encoding: .utf8)
        try configuration.keep(theme: "dracula")
        #expect(configuration.theme == "dracula")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text == "# mine\nkeys:\n  a: approve\ntheme: \"dracula\"\nother: 1\n")
        // A theme is called like its file, and that may be called anything.
        try configuration.keep(theme: "my \"new\" \\ one")
        #expect(configuration.theme == "my \"new\" \\ one")
        try "theme: [".write(to: file, atomically: true, encoding: .utf8)
        #expect(configuration.theme == nil)
        #expect(UserConfiguration(environment: [:]).theme == nil)
        #expect(throws: (any Error).self) { try UserConfiguration(environment: [:]).keep(theme: "nord") }
    }

    @Test func `samples show every role with what the terminal takes`() throws {
        let file = try #require(Self.shipped.first { $0.name.contains("nord") })
        let theme = try Theme(yaml: file.text, file: file.name)
        let deep = ThemeSample.all(of: theme, depth: .truecolour)
        #expect(deep.count == ThemeRole.allCases.count * 2)
        #expect(deep[0].painted("x") == "\u{1B}[38;2;229;233;240;48;2;46;52;64mx\u{1B}[0m")
        #expect(ThemeSample.all(of: theme, depth: .palette256)[0].painted("x").contains("38;5;"))
        #expect(ThemeSample.all(of: theme, depth: .mono)[0].painted("x") == "x")
        #expect(ThemeSample.all(of: .plain, depth: .sixteen).contains { $0.painted("x").contains("[7m") })
    }

    @Test(arguments: [
        (["TERM": "xterm-256color", "COLORTERM": "truecolor"], ColourDepth.truecolour),
        (["TERM": "xterm-256color"], .palette256), (["TERM": "xterm"], .sixteen), (["TERM": "linux"], .sixteen),
        (["TERM": "vt100"], .mono), (["TERM": "dumb"], .mono), ([:], .mono),
        (["TERM": "xterm-256color", "NO_COLOR": "1"], .mono),
    ]) func `the environment says how many colours to print`(_ environment: [String: String], _ depth: ColourDepth) {
        #expect(ColourDepth(environment: environment) == depth)
    }

    @Test func `contrast is measured after WCAG`() throws {
        #expect(abs(try #require(Colour.contrast(.rgb(0, 0, 0), .rgb(255, 255, 255))) - 21) < 0.001)
        #expect(abs(try #require(Colour.contrast(.rgb(119, 119, 119), .rgb(255, 255, 255))) - 4.478) < 0.001)
        #expect(Colour.contrast(.terminalDefault, .rgb(0, 0, 0)) == nil)
    }
}

extension String {
    fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}

@Suite struct `Shipped files` {
    @Test func `are what stands in the folders, all of them`() throws {
        let package = SharedData.package
        var expected: [String: [UInt8]] = [:]
        for (folder, prefix) in [
            ("Themes", "themes/"), ("Sources/Programs/ShippedFiles/contracts", "contracts/"),
            ("Sources/Programs/ShippedFiles/demo", "demo/"),
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
        #expect(shipped.keys.sorted() == expected.keys.sorted(), "run Sources/Programs/ShippedFiles/list-files")
        for (name, bytes) in expected { #expect(shipped[name] == bytes, "\(name)") }
        #expect(shipped.count >= 4)
    }
}
