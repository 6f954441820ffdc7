import Foundation
import JSON
import JSONSchema

/// Measures the schema validator and jsonschema-rs on the same values, in turns.
struct SchemaComparison {
    struct Row {
        let name: String
        let count: Int
        let accepted: Int
        /// Validations per second.
        let ours: Double
        let theirs: Double?
        /// Without what a call from Python to a validator that accepts everything takes.
        let theirsWithoutCalls: Double?
    }

    private(set) var rows: [Row] = []
    private(set) var version: String?

    /// - Parameter rounds: how many rounds each side runs; the median counts.
    init(data: String?, rounds: Int) throws {
        let sets = try SchemaCases.all(data: data)
        let python = try PythonValidator(sets)
        version = python?.version
        for (number, set) in sets.enumerated() {
            var jobs: [(schema: Schema, value: JSONValue)] = []
            for one in set.cases {
                let schema = try Schema(one.schema)
                jobs += one.instances.map { (schema, $0) }
            }
            // A round is to last long enough for the clock.
            let once = Self.round(jobs, repeats: 1)
            let repeats = max(1, Int(0.03 / max(once.seconds, 1e-6)))
            var (ours, theirs, calls): ([Double], [Double], [Double]) = ([], [], [])
            for _ in 0..<rounds {
                ours.append(Self.round(jobs, repeats: repeats).seconds)
                guard let other = try python?.round(number, repeats: repeats) else { continue }
                guard other.accepted == once.accepted else { throw DisagreementError(set: set.name) }
                theirs.append(other.seconds)
                calls.append(other.callSeconds)
            }
            let work = Double(jobs.count * repeats)
            let (time, callTime) = (Self.median(theirs), Self.median(calls))
            rows.append(
                Row(
                    name: set.name, count: jobs.count, accepted: once.accepted,
                    ours: work / (Self.median(ours) ?? .nan),
                    theirs: time.map { work / $0 },
                    theirsWithoutCalls: time.flatMap { time in callTime.map { work / max(time - $0, 1e-9) } }))
        }
    }

    /// The two validators decide a value differently.
    struct DisagreementError: Error, CustomStringConvertible {
        let set: String
        var description: String { "the validators disagree on \(set)" }
    }

    private static func round(
        _ jobs: [(schema: Schema, value: JSONValue)], repeats: Int
    ) -> (seconds: Double, accepted: Int) {
        var accepted = 0
        let started = processorSeconds
        for _ in 0..<repeats {
            for job in jobs where job.schema.accepts(job.value) { accepted += 1 }
        }
        return (processorSeconds - started, accepted / repeats)
    }

    /// What this process has used so far: what else runs on the machine is to count for neither side.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func median(_ times: [Double]) -> Double? { times.isEmpty ? nil : times.sorted()[times.count / 2] }
}

extension SchemaComparison {
    var json: JSONValue {
        func number(_ value: Double?) -> JSONValue {
            value.flatMap { JSONNumber($0.rounded()) }.map { .number($0) } ?? .null
        }
        let sets = rows.map { row -> JSONValue in
            [
                "set": .string(row.name), "values": .number(JSONNumber(row.count)),
                "accepted": .number(JSONNumber(row.accepted)), "per_second": number(row.ours),
                "jsonschema_rs_per_second": number(row.theirs),
                "jsonschema_rs_without_calls_per_second": number(row.theirsWithoutCalls),
            ]
        }
        return ["jsonschema_rs": version.map { .string($0) } ?? .null, "sets": .array(sets)]
    }

    var table: String {
        var lines = [
            "JSON Schema, validations per second of processor time (schemas compiled and values parsed before)"
        ]
        lines.append(line("set", "values", "countersign", "jsonschema-rs", "ratio", "without calls", "ratio"))
        for row in rows {
            lines.append(
                line(
                    row.name, "\(row.count)", text(row.ours), text(row.theirs), ratio(row.ours, row.theirs),
                    text(row.theirsWithoutCalls), ratio(row.ours, row.theirsWithoutCalls)))
        }
        if let version {
            lines.append(
                """
                jsonschema-rs \(version) by its Python interface: is_valid() of Python objects, in turns with ours, the median round.
                "without calls" takes off what the same calls of a validator that accepts everything take.
                """)
        } else {
            lines.append("For the comparison: \(PythonValidator.installation)")
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ columns: String...) -> String {
        var line = ""
        for (column, width) in zip(columns, [18, 8, 14, 15, 8, 15, 8]) {
            line += column + String(repeating: " ", count: max(1, width - column.utf8.count))
        }
        while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
        return line
    }

    private func text(_ value: Double?) -> String { value.map { String(Int($0)) } ?? "-" }

    private func ratio(_ ours: Double, _ theirs: Double?) -> String {
        guard let theirs else { return "-" }
        let hundredths = Int((ours / theirs * 100).rounded())
        return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
    }
}
