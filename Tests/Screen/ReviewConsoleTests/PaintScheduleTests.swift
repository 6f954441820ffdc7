import Handoff
import ReviewDesk
import Testing

@testable import ReviewConsole
@testable import ReviewFlow

@Suite struct `When the screen is drawn` {
    private let progress = Message.desk(.filtered(FilterJob(QueueView("", .all), number: 1)))
    private let answer = Message.changed(1)

    private func drawn(at time: Int64) -> PaintSchedule {
        var schedule = PaintSchedule()
        schedule.notePainted(at: time)
        return schedule
    }

    @Test func `a key that is answered at once is drawn at once, and only once`() {
        var schedule = drawn(at: 0)
        #expect(!schedule.isDue(isAwaited: false, isFollowed: false, at: 50))
        schedule.noteInput(at: 100)
        #expect(schedule.isDue(isAwaited: false, isFollowed: false, at: 100))
        schedule.notePainted(at: 100)
        #expect(!schedule.isDue(isAwaited: false, isFollowed: false, at: 101))
    }

    @Test func `a key that the desk answers waits for the answer, but not for long`() {
        var schedule = drawn(at: 0)
        schedule.noteInput(at: 100)
        #expect(!schedule.isDue(isAwaited: true, isFollowed: false, at: 104))
        #expect(schedule.patience(longest: 20_000, at: 102) == 3)
        // Answered in time: one picture, with the answer in it.
        schedule.note([answer], at: 103)
        #expect(schedule.isDue(isAwaited: false, isFollowed: false, at: 103))
        // Not answered in time: what there is.
        #expect(schedule.isDue(isAwaited: true, isFollowed: false, at: 105))
    }

    @Test func `keys that follow each other do not put off what the first one waits for`() {
        var schedule = drawn(at: 0)
        for time in 100..<105 as Range<Int64> { schedule.noteInput(at: time) }
        #expect(schedule.isDue(isAwaited: true, isFollowed: false, at: 105))
    }

    @Test func `keys that wait already are taken first, but the screen never stands still for long`() {
        var schedule = drawn(at: 90)
        schedule.noteInput(at: 100)
        #expect(!schedule.isDue(isAwaited: false, isFollowed: true, at: 119))
        #expect(schedule.isDue(isAwaited: false, isFollowed: true, at: 120))
    }

    @Test func `how far work has come is drawn with the keys while there are any, else by itself`() {
        var schedule = drawn(at: 0)
        schedule.note([progress], at: 10)
        #expect(schedule.isDue(isAwaited: false, isFollowed: false, at: 10))

        schedule = drawn(at: 0)
        schedule.noteInput(at: 100)
        schedule.notePainted(at: 100)
        schedule.note([progress], at: 110)
        #expect(!schedule.isDue(isAwaited: false, isFollowed: false, at: 199))
        #expect(schedule.patience(longest: 20_000, at: 110) == 90)
        schedule.note([progress], at: 190)
        #expect(schedule.isDue(isAwaited: false, isFollowed: false, at: 200))
        schedule.notePainted(at: 200)
        #expect(!schedule.isDue(isAwaited: false, isFollowed: false, at: 300))
        #expect(schedule.patience(longest: 20_000, at: 300) == 20_000)
    }

    @Test func `a change of the terminal is drawn whatever is waited for`() {
        var schedule = drawn(at: 0)
        schedule.noteInput(at: 100)
        schedule.noteChange()
        #expect(schedule.isDue(isAwaited: true, isFollowed: false, at: 100))
    }
}
