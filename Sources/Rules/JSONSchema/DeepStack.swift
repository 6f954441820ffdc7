import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs work that nests deeper than the stack of an unknown thread may bear, on one whose size is known, and waits for it.
enum DeepStack {
    /// Room for the deepest evaluation several times over; what is not used of it takes no memory.
    static let size = 64 << 20

    /// The answer, or nil when no thread could be made; the work was not begun then.
    static func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) -> Answer? {
        let answer = Result<Answer>()
        let number = errands.withLock { $0.add { answer.set(work()) } }
        defer { errands.withLock { $0.remove(number) } }
        return runErrand(number) ? answer.value : nil
    }

    /// What threads are to do. A thread is handed the number of its errand, where a pointer could be handed, so that it holds none.
    private static let errands = Mutex(Errands())

    private struct Errands {
        private var work: [Int: @Sendable () -> Void] = [:]
        private var last = 0

        mutating func add(_ errand: @escaping @Sendable () -> Void) -> Int {
            last += 1
            work[last] = errand
            return last
        }

        mutating func remove(_ number: Int) { work[number] = nil }

        subscript(_ number: Int) -> (@Sendable () -> Void)? { work[number] }
    }

    /// Where a thread leaves its answer.
    private final class Result<Answer: Sendable>: Sendable {
        private let stored = Mutex<Answer?>(nil)
        var value: Answer? { stored.withLock { $0 } }
        func set(_ answer: Answer) { stored.withLock { $0 = answer } }
    }

    private static func runErrand(_ number: Int) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, size) == 0 else { return false }
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let code = pthread_create(
            &thread, &attributes,
            { number in
                let errand = DeepStack.errands.withLock { $0[Int(bitPattern: number)] }
                errand?()
                return nil
            }, UnsafeMutableRawPointer(bitPattern: number))
        guard code == 0 else { return false }
        #if canImport(Darwin)
            if let thread { pthread_join(thread, nil) }
        #else
            pthread_join(thread, nil)
        #endif
        return true
    }
}
