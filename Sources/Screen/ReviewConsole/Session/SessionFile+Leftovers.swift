import ReviewFlow

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a console that was killed in the midst of writing leaves beside the file.
extension SessionFile {
    /// Removes what processes that are no more have left: files of this user's own, and of nothing but the name that a process writes.
    func removeLeftovers() {
        guard let slash = path.lastIndex(of: "/"), let folder = opendir(String(path[..<slash])) else { return }
        defer { closedir(folder) }
        let name = String(path[path.index(after: slash)...])
        let descriptor = dirfd(folder)
        while let entry = readdir(folder) {
            let found = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(validatingCString: $0)
                }
            }
            guard let found, let writer = Self.writer(of: found, beside: name), Self.isGone(writer) else { continue }
            var facts = stat()
            guard fstatat(descriptor, found, &facts, AT_SYMLINK_NOFOLLOW) == 0, facts.st_mode & S_IFMT == S_IFREG,
                facts.st_uid == geteuid()
            else { continue }
            unlinkat(descriptor, found, 0)
        }
    }

    /// The process that a file beside the session is of; nil for any other name.
    static func writer(of found: String, beside name: String) -> pid_t? {
        let lead = Array((name + ".").utf8)
        guard found.utf8.starts(with: lead) else { return nil }
        let digits = found.utf8.dropFirst(lead.count)
        guard let first = digits.first, first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return pid_t(String(decoding: digits, as: UTF8.self))
    }

    // Of a process that may not be asked it is known only that it is there.
    private static func isGone(_ process: pid_t) -> Bool { kill(process, 0) != 0 && errno == ESRCH }
}
