import Fixtures
import Foundation
import Testing

@Suite(.serialized) struct `A screen on a real pseudo-terminal` {
    static let themes = ["countersign-dark", "solarized-light", "high-contrast", "sixteen"]

    func start(_ environment: [String: String] = [:], columns: Int = 80, rows: Int = 24) throws -> PseudoTerminal {
        try PseudoTerminal([BuiltProgram.path("ScreenProbe")], environment: environment, columns: columns, rows: rows)
    }

    func leftInOrder(_ terminal: PseudoTerminal, _ modes: [UInt32]) {
        #expect(!terminal.screen.isAlternate)
        #expect(terminal.screen.modes.contains(25), "the cursor is hidden")
        #expect(!terminal.screen.modes.contains(2004) && !terminal.screen.modes.contains(1))
        #expect(terminal.modes == modes)
        #expect(terminal.screen.unexpected == [])
    }

    @Test func `draws, reads keys by name and leaves the terminal as it was`() throws {
        let terminal = try start(columns: 140, rows: 24)
        let modes = terminal.modesBefore
        try terminal.wait(for: "keys")
        #expect(terminal.screen.isAlternate)
        #expect(terminal.screen.shows("size 140x24"))
        terminal.type("a\u{1B}[A\u{1B}OB\u{1B}[5~\u{1B}[6~\u{1B}[H\u{1B}OF\u{1B}OP\u{1B}[15~\t\u{1B}[Z\r\u{04}\u{7F}é")
        try terminal.wait(for: "keys a up down pgup pgdn home end f1 f5 tab backtab enter ctrl-d backspace é")
        terminal.type("\u{1B}")
        try terminal.wait(for: "é esc")
        terminal.type("\u{1B}x")
        try terminal.wait(for: "esc alt-x")
        terminal.type("q")
        #expect(try terminal.waitForEnd() == .code(0))
        leftInOrder(terminal, modes)
    }

    /// Lines in which wide characters stand wherever chance puts them, so that one picture covers half of what the last one showed.
    @Test(arguments: 0..<6) func `each picture takes the whole place of the last one, wide characters too`(
        _ seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        func text() -> String {
            (0..<20).map { _ in
                (0..<Int.random(in: 0...36, using: &random)).map { _ in
                    ["a", "b", "cd", " ", "日", "本", "様", "e\u{301}", "▰"].randomElement(using: &random)!
                }.joined().trimmingCharacters(in: .whitespaces)
            }.joined(separator: "\n")
        }
        let texts = ["three\n   先日は試乗に\n" + text(), "three\n\"西村様\\n\\n先日は\n" + text()]
        let terminal = try start(
            ["PROBE_TEXT": texts[0] + "\n.", "PROBE_NEXT": texts[1] + "\n."], columns: 90, rows: 30)
        for number in 0..<6 {
            let lines = texts[number % 2].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            try terminal.wait(for: "picture \(number): \(lines)") { Array($0.lines.prefix(lines.count)) == lines }
            terminal.type("N")
        }
    }

    @Test func `a paste is one event, not keys`() throws {
        let terminal = try start()
        try terminal.wait(for: "keys")
        #expect(terminal.screen.modes.contains(2004))
        terminal.type("\u{1B}[200~qqq y\u{1B}[201~z")
        try terminal.wait(for: "keys paste(qqq y) z")
        terminal.type("q")
        #expect(try terminal.waitForEnd() == .code(0))
    }

    @Test func `other threads wake it`() throws {
        let terminal = try start()
        try terminal.wait(for: "keys")
        terminal.type("W")
        try terminal.wait(for: "keys W woken")
    }

