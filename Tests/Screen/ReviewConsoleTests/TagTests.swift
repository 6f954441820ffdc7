import Handoff
import HandoffStore
import ReviewDesk
import Terminal
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `Tagging in the console` {
    func console(_ desk: PaperDesk = `Pictures of the console`.desk()) -> TestConsole {
        TestConsole(desk, width: 100, height: 30)
    }

    func tagged(_ console: TestConsole) -> [Int] {
        console.state.tags.inOrder.map { Int($0.id.description.suffix(4))! }
    }

    /// The line of the screen with a title, up to the pane's edge.
    func row(_ console: TestConsole, _ title: String) -> String {
        String(console.rows.dropFirst().first { $0.prefix(40).contains(title) }?.prefix(40) ?? "")
    }

    /// A desk with many in two groups.
    func many(_ count: Int) -> PaperDesk {
        let desk = PaperDesk()
        for number in 1...count {
            desk.add(number, "Pay \(number)", confidence: number % 3 == 0 ? "0.95" : "0.72", dueInMinutes: number)
        }
        return desk
    }

    @Test func `a key tags the row and goes on; the row and the title bar say so without colour`() {
        var console = console()
        console.press("j j j x")
        #expect(tagged(console) == [3])
        #expect(console.selectedNumber == nil)
        #expect(console.rows[0].contains("[2 all pending 5]  1 tagged (; decides)"))
        #expect(row(console, "0.41").hasPrefix(" * ◇ 0.41 Pay"))
        console.press("j x x")
        #expect(tagged(console) == [3, 1, 5])
        console.press("k k x")
        #expect(tagged(console) == [3, 5])
        #expect(row(console, "4001").hasPrefix("   ◇"))
    }

    @Test func `on a heading the key tags the whole group, folded or not, and again takes the tags off`() {
        var console = console()
        console.press("j x")
        #expect(tagged(console) == [3, 1, 5, 2])
        #expect(console.shows("4 more tagged"))
        console.press("x")
        #expect(tagged(console).isEmpty)
        #expect(console.shows("4 untagged"))
        console.press("j j j space x")
        #expect(tagged(console) == [1, 5])
        console.press("ctrl-t")
        #expect(tagged(console).isEmpty)
    }

    @Test func `a heading of which only a part is tagged is tagged whole`() {
        var console = console()
        console.press("j j j x k k k x")
        #expect(Set(tagged(console)) == [1, 2, 3, 5])
    }

    @Test func `a range goes from the last tag to here, either way, and leaves out what is folded`() {
        var console = console()
        console.press("X")
        #expect(console.shows("x tags the first one"))
        console.press("g j j x G X")
        #expect(tagged(console) == [4, 3, 1, 5, 2])
        console.press("ctrl-t G x")
        console.press("g j j X")
        #expect(Set(tagged(console)) == [4, 3, 1, 5, 2])
        console.press("ctrl-t g j j x j j j j space G X")
        #expect(tagged(console) == [4, 3, 2])
    }

    @Test func `a range that is longer than the screen holds is the same`() {
        let desk = many(1_000)
        var console = console(desk)
        console.press("g j j x G X")
        #expect(console.state.tags.count == 1_000)
        #expect(console.state.bulk.gathering == nil)
        console.press("ctrl-t x")
        console.press("g g j j j j X")
        // Of the first group's rows, the first two are above it.
        #expect(console.state.tags.count == 998)
        #expect(console.state.tags[PaperDesk.id(1)] == nil)
    }

    @Test func `a filter tags what it finds in the view, and an empty one nothing`() {
        var console = console()
        console.press("F")
        #expect(console.shows("Tag what this view lists"))
        console.type("confidence<0.8")
        console.press("enter")
        #expect(tagged(console) == [3, 1, 5])
        #expect(console.state.view.query.text == "state:pending")
        console.press("ctrl-t F enter")
        #expect(tagged(console).isEmpty)
        console.press("F")
        console.type("confidence<")
        console.press("enter")
        #expect(console.state.filterLine?.problem != nil)
        console.press("esc : ")
        console.type("tag-filter requester:me")
        console.press("enter")
        #expect(tagged(console) == [5])
        // What is not in the view is not tagged, although the filter would find it.
        console.press("ctrl-t 3")
        console.press("F")
        console.type("confidence<0.8")
        console.press("enter")
        #expect(tagged(console).isEmpty)
    }

    @Test func `tagging many says how far it is, keeps no key waiting, and can be stopped`() {
        var console = console(many(4_000))
        console.pagesPerPiece = 1
        console.isHeld = true
        console.press("g")
        console.release()
        console.isHeld = true
        console.press("x")
        console.step()
        console.step()
        #expect(console.shows("tagging: looked at 1,000, 1,000 tagged; esc stops"))
        console.press("j")
        #expect(!console.shows("tagging is at work"))
        console.press("esc")
        #expect(console.state.bulk.gathering == nil)
        console.release()
        #expect(console.state.tags.count == 1_000)
    }

    @Test func `there is a most that can be tagged`() {
        var tags = TagSet()
        let desk = many(3)
        let row = desk.desk.withLock { $0.entries }.count
        #expect(row == 3)
        guard var some = try? desk.row(PaperDesk.id(1)) else { return }
        for number in 0..<TagSet.most + 5 {
            some.id = PaperDesk.id(number + 10)
            tags.insert(some)
        }
        #expect(tags.count == TagSet.most)
        // What is tagged already can be tagged as it is now all the same.
        some.id = PaperDesk.id(10)
        some.version += 1
        let isTagged = tags.insert(some)
        #expect(isTagged)
    }

    @Test func `what changed since it was tagged says so, and is tagged again as it is now`() {
        var console = console()
        console.press("j j j x k")
        console.desk.revise(PaperDesk.id(3), title: "Pay somebody else", confidence: "0.41")
        console.poll()
        #expect(row(console, "somebody").hasPrefix("▌! ◇"))
        console.press("x")
        #expect(console.shows("tagged as it is now"))
        #expect(row(console, "somebody").hasPrefix(" * ◇"))
        #expect(console.state.tags[PaperDesk.id(3)]?.version == 2)
    }

    @Test func `a decision on one of them takes its tag, and says that the others are not meant`() {
        var console = console()
        console.press("j j j x k o a")
        #expect(console.shows("Approve this one only, not the 1 tagged"))
        console.press("y")
        #expect(console.state.tags.isEmpty)
    }
}
