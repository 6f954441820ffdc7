#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file in which the console keeps where it was left. What goes wrong with it is never worth a word.
struct SessionFile: Sendable {
    let path: String

    private static let largest = 1 << 20

    /// `countersign/session.json` in the folder for state; nil where there is no such folder.
    init?(_ environment: [String: String]) {
        func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        guard let folder = absolute("XDG_STATE_HOME") ?? absolute("HOME").map({ $0 + "/.local/state" }) else {
            return nil
        }
        path = folder + "/countersign/session.json"
    }

    /// What it says; nil when it can't be read, or is no file of a session's size.
    func read() -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= Self.largest else {
            return nil
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count <= Self.largest {
            let count = Self.read(descriptor, &piece)
            if count == 0 { return bytes }
            if count < 0, errno != EINTR { return nil }
            bytes += piece[..<max(0, count)]
        }
        return nil
    }

    /// Puts another one in its place, whole or not at all, for its owner only.
    func write(_ bytes: [UInt8]) {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/" + part
            mkdir(folder, 0o700)
        }
        // Should the process be killed before the end, the name tells the next one that this can go.
        let fresh = "\(path).\(getpid())"
        unlink(fresh)
        let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        let isWritten = bytes.withUnsafeBytes { Self.write(descriptor, $0) } == bytes.count
        close(descriptor)
        if !isWritten || rename(fresh, path) != 0 { unlink(fresh) }
    }

    private static func read(_ descriptor: Int32, _ piece: inout [UInt8]) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, &piece, piece.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, &piece, piece.count)
        #else
            Darwin.read(descriptor, &piece, piece.count)
        #endif
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
