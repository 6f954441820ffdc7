import CSpawn

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A person's own program that is told of news: run without a shell, with nothing to read, and its output thrown away.
struct Hook: Sendable {
    /// The program and its arguments.
    let command: [String]
    let environment: [String: String]
    /// How long it may take, in milliseconds.
    var limit: Int64 = 10_000

    /// Runs it with the kind of news and the handoff's id, and waits for its end. False when it could not be started, failed, or had to
    /// be ended.
    @discardableResult
    func run(_ news: News) -> Bool {
        guard let program = path else { return false }
        let id = news.id.description
        var known = environment
        known["COUNTERSIGN_EVENT"] = news.kind.rawValue
        known["COUNTERSIGN_HANDOFF"] = id
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0 else { return false }
        defer { close(nothing) }
        let words = command + [news.kind.rawValue, id]
        let texts = (words + known.map { "\($0.key)=\($0.value)" }).map { strdup($0) }
        defer { for text in texts { free(text) } }
        var leader: pid_t = 0
        let code = countersign_spawn(
            &leader, program, Array(texts.prefix(words.count)) + [nil], Array(texts.dropFirst(words.count)) + [nil],
            "/", [nothing, nothing, nothing])
        guard code == 0 else { return false }
        return Self.wait(for: leader, limit)
    }

    // The whole group is ended before its leader is let go, so that its number can't have passed to a stranger.
    private static func wait(for leader: pid_t, _ limit: Int64) -> Bool {
        let end = ContinuousClock.now + .milliseconds(limit)
        var isInTime = true
        while true {
            var facts = siginfo_t()
            let answer = waitid(P_PID, id_t(leader), &facts, WEXITED | WNOHANG | WNOWAIT)
            if answer != 0, errno != EINTR { return false }
            if answer == 0, facts.si_signo == SIGCHLD { break }
            if ContinuousClock.now >= end {
                isInTime = false
                break
            }
            usleep(20_000)
        }
        kill(-leader, SIGKILL)
        var status: Int32 = 0
        while waitpid(leader, &status, 0) < 0 { if errno != EINTR { return false } }
        return isInTime && status == 0
    }

    /// Whether there is such a program.
    var isThere: Bool { path.map { access($0, X_OK) == 0 } ?? false }

    private var path: String? {
        guard let name = command.first else { return nil }
        if name.utf8.first == UInt8(ascii: "/") { return name }
        // A name alone is looked for where the person's own shell would, but never in the present folder.
        return (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
            .filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
