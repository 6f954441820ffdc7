import CivilTime
import ContractEngine
import ContractReview
import Foundation
import Handoff
import HandoffStore
import JSON
import Synchronization

/// Runs the examples of a contract: each through a desk over a store of its own, so that it shows what the product really does.
/// Nothing but that store is written, no connector runs, and the store is removed afterwards.
package struct Rehearsal: Sendable {
    private let contract: String
    private let configuration: [(file: String, text: String)]

    /// What became of an example.
    package struct Result: Sendable {
        /// The example.
        package let example: ContractTest.Example
        /// Where it is not as expected; empty when it passed.
        package var differences: [Difference] = []
        /// The checks of the contract that did not pass in it.
        package var failedChecks: Set<String> = []
        /// Whether everything was as expected.
        package var hasPassed: Bool { differences.isEmpty }
    }

    /// One thing that is not as expected.
    package struct Difference: Sendable, Hashable {
        /// Where the expectation stands in the file.
        package var line: Int
        /// What is looked at: `state`, `petra: approve → step`.
        package var name: String
        /// What was expected, and what is there.
        package var expected: JSONValue, actual: JSONValue
        /// What more there is to say.
        package var note: String?
    }

    /// Examples of a contract's text under this configuration, each file by its path in a store.
    package init(contract name: String, text: String, configuration: [String: String]) {
        contract = name
        self.configuration =
            configuration.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + [("contracts/\(name).yaml", text)]
    }

    /// Runs one example.
    package func run(_ example: ContractTest.Example) throws(DeskError) -> Result {
        let store = try ScratchStore(configuration, now: example.now)
        var result = Result(example: example)
        var earlier: [HandoffID?] = []
        for (index, passage) in example.earlier.enumerated() {
            var walk = PassageRun(store: store, isSampled: example.isSampled, label: "also \(index + 1): ")
            earlier.append(try walk.run(passage, after: earlier))
            result.differences += walk.differences
        }
        var walk = PassageRun(store: store, isSampled: example.isSampled, label: "")
        _ = try walk.run(example.passage, after: earlier)
        result.differences += walk.differences
        result.failedChecks = walk.failedChecks
        return result
    }
}

/// A store of declared identity in a folder of its own, removed with it. Its clock stands still until it is moved.
final class ScratchStore: Sendable {
    static let account = "contract-test"
    private let directory: StoreDirectory
    private let clock: Mutex<Instant>

    init(_ files: [(file: String, text: String)], now: Instant) throws(DeskError) {
        directory = StoreDirectory(path: Self.place + "/countersign-test-\(UUID().uuidString)")
        clock = Mutex(now)
        _ = try StoreFoundation(directory: directory, isDeclared: true).lay(account: Self.account, now: now)
        for (file, text) in files {
            let path = directory.path + "/" + file
            guard
                FileManager.default.createFile(
                    atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            else { throw .store(.unusable(path: path, reason: "it can't be written")) }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory.path) }

    /// In memory where the system has a place for that: a store waits for the disk at every event, and this one needs no disk.
    private static var place: String {
        let memory = "/dev/shm"
        if access(memory, W_OK | X_OK) == 0 { return memory }
        return FileManager.default.temporaryDirectory.path(percentEncoded: false)
    }

    var now: Instant { clock.withLock { $0 } }

    func advance(to instant: Instant) { clock.withLock { $0 = max($0, instant) } }

    func desk(_ person: String?, isSampled: Bool) throws(DeskError) -> Desk {
        var opening = Desk.Opening(
            account: Self.account, declaredPerson: person, clock: { self.now }, sample: { isSampled ? 0 : 1 })
        opening.looksAtConnectors = false
        return try Desk(directory, opening)
    }
}

/// One handoff on its way through a scratch store.
struct PassageRun {
    let store: ScratchStore
    let isSampled: Bool
    let label: String
    private(set) var differences: [Rehearsal.Difference] = []
    private(set) var failedChecks: Set<String> = []
    private var desks: [String: Desk] = [:]
    /// What the stand-in for the system of record was given last.
    private var delivered: JSONValue?

    init(store: ScratchStore, isSampled: Bool, label: String) {
        (self.store, self.isSampled, self.label) = (store, isSampled, label)
    }

    /// Submits the handoff and does what is done with it; its id, unless it was refused.
    mutating func run(
        _ passage: ContractTest.Passage, after earlier: [HandoffID?]
    ) throws(DeskError) -> HandoffID? {
        var id: HandoffID?
        let handoff = Self.linked(passage.handoff, to: earlier)
        let refusal = try self.refusal { walk throws(DeskError) in
            id = try walk.desk(passage.actor).submit(Self.submission(handoff)).id
        }
        try compare(passage.expectations, refusal, id, passage.actor, label, passage.line)
        guard let id else { return nil }
        for step in passage.steps {
            store.advance(to: store.now.adding(milliseconds: step.delay))
            let refusal = try self.refusal { walk throws(DeskError) in try walk.perform(step, id) }
            try compare(step.expectations, refusal, id, step.person, label + step.name, step.line)
        }
        return id
    }

