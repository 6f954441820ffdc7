extension Expression {
    /// The names of all functions, with their namespaces, in order.
    public static let functionNames: [String] = Function.all.keys.sorted()

    /// The names of all macros, in order.
    public static let macroNames: [String] = [
        "all", "cel.bind", "exists", "existsOne", "exists_one", "filter", "has", "map", "optFlatMap", "optMap",
        "sortBy",
        "transformList", "transformMap", "transformMapEntry",
    ]
}
