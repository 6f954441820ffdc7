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
    static func run<Answer>(_ work: () -> Answer) -> Answer? {
        withoutActuallyEscaping(work) { work in
            var answer: Answer?
            let errand = Errand { answer = work() }
            return withExtendedLifetime(errand) { start(errand) } ? answer : nil
        }
    }

    private static func start(_ errand: Errand) -> Bool {
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
            { pointer in
                // Darwin's pointer is never nil, the others' may be by its type.
                let pointer: UnsafeMutableRawPointer? = pointer
                if let pointer { Unmanaged<Errand>.fromOpaque(pointer).takeUnretainedValue().run() }
                return nil
            }, Unmanaged.passUnretained(errand).toOpaque())
        guard code == 0 else { return false }
        #if canImport(Darwin)
            if let thread { pthread_join(thread, nil) }
        #else
            pthread_join(thread, nil)
        #endif
        return true
    }

    private final class Errand {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }
}
