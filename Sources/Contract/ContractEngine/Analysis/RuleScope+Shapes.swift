import ExpressionAnalysis
import Handoff
import JSON

extension RuleScope {
    /// The shapes of the variables of a contract's rules before there is a handoff.
    static func shapes(
        payload: Shape, lists: JSONValue? = nil, related: [String] = RelatedList.names.sorted()
    ) -> [String: Shape] {
        [
            "handoff": handoff, "payload": payload,
            "confidence": .number(from: JSONNumber(0), to: JSONNumber(1)).union(.null),
            "producer": .object(
                [
                    .init("agent", .string(length: 1...Int.max)), .init("model", .any, isRequired: false),
                    .init("workflow", .any, isRequired: false), .init("owner", .any, isRequired: false),
                ], isOpen: true), "requested_by": .string.union(.null),
            "evidence": .list(of: evidence()), "trace": trace,
            "lists": .map(
                of: .any,
                knowing: (lists?.object?.members ?? []).map { .init($0.name, Shape(sample: $0.value)) }),
            "related": .object(related.map { .init($0, relatives) }), "now": .timestamp,
        ]
    }

    /// An item of evidence; of a role and a media type if they are given.
    package static func evidence(role: String? = nil, media: String? = nil) -> Shape {
        .object([
            .init("role", role.map { .oneOf([.string($0)]) } ?? .string), .init("name", .string),
            .init("media", media.map { .oneOf([.string($0)]) } ?? .string),
            .init("size", .number(from: JSONNumber(0), isWhole: true)), .init("sha256", .string(length: 64...64)),
            .init("text", media.map { isText($0) ? .string : .null } ?? .string.union(.null)),
        ])
    }

    /// True of a media type that a rule can read.
    package static func isText(_ media: String) -> Bool {
        EvidenceItem(role: "", name: "", media: media, size: 0, sha256: ContentHash(of: [])).isText
    }

    private static let trace = Shape.object(
        [
            .init("sources", .list(of: .map(of: .any))), .init("prompt", .any, isRequired: false),
            .init("model", .any, isRequired: false), .init("workflow", .any, isRequired: false),
            .init("steps", .any, isRequired: false),
        ], isOpen: true)

    private static let relatives = Shape.list(
        of: .object([
            .init("id", .string), .init("state", .oneOf(HandoffState.allCases.map { .string($0.rawValue) })),
            .init("stake", .number.union(.null)), .init("at", .timestamp),
        ]))

    /// A rule reads these fields before the handoff has an owner or a step: those are null.
    private static let handoff = Shape.object([
        .init("id", .string), .init("contract", .string), .init("contract_version", .number(isWhole: true)),
        .init("title", .string), .init("state", .string), .init("final", .bool), .init("owner", .any),
        .init("band", .string),
        .init("confidence", .number.union(.null)), .init("version", .any), .init("digest", .any),
        .init("submitted_at", .string),
        .init("due_at", .any), .init("expires_at", .any), .init("observed", .any), .init("stake", .any),
        .init("step", .any),
        .init("key", .string),
        .init("unresolved", .list(of: .string)),
    ])
}
