import Foundation
import Handoff
import HandoffStore
import JSON

/// Evidence that a submission names by its path, below the folder of the submitted file.
///
/// It is opened once, name by name and following no link, and everything else is asked of what is open: nobody can put something else
/// in its place between a look and a read.
struct EvidenceFile {
    /// The folder of the submitted file.
    let folder: String
    let path: String
    /// The most bytes that are read.
    var largest = EvidenceVault.largest

    private static let pointer = JSONPointer(["evidence"])
    /// In the place of a system call's code, of which none says it.
    private static let notRegular: Int32 = -1

    func read() throws(SubmissionError) -> [UInt8] {
        let names = path.split(separator: "/").map(String.init).filter { $0 != "." }
        guard let last = names.last, !path.hasPrefix("/"), !names.contains(".."), !path.utf8.contains(0) else {
            throw error("evidence lies below the folder of the submitted file; '\(path)' does not")
        }
        do throws(SystemCallError) {
            var place = try OpenFile.folder(folder)
            for name in names.dropLast() { place = try place.folder(name) }
            let file = try place.open(last, O_RDONLY)
            guard let size = try file.size() else { throw SystemCallError("read", path, code: Self.notRegular) }
            // One byte more than is allowed tells whether there is more: a file may grow while it is read.
            let bytes = size <= largest ? try file.read(atMost: largest + 1) : []
            if size <= largest, bytes.count <= largest { return bytes }
        } catch {
            throw self.error(reason(error))
        }
        throw error("'\(path)' has more than \(largest) bytes, the most that evidence may have")
    }

    private func reason(_ failure: SystemCallError) -> String {
        switch failure.code {
        case ELOOP, ENOTDIR:
            "'\(path)' can't be read: evidence is reached through folders and not through links"
        case Self.notRegular: "'\(path)' can't be read: it is no regular file"
        default: "'\(path)' can't be read: \(String(cString: strerror(failure.code)))"
        }
    }

    private func error(_ message: String) -> SubmissionError { SubmissionError(message, at: Self.pointer) }
}
