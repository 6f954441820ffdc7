import ContractEngine
import Foundation
import JSON
import JSONSchema

/// Schemas and values that both validators are measured on.
struct SchemaCases {
    struct Case {
        let schema: JSONValue
        let instances: [JSONValue]
    }

    let name: String
    let cases: [Case]

    var count: Int { cases.reduce(0) { $0 + $1.instances.count } }

    /// The sets that need nothing, and that of real payloads when there is a folder of them.
    static func all(data: String?) throws -> [SchemaCases] {
        let large = LargeSchema()
        let metaschema: JSONValue = ["$ref": "https://json-schema.org/draft/2020-12/schema"]
        return try (data.map { [try real($0)] } ?? []) + [
            SchemaCases(name: "a large schema", cases: [Case(schema: large.schema, instances: large.instances)]),
            SchemaCases(
                name: "its meta-schema", cases: [Case(schema: metaschema, instances: [large.schema])]),
        ]
    }

    /// The payloads of the handoffs in a folder `real`, each against the schema of its contract.
    private static func real(_ folder: String) throws -> SchemaCases {
        let root = URL(filePath: folder).appending(path: "real")
        let contracts = root.appending(path: "contracts")
        var schemas: [String: JSONValue] = [:]
        for file in try names(in: contracts, ending: ".yaml") {
            let text = try String(contentsOf: contracts.appending(path: file), encoding: .utf8)
            if let contract = Contract.load(text, file: file).contract {
                schemas[contract.reference.name] = contract.payloadSchema
            }
        }
        var payloads: [String: [JSONValue]] = [:]
        for file in try names(in: root, ending: ".jsonl") {
            for line in try Data(contentsOf: root.appending(path: file)).split(separator: UInt8(ascii: "\n")) {
                let handoff = try JSONValue(parsing: line)
                payloads[handoff["contract"]?.string ?? "", default: []].append(handoff["payload"] ?? .null)
            }
        }
        let cases = payloads.keys.sorted().compactMap { name in
            schemas[name].map { Case(schema: $0, instances: payloads[name] ?? []) }
        }
        return SchemaCases(name: "real payloads", cases: cases)
    }

    private static func names(in folder: URL, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) }.sorted()
    }

    /// As JSON, for the other side.
    var json: JSONValue {
        .array(cases.map { ["schema": $0.schema, "instances": .array($0.instances)] })
    }
}
