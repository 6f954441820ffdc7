import Foundation
import ReviewDesk
import Terminal

/// A program of the person's own choice that has the terminal until it ends: an editor, a pager, a viewer.
package struct ForegroundProgram: Sendable {
    /// What the person set, for messages.
    package let name: String
    private let words: [String]
    private let environment: [String: String]

    /// The editor: `VISUAL`, else `EDITOR`, else vi.
    package static func editor(_ environment: [String: String]) -> ForegroundProgram {
        ForegroundProgram(environment, ["VISUAL", "EDITOR"], else: "vi")
    }

    /// The pager: `PAGER`, else less.
    package static func pager(_ environment: [String: String]) -> ForegroundProgram {
        ForegroundProgram(environment, ["PAGER"], else: "less")
    }

    /// What shows evidence that is no text: `COUNTERSIGN_VIEWER`; nil where it is not set.
    package static func viewer(_ environment: [String: String]) -> ForegroundProgram? {
        let program = ForegroundProgram(environment, ["COUNTERSIGN_VIEWER"], else: "")
        return program.words.isEmpty ? nil : program
    }

    private init(_ environment: [String: String], _ names: [String], else standard: String) {
        self.environment = environment
        name = names.compactMap { environment[$0] }.first { !$0.allSatisfy { $0 == " " } } ?? standard
        words = name.split(separator: " ").map(String.init)
    }

    /// Runs it with a file as its last argument, and waits for its end.
    package func open(_ file: PrivateFile) throws(DeskError) {
        let quoting = Set("'\"\\$`;|&<>(){}*?~#".unicodeScalars)
        // Words that are quoted need a shell to be told apart; the path is given to it apart from what it reads.
        let isQuoted = name.unicodeScalars.contains { quoting.contains($0) }
        try run(isQuoted ? ["sh", "-c", name + " \"$1\"", "sh", file.path] : words + [file.path])
    }

    /// Runs it without a shell with a text to read on its standard input, and waits for its end.
    package func read(_ text: String) throws(DeskError) {
        let file = try PrivateFile(name: "text", bytes: text.utf8)
        defer { file.remove() }
        try run(words, input: file.path)
    }

    /// Runs it without a shell.
    package func show(_ file: PrivateFile) throws(DeskError) { try run(words + [file.path]) }

    private func run(_ arguments: [String], input: String? = nil) throws(DeskError) {
        let given: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        let known: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in given + known { free(text) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // The keys that end a program are for the one in front, as with a shell.
        let interrupt = signal(SIGINT, SIG_IGN)
        let quit = signal(SIGQUIT, SIG_IGN)
        defer {
            signal(SIGINT, interrupt)
            signal(SIGQUIT, quit)
        }
        var child: pid_t = 0
        let code = arguments.isEmpty ? ENOENT : posix_spawnp(&child, arguments[0], &actions, &attributes, given, known)
        guard code == 0 else {
            throw DeskError.usage("'\(name)' can't be started: \(String(cString: strerror(code)))")
        }
        guard Screen.lend(to: child) == 0 else { throw DeskError.usage("'\(name)' did not end well") }
    }
}
