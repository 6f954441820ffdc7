#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A call of the operating system that failed: which, on what, and why.
package struct SystemCallError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was being done, as in "open".
    package let operation: String
    /// The file or folder.
    package let path: String
    /// The number of the error.
    package let code: Int32

    package init(_ operation: String, _ path: String, code: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// What was being done, on what, and why it failed.
    package var description: String { "can't \(operation) \(path): \(String(cString: strerror(code)))" }
}

/// A file or folder held open, closed when it is let go of. Names are looked up beneath it, one component at a time, and a symbolic
/// link is never followed.
package struct OpenFile: ~Copyable {
    package let descriptor: Int32
    package let path: String

    /// Takes over a descriptor.
    private init(owning descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { _ = close(descriptor) }

    /// Opens a folder by its path; here links are followed, because the caller chose the path.
    package static func folder(_ path: String) throws(SystemCallError) -> OpenFile {
        let descriptor = openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemCallError("open", path) }
        return OpenFile(owning: descriptor, path: path)
    }

    /// Opens what is beneath this folder under a name.
    package func open(_ name: String, _ flags: Int32, mode: mode_t = 0) throws(SystemCallError) -> OpenFile {
        let path = "\(path)/\(name)"
        while true {
            // Without O_NONBLOCK a named pipe in the place of a file would be waited for.
            let opened = openat(descriptor, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode)
            if opened >= 0 { return OpenFile(owning: opened, path: path) }
            guard errno == EINTR else { throw SystemCallError("open", path) }
        }
    }

    /// Opens, for reading, what is beneath this folder under a name; nil when there is nothing.
    package func openIfThere(_ name: String, _ flags: Int32 = 0) throws(SystemCallError) -> OpenFile? {
        do throws(SystemCallError) {
            return try open(name, O_RDONLY | flags)
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
    }

    /// Makes a file for writing; nil when the name is taken.
    package func create(_ name: String, mode: mode_t) throws(SystemCallError) -> OpenFile? {
        do throws(SystemCallError) {
            return try open(name, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        } catch {
            guard error.code == EEXIST else { throw error }
            return nil
        }
    }

    /// Gives a file beneath this folder another name, in the place of what had it.
    package func move(_ name: String, to other: String, in folder: borrowing OpenFile) throws(SystemCallError) {
        guard renameat(descriptor, name, folder.descriptor, other) == 0 else {
            throw SystemCallError("make", "\(folder.path)/\(other)")
        }
    }

    /// Removes a file beneath this folder, if it is there.
    package func remove(_ name: String) throws(SystemCallError) {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw SystemCallError("remove", "\(path)/\(name)")
        }
    }

    /// Opens a folder beneath this one.
    package func folder(_ name: String) throws(SystemCallError) -> OpenFile {
        try open(name, O_RDONLY | O_DIRECTORY)
    }

    /// Opens a folder beneath this one, which is made, durably, if it isn't there.
    package func folder(making name: String) throws(SystemCallError) -> OpenFile {
        if let there = try openIfThere(name, O_DIRECTORY) { return there }
        if mkdirat(descriptor, name, 0o777) == 0 {
            try sync()
        } else if errno != EEXIST {
            throw SystemCallError("make", "\(path)/\(name)")
        }
        return try folder(name)
    }

    /// Opens a folder beneath this one; where it isn't there it is made, durably, with this mode and for this owner.
    package func folder(making name: String, mode: mode_t, owner: uid_t) throws(SystemCallError) -> OpenFile {
        if let there = try openIfThere(name, O_DIRECTORY) { return there }
        // Closed until it is its owner's.
        guard mkdirat(descriptor, name, 0o700) == 0 else {
            if errno == EEXIST { return try folder(name) }
            throw SystemCallError("make", "\(path)/\(name)")
        }
        let made = try folder(name)
        if owner != geteuid(), geteuid() == 0, fchown(made.descriptor, owner, gid_t.max) != 0 {
            throw SystemCallError("give away", made.path)
        }
        // What the folder around it hands down is not for this one.
        guard fchmod(made.descriptor, mode) == 0 else { throw SystemCallError("close", made.path) }
        try sync()
        return made
    }

    /// The size of a regular file; nil when it is anything else.
    package func size() throws(SystemCallError) -> Int? {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw SystemCallError("look at", path) }
        return facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
    }

    /// What tells this file from another that had its name before or has it after, and from itself under another name.
    package struct Identity: Sendable, Hashable {
        fileprivate let device: UInt64, number: UInt64
        /// When its name or anything else about it changed, in whole seconds and nanoseconds.
        fileprivate let seconds: Int, nanoseconds: Int
    }

    package func identity() throws(SystemCallError) -> Identity {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw SystemCallError("look at", path) }
        #if canImport(Darwin)
            let changed = facts.st_ctimespec
        #else
            let changed = facts.st_ctim
        #endif
        return Identity(
            device: UInt64(facts.st_dev), number: UInt64(facts.st_ino), seconds: Int(changed.tv_sec),
            nanoseconds: Int(changed.tv_nsec))
    }

    /// Makes durable what was written, or, of a folder, which names are in it.
    package func sync() throws(SystemCallError) {
        guard fsync(descriptor) == 0 else { throw SystemCallError("sync", path) }
    }

    /// Writes all of the bytes where the file stands.
    package func write(_ bytes: some Sequence<UInt8>) throws(SystemCallError) {
        let bytes = Array(bytes)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                writeSome(descriptor, UnsafeRawBufferPointer(rebasing: $0[written...]))
            }
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                throw SystemCallError("write", path, code: count == 0 ? EIO : errno)
            }
        }
    }

    /// Reads from where the file stands to its end, but not more than so many bytes.
    package func read(atMost most: Int) throws(SystemCallError) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < most {
            let some = try readNext(min(most - all.count, 1 << 20))
            if some.isEmpty { break }
            all += some
        }
        return all
    }

    /// Reads at most so many bytes from where the file stands; none at its end.
    package func readNext(_ most: Int) throws(SystemCallError) -> [UInt8] {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, filled in
                count = readSome(descriptor, UnsafeMutableRawBufferPointer(buffer))
                filled = max(0, count)
            }
            if count >= 0 { return bytes }
            guard errno == EINTR else { throw SystemCallError("read", path) }
        }
    }
}

// Outside the type, where its own methods don't hide the calls of the same name.
private func writeSome(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

private func readSome(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, bytes.baseAddress, bytes.count)
}
