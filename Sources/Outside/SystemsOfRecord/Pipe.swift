import CSpawn
import HandoffStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Both ends of a pipe, closed when they are let go of, and never passed to a program by accident.
struct Pipe: ~Copyable {
    private(set) var reading: Int32
    private(set) var writing: Int32

    init(for path: String) throws(SystemCallError) {
        var ends: [Int32] = [-1, -1]
        let code = countersign_pipe(&ends)
        guard code == 0 else { throw SystemCallError("make a pipe for", path, code: code) }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        if reading >= 0 { _ = close(reading) }
        if writing >= 0 { _ = close(writing) }
    }

    mutating func closeReading() {
        if reading >= 0 { _ = close(reading) }
        reading = -1
    }

    mutating func closeWriting() {
        if writing >= 0 { _ = close(writing) }
        writing = -1
    }

    /// Our own end never makes us wait; the other end, which the program has, is as it expects it.
    static func neverWait(_ end: Int32) { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
}
