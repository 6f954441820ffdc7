import ContractEngine
import Fixtures
import Foundation
import Handoff
import JSON
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `A person's own configuration` {
    @Test func `the page's example is taken, and does what it says`() throws {
        let page = try String(
            contentsOf: SharedData.package.appending(path: "docs/configuration.md"), encoding: .utf8)
        let start = try #require(page.range(of: "```yaml\n")?.upperBound)
        let end = try #require(page.range(of: "```", range: start..<page.endIndex)?.lowerBound)
        let settings = try ConsoleSettings(yaml: String(page[start..<end]), file: "config.yaml")
        #expect(settings.keymap.keys(of: "down") == ["j", "down", "ctrl-n"])
        #expect(settings.keymap.action(of: "ctrl-n")?.id == "down")
        #expect(settings.keymap.action(of: "S") == nil)
        #expect(settings.keymap.keys(of: "fold") == ["z"])
        #expect(settings.views.count == 7 && settings.theme == "countersign-dark")
        #expect(settings.notification.bell && settings.notification.command == ["notify-send", "Countersign"])
    }

    @Test(arguments: [
        ("thme: x", 1, "did you mean 'theme'?"), ("keys: [a]", 1, "keys is a mapping"),
        ("keys:\n  aprove: a", 2, "did you mean 'approve'?"), ("keys:\n  down: [ctrl-space-x]", 2, "there is no key"),
        ("keys:\n  down: x\n  up: x", 3, "bound to 'down' already"), ("keys:\n  down: a", 2, "only key of 'approve'"),
        ("keys:\n  help: []", 2, "has to have a key"), ("keys:\n  down: {}", 2, "is a text"),
        ("keys:\n  approve: y", 2, "confirms a decision"),
        ("keys:\n  page-down: a x", 2, "begins another one"), ("keys:\n  down: [j, Y]", 2, "begins another one"),
        ("keys:\n  down: j\n  down: k", 2, "stands there twice"),
        ("notify: yes", 1, "notify is a mapping"), ("notify: { bell: loud }", 1, "bell is true or false"),
        ("notify: { bel: true }", 1, "did you mean 'bell'?"), ("notify: { command: [./x] }", 1, "its whole path"),
        ("notify: { command: [] }", 1, "begins with a program"), ("theme: [a]", 1, "theme is a text"),
        ("# mine\ntheme: nope", 2, "there is no theme 'nope'; 'countersign themes' lists them"),
        ("theme: norrd", 1, "did you mean 'nord'?"), ("theme: Nord", 1, "did you mean 'nord'?"),
        ("theme:", 1, "there is no theme ''"), ("theme: ~", 1, "there is no theme '~'"),
        ("keys:\n  down:", 2, "there is no key ''"), ("keys:\n  down: ''", 2, "there is no key ''"),
        ("keys:\n  down: ctrl-N", 2, "there is no key 'ctrl-N'"), ("keys:\n  down: ctrl-1", 2, "there is no key"),
        ("keys:\n  down: ' j'", 2, "there is no key ' j'"), ("keys:\n  down: 'x  y'", 2, "there is no key"),
        ("keys:\n  down: f01", 2, "there is no key 'f01'"), ("keys:\n  down: \"\\t\"", 2, "there is no key"),
        ("keys:\n  down: 'x y z'", 2, "there is no key"), ("keys:\n  down: shift-tab", 2, "there is no key"),
        ("keys:\n  down: ctrl-c", 2, "keeps it for itself"), ("keys:\n  down: ctrl-z", 2, "keeps it for itself"),
        ("keys:\n  down: ctrl-h", 2, "can't tell 'ctrl-h' from"), ("keys:", 1, "keys is a mapping"),
        ("views:", 1, "views is a list"), ("views:\n  -", 2, "a view is a mapping"),
        ("views:\n  - { name: '' }", 2, "needs a name"), ("views:\n  - { name: [a] }", 2, "name is a text"),
        ("views:\n  - { name: a, filter: [a] }", 2, "filter is a text"),
        ("views:\n  - { name: a, filter: 'amonut>1' }", 2, "at column 1 of the filter"),
        ("views:\n  - { name: a, filter: 'amount>ten' }", 2, "of the filter"),
        ("views:\n  - { name: a, group: }", 2, "group is owner"),
        ("views:\n  - { name: a, group: Owner }", 2, "not 'Owner'"), ("views:\n  - { name: a, sort: }", 2, "sort is"),
        ("views:\n  - { name: a, sort: --due }", 2, "not '--due'"),
        ("views:\n  - { name: a, sort: due, sort: age }", 2, "'sort' stands there twice"),
        ("views:\n  - { name: a }\n  - { name: b }\n  - { name: a }", 4, "the view 'a' stands there twice"),
        ("notify:", 1, "notify is a mapping"), ("notify: { bell: }", 1, "bell is true or false"),
        ("notify: { bell: yes }", 1, "bell is true or false"), ("notify: { bell: [true] }", 1, "bell is a text"),
        ("notify: { command: }", 1, "begins with a program"), ("notify: { command: { a: b } }", 1, "command is a text"),
        ("notify: { command: notify-send Countersign }", 1, "a list: [notify-send, Countersign]"),
        ("theme: nord\n---\ntheme: nord", 2, "not YAML"), ("nope", 1, "the file is a mapping"),
        ("- theme: nord", 1, "the file is a mapping"), ("theme: nord\ntheme: dracula", 1, "'theme' stands there twice"),
        ("? [a]\n: b", 1, "a key is a text"),
    ])
    func `a mistake is named with its place`(text: String, line: Int, message: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try ConsoleSettings(yaml: text, file: "config.yaml", themes: ["dracula", "nord"])
        }
        let problem = error?.problems.first
        #expect(problem?.line == line && problem?.column ?? 0 > 0, "\(problem?.description ?? "")")
        #expect(problem?.message.contains(message) ?? false, "\(problem?.description ?? "")")
    }
}

