import CivilTime
import ContractEngine
import Handoff
import ReviewDesk

/// What a review wants to know of the desk, or wants it to do.
package enum DeskRequest: Sendable {
    case loadWindow(QueueWindow.Request)
    case loadDossier(HandoffID)
    /// Read a dossier that is likely to be asked for next.
    case lookAhead(HandoffID)
    /// Read an item of evidence. It counts when it stands on the screen.
    case openEvidence(HandoffID, Int)
    case decide(Decision, HandoffID)
    /// Claims, edits and whatever else the desk is asked for.
    case work(DeskWork)
    case search(SearchJob)
    case filter(FilterJob)
    case loadNames
    case tag(TagJob)
    case readTagged(BulkReading)
    case checkConfiguration
    /// Count the handoffs of views.
    case countViews([QueueView])
    /// What a group of the queue is in sum.
    case loadGroup([String], QueueView)
    /// What this person decided last.
    case loadDecided
    case loadHolds

    /// Loads replace earlier ones of the same kind that were not begun yet.
    package var replaces: Int? {
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
        case .countViews: 10
        case .loadGroup: 11
        case .loadDecided: 12
        default: nil
        }
    }

    /// Whether it works in pieces or is wanted by no key, apart from what a key press waits for.
    package var isLong: Bool {
        switch self {
        case .search, .filter, .tag, .readTagged, .checkConfiguration: true
        default: false
        }
    }

    /// Whether it writes to the store, and so may have to wait for another process; what only reads never does.
    package var isWrite: Bool {
        switch self {
        case .decide: true
        case .work(let work): work.isWrite
        default: false
        }
    }

    /// How many of one's last decisions are shown.
    private static let mostDecided = 50

    /// How long a piece of long work takes before it tells what it has.
    package static let slice = Duration.milliseconds(40)

    /// Says that time is up, a slice from now.
    package static func clock() -> () -> Bool {
        let end = ContinuousClock.now + slice
        return { ContinuousClock.now >= end }
    }

    /// Asks the desk; nil where there is nothing to say.
    package func perform(on source: some ReviewSource, until isTimeUp: () -> Bool = clock()) -> DeskReply? {
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
        case .countViews(let views): return (try? source.counts(of: views)).map { .viewCounts($0) }
        case .loadGroup(let path, let view): return .group(try? source.facts(of: path, in: view))
        case .loadDecided:
            return .decidedLast(Result { () throws(DeskError) in try source.ownDecisions(limit: Self.mostDecided) })
        case .loadHolds: return (try? source.holdNotices()).map { .holds($0) }
        case .checkConfiguration:
            return .configurationErrors((try? source.configurationErrors()) ?? 0, clock: source.clockWarning)
        }
    }
}
