import Fixtures
import Foundation

/// The python3 of this machine, which reads stores with nothing but its own libraries.
enum Python {
    /// Its path; nil when there is none.
    static let path: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (["/usr/bin", "/usr/local/bin"] + folders).map { $0 + "/python3" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
                && (try? Command.run($0, ["-c", "import sqlite3, hashlib, json"]))?.code == 0
        }
    }()

    /// Whether there is one. Tests that need it say `.enabled(if: Python.isThere, "needs python3")`.
    static let isThere = path != nil

    /// Runs a program of Python's that has to succeed, and gives what it printed.
    @discardableResult
    static func run(_ program: String, _ arguments: [String] = []) throws -> String {
        let ending = try Command.run(path ?? "", ["-c", program] + arguments)
        guard ending.code == 0 else { throw TestStore.Unexpected(ending) }
        return ending.output
    }
}
