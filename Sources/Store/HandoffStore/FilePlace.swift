import Foundation

/// Which file a path leads to: two paths, or one path at two times, lead to the same file when these are equal.
struct FilePlace: Sendable, Hashable {
    private let device: UInt64
    private let number: UInt64

    /// Nil when there is no file.
    init?(_ path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        (device, number) = (UInt64(facts.st_dev), UInt64(facts.st_ino))
    }
}
