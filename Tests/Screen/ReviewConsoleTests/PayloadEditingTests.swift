import ReviewDesk
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `Editing a payload as text` {
    /// What the editor was given, what was told between its runs, and how it ended.
    private func edit(
        from text: String? = nil, _ changes: [(String) -> String], goesOn: [Bool]
    ) throws -> (given: [String], told: [[String]], end: PayloadEditing.End) {
        let desk = PaperDesk()
        let id = desk.add(2, "Pay ACME invoice 4002")
        var (given, told): ([String], [[String]]) = ([], [])
        let end = try PayloadEditing(desk.dossier(id)).run(
            from: text, request: { Edit($0) },
            editor: { shown in
                given.append(shown)
                return changes[given.count - 1](shown)
            },
            goesOn: {
                told.append($0)
                return goesOn[told.count - 1]
            }, preview: { edit throws(DeskError) in try desk.preview(edit, of: id) })
        return (given, told, end)
    }

    @Test func `What is wrong stands above its line while the editor is open, and is gone from what is kept`() throws {
        let run = try edit(
            [
                { $0.replacing("amount: 1250.00", with: "amount: -1") },
                { $0.replacing("amount: -1", with: "#! odd\namount: [-1") },
                { $0.replacing("amount: [-1", with: "amount: -2") },
            ], goesOn: [true, true, false])
        let changed = run.given[0].replacing("amount: 1250.00", with: "amount: -1")
        #expect(
            run.given[1] == "#! 1 thing is wrong; it stands above line 7 !#\n"
                + changed.replacing("amount", with: "#! An amount is positive [positive] !#\namount"))
        #expect(run.told[0] == ["line 7, /payload/amount: An amount is positive [positive]"])
        // Only what is wrong now, and what the person wrote.
        let broken = changed.replacing("amount: -1", with: "#! odd\namount: [-1")
        #expect(run.given[2].split(separator: "\n").filter { $0.hasPrefix("#!") }.count == 3)
        #expect(run.given[2].contains("\n#! odd\namount: [-1\n#! this is not YAML: "))
        #expect(run.told[1].count == 1 && run.told[1][0].hasPrefix("line 9: this is not YAML: "))
        guard case .givenUp(let text) = run.end else { return #expect(Bool(false), "\(run.end)") }
        #expect(text == broken.replacing("[-1", with: "-2"))
    }

    @Test func `Left as it was but for what is wrong it is unchanged`() throws {
        let run = try edit(
            [
                { $0.replacing("amount: 1250.00", with: "amount: -1") },
                { $0.replacing("amount: -1", with: "amount: 1250.00") },
            ], goesOn: [true])
        guard case .unchanged = run.end else { return #expect(Bool(false), "\(run.end)") }
        #expect(run.given[1].hasPrefix("#! "))
    }
}
