import ArgumentParser

/// `countersign-bench compare`
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the JSON Schema validator beside jsonschema-rs, as a table or --json.")
    @Option(help: ArgumentHelp("A folder with real payloads in real/, to be measured too.", valueName: "dir"))
    var data: String?
    @Option(help: ArgumentHelp("How many rounds each runs, in turns.", valueName: "n")) var rounds: Int = 15
    @Flag(help: "Print JSON.") var json = false

    func validate() throws { if rounds < 1 { throw ValidationError("it takes at least one round") } }

    func run() throws {
        let comparison = try SchemaComparison(data: data, rounds: rounds)
        print(json ? comparison.json.description : comparison.table)
    }
}
