import Handoff
import ReviewDesk
import ReviewFlow
import Terminal

extension ConsoleState {
    /// The place of the present view among those with numbers; nil when it is none of them.
    var viewNumber: Int? { context.views.firstIndex { sameName($0) && $0.query == view.query } }

    private func sameName(_ other: QueueView) -> Bool { other.name.utf8.elementsEqual(view.name.utf8) }

    /// Switches to one of the views with numbers.
    mutating func showView(_ index: Int) -> [Effect] {
        guard context.views.indices.contains(index) else {
            notice = Notice(text: "there are \(context.views.count) views; v shows them", role: .dim)
            return []
        }
        return show(context.views[index])
    }

    /// Switches to the view of a name, or without one to that of the key that was pressed.
    mutating func showView(named name: String) -> [Effect] {
        if name.utf8.isEmpty {
            let number = (Int(pressed) ?? 0) - 1
            guard isReading else { return showView(number) }
            guard let tab = Sheet.Tab(rawValue: number) else {
                notice = Notice(
                    text: "there are \(Sheet.Tab.allCases.count) tabs; esc gives the keys to the queue", role: .dim)
                return []
            }
            return open(tab)
        }
        let index = context.views.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } ?? Int(name).map { $0 - 1 }
        guard let index else {
            notice = Notice(text: "there is no view '\(DisplayText(name))'; v shows them", role: .warning)
            return []
        }
        return showView(index)
    }

    /// Shows other handoffs, from the first on.
    mutating func show(_ view: QueueView) -> [Effect] {
        self.view = view
        (focus, isWhole) = (.queue, false)
        folded = []
        search = nil
        forgetCursor()
        linesAbove = 0
        window = nil
        return beginFilter() + showAgain(.start)
    }

    /// Shows the same handoffs under other headings or in another order. The cursor stays on its handoff.
    mutating func arrange(_ change: (inout QueueView) -> Void) -> [Effect] {
        change(&view)
        folded = []
        search = nil
        notice = Notice(text: Wording.arrangement(view), role: .dim)
        guard view.query.isIndexed else {
            forgetCursor()
            return beginFilter() + [turn(to: .start)]
        }
        if selected == nil { forgetCursor() }
        return showAgain(anchor)
    }

    /// Goes on to another grouping.
    mutating func regroup(_ step: Int) -> [Effect] {
        let all = QueueGrouping.allCases
        let index = all.firstIndex(of: view.grouping) ?? 0
        return arrange { $0.grouping = all[(index + step + all.count) % all.count] }
    }

    /// Goes on to another order.
    mutating func resort() -> [Effect] {
        let all = QueueOrder.Key.allCases
        let index = all.firstIndex(of: view.order.key) ?? 0
        return arrange { $0.order = QueueOrder(all[(index + 1) % all.count]) }
    }

    /// Groups by what is named, or goes on to another grouping.
    mutating func regroup(by name: String) -> [Effect] {
        if name.utf8.isEmpty { return regroup(1) }
        guard let grouping = QueueGrouping(rawValue: name) else {
            return refuse(name, QueueGrouping.allCases.map(\.rawValue))
        }
        return arrange { $0.grouping = grouping }
    }

    /// Sorts by what is named, or goes on to another order.
    mutating func resort(by name: String) -> [Effect] {
        if name.utf8.isEmpty { return resort() }
        guard let key = QueueOrder.Key(rawValue: name) else {
            return refuse(name, QueueOrder.Key.allCases.map(\.rawValue))
        }
        return arrange { $0.order = QueueOrder(key) }
    }

    private mutating func refuse(_ name: String, _ known: [String]) -> [Effect] {
        notice = Notice(
            text: "'\(DisplayText(name))' is none of \(DisplayText(known.joined(separator: ", ")))", role: .warning)
        return []
    }

    /// Filters by a text, or opens the line in which one is typed.
    mutating func filter(_ text: String) -> [Effect] {
        if text.utf8.isEmpty { return openFilter() }
        filterLine = FilterLine(text)
        return pressInFilter(.named(.enter))
    }

    /// Turns the order round.
    mutating func reverse() -> [Effect] { arrange { $0.order.isReversed.toggle() } }

    // MARK: Filters that no index answers

    /// Sets a filter to work, where the view's needs it.
    private mutating func beginFilter() -> [Effect] {
        guard !view.query.isIndexed else {
            job = nil
            return []
        }
        requestNumber += 1
        let job = FilterJob(view, number: requestNumber)
        self.job = job
        return [.desk(.filter(job))]
    }

    /// Takes what a filter at work has found.
    mutating func take(_ found: FilterJob) -> [Effect] {
        guard let known = job, known.number == found.number, !known.isStopped else { return [] }
        job = found
        if found.isComplete { return [loadProgress()] }
        // A window that is on its way comes first; it is seldom long on its way.
        guard let window, window.request.number == requestNumber, window.total != found.count else {
            return [.desk(.filter(found))]
        }
        return [.desk(.filter(found)), loadProgress()]
    }

    /// Asks for what was found meanwhile.
    private mutating func loadProgress() -> Effect {
        let effect = loadWindow(anchor)
        guard case .desk(.loadWindow(var request)) = effect else { return effect }
        request.isProgress = true
        awaitedWindow = nil
        return .desk(.loadWindow(request))
    }

    /// Lets a stopped filter go on.
    mutating func resumeFilter() -> [Effect] {
        guard var job, job.isStopped else { return [] }
        job.isStopped = false
        self.job = job
        return [.desk(.filter(job))]
    }

    // MARK: The filter line

    /// Opens the filter line with the present filter in it.
    mutating func openFilter() -> [Effect] {
        let text = view.query.text
        filterLine = FilterLine(text.utf8.isEmpty ? "" : text + " ")
        return [.desk(.loadNames)]
    }

    /// Takes a key while the filter line is open.
    mutating func pressInFilter(_ key: Key) -> [Effect] {
        guard var line = filterLine else { return [] }
        switch key {
        case .goBack:
            filterLine = nil
            return []
        case .named(.enter):
            do throws(FilterError) {
                let query = try QueueQuery(line.editor.trimmed)
                filterLine = nil
                if line.isForTags { return tag(query) }
                if query == view.query { return [] }
                let known = context.views.first { $0.query == query }
                return show(
                    QueueView(known?.name ?? "filter", query, grouping: view.grouping, order: view.order))
            } catch {
                line.problem = error
            }
        case .named(.tab): line.complete()
        default:
            _ = line.editor.take(key)
            line.problem = nil
        }
        filterLine = line
        return []
    }
}
