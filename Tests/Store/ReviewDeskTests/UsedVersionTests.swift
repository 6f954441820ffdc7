import ContractEngine
import Handoff
import Testing

@testable import ReviewDesk

/// A version of a contract that took effect is one content for good, for intake as for the linter.
@Suite struct UsedVersionTests {
    private static let changed = Sample.contract.replacingOccurrences(of: "threshold: 0.90", with: "threshold: 0.80")

    private func errors(_ problems: [Problem]) -> [String?] { problems.filter { $0.severity == .error }.map(\.id) }

    @Test func `Another content under a used version takes nothing in, and the linter says so before anybody submits`()
        throws
    {
        #expect(Self.changed != Sample.contract)
        let folder = try StoreFolder()
        let desk = try folder.desk()
        // Before the first handoff a version may still change.
        #expect(errors(try desk.lint()) == [])
        _ = try desk.submit(try Sample.submission())
        #expect(errors(try desk.lint(contract: "pay")) == [])
        try folder.write(Self.changed, to: "contracts/pay.yaml")
        #expect(errors(try desk.lint(contract: "pay")) == ["used-version"])
        #expect(errors(try folder.desk().lint()) == ["used-version"])
        #expect(try refusal { try desk.submit(try Sample.submission(key: "k2", invoice: "2")) }.exitCode == 66)
        // A draft outside the store is told as well, by the name that it has inside.
        #expect(errors(try desk.lint(Self.changed, file: "draft.yaml")) == ["used-version"])
        #expect(errors(try desk.lint(Sample.contract, file: "draft.yaml")) == [])
        let raised = Self.changed.replacingOccurrences(of: "version: 1", with: "version: 2")
        #expect(errors(try desk.lint(raised, file: "draft.yaml")) == [])
        try folder.write(raised, to: "contracts/pay.yaml")
        #expect(errors(try desk.lint(contract: "pay")) == [])
        #expect(try desk.submit(try Sample.submission(key: "k3", invoice: "3")).state == .proposed)
        // The old file may come back as it was, and not otherwise.
        try folder.write(Sample.contract, to: "contracts/pay.yaml")
        #expect(errors(try desk.lint()) == [])
        try folder.write(Sample.contract + "\n", to: "contracts/pay.yaml")
        #expect(errors(try desk.lint()) == ["used-version"])
    }
}
