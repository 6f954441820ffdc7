import ContractEngine
import Handoff
import ReviewDesk
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `A person's settings` {
    @Test func `views of one's own come after the six, or in the place of one`() throws {
        let settings = try ConsoleSettings(
            yaml: """
                views:
                  - { name: large, filter: 'state:pending amount>10000', group: none, sort: -amount }
                  - name: my queue
                    filter: taker:me -band:high
                """, file: "config.yaml")
        #expect(settings.views.count == 7)
        #expect(settings.views[0].query.text == "taker:me -band:high")
        #expect(settings.views[6].name == "large" && settings.views[6].grouping == .none)
        #expect(settings.views[6].order == QueueOrder(.stake, isReversed: true))
        let desk = PaperDesk()
        desk.add(1, "small")
        desk.add(2, "large", amount: "10000.01")
        var console = TestConsole(desk, width: 110, height: 30, views: settings.views)
        console.press("7")
        #expect(console.rows[0].contains("[7 large 1]"))
        #expect(console.selectedNumber == 2 && console.shows("10000.01"))
        #expect(try ConsoleSettings(yaml: "", file: "config.yaml").views == QueueView.builtIn)
        // The theme that the console keeps stands in the same file.
        #expect(try ConsoleSettings(yaml: "theme: \"nord\"\n", file: "config.yaml").views == QueueView.builtIn)
    }

    @Test(arguments: [
        ("views: {}", 1, "views is a list"), ("colour: red", 1, "the keys are views"),
        ("views:\n  - name: a\n    filter: 'state:propsed'", 3, "did you mean 'proposed'"),
        ("views:\n  - { name: a, group: day }", 2, "group is owner, contract"),
        ("views:\n  - { name: a, sort: size }", 2, "sort is due"), ("views:\n  - { filter: '' }", 2, "needs a name"),
        ("views:\n  - { name: a, colour: red }", 2, "a view has name"), ("views:\n - [", 3, "not YAML"),
        ("views: [a]", 1, "a view is a mapping"),
    ])
    func `a mistake is named with its line`(text: String, line: Int, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try ConsoleSettings(yaml: text, file: "config.yaml") }
        let problem = error?.problems.first
        #expect(problem?.line == line && problem?.file == "config.yaml")
        #expect(problem?.message.contains(message) ?? false, "\(problem?.description ?? "")")
    }
}
