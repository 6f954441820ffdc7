import Foundation
import JSON

/// The other implementation: the Python package common-expression-language, written in Rust, in a process of its own.
final class PythonExpressions {
    /// How it is got.
    static let installation = "python3 -m pip install common-expression-language"

    let version: String
    private let process: Process
    private let input: FileHandle
    private let output: FileHandle
    private var pending: [UInt8] = []

    /// Starts it with these expressions, each with the number of its input; nil when Python or the package is not there.
    init?(_ expressions: [(source: String, input: Int)], inputs: [JSONObject]) throws {
        let work: JSONValue = [
            "expressions": .array(
                expressions.map { ["source": .string($0.source), "input": .number(JSONNumber($0.input))] }),
            "inputs": .array(inputs.map { .object($0) }),
        ]
        let file = FileManager.default.temporaryDirectory.appending(path: "countersign-bench-\(UUID().uuidString).json")
        try Data(work.description.utf8).write(to: file)
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
        guard let version = (try? JSONValue(parsing: Self.line(output, &pending)))?["version"]?.string else {
            process.waitUntilExit()
            return nil
        }
        self.version = version
    }

    deinit {
        try? input.close()
        process.waitUntilExit()
    }

    /// Evaluates an expression so often: seconds for that, seconds for as many calls of `true`, and the value.
    func round(_ number: Int, repeats: Int) throws -> (seconds: Double, calls: Double, value: JSONValue) {
        try input.write(contentsOf: Data("\(number) \(repeats)\n".utf8))
        let answer = try JSONValue(parsing: Self.line(output, &pending))
        return (
            answer["seconds"]?.number?.double ?? .nan, answer["calls"]?.number?.double ?? .nan, answer["value"] ?? .null
        )
    }

    private static func line(_ handle: FileHandle, _ pending: inout [UInt8]) -> String {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                return line
            }
            let more = handle.availableData
            if more.isEmpty { return "" }
            pending += more
        }
    }

    // A Context is converted from Python's values once; a plain dictionary would be converted at every call.
    private static let script = """
        import gc, json, sys, time
        try:
            import cel
        except ImportError:
            print("{}", flush=True)
            sys.exit()
        try:
            from importlib.metadata import version
            name = version("common-expression-language")
        except Exception:
            name = "?"
        with open(sys.argv[1]) as file:
            work = json.load(file)
        inputs = [cel.Context(variables=variables) for variables in work["inputs"]]
        programs = [(cel.compile(one["source"]), inputs[one["input"]]) for one in work["expressions"]]
        nothing = cel.compile("true")

        def run(program, variables, repeats):
            execute = program.execute
            start = time.perf_counter()
            for _ in range(repeats):
                value = execute(variables)
            return time.perf_counter() - start, value

        gc.disable()
        print(json.dumps({"version": name}), flush=True)
        for line in sys.stdin:
            number, repeats = map(int, line.split())
            program, variables = programs[number]
            seconds, value = run(program, variables, repeats)
            calls, _ = run(nothing, variables, repeats)
            print(json.dumps({"seconds": seconds, "calls": calls, "value": value}), flush=True)
        """
}
