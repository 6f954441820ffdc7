import CivilTime
import ContractEngine
import Handoff
import ReviewDesk
import Terminal

/// What happens to the console: keys, and replies of the worker.
enum Message: Sendable {
    case key(Key)
    case mouse(MouseEvent)
    case resized(width: Int, height: Int)
    /// The store has this many changes now.
    case changed(Int)
    /// Time has passed.
    case time(Instant)
    case window(QueueWindow)
    case dossier(HandoffID, Result<Dossier, DeskError>)
    /// A dossier that was read before anybody asked; nil where it could not be read.
    case ahead(Dossier?)
    case evidence(HandoffID, Int, Result<EvidenceContent, DeskError>)
    case decided(Decision, HandoffID, Result<HandoffStatus, DeskError>)
    /// Work of the desk is done.
    case worked(DeskWork, DeskWork.Reply)
    /// Another program gave the terminal back.
    case returned(ForegroundWork, ForegroundWork.Reply)
    case searched(SearchJob, SearchJob.Outcome)
    /// A filter at work has found this so far.
    case filtered(FilterJob)
    /// The names that complete a filter.
    case names(FilterNames)
    /// A piece of what is to be tagged.
    case tagging(TagJob, Result<TagJob.Piece, DeskError>)
    /// What was read of those that are tagged.
    case readTagged(Int, [BulkReading.Item])
    case configurationErrors(Int, clock: String?)
    /// What is on hold, each in a sentence.
    case holds([String])
    case themes([ThemePicker.Choice])
    /// A theme could not be shown or kept.
    case themeFailed(String)
    /// The picture of the state stands on the screen.
    case painted
    /// Somebody waits for the store since so many seconds; nil when nobody does any more.
    case waiting(Int?, isToWrite: Bool)
    /// The terminal was given a text to copy, if it takes any.
    case copied(DisplayText, Bool)
    /// The store could not be read.
    case failed(DeskError)

    /// Whether it only says how far work has come that nobody waits for key by key.
    var isProgress: Bool {
        switch self {
        case .filtered, .tagging, .readTagged, .searched(_, .more): true
        case .window(let window): window.request.isProgress
        default: false
        }
    }
}

/// What the console wants done outside itself.
enum Effect: Sendable {
    case loadWindow(QueueWindow.Request)
    case loadDossier(HandoffID)
    /// Read a dossier that is likely to be asked for next.
    case lookAhead(HandoffID)
    /// Read an item of evidence. It counts when it stands on the screen.
    case openEvidence(HandoffID, Int)
    case decide(Decision, HandoffID)
    /// Claims, edits and whatever else the desk is asked for.
    case work(DeskWork)
    /// Another program gets the terminal.
    case foreground(ForegroundWork)
    case search(SearchJob)
    case filter(FilterJob)
    case loadNames
    case tag(TagJob)
    case readTagged(BulkReading)
    case checkConfiguration
    case loadHolds
    /// Throw away what was typed ahead.
    case flushInput
    /// Draw the whole screen again.
    case redraw
    /// Find out which themes there are; show one; keep one.
    case listThemes, showTheme(String), keepTheme(String)
    /// Take presses of the mouse, or leave them to the terminal.
    case takeMouse(Bool)
    case copy(DisplayText)
    case quit

    /// Loads replace earlier ones of the same kind that were not begun yet.
    var replaces: Int? {
        switch self {
        case .loadWindow: 1
        case .loadDossier: 2
        case .search: 3
        case .filter: 4
        case .loadNames: 5
        case .lookAhead: 6
        case .tag: 7
        case .readTagged: 8
        case .loadHolds: 9
        default: nil
        }
    }

    /// Whether it works in pieces or is wanted by no key, apart from what a key press waits for.
    var isLong: Bool {
        switch self {
        case .search, .filter, .tag, .readTagged, .checkConfiguration: true
        default: false
        }
    }

    /// Whether it writes to the store, and so may have to wait for another process; what only reads never does.
    var isWrite: Bool {
        switch self {
        case .decide: true
        case .work(let work): work.isWrite
        default: false
        }
    }

    /// How long a piece of long work takes before it tells what it has.
    static let slice = Duration.milliseconds(40)

    /// Says that time is up, a slice from now.
    static func clock() -> () -> Bool {
        let end = ContinuousClock.now + slice
        return { ContinuousClock.now >= end }
    }

    /// Does what concerns the desk; nil for what concerns the terminal.
    func perform(on source: some ReviewSource, until isTimeUp: () -> Bool = clock()) -> Message? {
        switch self {
        case .loadWindow(let request):
            do throws(DeskError) {
                return .window(try source.window(request))
            } catch {
                return .failed(error)
            }
        case .loadDossier(let id):
            return .dossier(id, Result { () throws(DeskError) in try source.dossier(id) })
        case .lookAhead(let id): return .ahead(try? source.dossier(id))
        case .openEvidence(let id, let item):
            return .evidence(id, item, Result { () throws(DeskError) in try source.readEvidence(id, item: item) })
        case .decide(let decision, let id):
            return .decided(decision, id, Result { () throws(DeskError) in try source.decide(decision, on: id) })
        case .work(let work): return .worked(work, work.perform(on: source))
        case .search(let job):
            do throws(DeskError) { return .searched(job, try job.run(source, until: isTimeUp)) } catch {
                return .failed(error)
            }
        case .filter(let job):
            do throws(DeskError) { return .filtered(try job.run(source, until: isTimeUp)) } catch {
                return .failed(error)
            }
        case .tag(let job):
            return .tagging(job, Result { () throws(DeskError) in try job.run(source, until: isTimeUp) })
        case .readTagged(let reading): return .readTagged(reading.number, reading.run(source, until: isTimeUp))
        case .loadNames:
            let contracts = (try? source.contractNames()) ?? []
            return (try? source.filterNames(contracts: contracts)).map { .names($0) }
        case .loadHolds: return (try? source.holdNotices()).map { .holds($0) }
        case .checkConfiguration:
            return .configurationErrors((try? source.configurationErrors()) ?? 0, clock: source.clockWarning)
        case .foreground, .flushInput, .redraw, .quit, .listThemes, .showTheme, .keepTheme, .takeMouse, .copy:
            return nil
        }
    }
}