@Suite struct `What the console remembers` {
    private func session() throws -> SavedSession {
        SavedSession(
            view: QueueView(
                "filter", try QueueQuery("state:pending amount>10"), grouping: .due,
                order: QueueOrder(.stake, isReversed: true)),
            cursor: .handoff(PaperDesk.id(3)))
    }

    @Test func `it reads back what it wrote, for each store`() throws {
        let session = try session()
        let file = session.file(replacing: nil, store: "/srv/a")
        #expect(SavedSession(file, store: "/srv/a") == session)
        #expect(SavedSession(file, store: "/srv/b") == nil)
        var other = session
        other.cursor = nil
        let both = other.file(replacing: file, store: "/srv/b")
        #expect(SavedSession(both, store: "/srv/a") == session && SavedSession(both, store: "/srv/b") == other)
        #expect(!String(decoding: both, as: UTF8.self).contains("/srv"))
    }

    @Test(arguments: ["", "{", "[]", "{\"stores\":[]}", "{\"stores\":{}}", "\u{0}", "{\"stores\":{\"x\":1}}"])
    func `anything else is ignored`(_ text: String) throws {
        #expect(SavedSession(Array(text.utf8), store: "/srv/a") == nil)
        let file = try session().file(replacing: Array(text.utf8), store: "/srv/a")
        #expect(try SavedSession(file, store: "/srv/a") == session())
    }

    @Test func `the console goes on where it was, and keeps nothing else`() throws {
        var console = TestConsole(`Pictures of the console`.desk(), width: 100, height: 30)
        console.press("j j j :")
        console.type("sort confidence")
        console.press("enter :")
        console.type("comment 'not for others'")
        console.press("enter esc")
        let saved = SavedSession(console.state)
        #expect(saved.cursor == console.state.cursor && console.state.selected != nil)
        let file = try JSONValue(parsing: saved.file(replacing: nil, store: "/srv/a"))
        let kept = try #require(file["stores"]?.object?.members.first?.value.object)
        #expect(file.object?.names == ["stores"])
        #expect(kept.names.sorted() == ["cursor", "filter", "group", "sort", "view"])
        #expect(kept["sort"] == "confidence" && kept["group"] == "owner" && kept["filter"] == "state:pending")
        var later = TestConsole(console.desk, width: 100, height: 30, view: 1)
        later.go(later.state.start(from: saved))
        #expect(later.state.cursor == saved.cursor && later.state.view == saved.view)
        #expect(later.state.selected != nil && later.state.dossier?.handoff.id == later.state.selected)
        // What was typed on the ':' line comes back in this console, and in no later one.
        console.press(": up")
        #expect(console.state.commandLine?.editor.text == "comment 'not for others'")
        later.press(": up")
        #expect(later.state.commandLine?.editor.text == "")
    }

