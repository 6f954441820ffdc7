import Foundation
import ReviewDesk

/// A file for another program, in a folder that is this person's alone.
package struct PrivateFile: Sendable {
    /// Where it is.
    package let path: String
    private let folder: String

    /// Makes it, readable and writable by this person only.
    package init(name: String, bytes: some Sequence<UInt8>) throws(DeskError) {
        var template = Array((Self.base + "/countersign-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw DeskError.usage("no private folder can be made: \(String(cString: strerror(errno)))")
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = folder + "/" + name
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        else {
            let reason = String(cString: strerror(errno))
            rmdir(folder)
            throw DeskError.usage("\(path) can't be written: \(reason)")
        }
    }

    // A session's own folder is in memory and goes with the session, should this program be ended before it has cleared up.
    private static var base: String {
        guard let path = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"], path.hasPrefix("/") else {
            return NSTemporaryDirectory()
        }
        var facts = stat()
        let isOwn = stat(path, &facts) == 0 && facts.st_uid == getuid() && facts.st_mode & (S_IFMT | 0o077) == S_IFDIR
        return isOwn ? path : NSTemporaryDirectory()
    }

    /// Puts another text into it.
    package func write(_ text: String) throws(DeskError) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw DeskError.usage("\(path) can't be written: \(error.localizedDescription)")
        }
    }

    /// What is in it.
    package func text() throws(DeskError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw DeskError.usage("\(path) can't be read any more")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw DeskError.usage("\(path) is not UTF-8 any more")
        }
        return text
    }

    /// Removes it with its folder.
    package func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
