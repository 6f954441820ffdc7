#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs work that waits, for a program or a lock, on a thread of its own, so that it takes none from the tasks' pool.
///
/// On that thread writing to a pipe that nobody reads is an error instead of the end of this process. The answer is nil when no thread
/// could be made; the work was not begun then.
func onOwnThread<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer? {
    await withCheckedContinuation { continuation in
        let errand = Errand {
            var pipe = sigset_t()
            sigemptyset(&pipe)
            sigaddset(&pipe, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &pipe, nil)
            continuation.resume(returning: work())
        }
        let held = Unmanaged.passRetained(errand)
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let code = pthread_create(
            &thread, nil,
            { pointer in
                // Darwin's pointer is never nil, the others' may be by its type.
                let pointer: UnsafeMutableRawPointer? = pointer
                if let pointer { Unmanaged<Errand>.fromOpaque(pointer).takeRetainedValue().run() }
                return nil
            }, held.toOpaque())
        guard code == 0 else {
            held.release()
            continuation.resume(returning: nil)
            return
        }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }
}

private final class Errand: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
