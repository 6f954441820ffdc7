import JSON

/// The keys of one mapping of a file.
package protocol MappingKey: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {}

/// The keys that a contract file may have, by the mapping in which they stand. There is no other list of them: loading refuses what is
/// not here, and comparison and documentation are held to it.
package enum ContractKey {
    package enum File: String, MappingKey {
        case contract, version, title, impact, mode
        case systemOfRecord = "system_of_record"
        case payload, review, states, trace
    }

    package enum SystemOfRecord: String, MappingKey { case system, record, reference }

    package enum Payload: String, MappingKey { case schema, money, variables, related, evidence, checks }

    package enum Evidence: String, MappingKey {
        case role
        case minimum = "min"
        case media, when
    }

    package enum Related: String, MappingKey { case key, within }

    package enum Check: String, MappingKey { case id, when, rule, message, severity, recheck, at, reason }

    /// A text that a rule makes, and an owner whom a rule names.
    package enum Made: String, MappingKey { case rule }

    package enum Review: String, MappingKey {
        case owner
        case escalateTo = "escalate_to"
        case visibleTo = "visible_to"
        case threshold, bands, mandatory
        case escalateWhen = "escalate_when"
        case autoApprove = "auto_approve"
        case auditSample = "audit_sample"
        case sequence, otherwise, separation
        case mustView = "must_view"
        case reasons, clock
        case recallWindow = "recall_window"
        case deliverWhen = "deliver_when"
        case conflict, claim, stake
    }

    package enum Condition: String, MappingKey { case rule, reason }

    package enum Step: String, MappingKey {
        case step, by, quorum, when
        case escalateTo = "escalate_to"
    }

    package enum Reasons: String, MappingKey { case reject, escalate }

    package enum Clock: String, MappingKey {
        case respondWithin = "respond_within"
        case remindBefore = "remind_before"
        case onBreach = "on_breach"
        case expireAfter = "expire_after"
        case hours
    }

    package enum Hours: String, MappingKey { case zone, days, from, to }

    package enum States: String, MappingKey {
        case completeWhen = "complete_when"
        case rollback
    }

    package enum Rollback: String, MappingKey { case required, from }

    package enum Trace: String, MappingKey { case require }

    /// Every mapping with fixed keys.
    package static let mappings: [any MappingKey.Type] = [
        File.self, SystemOfRecord.self, Payload.self, Related.self, Evidence.self, Check.self, Made.self, Review.self,
        Condition.self,
        Step.self, Reasons.self, Clock.self, Hours.self, States.self, Rollback.self, Trace.self,
    ]
}

extension MappingKey {
    /// All keys of the mapping as they are written.
    package static var names: [String] { allCases.map(\.rawValue) }
}

extension JSONPointer {
    package static func file(_ key: ContractKey.File) -> JSONPointer { JSONPointer([key.rawValue]) }

    package static func systemOfRecord(_ key: ContractKey.SystemOfRecord) -> JSONPointer {
        file(.systemOfRecord).appending(key)
    }

    package static func payload(_ key: ContractKey.Payload) -> JSONPointer { file(.payload).appending(key) }

    package static func review(_ key: ContractKey.Review) -> JSONPointer { file(.review).appending(key) }

    package static func reasons(_ key: ContractKey.Reasons) -> JSONPointer { review(.reasons).appending(key) }

    package static func clock(_ key: ContractKey.Clock) -> JSONPointer { review(.clock).appending(key) }

    package static func states(_ key: ContractKey.States) -> JSONPointer { file(.states).appending(key) }

    package static func rollback(_ key: ContractKey.Rollback) -> JSONPointer { states(.rollback).appending(key) }

    package static func trace(_ key: ContractKey.Trace) -> JSONPointer { file(.trace).appending(key) }

    /// The place of a key.
    package func appending(_ key: some MappingKey) -> JSONPointer { appending(key.rawValue) }

    /// The place of an item of a list.
    package func appending(_ index: Int) -> JSONPointer { appending(String(index)) }
}
