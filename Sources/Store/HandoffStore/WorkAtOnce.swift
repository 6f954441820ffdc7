import Dispatch
import Synchronization

/// Does the same with many things that wait for the disk, some of them at once.
///
/// A file system writes down in one go what is asked for at the same time, so that sixteen files are durable hardly later than one.
/// Each queue has a thread of its own: how many wait has nothing to do with how many processors there are.
enum WorkAtOnce {
    private static let queues = (0..<16).map { DispatchQueue(label: "evidence \($0)") }

    /// What the threads share.
    private final class Progress<Failure: Error>: Sendable {
        let next = Atomic(0)
        let failures = Mutex<[Int: Failure]>([:])
    }

    /// Does it with each item, and throws what went wrong with the first that failed.
    static func forEach<Item: Sendable, Failure: Error>(
        _ items: [Item], _ body: @escaping @Sendable (Item) throws(Failure) -> Void
    ) throws(Failure) {
        guard items.count > 1 else {
            for item in items { try body(item) }
            return
        }
        let progress = Progress<Failure>()
        let group = DispatchGroup()
        for queue in queues.prefix(items.count) {
            queue.async(group: group) {
                while true {
                    let index = progress.next.add(1, ordering: .relaxed).oldValue
                    guard index < items.count else { return }
                    do throws(Failure) {
                        try body(items[index])
                    } catch {
                        progress.failures.withLock { $0[index] = error }
                    }
                }
            }
        }
        group.wait()
        if let first = progress.failures.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
    }
}
