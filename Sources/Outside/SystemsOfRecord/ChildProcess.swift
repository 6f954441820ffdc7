import CSpawn
import HandoffStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that is given all its input, and of which all of the output is wanted, up to a limit of time and of bytes.
///
/// It stands on `posix_spawn` and `poll` and not on swift-subprocess, for three reasons. The whole group of processes is ended while
/// its leader, ended or not, hasn't been waited for, so that its number can't have passed to a stranger; swift-subprocess
/// leaves the group alone once the leader has ended. A program that doesn't read its input costs an error and not our life,
/// where swift-subprocess leaves SIGPIPE to the whole process. And the wait is bounded even for a program that can't be killed.
struct ChildProcess {
    /// The absolute path of the program.
    var executable: String
    /// Its arguments, the name it is called by included.
    var arguments: [String]
    /// Its whole environment, as `NAME=value`.
    var environment: [String]
    /// The folder that it starts in.
    var workingDirectory: String
    /// What it may read.
    var input: [UInt8]
    /// How long it may take.
    var timeout: Duration
    /// How long it may take to end once it has been asked to.
    var grace: Duration = .seconds(2)

    /// The most that it may print.
    static let outputLimit = 1 << 20
    /// How much is kept of the end of its error output.
    static let errorLimit = 4 << 10

    /// How it ended.
    enum End: Equatable {
        case exited(Int32)
        case signalled(Int32)
        case timedOut
        case printedTooMuch
        /// Somebody else waited for it.
        case lost
    }

    /// What is known when it is over.
    struct Report {
        var end: End
        var output: [UInt8]
        var errors: [UInt8]
    }

    /// Starts it and waits for its end. What is thrown says that it was never started.
    func run() throws(SystemCallError) -> Report {
        var input = try Pipe(for: executable)
        var output = try Pipe(for: executable)
        var errors = try Pipe(for: executable)
        let leader = try start(input: input.reading, output: output.writing, errors: errors.writing)
        input.closeReading()
        output.closeWriting()
        errors.closeWriting()
        var watch = Watch(leader: leader, input: self.input, timeout: timeout, grace: grace)
        return watch.run(input: &input, output: &output, errors: &errors)
    }

    private func start(input: Int32, output: Int32, errors: Int32) throws(SystemCallError) -> pid_t {
        let words = (arguments + environment).map { strdup($0) }
        defer { for word in words { free(word) } }
        let given = Array(words.prefix(arguments.count)) + [nil]
        let known = Array(words.dropFirst(arguments.count)) + [nil]
        var leader: pid_t = 0
        let code = countersign_spawn(&leader, executable, given, known, workingDirectory, [input, output, errors])
        guard code == 0 else { throw SystemCallError("start", executable, code: code) }
        return leader
    }
}
