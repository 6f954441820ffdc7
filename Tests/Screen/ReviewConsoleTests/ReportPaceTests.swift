import Testing

@testable import ReviewConsole

@Suite struct `The pace of pictures` {
    private func answering() -> ReportPace {
        var pace = ReportPace()
        pace.begin(at: 0)
        #expect(pace.noteAnswer(at: ReportPace.firstAnswer) == nil)
        #expect(pace.asks && !pace.isSilent)
        return pace
    }

    @Test func `a terminal that answers late, or never, is not asked again`() {
        var late = ReportPace()
        late.begin(at: 0)
        #expect(!late.asks && !late.isUnderWay)
        #expect(late.noteAnswer(at: ReportPace.firstAnswer + 1) == nil)
        #expect(!late.asks && late.isSilent)
        var never = ReportPace()
        never.begin(at: 0)
        #expect(never.lapse(at: ReportPace.firstAnswer) == nil && !never.isSilent)
        #expect(never.lapse(at: ReportPace.firstAnswer + 1) == nil && never.isSilent)
        #expect(never.noteAnswer(at: 500) == nil && !never.asks)
    }

    @Test func `the next picture waits for the answer behind the last one, which says what can be read`() {
        var pace = answering()
        pace.noteSent(question: 7, at: 1_000)
        #expect(pace.isUnderWay && pace.patience(at: 1_100) == ReportPace.longestWait - 100)
        #expect(pace.noteAnswer(at: 1_800) == 7)
        #expect(!pace.isUnderWay && pace.patience(at: 1_800) == nil)
        // An answer to nothing says nothing.
        #expect(pace.noteAnswer(at: 1_900) == nil)
    }

    @Test func `a lost answer holds the screen for a while only, and then no more is asked for`() {
        var pace = answering()
        pace.noteSent(question: 3, at: 1_000)
        #expect(pace.lapse(at: 3_999) == nil && pace.isUnderWay)
        #expect(pace.lapse(at: 4_000) == 3)
        #expect(!pace.isUnderWay && pace.asks)
        // What may be the lost answer says nothing of the next picture.
        pace.noteSent(question: 4, at: 4_000)
        #expect(pace.noteAnswer(at: 4_010) == nil)
        #expect(pace.isUnderWay)
        #expect(pace.noteAnswer(at: 4_020) == 4)
        pace.noteSent(question: nil, at: 5_000)
        #expect(pace.lapse(at: 8_000) == nil)
        #expect(pace.isSilent && !pace.isUnderWay && !pace.asks)
    }

    @Test func `who had the terminal took what was on its way`() {
        var pace = answering()
        pace.noteSent(question: 1, at: 1_000)
        pace.noteInterrupted()
        #expect(!pace.isUnderWay && pace.asks)
    }
}