    @Test func `lines that an earlier version kept are ignored, and gone with the next write`() throws {
        let session = try session()
        // What an earlier version wrote for two stores.
        let both = session.file(replacing: session.file(replacing: nil, store: "/srv/b"), store: "/srv/a")
        var text = String(decoding: both, as: UTF8.self)
        text.replace("\"cursor\":", with: "\"commands\":[\"group due\",\"escalate 'secret'\"],\"cursor\":")
        #expect(text.matches(of: /secret/).count == 2)
        #expect(SavedSession(Array(text.utf8), store: "/srv/a") == session)
        let file = session.file(replacing: Array(text.utf8), store: "/srv/a")
        #expect(SavedSession(file, store: "/srv/a") == session && SavedSession(file, store: "/srv/b") == session)
        #expect(!String(decoding: file, as: UTF8.self).contains("commands"))
    }

    @Test func `the cursor comes back in a view that no index answers too`() throws {
        let desk = PaperDesk()
        for number in 1...40 { desk.add(number, "Pay invoice \(number)", amount: number % 2 == 0 ? "10" : "99") }
        var console = TestConsole(desk, width: 100, height: 24)
        console.press(":")
        console.type("filter amount>50")
        console.press("enter j j j j j")
        let saved = SavedSession(console.state)
        #expect(saved.cursor == .handoff(PaperDesk.id(11)) && saved.view.query.text == "amount>50")
        var later = TestConsole(desk, width: 100, height: 24, view: 1)
        later.go(later.state.start(from: saved))
        #expect(later.selectedNumber == 11 && later.state.dossier?.handoff.id == PaperDesk.id(11))
        #expect(later.rows == console.rows)
    }

    @Test func `the cursor comes back on a heading, with what was around it`() throws {
        let desk = PaperDesk()
        for number in 1...90 {
            desk.add(number, "Pay invoice \(number)", confidence: ["0.41", "0.72", "0.95"][number % 3])
        }
        var console = TestConsole(desk, width: 100, height: 24)
        console.press("G")
        while console.state.selected != nil { console.press("k") }
        let saved = SavedSession(console.state)
        #expect(saved.cursor == .heading(["team:payables", "high"]))
        let file = saved.file(replacing: nil, store: "/srv/a")
        #expect(SavedSession(file, store: "/srv/a") == saved)
        var later = TestConsole(desk, width: 100, height: 24, view: 1)
        later.go(later.state.start(from: SavedSession(file, store: "/srv/a")))
        #expect(later.state.cursor == saved.cursor && later.state.view == saved.view)
        #expect(later.rows.contains { $0.hasPrefix("▌  ▾ high") })
        later.press("j")
        #expect(later.state.window?.lines[try #require(later.state.cursorIndex) - 1].place == saved.cursor)
    }

    @Test func `a heading is waited for where a filter has to find it first, until a key is pressed`() throws {
        let desk = PaperDesk()
        for number in 1...90 {
            desk.add(number, "Pay invoice \(number)", confidence: ["0.41", "0.72", "0.95"][number % 3])
        }
        let view = QueueView("filter", try QueueQuery("amount>50"), grouping: .owner, order: QueueOrder())
        let place = QueuePlace.heading(["team:payables", "high"])
        func open() -> TestConsole {
            var console = TestConsole(desk, width: 100, height: 24)
            console.state = ConsoleState(console.state.context)
            console.send(.resized(width: 100, height: 24))
            (console.pagesPerPiece, console.isHeld) = (1, true)
            console.go(console.state.start(from: SavedSession(view: view, cursor: place)))
            console.step()
            return console
        }
        var patient = open(), hasty = open()
        #expect(patient.state.job?.isPartial == true)
        while !patient.held.isEmpty { patient.step() }
        #expect(patient.state.cursor == place && patient.rows.contains { $0.hasPrefix("▌  ▾ high") })
        hasty.press("j")
        while !hasty.held.isEmpty { hasty.step() }
        let lines = try #require(hasty.state.window?.lines)
        #expect(hasty.state.cursor == lines.compactMap(\.row).dropFirst().first.map { .handoff($0.id) })
    }

