import Foundation

/// Programs of this package, as they were built for the tests.
public enum BuiltProgram {
    /// The path of an executable product or target.
    public static func path(_ name: String) -> String {
        // The tests' own program lies beside them.
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let beside = URL(filePath: own).deletingLastPathComponent().appending(path: name).path
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        return SharedData.package.appending(path: ".build/debug/\(name)").path
    }
}
