import ArgumentParser
import JSON

/// `countersign-bench compare`
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the JSON Schema validator and the expression language beside others, as tables or --json.")
    @Option(help: ArgumentHelp("A folder with real payloads in real/, to be measured too.", valueName: "dir"))
    var data: String?
    @Option(help: ArgumentHelp("How many rounds each runs, in turns.", valueName: "n")) var rounds: Int = 15
    @Flag(help: "Print JSON.") var json = false

    func validate() throws { if rounds < 1 { throw ValidationError("it takes at least one round") } }

    func run() throws {
        let schema = try SchemaComparison(data: data, rounds: rounds)
        if !json { print(schema.table + "\n") }
        let expressions = try ExpressionComparison(rounds: rounds)
        if json {
            print((["schema": schema.json, "expressions": expressions.json] as JSONValue).description)
        } else {
            print(expressions.table)
        }
    }
}
