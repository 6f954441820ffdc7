import Fixtures
import Foundation
import Testing

/// A mistake in a person's own configuration keeps the console from opening, and says where it is and what to do.
@Suite(.serialized) struct `A walk to a mistake in the configuration` {
    private func open(_ store: WalkStore, _ config: String?, options: [String] = []) throws -> PseudoTerminal {
        let folder = store.folder + "/.config/countersign/themes"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if let config { try store.write(config, to: ".config/countersign/config.yaml") }
        return try store.open(columns: 160, rows: 24, environment: ["HOME": store.folder], options: options)
    }

    private func expect(
        _ terminal: PseudoTerminal, _ code: Int32, _ message: String, _ place: SourceLocation = #_sourceLocation
    ) throws {
        #expect(try terminal.waitForEnd() == .code(code), sourceLocation: place)
        #expect(
            terminal.screen.lines.joined().contains(message), "\(terminal.screen.text)", sourceLocation: place)
        #expect(terminal.modes == terminal.modesBefore, sourceLocation: place)
    }

    @Test(arguments: [[], ["--theme", "nord"], ["--plain"]])
    func `a theme that there is not`(_ options: [String]) throws {
        let store = try WalkStore.ofFive()
        let place = store.folder + "/.config/countersign/config.yaml:2:8: error: "
        let text = "there is no theme 'gruvbox-drak'; 'countersign themes' lists them; did you mean 'gruvbox-dark'?"
        try expect(try open(store, "# mine\ntheme: gruvbox-drak\n", options: options), 65, place + text)
    }

    @Test func `a theme of one's own is one, and what is wrong with it has its line`() throws {
        let store = try WalkStore.ofFive()
        _ = try open(store, "theme: mine\n").waitForEnd()
        let theme = try String(
            contentsOf: SharedData.package.appending(path: "Themes/countersign-dark.yaml"), encoding: .utf8)
        try store.write(theme, to: ".config/countersign/themes/mine.yaml")
        let terminal = try open(store, nil)
        try terminal.wait(for: "open the invoice first")
        try store.leave(terminal)
        try store.write("system: base16\nname: Mine\nvariant: grey\n", to: ".config/countersign/themes/mine.yaml")
        let place = store.folder + "/.config/countersign/themes/mine.yaml:3:1: error: "
        try expect(try open(store, nil), 65, place + "variant is dark or light")
    }

    @Test func `a theme that was asked for on the command line and is not there is a mistake there`() throws {
        let store = try WalkStore.ofFive()
        try expect(try open(store, nil, options: ["--theme", "nope"]), 64, "there is no theme of this name")
    }

    @Test func `what can't be read is a mistake, and only what is not there is none`() throws {
        let store = try WalkStore.ofFive()
        let path = ".config/countersign/config.yaml", file = store.folder + "/" + path
        let terminal = try open(store, nil)
        try terminal.wait(for: "open the invoice first")
        try store.leave(terminal)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: store.folder + "/nowhere")
        try expect(try open(store, nil), 65, "\(file): error: it can't be read; check that it is a file")
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        try expect(try open(store, nil), 65, "\(file): error: it can't be read; check that it is a file")
        try FileManager.default.removeItem(atPath: file)
        try Data([0x74, 0xFF, 0x0A]).write(to: URL(filePath: file))
        try expect(try open(store, nil), 65, "\(file): error: it is not UTF-8")
    }

    @Test func `a program that this machine lacks is said, and the console opens`() throws {
        let store = try WalkStore.ofFive()
        let terminal = try open(store, "notify: { command: [no-such-program, Countersign] }\n")
        try terminal.wait(for: "notify: there is no program 'no-such-program', so it tells nobody")
        try terminal.wait(for: "open the invoice first")
        try store.leave(terminal)
    }
}
