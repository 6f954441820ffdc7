import CivilTime

extension Function {
    static let timeFunctions: [Function] = [
        Function("getFullYear", time, { (a, _) throws(EvaluationError) in try civil("getFullYear", a, \.date.year) }),
        Function("getMonth", time, { (a, _) throws(EvaluationError) in try civil("getMonth", a, \.date.month, -1) }),
        Function("getDate", time, { (a, _) throws(EvaluationError) in try civil("getDate", a, \.date.day) }),
        Function(
            "getDayOfMonth", time, { (a, _) throws(EvaluationError) in try civil("getDayOfMonth", a, \.date.day, -1) }),
        Function(
            "getDayOfWeek", time, { (a, _) throws(EvaluationError) in try civil("getDayOfWeek", a, \.date.dayOfWeek) }),
        Function(
            "getDayOfYear", time, { (a, _) throws(EvaluationError) in try civil("getDayOfYear", a, \.date.dayOfYear) }),
        Function("getHours", time + span, { (a, _) throws(EvaluationError) in try part("getHours", a, \.hour, 3_600) }),
        Function(
            "getMinutes", time + span, { (a, _) throws(EvaluationError) in try part("getMinutes", a, \.minute, 60) }),
        Function(
            "getSeconds", time + span, { (a, _) throws(EvaluationError) in try part("getSeconds", a, \.second, 1) }),
        Function("getMilliseconds", time + span, milliseconds),
    ]

    private static let time: [Overload] = [.method(.timestamp, to: .int), .method(.timestamp, .string, to: .int)]
    private static let span: [Overload] = [.method(.duration, to: .int)]

    private static func civil(
        _ name: String, _ arguments: [Value], _ field: KeyPath<CivilDateTime, Int>, _ shift: Int = 0
    ) throws(EvaluationError) -> Value {
        guard case .timestamp(let time) = arguments[0] else { throw EvaluationError.noOverload(name, arguments) }
        var zone: String?
        if arguments.count == 2 {
            guard case .string(let given) = arguments[1] else { throw EvaluationError.noOverload(name, arguments) }
            zone = given
        }
        guard let civil = time.civil(in: zone) else {
            throw EvaluationError("unknown time zone \(arguments[1].keyText)")
        }
        return .int(Int64(civil[keyPath: field] + shift))
    }

    private static func part(
        _ name: String, _ arguments: [Value], _ field: KeyPath<CivilDateTime, Int>, _ seconds: Int64
    ) throws(EvaluationError) -> Value {
        guard case .duration(let duration) = arguments[0], arguments.count == 1 else {
            return try civil(name, arguments, field)
        }
        return .int(duration.components.seconds / seconds)
    }

    /// Of a duration, as of a timestamp, the milliseconds within its second.
    private static func milliseconds(_ arguments: [Value], _ context: Context) throws(EvaluationError) -> Value {
        switch arguments[0] {
        case .duration(let duration) where arguments.count == 1:
            return .int(duration.components.attoseconds / 1_000_000_000_000_000)
        case .timestamp(let time):
            _ = try civil("getMilliseconds", arguments, \.second)
            return .int(Int64(time.nanoseconds / 1_000_000))
        default: throw EvaluationError.noOverload("getMilliseconds", arguments)
        }
    }
}
