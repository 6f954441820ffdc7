import Foundation
import JSON

/// The other validator: jsonschema-rs, written in Rust, driven by its own Python interface in a process of its own.
final class PythonValidator {
    /// How it is got.
    static let installation = "python3 -m pip install jsonschema-rs"

    let version: String
    private let process: Process
    private let input: FileHandle
    private let output: FileHandle
    private var pending: [UInt8] = []

    /// Starts it with these sets; nil when Python or the package is not there.
    init?(_ sets: [SchemaCases]) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "countersign-bench-\(UUID().uuidString).json")
        try Data(JSONValue.array(sets.map(\.json)).compactBytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let (requests, answers) = (Pipe(), Pipe())
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script, file.path]
        process.standardInput = requests
        process.standardOutput = answers
        process.standardError = FileHandle.nullDevice
        input = requests.fileHandleForWriting
        output = answers.fileHandleForReading
        try process.run()
        try? answers.fileHandleForWriting.close()
        var first: [UInt8] = []
        Self.readLine(output, &pending, into: &first)
        guard let version = (try? JSONValue(parsing: first))?["version"]?.string else {
            process.waitUntilExit()
            return nil
        }
        self.version = version
    }

    deinit {
        try? input.close()
        process.waitUntilExit()
    }

    /// One round.
    struct Round {
        /// Seconds of the processor for validating, and for calls of a validator that accepts everything.
        let seconds, callSeconds: Double
        let accepted: Int
    }

    /// Validates everything in a set so often.
    func round(_ set: Int, repeats: Int) throws -> Round {
        try input.write(contentsOf: Data("\(set) \(repeats)\n".utf8))
        var line: [UInt8] = []
        Self.readLine(output, &pending, into: &line)
        let answer = try JSONValue(parsing: line)
        return Round(
            seconds: answer["seconds"]?.number?.double ?? .nan, callSeconds: answer["calls"]?.number?.double ?? .nan,
            accepted: Int(answer["accepted"]?.number?.int64 ?? -1))
    }

    private static func readLine(_ handle: FileHandle, _ pending: inout [UInt8], into line: inout [UInt8]) {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                line = Array(pending[..<end])
                pending.removeSubrange(...end)
                return
            }
            let more = handle.availableData
            if more.isEmpty { return }
            pending += more
        }
    }

    private static let script = """
        import gc, json, sys, time
        try:
            import jsonschema_rs
        except ImportError:
            print("{}", flush=True)
            sys.exit()
        try:
            from importlib.metadata import version
            name = version("jsonschema-rs")
        except Exception:
            name = "?"
        sets = []
        everything = jsonschema_rs.Draft202012Validator(True).is_valid
        with open(sys.argv[1]) as file:
            for cases in json.load(file):
                jobs = []
                for case in cases:
                    check = jsonschema_rs.Draft202012Validator(case["schema"]).is_valid
                    jobs += [(check, instance) for instance in case["instances"]]
                sets.append((jobs, [(everything, instance) for _, instance in jobs]))

        def run(jobs, repeats):
            accepted = 0
            start = time.process_time()
            for _ in range(repeats):
                for check, instance in jobs:
                    if check(instance):
                        accepted += 1
            return time.process_time() - start, accepted // repeats

        gc.disable()
        print(json.dumps({"version": name}), flush=True)
        for line in sys.stdin:
            number, repeats = map(int, line.split())
            seconds, accepted = run(sets[number][0], repeats)
            calls, _ = run(sets[number][1], repeats)
            print(json.dumps({"seconds": seconds, "calls": calls, "accepted": accepted}), flush=True)
        """
}
