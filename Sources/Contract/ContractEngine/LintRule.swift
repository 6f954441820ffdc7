/// The faults that the linter looks for. The short name stands behind each problem and in the documentation.
package enum LintRule: String, CaseIterable {
    // Rules and the schema
    case typeMismatch = "type-mismatch"
    case unknownField = "unknown-field"
    case unguardedField = "unguarded-field"
    case inexactArithmetic = "inexact-arithmetic"
    case neverEqual = "never-equal"
    case emptySchema = "empty-schema"
    case openSchema = "open-schema"
    // Conditions that decide nothing
    case checkNeverFails = "check-never-fails"
    case checkNeverPasses = "check-never-passes"
    case neverApplies = "never-applies"
    case alwaysMandatory = "always-mandatory"
    case alwaysEscalates = "always-escalates"
    case shadowedThreshold = "shadowed-threshold"
    case idleSetting = "idle-setting"
    // People and systems
    case unknownSystem = "unknown-system"
    case unknownParty = "unknown-party"
    case nobodyTakes = "nobody-takes"
    case separationLeavesNobody = "separation-leaves-nobody"
    case producerLeavesNobody = "producer-leaves-nobody"
    case repeatedApprover = "repeated-approver"
    case noConnector = "no-connector"
    case missingList = "missing-list"
    // High impact
    case noEscalation = "no-escalation"
    case noApprovalCondition = "no-approval-condition"
    case confidenceAlone = "confidence-alone"
    case noSeparation = "no-separation"
    // Evidence, reasons, confidence, time, completion
    case unseenEvidence = "unseen-evidence"
    case unreadableEvidence = "unreadable-evidence"
    case noReasons = "no-reasons"
    case duplicateReason = "duplicate-reason"
    case bandGap = "band-gap"
    case deadBand = "dead-band"
    case mixedBand = "mixed-band"
    case earlyReminder = "early-reminder"
    case earlyExpiry = "early-expiry"
    case completesEarly = "completes-early"
}
