import Foundation

/// Something that others than the store's owner could have written.
struct Untrusted: Sendable, Hashable {
    let file: String, reason: String
}

extension StoreDirectory {
    /// The first thing below a folder, at any depth, that others could have written; nil where there is none.
    ///
    /// A link is followed to where it leads: what it leads to outside of the folder has to be as trustworthy, with everything above
    /// and below it.
    func untrusted(below folder: String) -> Untrusted? {
        guard let root = Self.realPath(folder) else { return nil }
        if let reason = untrusted(folder) { return Untrusted(file: folder, reason: reason) }
        var seen: Set<String> = []
        return untrusted(in: root, root, &seen)
    }

    private func untrusted(in folder: String, _ root: String, _ seen: inout Set<String>) -> Untrusted? {
        guard seen.insert(folder).inserted else { return nil }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            return Untrusted(file: folder, reason: "what is in it can't be looked at; check its permissions")
        }
        for name in names {
            if let found = untrusted(entry: folder + "/" + name, root, &seen) { return found }
        }
        return nil
    }

    private func untrusted(entry path: String, _ root: String, _ seen: inout Set<String>) -> Untrusted? {
        var facts = stat()
        // What was removed since is not there to be run.
        guard lstat(path, &facts) == 0 else { return nil }
        switch facts.st_mode & S_IFMT {
        case S_IFLNK:
            guard let target = Self.realPath(path) else {
                return Untrusted(file: path, reason: "it is a link that leads nowhere; remove it")
            }
            if target.utf8.starts(with: (root + "/").utf8) { return nil }
            return untrusted(whole: target, target, &seen)
        case S_IFDIR:
            if let reason = untrusted(path) { return Untrusted(file: path, reason: reason) }
            return untrusted(in: path, root, &seen)
        default: return untrusted(path).map { Untrusted(file: path, reason: $0) }
        }
    }

    /// Something outside of the store: with every folder above it, for who can rename one of them can put another in its place.
    private func untrusted(whole path: String, _ root: String, _ seen: inout Set<String>) -> Untrusted? {
        if let found = untrusted(program: path) { return found }
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else { return nil }
        return untrusted(in: path, root, &seen)
    }

    /// Whether others could have written a program that lies anywhere, links resolved: the file, or a folder above it.
    func untrusted(program path: String) -> Untrusted? {
        if let reason = untrusted(path) { return Untrusted(file: path, reason: reason) }
        var place = path
        while let slash = place.lastIndex(of: "/"), place.utf8.count > 1 {
            place = slash == place.startIndex ? "/" : String(place[..<slash])
            if let reason = untrusted(holder: place) { return Untrusted(file: place, reason: reason) }
        }
        return nil
    }

    /// Whether others can put something else in the place of what a folder holds. In one with the sticky bit they can't.
    private func untrusted(holder folder: String) -> String? {
        var facts = stat()
        guard stat(folder, &facts) == 0, facts.st_mode & mode_t(S_ISVTX) == 0 else { return nil }
        return untrusted(folder)
    }

    /// Why a file or folder that is open may not be believed: others could have written it.
    func untrusted(descriptor: Int32, _ path: String) -> String? {
        var (facts, root) = (stat(), stat())
        guard fstat(descriptor, &facts) == 0, stat(self.path, &root) == 0 else { return "it can't be looked at" }
        return Self.untrusted(facts, owner: root.st_uid, path)
    }

    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