    /// A handoff that rolls back `also:1` rolls back the first of those before it: their ids are not known in the file.
    private static func linked(_ handoff: JSONValue, to earlier: [HandoffID?]) -> JSONValue {
        guard var object = handoff.object, let name = handoff["links"]?["rolls_back"]?.string, name.hasPrefix("also:"),
            let number = Int(name.dropFirst("also:".count)), earlier.indices.contains(number - 1),
            let id = earlier[number - 1]
        else { return handoff }
        object["links"] = ["rolls_back": .string(id.description)]
        return .object(object)
    }

    private mutating func desk(_ person: String?) throws(DeskError) -> Desk {
        if let desk = desks[person ?? ""] { return desk }
        let desk = try store.desk(person, isSampled: isSampled)
        desks[person ?? ""] = desk
        return desk
    }

    private static func submission(_ json: JSONValue) throws(DeskError) -> Submission {
        do throws(SubmissionError) {
            // The example has passed through YAML; what a producer sends is JSON text.
            guard let parsed = try? JSONValue(parsing: json.description.utf8) else {
                throw SubmissionError("this is no handoff", at: JSONPointer())
            }
            return try Submission(parsed) { path throws(SubmissionError) in
                throw SubmissionError(
                    "evidence of an example stands in it: text or base64", at: JSONPointer(["evidence"]))
            }
        } catch {
            throw .invalid(error)
        }
    }

    private mutating func perform(_ step: ContractTest.Step, _ id: HandoffID) throws(DeskError) {
        let desk = try desk(step.person)
        if !step.opened.isEmpty {
            let evidence = try desk.dossier(id).handoff.contents.evidence
            for (index, item) in evidence.enumerated() where step.opened.contains(where: { sameText($0, item.role) }) {
                _ = try desk.openEvidence(id, item: index)
            }
        }
        switch step.action {
        case .look: break
        case .decide(let choice, let note):
            var decision = Decision(choice, note: note)
            decision.statesNothingWritten = step.statesNothingWritten
            try desk.decide(decision, on: id)
        case .deliver(let outcome):
            if let deliverable = try desk.dossier(id).handoff.status.deliverable { store.advance(to: deliverable) }
            guard let delivery = try desk.beginDelivery(id) else {
                throw .refused(RefusalError(.somethingToDeliver, "there is nothing to deliver"))
            }
            delivered = delivery.request.handoff
            try desk.finishDelivery(delivery, outcome)
        case .revise(let changed):
            var submission = try Self.submission(changed)
            submission.revises = Submission.Revision(id: id.description, version: nil)
            _ = try desk.submit(submission)
        }
    }

    /// What a person was refused; errors of the store itself end the run.
    private mutating func refusal(
        _ body: (inout PassageRun) throws(DeskError) -> Void
    ) throws(DeskError) -> DeskError? {
        do throws(DeskError) {
            try body(&self)
            return nil
        } catch {
            if case .store = error { throw error }
            return error
        }
    }

    private mutating func compare(
        _ expectations: [ContractTest.Expectation], _ refusal: DeskError?, _ id: HandoffID?, _ person: String?,
        _ place: String, _ line: Int
    ) throws(DeskError) {
        func named(_ name: String) -> String {
            place.isEmpty ? name : place.hasSuffix(": ") ? place + name : "\(place) → \(name)"
        }
        if let refusal, !expectations.contains(where: { $0.field == .refused }) {
            differences.append(
                Rehearsal.Difference(
                    line: line, name: named("refused"), expected: .null, actual: .string(refusal.nameInExamples),
                    note: refusal.message))
        }
        // Somebody who is not in people.yaml has no desk to look from.
        let observer = try desk(desks[person ?? ""] == nil ? nil : person)
        let dossier: Dossier? = if let id { try observer.dossier(id) } else { nil }
        if let dossier {
            let failed = dossier.checks.filter {
                $0.result == "failed" || $0.result == "error"
            }
            failedChecks.formUnion(failed.filter { $0.source == "contract" }.map(\.id))
        }
        for expectation in expectations {
            let actual: JSONValue
            if expectation.field == .refused {
                actual = refusal.map { .string($0.nameInExamples) } ?? .null
            } else if expectation.field == .verified {
                let fault = try observer.verify().fault
                actual = .bool(fault == nil)
            } else {
                actual = dossier.map { expectation.actual(in: $0, delivered: delivered) } ?? .null
            }
            guard !expectation.isMet(by: actual) else { continue }
            differences.append(
                Rehearsal.Difference(
                    line: expectation.line, name: named(expectation.name), expected: expectation.value, actual: actual,
                    note: expectation.field == .refused ? refusal?.message : dossier.flatMap(expectation.field.note)))
        }
    }
}