    @Test func `a heading that has nothing any more is not gone back to, and no key is thrown away for it`() throws {
        var console = TestConsole(`Pictures of the console`.desk(), width: 100, height: 24)
        console.done = []
        let gone = SavedSession(view: QueueView.builtIn[1], cursor: .heading(["team:none", "low"]))
        console.state = ConsoleState(console.state.context)
        console.send(.resized(width: 100, height: 24))
        console.go(console.state.start(from: gone))
        #expect(console.selectedNumber == 4 && console.done.isEmpty)
    }

    @Test(arguments: ["[]", "[1]", "[\"a\", null]", "{}", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]"])
    func `a cursor that is no place is none`(_ cursor: String) throws {
        let file = SavedSession(view: QueueView.builtIn[1], cursor: .heading(["a"])).file(replacing: nil, store: "/s")
        let text = String(decoding: file, as: UTF8.self).replacing("[\"a\"]", with: cursor)
        #expect(text.contains(cursor))
        let session = try #require(SavedSession(Array(text.utf8), store: "/s"))
        #expect(session.cursor == nil)
    }

    @Test func `a place is written down once somebody has stayed there, and once`() throws {
        let (here, there) = (try session(), SavedSession(view: QueueView.builtIn[1], cursor: nil))
        var pace = SessionPace(kept: here)
        func isDue(_ session: SavedSession, at time: Int64) -> Bool { pace.isDue(session, at: time) }
        #expect(!isDue(here, at: 0) && !isDue(here, at: 9_000) && pace.patience(at: 9_000) == nil)
        #expect(!isDue(there, at: 10_000) && pace.patience(at: 10_500) == 1_500)
        // Who goes on has not stayed.
        #expect(!isDue(here, at: 11_000) && !isDue(there, at: 11_500))
        #expect(!isDue(there, at: 13_499) && pace.patience(at: 13_499) == 1)
        #expect(isDue(there, at: 13_500) && pace.patience(at: 13_500) == nil)
        #expect(!isDue(there, at: 20_000))
        #expect(!isDue(here, at: 20_001) && isDue(here, at: 22_001))
    }

    @Test func `a session does not begin on what was finished meanwhile`() throws {
        let desk = PaperDesk()
        for number in 1...5 { desk.add(number, "Pay invoice \(number)", dueInMinutes: number) }
        try desk.act(.reject(reason: "duplicate"), on: PaperDesk.id(3), by: "mei")
        var console = TestConsole(desk, width: 100, height: 24)
        console.state = ConsoleState(console.state.context)
        console.send(.resized(width: 100, height: 24))
        let view = QueueView.builtIn[1]
        console.go(console.state.start(from: SavedSession(view: view, cursor: .handoff(PaperDesk.id(3)))))
        #expect(console.selectedNumber == 1)
        #expect(!console.shows("FINAL"))
    }

    @Test func `the file is its owner's alone`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try #require(SessionFile(["XDG_STATE_HOME": folder]))
        #expect(file.read() == nil)
        for text in ["one", "two"] {
            file.write(Array(text.utf8))
            #expect(file.read() == Array(text.utf8))
        }
        let facts = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(facts[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/countersign") == ["session.json"])
        #expect(
            SessionFile([:]) == nil && SessionFile(["HOME": "/h"])?.path == "/h/.local/state/countersign/session.json")
    }

    @Test func `what a killed console left is removed, and nothing else`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try #require(SessionFile(["XDG_STATE_HOME": folder]))
        file.write(Array("kept".utf8))
        func name(_ end: some CustomStringConvertible) -> String { "session.json.\(end)" }
        // A process that was there and is not any more, one that is, and one that may be somebody else's.
        let ended = Process()
        ended.executableURL = URL(filePath: "/bin/true")
        try ended.run()
        ended.waitUntilExit()
        let gone = ended.processIdentifier
        let others = [
            name(getpid()), name(1), name("0\(gone)"), name("\(gone)x"), name("-\(gone)"), name("\(gone).1"), name(""),
            name(0), name("+\(gone)"), name("99999999999999999999"), "\(gone)", "session.jsonx\(gone)", "session.json",
        ]
        let place = folder + "/countersign/"
        for other in others where other != "session.json" { try Data("x".utf8).write(to: URL(filePath: place + other)) }
        try Data("half of it".utf8).write(to: URL(filePath: place + name(gone)))
        file.removeLeftovers()
        #expect(try FileManager.default.contentsOfDirectory(atPath: place).sorted() == others.sorted())
        #expect(file.read() == Array("kept".utf8))
        // What has the name and is no file stays too.
        try FileManager.default.createSymbolicLink(
            atPath: place + name(gone), withDestinationPath: place + "session.json")
        file.removeLeftovers()
        #expect(try FileManager.default.contentsOfDirectory(atPath: place).count == others.count + 1)
        try FileManager.default.removeItem(atPath: place + name(gone))
        try FileManager.default.createDirectory(atPath: place + name(gone), withIntermediateDirectories: false)
        file.removeLeftovers()
        #expect(try FileManager.default.contentsOfDirectory(atPath: place).count == others.count + 1)
    }