    @Test func `follows the size of the window`() throws {
        let terminal = try start()
        try terminal.wait(for: "size 80x24")
        terminal.resize(columns: 40, rows: 15)
        try terminal.wait(for: "the smaller size") {
            $0.shows("size 40x15") && $0.lines[14] == String(repeating: "─", count: 40)
        }
        terminal.resize(columns: 120, rows: 40)
        try terminal.wait(for: "the larger size") {
            $0.shows("size 120x40") && $0.lines[39] == String(repeating: "─", count: 120)
        }
        #expect(terminal.screen.lines[0] == "probe")
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT]) func `gives the terminal back when a signal ends it`(
        _ number: Int32
    ) throws {
        let terminal = try start()
        let modes = terminal.modesBefore
        try terminal.wait(for: "keys")
        #expect(terminal.modes != modes)
        terminal.signal(number)
        #expect(try terminal.waitForEnd() == .signal(number))
        leftInOrder(terminal, modes)
    }

    @Test func `gives the terminal back when a signal comes to another thread`() throws {
        let terminal = try start()
        let modes = terminal.modesBefore
        try terminal.wait(for: "keys")
        terminal.type("T")
        #expect(try terminal.waitForEnd() == .signal(SIGTERM))
        leftInOrder(terminal, modes)
    }

    @Test func `gives the terminal back when it crashes`() throws {
        let terminal = try start(["SWIFT_BACKTRACE": "enable=no"])
        let modes = terminal.modesBefore
        try terminal.wait(for: "keys")
        terminal.type("C")
        let end = try terminal.waitForEnd()
        #expect([.signal(SIGILL), .signal(SIGTRAP), .signal(SIGABRT)].contains(end))
        #expect(!terminal.screen.isAlternate)
        #expect(terminal.modes == modes)
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL]) func `gives the terminal back at any fault`(
        _ number: Int32
    ) throws {
        let terminal = try start()
        let modes = terminal.modesBefore
        try terminal.wait(for: "keys")
        terminal.signal(number)
        #expect(try terminal.waitForEnd() == .signal(number))
        leftInOrder(terminal, modes)
    }

    @Test func `gives the terminal back when the program exits in the middle`() throws {
        let terminal = try start()
        let modes = terminal.modesBefore
        try terminal.wait(for: "keys")
        terminal.type("E")
        #expect(try terminal.waitForEnd() == .code(7))
        leftInOrder(terminal, modes)
    }

    @Test func `stops for Ctrl-Z as a shell expects, and draws itself again when continued`() throws {
        // A shell with job control, because a process without a parent in its session can't be stopped from the keyboard.
        let probe = BuiltProgram.path("ScreenProbe")
        let terminal = try PseudoTerminal(
            ["/bin/sh", "-c", "set -m; \(probe); echo stopped; read line; fg; echo done; read line"],
            environment: ["PROBE_TEXT": "first line"]
        )
        let modes = terminal.modesBefore
        try terminal.wait(for: "first line")
        terminal.type("a")
        try terminal.wait(for: "keys a")
        // The terminal throws away what was typed and not read when it sends the signal.
        terminal.type("\u{1A}")
        try terminal.wait(for: "stopped")
        #expect(!terminal.screen.isAlternate && terminal.screen.modes.contains(25))
        #expect(terminal.modes == modes)
        terminal.type("\n")
        try terminal.wait(for: "the screen again") { $0.isAlternate && $0.shows("first line") && $0.shows("keys a") }
        terminal.type("b")
        try terminal.wait(for: "keys a b")
        terminal.type("q")
        try terminal.wait(for: "done")
        #expect(terminal.screen.unexpected == [])
    }

    @Test func `lends the terminal to another program and takes it back`() throws {
        let terminal = try start()
        let modes = terminal.modesBefore
        try terminal.wait(for: "keys")
        terminal.type("S")
        try terminal.wait(for: "the other program") { !$0.isAlternate && $0.shows("outside") }
        #expect(terminal.modes == modes)
        terminal.type("line\n")
        try terminal.wait(for: "the screen again") { $0.isAlternate && $0.shows("keys S") }
        terminal.type("q")
        #expect(try terminal.waitForEnd() == .code(0))
    }

    @Test(arguments: [
        ("", "TERM is not set"), ("no-such-terminal", "no-such-terminal"), ("dumb", "can't move its cursor"),
    ])
    func `says what is wrong with a terminal that it can't use`(_ name: String, _ message: String) throws {
        let terminal = try start(["TERM": name])
        #expect(try terminal.waitForEnd() == .code(70))
        #expect(terminal.screen.shows(message), "\(terminal.screen.text)")
    }

    @Test func `ends when the terminal is gone`() throws {
        let probe = BuiltProgram.path("ScreenProbe")
        let terminal = try PseudoTerminal(["/bin/sh", "-c", "\(probe) < /dev/null; echo code $?"])
        try terminal.wait(for: "code 70")
        #expect(terminal.screen.shows("have to be a terminal"))
    }

    @Test(arguments: themes) func `no theme sends anything unusual`(_ theme: String) throws {
        let file = SharedData.package.appending(path: "Themes/\(theme).yaml").path
        let terminal = try start(["PROBE_THEME": file])
        try terminal.wait(for: "keys")
        #expect(terminal.screen[0, 0].style != terminal.screen[0, 22].style)
        terminal.type("q")
        _ = try terminal.waitForEnd()
        #expect(terminal.screen.unexpected == [])
    }

    @Test func `uses no colour where NO_COLOR is set`() throws {
        let file = SharedData.package.appending(path: "Themes/countersign-dark.yaml").path
        let terminal = try start(["PROBE_THEME": file, "NO_COLOR": "1"])
        try terminal.wait(for: "keys")
        for row in 0..<24 {
            for column in 0..<80 {
                let codes = terminal.screen[column, row].style
                if !codes.allSatisfy({ ["0", "1", "2", "4", "7"].contains($0) }) {
                    Issue.record("\(codes) at \(column), \(row)")
                }
            }
        }
        #expect(terminal.screen[0, 0].style == ["1"])
    }

    @Test(arguments: ["C", "C.UTF-8"]) func `hostile text draws nothing but itself`(_ locale: String) throws {
        let hostile = "a\u{1B}]0;spoof\u{07}b\u{9B}2Jc\u{202E}d 日本 é 😀 👨\u{200D}👩 🇩🇪 👍🏽 ❤️\nsecond\u{1B}[1A\u{1B}[2K line"
        let terminal = try start(["PROBE_TEXT": hostile, "LC_ALL": locale])
        try terminal.wait(for: "keys")
        #expect(terminal.screen.lines[0].hasPrefix("a\\x1B]0;spoof\\x07b\\x9B2Jc\\u{202E}d "))
        #expect(terminal.screen.lines[1] == "second\\x1B[1A\\x1B[2K line")
        if locale == "C.UTF-8" { #expect(terminal.screen.lines[0].hasSuffix("d 日本 é 😀 👨👩 DE 👍 ❤")) }
        terminal.type("q")
        #expect(try terminal.waitForEnd() == .code(0))
        #expect(terminal.screen.unexpected == [])
    }

    @Test(arguments: [
        ("xterm-256color", "truecolor", "38;2;130;183;255"), ("tmux-256color", "24bit", "38;2;130;183;255"),
        ("xterm-256color", "", "38;5;111"), ("tmux-256color", "", "38;5;111"), ("xterm", "", "34"),
        ("screen", "truecolor", "34"), ("linux", "truecolor", "34"),
    ])
    func `uses as many colours as the terminal has, whether or not the system knows it in 24 bits`(
        _ name: String, _ promise: String, _ colour: String
    ) throws {
        let file = SharedData.package.appending(path: "Themes/countersign-dark.yaml").path
        let terminal = try start(["TERM": name, "COLORTERM": promise, "PROBE_THEME": file])
        let modes = terminal.modesBefore
        try terminal.wait(for: "keys")
        #expect(terminal.screen[0, 0].style.contains(colour), "\(terminal.screen[0, 0].style)")
        terminal.type("aq")
        #expect(try terminal.waitForEnd() == .code(0))
        #expect(terminal.modes == modes)
    }

    @Test(arguments: ["vt100", "vt220", "xterm-mono"]) func `does without colours where there are none`(_ name: String)
        throws
    {
        let file = SharedData.package.appending(path: "Themes/nord.yaml").path
        let terminal = try start(["TERM": name, "COLORTERM": "truecolor", "PROBE_THEME": file])
        try terminal.wait(for: "keys")
        #expect(terminal.screen[0, 0].style.contains("1"))
        #expect(terminal.screen[0, 0].style.allSatisfy { ["1"].contains($0) })
        terminal.type("q")
        #expect(try terminal.waitForEnd() == .code(0))
    }

    @Test func `the mouse is the terminal's until it is asked for, and is given back`() throws {
        let terminal = try start(["PROBE_TEXT": "mouse"])
        let modes = terminal.modesBefore
        try terminal.wait(for: "keys")
        #expect(terminal.screen.modes.isDisjoint(with: [1000, 1006]))
        terminal.type("M")
        try terminal.wait(for: "keys M") { $0.modes.isSuperset(of: [1000, 1006]) }
        terminal.type("\u{1B}[<0;5;6M\u{1B}[<0;5;6m\u{1B}[<0;5;6M\u{1B}[<0;5;6m\u{1B}[<64;300;1M\u{1B}[<65;1;2M")
        try terminal.wait(for: "M click(4,5) doubleClick(4,5) wheelUp(299,0) wheelDown(0,1)")
        // Other buttons, motion and nonsense are nothing.
        terminal.type("\u{1B}[<2;5;6M\u{1B}[<32;5;6M\u{1B}[<0;5M\u{1B}[<xb")
        try terminal.wait(for: "wheelDown(0,1) b")
        terminal.type("S")
        try terminal.wait(for: "the other program") { !$0.isAlternate && $0.shows("outside") }
        #expect(terminal.screen.modes.isDisjoint(with: [1000, 1006]))
        terminal.type("\n")
        try terminal.wait(for: "the screen again") { $0.isAlternate && $0.modes.isSuperset(of: [1000, 1006]) }
        terminal.signal(SIGTERM)
        #expect(try terminal.waitForEnd() == .signal(SIGTERM))
        #expect(terminal.screen.modes.isDisjoint(with: [1000, 1006]))
        leftInOrder(terminal, modes)
    }

    @Test func `what is copied is safe text in base64`() throws {
        let terminal = try start()
        try terminal.wait(for: "keys")
        terminal.type("Y")
        try terminal.wait(for: "keys Y")
        let text = try #require(
            terminal.screen.copied.first.flatMap { Data(base64Encoded: $0.filter { $0 != "\u{7}" }) })
        #expect(String(decoding: text, as: UTF8.self) == "copied \\x1B[2J")
        terminal.type("q")
        _ = try terminal.waitForEnd()
        #expect(terminal.screen.unexpected == [])
        let poor = try start(["TERM": "vt100"])
        try poor.wait(for: "keys")
        poor.type("Y")
        try poor.wait(for: "keys Y")
        #expect(poor.screen.copied.isEmpty)
    }

    @Test(arguments: [
        ("POSIX", "", "----"), ("", "de_XX.UTF-8", "────"), ("C.UTF-8", "", "────"), ("", "xx_XX.ISO-8859-1", "----"),
    ]) func `the locale says whether lines and signs are ASCII, also one that this system lacks`(
        _ all: String, _ language: String, _ line: String
    ) throws {
        let terminal = try start(["LC_ALL": all, "LANG": language])
        try terminal.wait(for: "keys")
        #expect(terminal.screen.lines[23].hasPrefix(line))
    }

    @Test(arguments: [("xterm-256color", "────"), ("tmux-256color", "────"), ("vt100", "----"), ("linux", "----")])
    func `where no locale is named, the terminal says whether lines and signs are ASCII`(_ name: String, _ line: String)
        throws
    {
        let terminal = try start(["TERM": name, "LC_ALL": "", "LC_CTYPE": "", "LANG": ""])
        try terminal.wait(for: "keys")
        #expect(terminal.screen.lines[23].hasPrefix(line))
    }

    @Test func `the answer to a status report is no key, wherever it comes`() throws {
        let terminal = try start()
        try terminal.wait(for: "keys")
        terminal.type("R")
        try terminal.wait(for: "the question") { $0.reports == 1 }
        terminal.type("a\u{1B}[0nb")
        try terminal.wait(for: "keys R a reported b")
        // In pieces, as over a line that stutters.
        terminal.type("R")
        try terminal.wait(for: "the next question") { $0.reports == 2 }
        terminal.type("\u{1B}")
        try? terminal.wait(for: "the rest", seconds: 0.06) { _ in false }
        terminal.type("[0")
        try? terminal.wait(for: "the rest", seconds: 0.06) { _ in false }
        terminal.type("nc")
        try terminal.wait(for: "reported b R reported c")
        // In the middle of a paste.
        terminal.type("R")
        try terminal.wait(for: "the third question") { $0.reports == 3 }
        terminal.type("\u{1B}[200~qq\u{1B}[0nqq\u{1B}[201~")
        try terminal.wait(for: "c R paste(qqqq) reported")
        // One that nobody asked for, and an escape with a key behind it.
        terminal.type("\u{1B}[0nd")
        try terminal.wait(for: "reported d")
        terminal.type("R")
        try terminal.wait(for: "the fourth question") { $0.reports == 4 }
        terminal.type("\u{1B}x")
        try terminal.wait(for: "d R alt-x")
        // Right behind an escape that somebody pressed.
        terminal.type("\u{1B}\u{1B}[0ne")
        try terminal.wait(for: "alt-x esc reported e")
        terminal.type("q")
        #expect(try terminal.waitForEnd() == .code(0))
        #expect(terminal.screen.unexpected == [])
    }

    @Test func `a changed letter costs a few bytes, not a screen`() throws {
        let terminal = try start()
        try terminal.wait(for: "keys")
        // What is left of the first picture has come when an answer to a key has.
        terminal.type("z")
        try terminal.wait(for: "keys z")
        let before = terminal.output.count
        terminal.type("a")
        try terminal.wait(for: "keys z a")
        #expect(terminal.output.count - before < 60)
    }
}
