import Foundation

/// Conformance data and real inputs that stand beside the project, where they are there.
///
/// `COUNTERSIGN_SHARED_DATA` says whether tests may do without: `required` has them fail where the data is missing, `absent` has
/// them skip what needs it even where it is there. Without the variable the data is expected as soon as `../shared` exists: a
/// part of it that is missing is then an error, and only where there is no such folder at all are tests skipped.
public enum SharedData {
    /// The root of the package.
    public static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folder of the data.
    public static let folder = package.deletingLastPathComponent().appending(path: "shared/data")

    /// Whether the data is expected. Tests that need it say `.enabled(if: SharedData.isThere, "needs ../shared/data")`.
    public static let isThere = isExpected(
        ProcessInfo.processInfo.environment["COUNTERSIGN_SHARED_DATA"],
        isBeside: FileManager.default.fileExists(atPath: folder.deletingLastPathComponent().path))

    /// Whether the data is expected, by what the variable says and by whether there is a folder `../shared`.
    public static func isExpected(_ variable: String?, isBeside: Bool) -> Bool {
        switch variable {
        case "required": true
        case "absent": false
        default: isBeside
        }
    }

    /// The bytes of a file of the data.
    public static func bytes(_ path: String) throws -> Data { try Data(contentsOf: folder.appending(path: path)) }

    /// The lines of a file of the data.
    public static func lines(_ path: String) throws -> [Substring] {
        String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n")
    }
}
