import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension PlainSession {
    // MARK: What is listed

    /// Lists the view from its first handoff on.
    mutating func list() -> [Effect] {
        (listed, place, isWhole, isGoingOn, opensNext) = ([], nil, true, false, false)
        guard !view.query.isIndexed else {
            job = nil
            return [window(.start)]
        }
        requestNumber += 1
        return [.desk(.filter(FilterJob(view, number: requestNumber)))]
    }

    /// Lists what comes after the last row.
    mutating func more() -> [Effect] {
        guard let last = listed.last else { return list() }
        isGoingOn = true
        return [window(.row(last))]
    }

    mutating func window(_ anchor: QueueWindow.Request.Anchor) -> Effect {
        requestNumber += 1
        return .desk(
            .loadWindow(QueueWindow.Request(view: view, job: job, folded: [], anchor: anchor, number: requestNumber)))
    }

    mutating func take(_ window: QueueWindow) -> Answer {
        guard window.request.number == requestNumber else { return Answer() }
        now = window.now
        total = window.total
        if isOpening, window.total == 0, context.views.count > 1 {
            isOpening = false
            view = context.views[1]
            return Answer(
                lines: ["Nothing waits for you: these are all that wait for anybody."], effects: list())
        }
        isOpening = false
        var answer = Answer()
        if !isGoingOn { answer.lines.append(headline(window)) }
        var headings: [DisplayText] = []
        var count = 0
        isWhole = window.reachesEnd
        for line in window.lines.dropFirst(isGoingOn ? window.anchorIndex + 1 : 0) {
            switch line {
            case .heading(let path, let count, _): headings.append(heading(path, count))
            case .handoff(let row, _):
                guard count < Self.pageSize else {
                    isWhole = false
                    continue
                }
                count += 1
                listed.append(row)
                answer.lines += headings + [text(of: row, number: listed.count, window.claims[row.id])]
                headings = []
            }
        }
        if count == 0, isGoingOn { isWhole = true }
        if !isWhole { answer.lines.append("There are more: 'more' lists them.") }
        if opensNext {
            opensNext = false
            let opened = next()
            answer.lines += opened.lines
            answer.effects += opened.effects
        }
        return answer
    }

    private func headline(_ window: QueueWindow) -> DisplayText {
        let number = context.views.firstIndex { $0.name.utf8.elementsEqual(view.name.utf8) && $0.query == view.query }
        let name: DisplayText = number.map { "View \($0 + 1), \(DisplayText(view.name))" } ?? "Filter"
        let filter = DisplayText(view.query.text)
        return
            "\(name)\(filter.isEmpty ? "" : ", \(filter)" as DisplayText): \(Wording.handoffs(window.total)), \(Wording.arrangement(view))."
    }

    private func heading(_ path: [String], _ count: Int) -> DisplayText {
        let outer = path.dropLast().map { DisplayText($0) }
        let name = DisplayText.joined(outer + [Wording.heading(path, view.grouping, now: now)], by: ", ")
        return "Group \(name): \(Wording.handoffs(count))."
    }

    // The title comes last: nothing in it can pass for what the program says of it.
    private func text(of row: QueueRow, number: Int, _ claim: Claim?) -> DisplayText {
        let confidence: DisplayText =
            row.confidence.map { "confidence \(DisplayText($0.text))" } ?? "no confidence stated"
        let due: DisplayText = row.due.map { ", \(Wording.due($0, now))" } ?? ""
        let held: DisplayText = holder(claim).map { ", \($0)" } ?? ""
        return
            "Row \(number): \(tagMark(row))\(Self.state(row.state)), \(confidence)\(due)\(held): \(DisplayText(row.title))"
    }

    /// A state, and whether anything more can happen.
    static func state(_ state: HandoffState) -> DisplayText {
        "\(DisplayText(state.rawValue)), \(state.isFinal ? "final" : "provisional" as DisplayText)"
    }

    // MARK: What is opened

    /// Opens the row with a number, from 1.
    mutating func open(row number: Int) -> Answer {
        guard listed.indices.contains(number - 1) else {
            return say(
                listed.isEmpty ? "There is no handoff in the list." : "The list has rows 1 to \(listed.count).")
        }
        place = number - 1
        return read(listed[number - 1].id, .sheet(.summary))
    }

    /// Opens the next row; reads on where the list goes on.
    mutating func next() -> Answer {
        let number = (place ?? -1) + 2
        if number <= listed.count { return open(row: number) }
        if isWhole { return say("That was the last one; 'list' reads the list again.") }
        opensNext = true
        return Answer(effects: more())
    }

    // MARK: How it is listed

    mutating func show(view name: String) -> Answer {
        if name.utf8.isEmpty {
            return Answer(
                lines: context.views.enumerated().map { index, view in
                    "View \(index + 1), \(DisplayText(view.name)): \(DisplayText(view.query.text))"
                })
        }
        let index = context.views.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } ?? Int(name).map { $0 &- 1 }
        guard let index, context.views.indices.contains(index) else {
            return say("There is no view '\(DisplayText(name))'; 'view' lists them.")
        }
        view = context.views[index]
        isOpening = false
        return Answer(effects: list())
    }

    mutating func filter(_ text: String) -> Answer {
        if text.utf8.isEmpty { return say("The filter is now: \(DisplayText(view.query.text))") }
        do throws(FilterError) {
            let query = try QueueQuery(text)
            view = QueueView("filter", query, grouping: view.grouping, order: view.order)
            isOpening = false
            return Answer(effects: list())
        } catch {
            return say("\(DisplayText(error.message)), at column \(error.place.lowerBound + 1).")
        }
    }

    mutating func group(_ name: String) -> Answer {
        guard let grouping = QueueGrouping(rawValue: name) else {
            return choices("group", QueueGrouping.allCases.map(\.rawValue).joined(separator: ", "))
        }
        view.grouping = grouping
        return Answer(effects: list())
    }

    mutating func sort(_ name: String) -> Answer {
        guard let order = QueueOrder(text: name) else { return choices("sort", QueueOrder.wordings) }
        view.order = order
        return Answer(effects: list())
    }

    private func choices(_ command: DisplayText, _ names: String) -> Answer {
        say("'\(command)' takes \(DisplayText(names)); it is \(Wording.arrangement(view)).")
    }
}