    @Test func `a console that begins clears up after one that was killed`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try #require(SessionFile(["XDG_STATE_HOME": folder]))
        file.write(Array("{}".utf8))
        let ended = Process()
        ended.executableURL = URL(filePath: "/bin/true")
        try ended.run()
        ended.waitUntilExit()
        let left = "\(file.path).\(ended.processIdentifier)"
        try Data("half of it".utf8).write(to: URL(filePath: left))
        let keeper = SessionKeeper(file, store: "/srv/a")
        keeper.keepLast(try session())
        #expect(!FileManager.default.fileExists(atPath: left))
        #expect(SessionKeeper(file, store: "/srv/a").last == (try session()))
    }
}

@Suite struct `What is new` {
    @Test func `only what is new since the beginning, once`() throws {
        let desk = PaperDesk(person: "robin")
        desk.add(1, "old", state: .escalated)
        desk.add(2, "new")
        var finder = NewsFinder()
        #expect(try finder.look(desk) == [])
        #expect(try finder.look(desk) == [])
        try desk.act(.escalate(reason: "unclear", to: [.person("robin")]), on: PaperDesk.id(2), by: "dana")
        #expect(try finder.look(desk) == [News(kind: .escalated, id: PaperDesk.id(2))])
        #expect(try finder.look(desk) == [])
        // Whoever leads the owning team takes escalations to others too.
        desk.add(3, "for somebody else")
        try desk.act(.escalate(reason: "unclear", to: [.person("mei")]), on: PaperDesk.id(3), by: "dana")
        #expect(try finder.look(desk) == [News(kind: .escalated, id: PaperDesk.id(3))])
        desk.add(4, "of another team", owner: "team:credit")
        try desk.act(.escalate(reason: "unclear", to: [.person("mei")]), on: PaperDesk.id(4), by: "dana")
        #expect(try finder.look(desk) == [])
    }

    @Test func `a person's program gets kind and id, and is ended when it takes too long`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let out = folder.appending(path: "out").path
        let news = News(kind: .escalated, id: PaperDesk.id(7))
        let script = "echo \"$1 $2 $COUNTERSIGN_EVENT $COUNTERSIGN_HANDOFF\" > \(out)"
        let hook = Hook(command: ["sh", "-c", script, "hook"], environment: ["PATH": "/usr/bin:/bin"])
        #expect(hook.run(news))
        let id = news.id.description
        #expect(try String(contentsOfFile: out, encoding: .utf8) == "escalated \(id) escalated \(id)\n")
        var slow = Hook(command: ["/bin/sh", "-c", "sleep 1000"], environment: [:])
        slow.limit = 0
        #expect(!slow.run(news))
        let none = Hook(command: ["no-such-program"], environment: ["PATH": "/usr/bin"])
        #expect(!none.run(news) && !none.isThere)
        #expect(hook.isThere && slow.isThere && !Hook(command: ["/etc/no-such-program"], environment: [:]).isThere)
    }
}

@Suite struct `The status line` {
    @Test func `says that the store can't be read, and when it can be again`() {
        var console = TestConsole(`Pictures of the console`.desk(), width: 100, height: 30)
        console.send(.desk(.failed(.usage("the store is busy"))))
        #expect(console.shows("the store is busy"))
        console.press("j")
        #expect(console.shows("the store can't be read: trying again"))
        console.poll()
        #expect(console.shows("the store can be read again"))
        console.press("j")
        #expect(console.shows("/srv/handoffs") && !console.shows("trying again"))
    }
}
