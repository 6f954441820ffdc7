/// A function with its overloads. A receiver is the first argument.
package struct Function: Sendable {
    typealias Body = @Sendable ([Value], Context) throws(EvaluationError) -> Value

    /// The types of one form of a call.
    package struct Overload: Sendable {
        package enum Style { case global, method }
        package let style: Style
        package let parameters: [StaticType]
        package let result: StaticType
        /// Whether the last parameter may be repeated.
        var isVariadic = false

        package func takes(_ count: Int) -> Bool { isVariadic ? count >= parameters.count : count == parameters.count }

        func fits(_ arguments: [StaticType]) -> Bool {
            takes(arguments.count)
                && arguments.indices.allSatisfy { arguments[$0].fits(parameters[min($0, parameters.count - 1)]) }
        }
    }

    /// The name, with its namespace: `size`, `math.abs`.
    package let name: String
    package let overloads: [Overload]
    let body: Body

    init(_ name: String, _ overloads: [Overload], _ body: @escaping Body) {
        self.name = name
        self.overloads = overloads
        self.body = body
    }

    /// All functions by their names.
    package static let all: [String: Function] = {
        let groups = [
            conversions, textFunctions, textSearches, timeFunctions, mathFunctions, listFunctions, optionalFunctions,
        ]
        return Dictionary(uniqueKeysWithValues: groups.joined().map { ($0.name, $0) })
    }()

    /// The namespaces of functions.
    static let namespaces: Set<String> = Set(
        all.keys.compactMap { $0.utf8.contains(UInt8(ascii: ".")) ? String($0.prefix { $0 != "." }) : nil }
    )
}

extension Function.Overload {
    /// A form `f(a, b)`.
    static func global(_ parameters: StaticType..., to result: StaticType) -> Self {
        Self(style: .global, parameters: parameters, result: result)
    }

    /// A form `a.f(b)`.
    static func method(_ parameters: StaticType..., to result: StaticType) -> Self {
        Self(style: .method, parameters: parameters, result: result)
    }
}
