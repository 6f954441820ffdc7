import Foundation

/// Conformance data and real inputs that stand beside the project, where they are there.
public enum SharedData {
    /// The root of the package.
    public static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folder of the data.
    public static let folder = package.deletingLastPathComponent().appending(path: "shared/data")

    /// Whether the data is there. Tests that need it say `.enabled(if: SharedData.isThere, "needs ../shared/data")`.
    public static let isThere = FileManager.default.fileExists(atPath: folder.path)

    /// The bytes of a file of the data.
    public static func bytes(_ path: String) throws -> Data { try Data(contentsOf: folder.appending(path: path)) }

    /// The lines of a file of the data.
    public static func lines(_ path: String) throws -> [Substring] {
        String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n")
    }
}
