import Foundation
import HandoffStore

/// The program of an exec connector, found and looked at before it is started.
package struct ConnectorProgram: Sendable, Hashable {
    /// Its absolute path, links resolved.
    package let path: String
    /// The programs that run it, if it is a script: the first runs it, the second runs the first.
    let interpreters: [String]

    /// Where a bare name that a script gives to `env` is looked for, unless the connector sees another PATH.
    package static let searchPath = "/usr/local/bin:/usr/bin:/bin"
    /// As many as the kernel follows.
    private static let deepest = 4

    /// Finds the program that a command names, and says why it can't be started where that shows beforehand.
    ///
    /// A bare name would be looked up in whatever PATH happens to be, so it isn't taken. What is relative is a program of the store's
    /// `connectors/`, links resolved.
    ///
    /// - Parameter searchPath: Where `env` looks for an interpreter; nil where that isn't known.
    package static func find(
        _ command: [String], environment: [String], in store: StoreDirectory, searchPath: String?
    ) throws(ConnectorError) -> ConnectorProgram {
        guard let name = command.first, !name.isEmpty else { throw .misconfigured("the connector has no command") }
        guard !(command + environment).contains(where: { $0.utf8.contains(0) }) else {
            throw .misconfigured("the connector's command or environment has a zero byte")
        }
        for variable in environment where variable.isEmpty || variable.utf8.contains(UInt8(ascii: "=")) {
            throw .misconfigured("\(variable.debugDescription) is no name of an environment variable")
        }
        let path = try resolve(name, in: store)
        return ConnectorProgram(path: path, interpreters: try interpreters(of: path, searchPath))
    }

    private static func resolve(_ name: String, in store: StoreDirectory) throws(ConnectorError) -> String {
        if name.utf8.first == UInt8(ascii: "/") { return try realPath(name) }
        guard name.utf8.contains(UInt8(ascii: "/")) else {
            throw .misconfigured("\(name) is no path: write ./connectors/\(name), or the program's absolute path")
        }
        let folder = try realPath(store.path)
        let path = try realPath("\(folder)/\(name)")
        guard path.utf8.starts(with: "\(folder)/connectors/".utf8) else {
            throw .misconfigured(
                "\(name) leads to \(path), out of the store's connectors/: put it there, or write the absolute path")
        }
        return path
    }

    private static func realPath(_ path: String) throws(ConnectorError) -> String {
        guard let resolved = StoreDirectory.realPath(path) else {
            throw .misconfigured(SystemCallError("find", path).description)
        }
        return resolved
    }

    /// What runs a program, each run by the next; none for what the processor runs.
    private static func interpreters(of path: String, _ searchPath: String?) throws(ConnectorError) -> [String] {
        var found: [String] = []
        var program = path
        while true {
            try checkExecutable(program)
            let beginning = ProgramBeginning(of: program)
            switch beginning {
            case .binary(loader: let loader):
                if let loader { try checkExecutable(loader, for: program) }
                return found
            case .unknown:
                throw .misconfigured("\(program) is neither a program nor a script that begins with #!")
            case .unreadable:
                // What may be run and not read is run by the processor.
                return found
            case .script(let words):
                guard found.count < deepest else { throw .misconfigured("\(path) is a script of scripts of scripts") }
                guard let first = words.first else { throw .misconfigured("\(program) names no interpreter after #!") }
                try checkExecutable(first, for: program)
                program = try realPath(first)
                found.append(program)
                if let searchPath, let name = nameGivenToEnv(words) {
                    program = try lookUp(name, searchPath, for: path)
                    found.append(program)
                }
            }
        }
    }

    /// The bare name that `#!/usr/bin/env NAME` has looked up.
    private static func nameGivenToEnv(_ words: [String]) -> String? {
        guard words[0].hasSuffix("/env"), words.count > 1 else { return nil }
        let rest = words[1] == "-S" ? words.dropFirst(2) : words.dropFirst()
        guard let name = rest.first, !name.hasPrefix("-"), !name.contains("="), !name.contains("/") else { return nil }
        return name
    }

    private static func lookUp(
        _ name: String, _ searchPath: String, for script: String
    ) throws(ConnectorError) -> String {
        for folder in searchPath.split(separator: ":") {
            let path = "\(folder)/\(name)"
            if isFile(path), access(path, X_OK) == 0 { return try realPath(path) }
        }
        throw .misconfigured("\(script) asks env for \(name), which is not in \(searchPath)")
    }

    private static func checkExecutable(_ path: String, for script: String? = nil) throws(ConnectorError) {
        let whose = script.map { ", which runs \($0)," } ?? ""
        guard access(path, F_OK) == 0 else {
            throw .misconfigured("\(path)\(whose) can't be found: \(String(cString: strerror(errno)))")
        }
        guard isFile(path) else { throw .misconfigured("\(path)\(whose) is no file") }
        guard access(path, X_OK) == 0 else {
            throw .misconfigured("\(path)\(whose) may not be executed; run 'chmod u+x \(path)'")
        }
    }

    private static func isFile(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
    }
}

/// What the first bytes of a program say of how it is run.
enum ProgramBeginning: Equatable {
    /// By the processor, with the loader that it names.
    case binary(loader: String?)
    /// By the interpreter whose path is the first word; the others are its arguments.
    case script([String])
    case unknown, unreadable

    init(of path: String) {
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            // At the end of the file there is no data, and no error.
            self.init([UInt8](try file.read(upToCount: 64 << 10) ?? Data()))
        } catch {
            self = .unreadable
        }
    }

    init(_ bytes: [UInt8]) {
        if bytes.starts(with: Array("#!".utf8)) {
            let line = bytes.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
            self = .script(
                line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                    .map { String(decoding: $0, as: UTF8.self) })
        } else if bytes.starts(with: [0x7F] + Array("ELF".utf8)) {
            self = .binary(loader: Self.loader(ofELF: bytes))
        } else {
            #if os(Linux)
                self = .unknown
            #else
                self = bytes.isEmpty ? .unknown : .binary(loader: nil)
            #endif
        }
    }

    /// The path in the segment PT_INTERP of a little-endian ELF file of 64 bits (elf(5)); nil where there is none.
    private static func loader(ofELF bytes: [UInt8]) -> String? {
        func number(at place: Int, _ size: Int) -> Int? {
            guard place >= 0, place + size <= bytes.count else { return nil }
            return bytes[place..<place + size].reversed().reduce(0) { $0 &<< 8 | Int($1) }
        }
        guard bytes.count > 64, bytes[4] == 2, bytes[5] == 1, let table = number(at: 32, 8),
            let size = number(at: 54, 2), let count = number(at: 56, 2), size >= 56
        else { return nil }
        for index in 0..<count {
            let (entry, overflows) = table.addingReportingOverflow(index * size)
            guard !overflows, let type = number(at: entry, 4) else { return nil }
            guard type == 3, let start = number(at: entry + 8, 8), let length = number(at: entry + 32, 8),
                start >= 0, length > 1, length <= 4_096, start <= bytes.count - length
            else { continue }
            return String(decoding: bytes[start..<start + length - 1], as: UTF8.self)
        }
        return nil
    }
}
