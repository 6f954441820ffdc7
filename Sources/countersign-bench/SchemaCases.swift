import Foundation
import JSON
import Yams

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
            guard let contract = try Yams.compose(yaml: text), let name = contract["contract"]?.string else { continue }
            schemas[name] = contract["payload"]?["schema"].map { JSONValue($0) }
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

extension JSONValue {
    /// What a YAML node of a schema stands for.
    fileprivate init(_ node: Node) {
        switch node {
        case .mapping(let pairs): self = .object(JSONObject(pairs.map { ($0.key.string ?? "", JSONValue($0.value)) }))
        case .sequence(let items): self = .array(items.map { JSONValue($0) })
        case .scalar(let scalar):
            if scalar.style != .plain {
                self = .string(scalar.string)
            } else if let truth = node.bool {
                self = .bool(truth)
            } else {
                self =
                    scalar.string == "null"
                    ? .null : JSONNumber(scalar.string).map { .number($0) } ?? .string(scalar.string)
            }
        case .alias: self = .null
        }
    }
}
